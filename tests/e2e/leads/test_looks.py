"""Every page of leads and ops: nothing for axe to find, in light and dark, on a desk and a phone, in both languages."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.leads.office import ZONE, Office, Windows, wait_for

LOCALES = Path(__file__).resolve().parents[3] / "dashboard" / "src" / "lib" / "locales"
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


def vietnamese() -> set[str]:
    """Every sentence of the Vietnamese catalogues that can be told from an English one and holds no data."""
    said: set[str] = set()

    def gather(node: Any) -> None:
        for value in node.values():
            if isinstance(value, dict):
                gather(value)
            elif not value.isascii() and "{{" not in value:
                said.add(value)

    for path in (LOCALES / "vi.json", *(LOCALES / "pages").glob("*.vi.json")):
        gather(json.loads(path.read_text()))
    return said - {"Tiếng Việt"}


def test_english_leaves_no_vietnamese_word_on_the_pages(windows: Windows) -> None:
    page = windows.open("quan")
    page.evaluate("localStorage.setItem('alo:lang', '\"en\"')")
    said = vietnamese()
    assert "Lịch sử" in said
    for path in PAGES:
        page.goto(f"/dashboard{path}")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        expect(page.get_by_role("status").filter(has_text="Loading")).to_have_count(0)
        lines = {line.strip() for line in page.locator("body").inner_text().splitlines()}
        assert lines & said == set(), path
    assert page.evaluate("document.documentElement.lang") == "en"


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
