"""Every page of leads and ops: nothing for axe to find, in light and dark, on a desk and a phone, in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.leads.office import Windows

PAGES = {
    "/history": "Lịch sử",
    "/reports": "Báo cáo",
    "/admin/agents": "Nhân viên",
    "/admin/form": "Biểu mẫu",
    "/admin/replies": "Câu trả lời mẫu",
    "/admin/appearance": "Giao diện",
    "/admin/assignment": "Phân công",
    "/admin/sites": "Website và lưu trữ",
    "/admin/audit": "Nhật ký",
    "/ops": "Vận hành",
}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 375, "height": 720}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    windows: Windows, theme: str, size: dict[str, int]
) -> None:
    page = windows.open("quan", color_scheme=theme, viewport=size, reduced_motion="reduce")
    found = []
    for path, title in PAGES.items():
        page.goto(f"/dashboard{path}")
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        page.wait_for_load_state("networkidle") if path != "/ops" else page.get_by_text("Redis").first.wait_for()
        for violation in Axe().run(page, options=RULES).response["violations"]:
            found += [(path, violation["id"], node["html"][:160]) for node in violation["nodes"]]
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], f"{path} is {width} px wide"
    assert found == []


def test_english_leaves_no_vietnamese_word_on_the_pages(windows: Windows) -> None:
    page = windows.open("quan")
    page.evaluate("localStorage.setItem('alo:lang', '\"en\"')")
    for path, title in (("/history", "History"), ("/reports", "Reports"), ("/ops", "Operations"), ("/admin", "Agents")):
        page.goto(f"/dashboard{path}")
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
