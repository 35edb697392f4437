"""What an agent does inside a conversation beside talking."""

import re

import requests
from playwright.sync_api import Page, expect

from tests.e2e.dashboard.stage import Stage
from tests.e2e.dashboard.team import PASSWORD
from tests.servers import Fleet


def token(stage: Stage, key: str) -> str:
    login = {"email": stage.team[key].email, "password": PASSWORD}
    return str(requests.post(f"{stage.url}/api/auth/login", json=login, timeout=10).json()["access_token"])


def add_canned_reply(stage: Stage, shortcut: str, title: str, text: str) -> None:
    answer = requests.post(
        f"{stage.url}/api/canned-replies",
        json={"shortcut": shortcut, "title": title, "text": text},
        headers={"Authorization": f"Bearer {token(stage, 'hoa')}"},
        timeout=10,
    )
    assert answer.status_code == 201, answer.text


def test_a_note_is_for_colleagues_alone_and_looks_so(stage: Stage) -> None:
    lan = stage.agent("lan").look("Của tôi")
    visitor = stage.visitor("Trần Thị Ánh", "Chào shop").come()
    lan.open("Trần Thị Ánh")
    lan.button("Ghi chú nội bộ").click()
    note = lan.page.get_by_role("textbox", name="Ghi chú nội bộ")
    note.fill("Khách quen, giảm 10%")
    note.press("Enter")
    expect(lan.log.get_by_text("Khách quen, giảm 10%")).to_be_visible()
    expect(lan.log.get_by_text("Ghi chú nội bộ · Bạn")).to_be_visible()
    minh = stage.agent("minh").look("Tất cả").open("Trần Thị Ánh")
    expect(minh.log.get_by_text("Ghi chú nội bộ · Nguyễn Ngọc Lan")).to_be_visible()
    minh.button("Ghi chú nội bộ").click()
    minh.page.get_by_role("textbox", name="Ghi chú nội bộ").fill("Để em hỏi kho")
    minh.button("Lưu ghi chú").click()
    expect(lan.log.get_by_text("Để em hỏi kho")).to_be_visible()
    visitor.say("Còn ai không?")
    expect(lan.log.get_by_text("Còn ai không?")).to_be_visible()
    visitor.expect(["Chào shop", "Còn ai không?"])


def test_a_slash_offers_canned_replies_with_the_visitors_own_words_in_them(stage: Stage) -> None:
    add_canned_reply(stage, "chao", "Chào khách", "Chào {{name}}, em là {{agent}} ạ.")
    add_canned_reply(stage, "don", "Hỏi mã đơn", "Mã đơn {{order}} của {{name}} đang giao.")
    lan = stage.agent("lan").look("Của tôi")
    visitor = stage.visitor("Trần Thị Ánh", "Chào shop").come()
    lan.open("Trần Thị Ánh")

    lan.page.keyboard.press("/")
    options = lan.page.get_by_role("listbox", name="Câu trả lời mẫu").get_by_role("option")
    expect(options).to_have_count(2)
    lan.page.keyboard.type("hoi ma")
    expect(options).to_have_count(0)
    lan.composer.fill("/don")
    expect(options).to_have_count(1)
    lan.composer.press("Enter")
    expect(lan.composer).to_have_value("Mã đơn {{order}} của Trần Thị Ánh đang giao.")
    lan.page.keyboard.type("A12")
    expect(lan.composer).to_have_value("Mã đơn A12 của Trần Thị Ánh đang giao.")
    lan.composer.fill("/")
    lan.composer.press("ArrowUp")
    lan.composer.press("ArrowUp")
    lan.composer.press("Enter")
    expect(lan.composer).to_have_value("Chào Trần Thị Ánh, em là Nguyễn Ngọc Lan ạ.")
    lan.composer.press("Enter")
    expect(lan.log.get_by_text("Đã gửi")).to_be_visible()
    visitor.expect(["Chào shop", "Chào Trần Thị Ánh, em là Nguyễn Ngọc Lan ạ."])


def test_the_details_tell_who_the_visitor_is_and_what_their_clock_shows(stage: Stage) -> None:
    lan = stage.agent("lan").look("Của tôi")
    stage.visitor("Trần Thị Ánh", "Chào shop", address="12 Nguyễn Huệ")
    lan.open("Trần Thị Ánh")
    details = lan.page.get_by_role("complementary", name="Thông tin khách")
    for name, value in (
        ("Họ tên", "Trần Thị Ánh"),
        ("Số điện thoại", "0912 345 678"),
        ("Địa chỉ", "12 Nguyễn Huệ"),
        ("Trang đang xem", "Áo dài lụa tơ tằm"),
        ("Đến từ", "google.com"),
        ("Thiết bị", "Điện thoại · iOS 18"),
        ("Trình duyệt", "Safari 18"),
        ("Địa chỉ IP", "127.0.0.1"),
        ("Giờ của khách", re.compile(r", \d\d:\d\d \(GMT-[45]\)$")),
    ):
        term = details.get_by_role("term").filter(has_text=re.compile(f"^{name}$"))
        expect(term.locator("xpath=following-sibling::dd")).to_contain_text(value)


def test_tags_are_seen_by_the_colleagues_and_not_by_the_visitor(stage: Stage) -> None:
    lan = stage.agent("lan").look("Của tôi")
    stage.visitor("Trần Thị Ánh", "Chào shop")
    lan.open("Trần Thị Ánh")
    minh = stage.agent("minh").look("Tất cả").open("Trần Thị Ánh")
    lan.button("Thêm thẻ").click()
    lan.page.get_by_role("textbox", name="Thêm thẻ").fill("đổi trả")
    lan.page.keyboard.press("Enter")
    expect(minh.button("Bỏ thẻ đổi trả")).to_be_visible()
    lan.button("Bỏ thẻ đổi trả").click()
    expect(minh.button("Bỏ thẻ đổi trả")).to_have_count(0)


def test_enter_in_the_middle_of_a_composed_letter_sends_nothing(stage: Stage) -> None:
    lan = stage.agent("lan").look("Của tôi")
    visitor = stage.visitor("Trần Thị Ánh", "Chào shop").come()
    lan.open("Trần Thị Ánh")
    lan.composer.focus()
    compose(lan.page, "Dạ vâng")
    expect(lan.composer).to_have_value("Dạ vâng")
    lan.composer.press("Shift+Enter")
    lan.page.keyboard.type("ạ")
    lan.composer.press("Enter")
    expect(lan.log.get_by_text("Đã gửi")).to_be_visible()
    visitor.expect(["Chào shop", "Dạ vâng\nạ"])


def compose(page: Page, text: str) -> None:
    """What an input method does: letters under composition, an Enter that accepts them, the finished text."""
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    # 229 is the key code that browsers give to keys which an input method has taken.
    client.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Enter"})
    client.send("Input.insertText", {"text": text})


def test_a_long_history_loads_upwards_and_stays_where_one_reads(stage: Stage, fleet: Fleet) -> None:
    fleet.archiver()
    visitor = stage.visitor("Trần Thị Ánh", "tin số 0").come()
    for number in range(1, 130):
        visitor.say(f"tin số {number}")
    lan = stage.agent("lan").look("Của tôi").open("Trần Thị Ánh")
    expect(lan.log.get_by_text("tin số 129", exact=True)).to_be_in_viewport()
    expect(lan.log.get_by_text("tin số 20", exact=True)).to_have_count(0)
    lan.page.get_by_role("region", name="Tin nhắn với Trần Thị Ánh").hover()
    reading = lan.log.get_by_text("tin số 82", exact=True)
    lan.page.mouse.wheel(0, -100_000)
    expect(lan.log.get_by_text("tin số 35", exact=True)).to_have_count(1)
    expect(reading).to_be_in_viewport()
    lan.page.mouse.wheel(0, -100_000)
    lan.page.mouse.wheel(0, -100_000)
    expect(lan.log.get_by_text("Trần Thị Ánh bắt đầu cuộc trò chuyện")).to_have_count(1)
    texts = lan.log.get_by_text(re.compile(r"^tin số \d+$")).all_text_contents()
    assert texts == [f"tin số {number}" for number in range(130)]
    visitor.say("tin mới nhất")
    lan.button("Tin nhắn mới").or_(lan.button("Xuống cuối")).click()
    expect(lan.log.get_by_text("tin mới nhất")).to_be_in_viewport()


def test_an_earlier_conversation_of_the_visitor_is_one_click_away(stage: Stage, fleet: Fleet) -> None:
    fleet.archiver()
    lan = stage.agent("lan").look("Của tôi")
    first = stage.visitor("Trần Thị Ánh", "Lần đầu tôi hỏi").come()
    lan.open("Trần Thị Ánh").button("Kết thúc").click()
    lan.page.get_by_role("dialog").get_by_role("button", name="Kết thúc").click()
    expect(lan.log.get_by_text("Bạn đã kết thúc cuộc trò chuyện")).to_be_visible()
    stage.again(first, "Lần này tôi hỏi tiếp")
    expect(lan.row("Trần Thị Ánh")).to_contain_text("Lần này tôi hỏi tiếp")
    lan.open("Trần Thị Ánh")
    expect(lan.log.get_by_text("Lần này tôi hỏi tiếp")).to_be_visible()
    details = lan.page.get_by_role("complementary", name="Thông tin khách")
    earlier = details.get_by_role("link", name=re.compile("Lần đầu tôi hỏi"))
    expect(earlier).to_be_visible(timeout=15_000)
    earlier.click()
    expect(lan.log.get_by_text("Lần đầu tôi hỏi")).to_be_visible()
    expect(lan.button("Mở lại").first).to_be_visible()


def test_the_title_counts_what_is_unread_until_it_is_read(stage: Stage) -> None:
    lan = stage.agent("lan").look("Của tôi")
    visitor = stage.visitor("Trần Thị Ánh", "Chào shop").come()
    expect(lan.page).to_have_title(re.compile(r"^\(1\) Hộp thư"))
    visitor.say("Có ai không?")
    expect(lan.page).to_have_title(re.compile(r"^\(2\)"))
    expect(lan.row("Trần Thị Ánh")).to_contain_text("2 tin chưa đọc")
    icon = lan.page.locator('link[rel="icon"]')
    expect(icon).to_have_attribute("href", re.compile("^data:image/png"))
    lan.open("Trần Thị Ánh")
    expect(lan.page).to_have_title(re.compile(r"^Hộp thư"))
    expect(icon).to_have_attribute("href", "/dashboard/favicon.svg")


def test_each_notification_can_be_switched_off_and_stays_off(stage: Stage) -> None:
    lan = stage.agent("lan").look("Của tôi")
    lan.page.get_by_role("button", name=re.compile("^Tài khoản của")).click()
    lan.page.get_by_role("menuitem", name="Thông báo").click()
    switches = lan.page.get_by_role("dialog").get_by_role("switch")
    expect(switches).to_have_count(4)
    title = lan.page.get_by_role("switch", name="Số tin chưa đọc trên tiêu đề thẻ")
    title.click()
    expect(title).not_to_be_checked()
    lan.page.reload()
    stage.visitor("Trần Thị Ánh", "Chào shop")
    expect(lan.row("Trần Thị Ánh")).to_contain_text("1 tin chưa đọc")
    expect(lan.page).to_have_title(re.compile(r"^Hộp thư"))
