"""One visitor, one agent: who answers is seen by everybody and kept by the server."""

import re
from threading import Event

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.dashboard.stage import Stage


def test_visitors_go_to_the_agents_in_turn_and_everybody_sees_who_answers(stage: Stage) -> None:
    lan, minh = stage.agent("lan"), stage.agent("minh")
    for name in ("Trần Thị Ánh", "Phạm Quốc Đạt", "Lê Thu Hà"):
        stage.visitor(name, "Chào shop")

    for window in (lan, minh):
        window.look("Tất cả")
        rows = window.page.get_by_role("list", name="Cuộc trò chuyện: Tất cả").get_by_role("link")
        expect(rows).to_have_count(3)
        expect(rows.filter(has_text="đang trả lời")).to_have_count(3)
        theirs = rows.filter(has_text="Bạn đang trả lời")
        expect(theirs).to_have_count(2 if rows.filter(has_text="Lê Thu Hà").filter(has_text="Bạn").count() else 1)


def test_the_agent_and_the_visitor_talk_and_ticks_tell_how_far_it_got(stage: Stage) -> None:
    lan = stage.agent("lan").look("Của tôi")
    visitor = stage.visitor("Trần Thị Ánh", "Shop còn cỡ M không ạ?").come()
    lan.open("Trần Thị Ánh")
    expect(lan.log.get_by_text("Shop còn cỡ M không ạ?")).to_be_visible()

    lan.write("Dạ còn ạ, mời chị xem https://shop.example/ao-dai")
    expect(lan.log.get_by_text("Đã gửi")).to_be_visible()
    expect(lan.log.get_by_role("link", name="https://shop.example/ao-dai")).to_have_attribute(
        "rel", re.compile("noopener")
    )
    visitor.expect(["Shop còn cỡ M không ạ?", "Dạ còn ạ, mời chị xem https://shop.example/ao-dai"])
    last = max(event["seq"] for event in visitor.events)
    visitor.see(last, read=0)
    expect(lan.log.get_by_text("Đã nhận")).to_be_visible()
    visitor.see(last)
    expect(lan.log.get_by_text("Đã xem")).to_be_visible()

    visitor.type()
    expect(lan.log.get_by_text("Trần Thị Ánh đang gõ")).to_be_visible()
    visitor.say("Chị lấy một cái <b>đỏ</b>")
    expect(lan.log.get_by_text("Chị lấy một cái <b>đỏ</b>")).to_be_visible()
    expect(lan.log.get_by_text("Trần Thị Ánh đang gõ")).to_be_hidden()
    visitor.expect(
        [
            "Shop còn cỡ M không ạ?",
            "Dạ còn ạ, mời chị xem https://shop.example/ao-dai",
            "Chị lấy một cái <b>đỏ</b>",
        ]
    )


def test_a_second_agent_can_not_write_neither_by_the_page_nor_past_it(stage: Stage) -> None:
    lan = stage.agent("lan").look("Của tôi")
    visitor = stage.visitor("Trần Thị Ánh", "Chào shop")
    lan.open("Trần Thị Ánh")
    minh = stage.agent("minh").look("Tất cả").open("Trần Thị Ánh")

    expect(minh.composer).to_have_count(0)
    expect(minh.page.get_by_text("Nguyễn Ngọc Lan đang trả lời")).to_have_count(3)
    expect(minh.button("Giành quyền")).to_have_count(0)
    expect(minh.button("Nhận cuộc trò chuyện")).to_have_count(0)

    forced = {"session_id": visitor.id, "client_id": "forced", "fence": 1, "text": "chen ngang"}
    answer = stage.past_the_page("minh", "send", forced)
    assert answer["ok"] is False
    assert answer["error"]["code"] == "lock_lost"
    assert answer["error"]["holder"]["name"] == "Nguyễn Ngọc Lan"
    expect(lan.log.get_by_text("chen ngang")).to_have_count(0)


def test_who_takes_a_visitor_a_moment_too_late_is_told_who_was_first(stage: Stage) -> None:
    lan = stage.agent("lan").set_away()
    minh = stage.window("minh")
    late = withhold_news(minh.page)
    minh.sign_in().set_away()
    stage.visitor("Trần Thị Ánh", "Chào shop")
    for window in (lan, minh):
        window.look("Đang chờ").open("Trần Thị Ánh")
    late.set()
    lan.button("Nhận cuộc trò chuyện").first.click()
    expect(lan.composer).to_be_visible()
    minh.button("Nhận cuộc trò chuyện").first.click()
    expect(minh.page.get_by_text("Nguyễn Ngọc Lan đã nhận cuộc trò chuyện này trước bạn.").first).to_be_visible()
    expect(minh.composer).to_have_count(0)


def withhold_news(page: Page) -> Event:
    """Once set, changes of conversations no longer reach this page; acks still do."""
    late = Event()

    def pass_on(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda frame: None if late.is_set() and '["session",' in str(frame) else socket.send(frame))

    page.route_web_socket(re.compile("/socket.io/"), pass_on)
    return late


def test_a_conversation_is_transferred_to_somebody_online_with_their_load_in_view(stage: Stage) -> None:
    lan = stage.agent("lan").look("Của tôi")
    stage.visitor("Trần Thị Ánh", "Chào shop")
    lan.open("Trần Thị Ánh")
    minh = stage.agent("minh").look("Của tôi")

    lan.button("Chuyển cho…").click()
    dialog = lan.page.get_by_role("dialog", name="Chuyển cuộc trò chuyện")
    expect(dialog.get_by_text("0/5 cuộc trò chuyện")).to_be_visible()
    expect(dialog.get_by_text("Phạm Anh Tuấn")).to_have_count(0)
    dialog.get_by_role("button", name=re.compile("Lê Quang Minh")).click()

    expect(lan.page.get_by_text("Đã chuyển cho Lê Quang Minh.").first).to_be_visible()
    expect(lan.composer).to_have_count(0)
    expect(lan.conversation("Trần Thị Ánh").get_by_text("Lê Quang Minh đang trả lời").first).to_be_visible()
    minh.open("Trần Thị Ánh")
    expect(minh.log.get_by_text("Chuyển cho bạn")).to_be_visible()
    minh.write("Em Minh nghe ạ")
    expect(lan.log.get_by_text("Em Minh nghe ạ")).to_be_visible()


def test_a_lead_takes_over_and_what_the_agent_was_writing_stays(stage: Stage) -> None:
    lan = stage.agent("lan").look("Của tôi")
    visitor = stage.visitor("Trần Thị Ánh", "Chào shop").come()
    lan.open("Trần Thị Ánh")
    lan.composer.fill("Dạ chị chờ em kiểm tra")
    hoa = stage.agent("hoa").look("Tất cả").open("Trần Thị Ánh")

    hoa.button("Giành quyền").click()
    hoa.page.get_by_role("dialog").get_by_role("button", name="Giành quyền").click()
    expect(hoa.composer).to_be_visible()

    notice = lan.page.get_by_role("alert").filter(has_text="Trần Thị Hoa vừa tiếp quản")
    expect(notice).to_contain_text("chưa được gửi")
    expect(lan.composer).to_have_value("Dạ chị chờ em kiểm tra")
    expect(lan.button("Gửi")).to_be_disabled()
    lan.composer.press("Enter")
    lan.button("Chép nội dung").click()
    assert lan.page.evaluate("navigator.clipboard.readText()") == "Dạ chị chờ em kiểm tra"
    hoa.write("Chào chị, em là Hoa")
    expect(lan.log.get_by_text("Chào chị, em là Hoa")).to_be_visible()
    visitor.expect(["Chào shop", "Chào chị, em là Hoa"])


def test_a_released_conversation_waits_again_and_can_be_taken(stage: Stage) -> None:
    lan = stage.agent("lan").look("Của tôi")
    stage.visitor("Trần Thị Ánh", "Chào shop")
    lan.open("Trần Thị Ánh")
    lan.choose("Trả lại hàng chờ")
    expect(lan.conversation("Trần Thị Ánh").get_by_text("Đang chờ người trả lời")).to_be_visible()
    expect(lan.log.get_by_text("Bạn trả cuộc trò chuyện lại hàng chờ")).to_be_visible()
    expect(lan.page.get_by_role("alert")).to_have_count(0)
    lan.look("Đang chờ")
    expect(lan.row("Trần Thị Ánh")).to_contain_text(re.compile(r"Chờ \d+:\d\d"))
    lan.open("Trần Thị Ánh").button("Nhận cuộc trò chuyện").first.click()
    expect(lan.composer).to_be_visible()


def test_a_conversation_is_ended_rated_and_reopened(stage: Stage) -> None:
    lan = stage.agent("lan").look("Của tôi")
    visitor = stage.visitor("Trần Thị Ánh", "Chào shop").come()
    lan.open("Trần Thị Ánh")
    lan.button("Kết thúc").click()
    lan.page.get_by_role("dialog").get_by_role("button", name="Kết thúc").click()
    expect(lan.log.get_by_text("Bạn đã kết thúc cuộc trò chuyện")).to_be_visible()
    expect(lan.composer).to_have_count(0)
    expect(lan.row("Trần Thị Ánh")).to_have_count(0)
    visitor.rate(5, "Nhiệt tình lắm")
    expect(lan.log.get_by_text("Khách đánh giá 5/5: “Nhiệt tình lắm”")).to_be_visible()
    lan.button("Mở lại").first.click()
    expect(lan.composer).to_be_visible()
    lan.write("Em nhắn thêm chút ạ")
    expect(lan.log.get_by_text("Đã gửi")).to_be_visible()
    visitor.expect(["Chào shop", "Em nhắn thêm chút ạ"])
