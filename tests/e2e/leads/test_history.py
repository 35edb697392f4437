"""A lead finds what somebody once said, however little of it is remembered."""

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.leads.office import ZONE, Office, Windows
from tests.e2e.leads.past import PastChat

ANH = "Nguyễn Thị Ánh"
ARCHIVED_MS = 15_000


def last_tuesday() -> datetime:
    now = datetime.now(ZONE)
    back = (now.weekday() - 1) % 7 or 7
    return now.replace(hour=9, minute=30, second=0, microsecond=0) - timedelta(days=back)


@pytest.fixture(scope="session")
def anh(office: Office) -> PastChat:
    lan = office.team["lan"]
    for days, name in enumerate(("Trần Văn Đức", "Lê Hoàng Phúc", "Phạm Thị Mai"), 10):
        other = office.past(name, f"0987 00{days} 111", datetime.now(ZONE) - timedelta(days=days))
        other.says("Cho em hỏi giá ạ").taken_by(lan).answered(lan, "Dạ 250.000đ ạ").closed(lan)
    chat = office.past(ANH, "0912 345 678", last_tuesday())
    chat.says("Chiếc khăn thổ cẩm còn không shop?").taken_by(lan).answered(lan, "Dạ còn ạ")
    chat.answered(lan, "Khách sỉ, gọi lại buổi chiều", kind="note").tagged(lan, "khách sỉ").closed(lan)
    return chat.rated(5, "Nhiệt tình")


def results(page: Page) -> Locator:
    return page.get_by_role("list", name="Các cuộc trò chuyện tìm được").get_by_role("link")


def line(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Tìm theo tên, số điện thoại hoặc nội dung tin nhắn")


def open_history(windows: Windows, search: str = "") -> Page:
    page = windows.open("hoa", f"/history{search}")
    expect(results(page).filter(has_text=ANH)).to_have_count(1, timeout=ARCHIVED_MS)
    return page


def test_a_visitor_is_found_by_name_by_phone_and_by_a_word_they_wrote_with_the_hit_marked(
    windows: Windows, anh: PastChat
) -> None:
    page = open_history(windows)
    for asked, marked in (("anh nguyen", "Ánh"), ("+84 912", "0912"), ("tho cam", "thổ")):
        line(page).fill(asked)
        expect(results(page)).to_have_count(1)
        row = results(page).first
        expect(row).to_contain_text(ANH)
        expect(row.locator("mark").filter(has_text=re.compile(re.escape(marked)))).not_to_have_count(0)
        assert parse_qs(urlsplit(page.url).query)["q"] == [asked]


def test_a_visitor_is_found_by_last_tuesday_and_the_address_brings_the_search_back(
    windows: Windows, anh: PastChat
) -> None:
    page = open_history(windows)
    page.get_by_role("button", name="Bộ lọc").click()
    page.get_by_label("Thời gian").select_option("custom")
    day = last_tuesday().date().isoformat()
    page.get_by_label("Từ ngày").fill(day)
    page.get_by_label("Đến ngày").fill(day)
    expect(results(page)).to_have_count(1)
    expect(results(page).first).to_contain_text(ANH)
    assert parse_qs(urlsplit(page.url).query) == {"from": [day], "to": [day]}
    page.reload()
    expect(results(page)).to_have_count(1)
    expect(page.get_by_label("Từ ngày")).to_have_value(day)
    page.get_by_role("button", name="Xoá hết").click()
    expect(results(page).nth(3)).to_be_visible()
    assert urlsplit(page.url).query == ""


def test_filters_narrow_together_and_say_when_nothing_is_left(windows: Windows, office: Office, anh: PastChat) -> None:
    page = open_history(windows)
    page.get_by_role("button", name="Bộ lọc").click()
    page.get_by_label("Thẻ", exact=True).fill("khách sỉ")
    expect(results(page)).to_have_count(1)
    page.get_by_label("Nhân viên").select_option(label=office.team["lan"].name)
    page.get_by_label("Trạng thái").select_option("closed")
    expect(results(page)).to_have_count(1)
    page.get_by_label("Nhân viên").select_option(label=office.team["minh"].name)
    expect(page.get_by_text("Không tìm thấy cuộc trò chuyện nào")).to_be_visible()


def test_a_transcript_shows_messages_notes_and_what_happened_and_leaves_as_a_file(
    windows: Windows, anh: PastChat
) -> None:
    page = open_history(windows, "?q=tho+cam")
    results(page).first.click()
    transcript = page.get_by_role("region", name=f"Nội dung trò chuyện với {ANH}")
    expect(transcript.get_by_text("Chiếc khăn thổ cẩm còn không shop?")).to_be_visible()
    expect(transcript.get_by_text("Khách sỉ, gọi lại buổi chiều")).to_be_visible()
    expect(transcript.get_by_text(re.compile("Ghi chú nội bộ"))).to_be_visible()
    expect(transcript.get_by_text(re.compile("Tự động giao cho Nguyễn Ngọc Lan"))).to_be_visible()
    expect(transcript.get_by_text(re.compile("Khách đánh giá 5/5"))).to_be_visible()
    painted = page.evaluate("[...CSS.highlights.get('search-hit')].map(String)")
    assert [word for word in painted if word in ("thổ", "cẩm")] == ["thổ", "cẩm"]
    page.get_by_role("button", name="Thao tác với cuộc trò chuyện").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=re.compile("CSV")).click()
    text = download.value.path().read_bytes().decode("utf-8-sig")
    assert "Chiếc khăn thổ cẩm còn không shop?" in text
    assert download.value.suggested_filename == f"{anh.id}.csv"


def test_a_slow_answer_to_an_older_search_never_covers_a_newer_one(windows: Windows, anh: PastChat) -> None:
    page = open_history(windows)
    held: list[Route] = []

    def hold(route: Route) -> None:
        """A function of its own: Playwright marks what it is given, which a built-in doesn't bear."""
        held.append(route)

    page.route(re.compile(r"/api/conversations\?.*q=mai(&|$)"), hold)
    line(page).fill("mai")
    page.wait_for_url(re.compile("q=mai"))
    expect(line(page)).to_have_attribute("aria-busy", "true")
    line(page).fill("tho cam")
    expect(results(page)).to_have_count(1)
    assert len(held) == 1
    for route in held:
        route.continue_()
    expect(results(page)).to_have_count(1)
    expect(results(page).first).to_contain_text(ANH)


def test_keys_alone_are_enough_to_search_and_to_read(windows: Windows, anh: PastChat) -> None:
    page = open_history(windows)
    page.locator("body").press("/")
    expect(line(page)).to_be_focused()
    page.keyboard.type("tho cam")
    expect(results(page)).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("j")
    expect(page.get_by_role("article", name=f"Cuộc trò chuyện với {ANH}")).to_be_visible()


def test_an_agent_sees_what_they_held_and_not_what_others_ended(
    windows: Windows, office: Office, anh: PastChat
) -> None:
    page = windows.open("lan", "/history?q=tho+cam")
    expect(results(page)).to_have_count(1, timeout=ARCHIVED_MS)
    rail = page.get_by_role("navigation", name="Điều hướng chính")
    expect(rail.get_by_role("link")).to_have_text([re.compile("Hộp thư"), "Lịch sử"])
    other = windows.open("minh", f"/history/{anh.id}")
    expect(other.get_by_text("Không tìm thấy cuộc trò chuyện này")).to_be_visible()
    other.goto("/dashboard/reports")
    expect(other.get_by_text("Không tìm thấy trang này")).to_be_visible()
