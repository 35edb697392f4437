from pathlib import Path

import httpx2
import pytest

from web import static

API = httpx2.AsyncClient


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Front ends as a build leaves them, in a folder of the test's own."""
    files = {
        "widget/widget.js": "window.Alo=1",
        "dashboard/index.html": "<!doctype html><title>Alo</title>",
        "dashboard/assets/app-1a2b.js": "app()",
        "dashboard/preview.html": "<!doctype html><title>Preview</title>",
        "demo/index.html": "shop",
        "demo/hostile.html": "hostile",
        "demo/shop.css": "body{}",
        "secret.txt": "secret",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(static, "WIDGET", tmp_path / "widget" / "widget.js")
    monkeypatch.setattr(static, "DASHBOARD", tmp_path / "dashboard")
    monkeypatch.setattr(static, "DEMO", tmp_path / "demo")
    return tmp_path


async def test_any_site_may_load_the_widget_and_ask_for_it_again_cheaply(api: API, built: Path) -> None:
    answer = await api.get("/widget.js")
    assert answer.text == "window.Alo=1"
    assert "javascript" in answer.headers["content-type"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "max-age=300" in answer.headers["cache-control"]
    again = await api.get("/widget.js", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/", "/dashboard/history/abc", "/dashboard/reports?from=1"])
async def test_every_address_of_the_dashboard_gets_its_page(api: API, built: Path, path: str) -> None:
    answer = await api.get(path)
    assert answer.status_code == 200
    assert "<title>Alo</title>" in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-cache"


async def test_built_files_of_the_dashboard_are_kept_for_good(api: API, built: Path) -> None:
    answer = await api.get("/dashboard/assets/app-1a2b.js")
    assert answer.text == "app()"
    assert "immutable" in answer.headers["cache-control"]
    assert (await api.get("/dashboard/assets/gone-9z.js")).status_code == 404


@pytest.mark.parametrize(
    ("path", "text"), [("/demo", "shop"), ("/demo/hostile", "hostile"), ("/demo/shop.css", "body{}")]
)
async def test_the_demo_pages_are_served(api: API, built: Path, path: str, text: str) -> None:
    assert (await api.get(path)).text == text


@pytest.mark.parametrize(
    "path", ["/demo/..%2fsecret.txt", "/dashboard/..%2fsecret.txt", "/demo/%00", "/demo//etc/passwd"]
)
async def test_nothing_outside_of_a_folder_is_served(api: API, built: Path, path: str) -> None:
    answer = await api.get(path)
    assert "secret" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize("path", ["/widget.js", "/dashboard", "/demo"])
async def test_a_front_end_that_was_not_built_says_what_to_do(
    api: API, built: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    for name in ("WIDGET", "DASHBOARD", "DEMO"):
        monkeypatch.setattr(static, name, built / "nowhere")
    answer = await api.get(path)
    assert answer.status_code == 404
    assert "make install" in answer.text


async def test_the_front_door_leads_to_the_dashboard(api: API) -> None:
    answer = await api.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/dashboard")


async def test_the_preview_alone_may_be_framed_and_by_the_dashboard_alone(api: API, built: Path) -> None:
    preview = await api.get("/dashboard/preview.html")
    assert "frame-ancestors 'self'" in preview.headers["content-security-policy"]
    assert "unsafe" not in preview.headers["content-security-policy"]
    assert preview.headers["x-frame-options"] == "SAMEORIGIN"
    assert preview.headers["cross-origin-resource-policy"] == "cross-origin"
    page = await api.get("/dashboard/admin/form")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "DENY"
