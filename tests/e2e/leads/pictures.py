"""Draws the pages of leads and ops, full and empty, into `screenshots/`: give pytest this very file."""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.dashboard.stage import SETTLED, settle
from tests.e2e.leads.office import ZONE, Office, Windows, wait_for
from tests.e2e.leads.past import PastChat
from tests.e2e.leads.test_ops import stray

FOLDER = Path(__file__).resolve().parents[3] / "screenshots" / "leads"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True}
PEOPLE = (
    ("Nguyễn Thị Ánh", "0912 345 678", "Chiếc khăn thổ cẩm màu chàm còn không shop?", "Dạ còn ạ, em giữ cho chị nhé."),
    ("Trần Văn Đức", "0987 001 111", "Đơn hàng A1207 của tôi giao tới đâu rồi?", "Dạ chiều nay anh nhận được ạ."),
    ("Lê Hoàng Phúc", "0905 222 333", "Shop có xuất hoá đơn công ty không?", "Dạ có ạ, anh cho em xin mã số thuế."),
    ("Phạm Thị Mai", "0934 888 121", "Áo dài cỡ L có sửa được tay không ạ?", "Dạ sửa miễn phí trong bảy ngày ạ."),
    (
        "Đặng Mỹ Duyên",
        "0918 456 090",
        "Mình ở Đà Nẵng thì phí giao bao nhiêu?",
        "Dạ 35.000đ cả đơn ạ.",
    ),
    ("Vũ Hoàng Long", "0977 310 555", "Khăn giặt máy được không shop?", "Dạ nên giặt tay với nước lạnh ạ."),
    ("Hồ Ngọc Hân", "0909 717 282", "Mình muốn đặt 20 áo cho công ty", "Dạ em gửi bảng giá sỉ qua email ạ."),
)


@pytest.fixture(scope="session")
def months(office: Office) -> PastChat:
    """Four weeks of work; the visitor whose transcript is drawn comes last."""
    chance = random.Random(20_261_121)
    team = [office.team[key] for key in ("lan", "minh")]
    now = datetime.now(ZONE)
    for back in range(28, 0, -1):
        for _ in range(chance.randint(1, 4)):
            name, phone, asked, answered = chance.choice(PEOPLE)
            at = now.replace(hour=chance.randint(8, 20), minute=chance.randint(0, 59)) - timedelta(days=back)
            agent = chance.choice(team)
            chat = office.past(name, phone, at).says(asked).taken_by(agent, chance.randint(3, 240))
            chat.answered(agent, answered, chance.randint(10, 300)).closed(agent, chance.randint(60, 1500))
            if chance.random() < 0.7:
                chat.rated(chance.choice((3, 4, 5, 5, 5)), None)
    lan = office.team["lan"]
    last = office.past(*PEOPLE[0][:2], now - timedelta(hours=2), message=PEOPLE[0][2]).says(PEOPLE[0][2]).taken_by(lan)
    last.answered(lan, PEOPLE[0][3]).answered(lan, "Khách sỉ, gọi lại buổi chiều.", kind="note")
    last.says("Em gửi cho chị về Huế nhé").answered(lan, "Dạ vâng ạ, mai chị nhận được.").tagged(lan, "khách sỉ")
    last.closed(lan).rated(5, "Tư vấn nhiệt tình")
    wait_for(lambda: office.database.conversations.count_documents({"_id": last.id, "rating.score": 5}) > 0)
    wait_for(lambda: office.database.rollups.count_documents({"closed": {"$gt": 0}}) > 10)
    return last


@pytest.fixture(params=["light", "dark"])
def look(request: pytest.FixtureRequest) -> str:
    FOLDER.mkdir(parents=True, exist_ok=True)
    return str(request.param)


def draw(page: Page, name: str) -> None:
    settle(page)
    for frame in page.frames[1:]:
        frame.wait_for_function("() => document.readyState === 'complete'")
        frame.evaluate(SETTLED)
    page.screenshot(path=FOLDER / f"{name}.png")


def go(page: Page, path: str, title: str) -> None:
    page.goto(f"/dashboard{path}")
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Đang tải")).to_have_count(0)


def test_pictures_of_history_and_reports(windows: Windows, months: PastChat, look: str) -> None:
    page = windows.open("hoa", f"/history/{months.id}?q=tho+cam", color_scheme=look)
    expect(page.get_by_text("Dạ vâng ạ, mai chị nhận được.").first).to_be_visible()
    draw(page, f"history-{look}")
    page.get_by_role("button", name="Bộ lọc").click()
    page.get_by_role("button", name="Thao tác với cuộc trò chuyện").click()
    draw(page, f"history-menu-{look}")
    go(page, "/history?q=khong+co+gi", "Lịch sử")
    expect(page.get_by_text("Không tìm thấy cuộc trò chuyện nào")).to_be_visible()
    draw(page, f"history-nothing-{look}")
    go(page, "/reports", "Báo cáo")
    page.get_by_label("Khoảng thời gian").select_option("month")
    expect(page.get_by_role("img").first).to_be_visible()
    draw(page, f"reports-{look}")
    page.get_by_role("table").first.scroll_into_view_if_needed()
    page.get_by_role("button", name="Theo nhân viên").click()
    draw(page, f"reports-table-{look}")
    go(page, "/reports?from=2020-02-03&to=2020-02-05", "Báo cáo")
    draw(page, f"reports-empty-{look}")


def test_pictures_of_administration(windows: Windows, office: Office, months: PastChat, look: str) -> None:
    page = windows.open("quan", "/admin/agents", color_scheme=look)
    expect(page.get_by_role("row").filter(has_text="lan@alo.example")).to_be_visible()
    draw(page, f"agents-{look}")
    page.get_by_role("button", name="Thêm nhân viên").click()
    draw(page, f"agent-{look}")
    go(page, "/admin/form", "Biểu mẫu")
    page.get_by_role("button", name="Thêm mục").click()
    page.get_by_label("Kiểu").select_option("select")
    expect(page.frame_locator("iframe").last.locator("alo-chat")).to_be_attached()
    draw(page, f"form-{look}")
    go(page, "/admin/replies", "Câu trả lời mẫu")
    draw(page, f"replies-{look}")
    go(page, "/admin/appearance", "Giao diện")
    expect(page.frame_locator("iframe").last.locator("alo-chat")).to_be_attached()
    draw(page, f"appearance-{look}")
    for path, title in (("assignment", "Phân công"), ("sites", "Website và lưu trữ"), ("audit", "Nhật ký")):
        go(page, f"/admin/{path}", title)
        draw(page, f"{path}-{look}")


def test_pictures_of_operations(windows: Windows, office: Office, look: str) -> None:
    page = windows.open("quan", "/ops", color_scheme=look)
    expect(page.get_by_text("Mọi thứ đang bình thường.")).to_be_visible(timeout=30_000)
    draw(page, f"ops-{look}")
    chat = office.past("Bùi Thị Lan", "0902 333 444", datetime.now(ZONE))
    twin = stray(chat.id)
    office.database.messages.insert_one(twin)
    chat.says("Tin này đến hai lần")
    letter = page.get_by_role("listitem").filter(has_text=chat.id)
    expect(letter).to_be_visible(timeout=30_000)
    draw(page, f"ops-alarm-{look}")
    letter.scroll_into_view_if_needed()
    draw(page, f"ops-letter-{look}")
    office.database.messages.delete_one({"_id": twin["_id"]})
    letter.get_by_role("button", name="Lưu lại").click()
    expect(letter).to_have_count(0, timeout=30_000)
    office.redis.hset(office.keys.archiver, "alarms", 0)


def test_pictures_on_a_phone(windows: Windows, months: PastChat, look: str) -> None:
    page = windows.open("quan", "/history", color_scheme=look, **PHONE)
    expect(page.get_by_role("list", name="Các cuộc trò chuyện tìm được").get_by_role("link").first).to_be_visible()
    draw(page, f"phone-history-{look}")
    for path, title in (("/reports", "Báo cáo"), ("/admin/form", "Biểu mẫu"), ("/ops", "Vận hành")):
        go(page, path, title)
        draw(page, f"phone{path.replace('/', '-')}-{look}")
