import pytest

from tests.contract.line import QUERY
from tests.contract.scene import House

PAGES = ["/dashboard", "/dashboard/history/x", "/dashboard/preview.html", "/demo", "/demo/hostile", "/api/docs"]
FILES = ["/widget.js", "/api/openapi.json", "/api/widget/config", "/api/nowhere", "/nowhere", "/healthz", "/"]
SOCKETS = [f"{QUERY}polling", f"{QUERY}polling&sid=x", "/socket.io/"]
MAY_BE_FRAMED = ("/dashboard/preview.html", "/demo", "/demo/hostile")


async def read_headers(house: House, path: str) -> dict[str, str]:
    async with house.http.get(house.hubs[0].url + path, allow_redirects=False) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}


def read_policy(headers: dict[str, str]) -> dict[str, list[str]]:
    directives = [part.split() for part in headers["content-security-policy"].split(";")]
    return {name: sources for name, *sources in directives}


@pytest.mark.parametrize("path", [*PAGES, *FILES, *SOCKETS])
async def test_every_answer_forbids_guessing_its_type_and_tells_other_sites_little(house: House, path: str) -> None:
    headers = await read_headers(house, path)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "permissions-policy" in headers
    assert "server" not in headers
    assert "x-powered-by" not in headers


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_allows_inline_code_foreign_scripts_or_plugins(house: House, path: str) -> None:
    policy = read_policy(await read_headers(house, path))
    assert "unsafe" not in str(policy)
    assert policy.get("script-src", policy["default-src"]) in (["'self'"], ["'none'"])
    assert policy.get("style-src", policy["default-src"]) in (["'self'"], ["'none'"])
    assert policy.get("object-src", policy["default-src"]) == ["'none'"]
    assert not any(source in ("*", "data:", "blob:") for source in policy.get("script-src", []))


@pytest.mark.parametrize("path", [*PAGES, *FILES, *SOCKETS])
async def test_nothing_but_the_preview_and_the_demo_may_be_framed_and_these_by_us_alone(
    house: House, path: str
) -> None:
    headers = await read_headers(house, path)
    framing = read_policy(headers)["frame-ancestors"]
    assert framing == (["'self'"] if path in MAY_BE_FRAMED else ["'none'"])
    # Browsers that know the policy pass over the older header, which therefore may be the stricter one.
    assert headers["x-frame-options"] in (("SAMEORIGIN", "DENY") if path in MAY_BE_FRAMED else ("DENY",))


async def test_nothing_personal_is_kept_by_a_cache(house: House) -> None:
    headers = {"Authorization": f"Bearer {house.tokens['quan']}"}
    for path in ("/api/auth/me", "/api/conversations", "/api/agents", "/api/audit", "/api/settings"):
        async with house.http.get(house.hubs[0].url + path, headers=headers) as answer:
            assert (answer.status, answer.headers["cache-control"]) == (200, "no-store"), path
