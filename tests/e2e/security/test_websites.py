import http.server
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from deploy.local.services import Hub
from tests.e2e.dashboard.stage import Stage
from tests.e2e.widget.scene import Scene

PAGE = """<!doctype html><title>evil</title><body></body>"""


class Evil(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def evil() -> Iterator[str]:
    """Another website. To a browser's SameSite it is even the same site, for that passes over ports."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Evil) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


FRAME = """(address) => new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.onload = () => resolve(true);
    frame.src = address;
    document.body.append(frame);
})"""
POST = """async (address) => {
    try {
        const answer = await fetch(address, { method: 'POST', credentials: 'include', mode: 'no-cors' });
        return answer.type;
    } catch (error) {
        return String(error);
    }
}"""
READ = """async (address) => {
    try {
        return await (await fetch(address, { method: 'POST', credentials: 'include' })).text();
    } catch (error) {
        return 'refused';
    }
}"""


@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/preview.html", "/demo", "/api/docs"])
def test_no_other_website_gets_our_pages_into_a_frame(stage: Stage, browser: Browser, evil: str, path: str) -> None:
    page = stage.window("lan").page
    page.remove_listener("console", stage._logged)
    page.goto(evil)
    page.evaluate(FRAME, stage.url + path)
    assert page.frames[1].url.startswith("chrome-error://")
    assert "Alo" not in page.frames[1].content()


def test_another_website_neither_renews_nor_ends_the_sign_in_of_whoever_visits_it(
    stage: Stage, hub: Hub, evil: str
) -> None:
    """A browser adds cookies by itself where the site is the same; the server asks which page it is that sends."""
    lan = stage.agent("lan")
    tab = lan.page.context.new_page()
    tab.goto(evil)
    for path in ("refresh", "logout"):
        tab.evaluate(POST, f"{stage.url}/api/auth/{path}")
        assert tab.evaluate(READ, f"{stage.url}/api/auth/{path}") == "refused"
    answers = [line for line in hub.log_text().splitlines() if "/api/auth/" in line and "login" not in line]
    assert len([line for line in answers if "status=403" in line]) == 4
    lan.page.reload()
    expect(lan.page.get_by_role("heading", name="Hộp thư")).to_be_visible()


def test_the_page_around_the_widget_can_not_look_into_it(scene: Scene, browser: Browser) -> None:
    context = browser.new_context(base_url=scene.url, locale="vi-VN")
    scene.contexts.append(context)
    page = scene.listen(context.new_page())
    page.goto("/demo")
    expect(page.locator("alo-chat")).to_be_attached()
    looked = page.evaluate("""() => {
        const host = document.querySelector('alo-chat');
        return [host.shadowRoot, host.innerHTML, Object.keys(host).filter((name) => name !== 'toString').length];
    }""")
    assert looked == [None, "", 0]
