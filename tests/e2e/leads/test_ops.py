"""Ops sees a backlog grow and drain, a poisoned event and its replay, and servers that are away."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from deploy.local.servers import MongoServer
from tests.e2e.leads.office import ZONE, Office, Windows, wait_for

SHOWN_MS = 20_000
RED = "– cần xử lý"


def figure(page: Page, name: str) -> Locator:
    term = page.get_by_role("term").filter(has_text=re.compile(f"^{name}$"))
    return page.locator("dl > div").filter(has=term)


@pytest.fixture
def archiver_again(office: Office) -> Iterator[None]:
    yield
    if not office.archiver.running:
        office.archiver.start()


def test_a_stopped_archiver_shows_as_growing_lag_and_a_started_one_as_none(
    windows: Windows, office: Office, archiver_again: None
) -> None:
    page = windows.open("quan", "/ops")
    expect(page.get_by_text("Mọi thứ đang bình thường.")).to_be_visible(timeout=SHOWN_MS)
    office.archiver.stop()
    office.past("Khách đợi", "0901 111 222", datetime.now(ZONE)).says("Có ai không?")
    expect(
        page.get_by_text("Lưu trữ đang chậm: kiểm tra MongoDB và archiver.")
        .or_(page.get_by_text("Trình lưu trữ không chạy: hãy khởi động lại archiver."))
        .first
    ).to_be_visible(timeout=SHOWN_MS)
    expect(figure(page, "Độ trễ")).to_contain_text(RED, timeout=SHOWN_MS)
    expect(figure(page, "Trình lưu trữ")).to_contain_text("Đã dừng", timeout=SHOWN_MS)
    picture = page.get_by_role("img", name=re.compile("^Độ trễ lưu trữ: hiện tại"))
    expect(picture).to_have_attribute("aria-label", re.compile(r"hiện tại \d+ (giây|phút)"))
    office.archiver.start()
    expect(page.get_by_text("Mọi thứ đang bình thường.")).to_be_visible(timeout=2 * SHOWN_MS)
    expect(figure(page, "Độ trễ")).not_to_contain_text(RED)
    expect(figure(page, "Trình lưu trữ")).to_contain_text("Đang chạy")


def test_a_poisoned_event_is_shown_with_its_reason_and_is_gone_once_it_could_be_replayed(
    windows: Windows, office: Office
) -> None:
    chat = office.past("Bùi Thị Lan", "0902 333 444", datetime.now(ZONE))
    event = chat.make("message", chat.visitor, "Tin này đến hai lần")
    twin = stray(chat.id)
    office.database.messages.insert_one(twin)
    chat.send(event)
    page = windows.open("quan", "/ops")
    letter = page.get_by_role("listitem").filter(has_text=chat.id)
    expect(letter).to_be_visible(timeout=SHOWN_MS)
    expect(page.get_by_text("Có mục không lưu được")).to_be_visible(timeout=SHOWN_MS)
    expect(letter).to_contain_text("Mã này đã lưu một sự kiện khác")
    letter.get_by_text("Nội dung", exact=True).click()
    expect(letter.locator("pre")).to_contain_text("Tin này đến hai lần")
    office.database.messages.delete_one({"_id": twin["_id"]})
    letter.get_by_role("button", name="Lưu lại").click()
    expect(letter).to_have_count(0, timeout=SHOWN_MS)
    saved = office.database.messages.find_one({"_id": twin["_id"]})
    assert saved["text"] == "Tin này đến hai lần"
    expect(figure(page, "Báo động dữ liệu")).to_contain_text(RED)
    office.redis.hset(office.keys.archiver, "alarms", 0)


def stray(session: str) -> dict[str, object]:
    """A message of another origin under the same id: the archiver must not take the new one for written."""
    return {
        "_id": f"{session}/2",
        "conversation_id": session,
        "seq": 2,
        "kind": "message",
        "ts": datetime.now(ZONE),
        "author": {"type": "visitor", "id": "x", "name": "x"},
        "client_id": "another",
        "text": "của ai khác",
        "data": {},
    }


def test_the_page_tells_the_truth_while_mongodb_is_away(
    windows: Windows, office: Office, mongo_server: MongoServer
) -> None:
    page = windows.open("quan", "/ops")
    expect(page.get_by_role("heading", name="MongoDB")).to_be_visible(timeout=SHOWN_MS)
    mongo_server.pause()
    try:
        expect(page.get_by_text("MongoDB không trả lời.", exact=True)).to_be_visible(timeout=SHOWN_MS)
        expect(page.get_by_text("MongoDB không trả lời: vẫn trò chuyện được")).to_be_visible()
        expect(figure(page, "Bộ nhớ")).to_be_visible()
        assert office.visit({"name": "Vẫn chat được", "phone": "0903555666"}).status_code == 200
    finally:
        mongo_server.resume()
    expect(page.get_by_text("MongoDB không trả lời.", exact=True)).to_be_hidden(timeout=2 * SHOWN_MS)


def test_reports_draw_and_list_what_was_asked_even_when_nothing_happened(windows: Windows, office: Office) -> None:
    page = windows.open("hoa", "/reports?from=2020-02-03&to=2020-02-05")
    expect(page.get_by_text("Không có cuộc trò chuyện nào trong khoảng này")).to_be_visible()
    rows = page.get_by_role("table").get_by_role("rowheader")
    expect(rows).to_have_count(3)
    lan = office.team["lan"]
    chat = office.past("Hồ Văn Tâm", "0904 777 888", datetime.now(ZONE))
    chat.says("Alo").taken_by(lan).answered(lan, "Dạ").closed(lan).rated(4)
    wait_for(lambda: office.database.rollups.count_documents({f"agents.{lan.id}.rating.3": 1}) > 0)
    with page.expect_request(re.compile(r"/api/reports\?.*tz=Asia%2FHo_Chi_Minh")):
        page.get_by_label("Khoảng thời gian").select_option("today")
    expect(page.get_by_role("img").first).to_be_visible()
    page.get_by_role("button", name="Theo nhân viên").click()
    expect(page.get_by_role("rowheader", name=lan.name)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải CSV").click()
    text = download.value.path().read_bytes().decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Nhân viên,Cuộc trò chuyện,Tin nhắn")
    assert lan.name in text
