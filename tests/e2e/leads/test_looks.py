"""Every page of leads and ops: nothing for axe to find, in light and dark, on a desk and a phone, in both languages."""

from datetime import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.leads.office import ZONE, Office, Windows, wait_for

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


def violations(page: Page, where: str) -> list[tuple[str, str, str]]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [(where, one["id"], node["html"][:160]) for one in found for node in one["nodes"]]


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
        found += violations(page, path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], f"{path} is {width} px wide"
    assert found == []


def test_english_leaves_no_vietnamese_word_on_the_pages(windows: Windows) -> None:
    page = windows.open("quan")
    page.evaluate("localStorage.setItem('alo:lang', '\"en\"')")
    for path, title in (("/history", "History"), ("/reports", "Reports"), ("/ops", "Operations"), ("/admin", "Agents")):
        page.goto(f"/dashboard{path}")
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


def test_axe_finds_nothing_in_what_opens_by_a_click(windows: Windows, office: Office) -> None:
    lan = office.team["lan"]
    chat = office.past("Đặng Thu Hà", "0905 999 000", datetime.now(ZONE)).says("Áo này còn không?").taken_by(lan)
    chat.answered(lan, "Dạ còn ạ").answered(lan, "Khách quen", kind="note").closed(lan).rated(5, "Tốt")
    wait_for(lambda: office.database.conversations.count_documents({"_id": chat.id, "rating.score": 5}) > 0)
    page = windows.open("quan", f"/history/{chat.id}?q=ao", reduced_motion="reduce")
    expect(page.get_by_text("Áo này còn không?").first).to_be_visible()
    page.get_by_role("button", name="Bộ lọc").click()
    found = violations(page, "transcript")
    page.goto("/dashboard/admin/form")
    page.get_by_role("button", name="Thêm mục").click()
    page.get_by_label("Kiểu").select_option("select")
    found += violations(page, "field")
    page.goto("/dashboard/admin/agents")
    page.get_by_role("button", name="Thêm nhân viên").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += violations(page, "account")
    page.goto("/dashboard/reports?from=2026-01-01&to=2026-01-02")
    page.get_by_label("Khoảng thời gian").select_option("month")
    expect(page.get_by_role("img").first).to_be_visible()
    found += violations(page, "report")
    assert found == []
