import re
from typing import Any

import requests
from playwright.sync_api import Page, expect

from tests.e2e.dashboard.people import Visitor
from tests.e2e.dashboard.stage import Stage
from tests.e2e.dashboard.team import PASSWORD
from tests.e2e.widget.scene import Scene
from tests.security.payloads import ADDRESSES, XSS

LOOK = """() => {
    const roots = [document];
    for (const root of roots) {
        for (const one of root.querySelectorAll('*')) if (one.shadowRoot) roots.push(one.shadowRoot);
    }
    const all = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]);
    return {
        owned: window.owned ?? null,
        alive: all('script:not([src]), iframe, object, embed, img[src="x"], math, [srcdoc], details, animate, title *')
            .map((one) => one.outerHTML.slice(0, 200)),
        handlers: all('*')
            .filter((one) => [...one.attributes].some((attribute) => attribute.name.startsWith('on')))
            .map((one) => one.outerHTML.slice(0, 200)),
        links: all('a[href]').map((one) => ({ href: one.getAttribute('href'), rel: one.rel, target: one.target })),
    }
}"""
SAFE = re.compile(r"^(https?:|mailto:|tel:|/|#)")
OUTSIDE = re.compile(r"^(https?:|mailto:)")
REL = {"noopener", "noreferrer", "nofollow"}


def is_harmless(page: Page, url: str) -> None:
    """Nothing that was written is alive in the page, and whatever can be clicked leads where it says."""
    seen: dict[str, Any] = page.evaluate(LOOK)
    assert seen["owned"] is None
    assert seen["alive"] == []
    assert seen["handlers"] == []
    for link in seen["links"]:
        assert SAFE.match(link["href"]), link
        if OUTSIDE.match(link["href"]) and not link["href"].startswith(url):
            assert set(link["rel"].split()) >= REL, link


def call(url: str, key: str, method: str, path: str, body: Any = None) -> Any:
    login = {"email": f"{key}@alo.example", "password": PASSWORD}
    token = requests.post(f"{url}/api/auth/login", json=login, timeout=10).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    answer = requests.request(method, url + path, json=body, headers=bearer, timeout=10)
    assert answer.status_code < 300, answer.text
    return answer.json()


def arrive(url: str, number: int) -> Visitor:
    """A visitor who writes a script wherever something can be written."""
    payload = [*XSS[number:], *XSS[:number]]
    form = {"name": f"Khách {number} {payload[0]}", "phone": "0912345678", "address": payload[1], "message": payload[2]}
    page = {"url": ADDRESSES[number % len(ADDRESSES)], "title": payload[3]}
    body = {"form": form, "page": page, "referrer": ADDRESSES[(number + 1) % len(ADDRESSES)], "lang": "vi"}
    agent = {"User-Agent": re.sub(r"[^ -~]", "", payload[4])}
    opened = requests.post(f"{url}/api/widget/sessions", json=body, headers=agent, timeout=10).json()
    return Visitor(url, form["name"], opened["token"], opened["session"]["id"]).come()


def test_the_workspace_shows_what_strangers_write_as_text_everywhere(stage: Stage) -> None:
    for number, payload in enumerate(XSS[:4]):
        call(
            stage.url,
            "hoa",
            "POST",
            "/api/canned-replies",
            {"shortcut": f"x{number}", "title": payload, "text": payload},
        )
    hoa = stage.agent("hoa")
    visitors = [stage._arrive(arrive(stage.url, number)) for number in (0, 3, 6)]
    first = visitors[0]
    for text in XSS:
        first.say(text)
    hoa.look("Tất cả")
    rows = hoa.page.get_by_role("list", name=re.compile("^Cuộc trò chuyện")).get_by_role("link")
    for visitor in visitors:
        expect(rows.filter(has_text=visitor.name)).to_be_visible()
    is_harmless(hoa.page, stage.url)
    rows.filter(has_text=first.name).click()
    expect(hoa.log).to_be_visible()
    for text in XSS:
        expect(hoa.log.get_by_text(text.strip(), exact=True).last).to_be_attached()
    is_harmless(hoa.page, stage.url)
    hoa.button("Nhận cuộc trò chuyện").first.click()
    hoa.composer.fill("/x")
    expect(hoa.page.get_by_role("listbox")).to_contain_text(XSS[0])
    is_harmless(hoa.page, stage.url)
    hoa.composer.fill("")
    first._call("close", {})
    first.rate(1, XSS[1])
    hoa.page.goto("/dashboard/history?q=window")
    found = (
        hoa.page.get_by_role("list", name="Các cuộc trò chuyện tìm được").get_by_role("link").filter(has_text="Khách 0")
    )
    expect(found.first).to_be_visible(timeout=15_000)
    is_harmless(hoa.page, stage.url)
    found.first.click()
    expect(hoa.page.get_by_text(XSS[5], exact=True).last).to_be_attached()
    is_harmless(hoa.page, stage.url)


def test_the_widget_shows_what_anybody_writes_as_text(scene: Scene) -> None:
    lan, visitor = scene.agent(), scene.visitor()
    visitor.start(XSS[0], name=XSS[1])
    held = lan.take()
    for text in XSS[1:10]:
        visitor.write(text)
    held.hears(*XSS[:10])
    for text in XSS:
        held.say(text)
    visitor.sees(*XSS[:10], *(text for text in XSS))
    is_harmless(visitor.page, scene.url)
    visitor.page.reload()
    visitor.sees(*XSS[:10], *(text for text in XSS))
    is_harmless(visitor.page, scene.url)
