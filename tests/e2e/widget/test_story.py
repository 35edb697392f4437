"""The whole story of a visitor, with an agent on the other side."""

import re

from playwright.sync_api import expect

from tests.e2e.widget.scene import Scene


def test_a_visitor_asks_is_answered_ends_and_rates(scene: Scene) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start("Bộ ấm men lam còn không ạ?")
    held = lan.take("Trần Văn An")
    expect(visitor.heading).to_contain_text("Nguyễn Ngọc Lan")
    expect(visitor.heading).to_contain_text("Đang trả lời bạn")
    visitor.status("Đã gửi")

    held.see(held.head, read=0)
    visitor.status("Đã nhận")
    held.see(held.head)
    visitor.status("Đã xem")

    held.type(True)
    expect(visitor.log.locator(".typing")).to_be_visible()
    held.say("Dạ còn, anh xem https://shop.example/am-tra nhé")
    expect(visitor.log.locator(".typing")).to_be_hidden()
    visitor.sees("Bộ ấm men lam còn không ạ?", "Dạ còn, anh xem https://shop.example/am-tra nhé")
    link = visitor.log.get_by_role("link", name="https://shop.example/am-tra")
    expect(link).to_have_attribute("rel", re.compile("noopener"))

    visitor.composer.press_sequentially("Anh lấy")
    lan.wait_for(lambda: any(news["on"] for news in lan.typing), "the agent sees the visitor typing")
    visitor.write("Anh lấy một bộ")
    held.hears("Bộ ấm men lam còn không ạ?", "Dạ còn, anh xem https://shop.example/am-tra nhé", "Anh lấy một bộ")

    held.close()
    expect(visitor.log.get_by_text("Cuộc trò chuyện đã kết thúc")).to_be_visible()
    visitor.panel.get_by_role("radio", name="Tuyệt vời").check(force=True)
    visitor.panel.get_by_label("Bạn muốn góp ý thêm điều gì?").fill("Tư vấn nhanh")
    visitor.button("Gửi đánh giá").click()
    expect(visitor.panel.get_by_text("Cảm ơn bạn đã đánh giá!")).to_be_visible()
    lan.wait_for(lambda: any(e["kind"] == "rated" and e["data"]["score"] == 5 for e in lan.events), "the rating")


def test_a_new_conversation_begins_after_the_old_one_and_remembers_who_asks(scene: Scene) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start("Câu hỏi thứ nhất")
    lan.take().close()
    visitor.button("Bắt đầu cuộc trò chuyện mới").click()
    expect(visitor.panel.get_by_label("Họ tên")).to_have_value("Trần Văn An")
    expect(visitor.panel.get_by_label("Nội dung")).to_have_value("")
    visitor.panel.get_by_label("Nội dung").fill("Câu hỏi thứ hai")
    visitor.submit()
    visitor.sees("Câu hỏi thứ hai")
    sessions = lan.call("inbox", {})["sessions"]
    assert len({session["visitor"]["id"] for session in sessions}) == 1


def test_the_visitor_ends_the_conversation_after_being_asked(scene: Scene) -> None:
    visitor = scene.visitor().start()
    visitor.button("Kết thúc cuộc trò chuyện").click()
    visitor.button("Huỷ").click()
    expect(visitor.composer).to_be_visible()
    visitor.button("Kết thúc cuộc trò chuyện").click()
    visitor.button("Kết thúc").click()
    expect(visitor.panel.get_by_text("Bạn đánh giá cuộc trò chuyện này thế nào?")).to_be_visible()


def test_a_message_that_comes_while_the_panel_is_closed_is_counted_and_shown_beside_the_launcher(scene: Scene) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start()
    held = lan.take()
    visitor.button("Thu gọn khung trò chuyện").click()
    held.say("Anh còn cần gì không ạ?")
    expect(visitor.page.locator(".badge")).to_have_text("1")
    expect(visitor.page.locator(".peek")).to_contain_text("Anh còn cần gì không ạ?")
    visitor.page.locator(".peek button").first.click()
    expect(visitor.bubbles.last).to_have_text("Anh còn cần gì không ạ?")
    expect(visitor.page.locator(".badge")).to_be_hidden()


def test_long_history_loads_upwards_and_the_reader_keeps_the_place(scene: Scene) -> None:
    lan = scene.agent()
    context = scene.context()
    scene.visitor(context=context).start("Tin 0")
    held = lan.take()
    for number in range(1, 120):
        held.say(f"Tin {number}")

    visitor = scene.visitor(context=context)
    visitor.open()
    expect(visitor.bubbles.last).to_have_text("Tin 119")
    assert visitor.bubbles.count() < 60
    visitor.log.evaluate("list => list.scrollTo(0, 0)")
    expect(visitor.bubbles.filter(has_text=re.compile("^Tin 25$"))).to_be_attached()
    expect(visitor.bubbles.filter(has_text=re.compile("^Tin 70$"))).to_be_in_viewport()

    held.say("Tin mới nhất")
    pill = visitor.panel.get_by_role("button", name="Xuống tin mới nhất")
    expect(pill).to_have_text("Tin nhắn mới")
    expect(visitor.bubbles.last).not_to_be_in_viewport()
    pill.click()
    expect(visitor.bubbles.last).to_have_text("Tin mới nhất")
    expect(visitor.bubbles.last).to_be_in_viewport()
    expect(pill).to_be_hidden()


COUNT_CHIMES = """
window.chimes = 0
const start = OscillatorNode.prototype.start
OscillatorNode.prototype.start = function (...when) { chimes += 1; return start.apply(this, when) }
"""


def test_a_new_message_chimes_in_one_tab_until_it_is_muted(scene: Scene) -> None:
    lan = scene.agent()
    context = scene.context()
    context.add_init_script(COUNT_CHIMES)
    visitor = scene.visitor(context=context).start()
    held = lan.take()
    visitor.button("Thu gọn khung trò chuyện").click()
    held.say("một")
    expect(visitor.peek).to_contain_text("một")
    visitor.page.wait_for_function("() => chimes > 0")
    assert visitor.page.evaluate("() => chimes") == 1
    visitor.open().button("Tắt âm thanh").click()
    expect(visitor.button("Bật âm thanh")).to_be_visible()
    visitor.button("Thu gọn khung trò chuyện").click()
    held.say("hai")
    expect(visitor.peek).to_contain_text("hai")
    assert visitor.page.evaluate("() => chimes") == 1
    visitor.page.reload()
    visitor.open()
    expect(visitor.button("Bật âm thanh")).to_be_visible()


def test_the_composer_grows_to_five_lines_and_then_scrolls(scene: Scene) -> None:
    visitor = scene.visitor().start()
    heights = []
    for lines in (1, 3, 5, 9):
        visitor.composer.fill("\n".join(["dòng"] * lines))
        heights.append(visitor.composer.evaluate("input => [input.clientHeight, input.scrollHeight]"))
    one, three, five, nine = heights
    assert three[0] - one[0] == 44
    assert five[0] - three[0] == 44
    assert nine[0] == five[0] < nine[1]
    visitor.composer.press("Enter")
    expect(visitor.composer).to_have_css("height", f"{one[0]}px")


def test_what_comes_while_the_network_is_away_is_shown_and_told_to_the_page_once(scene: Scene) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start()
    held = lan.take()
    expect(visitor.heading).to_contain_text("Nguyễn Ngọc Lan")
    visitor.page.evaluate("() => { window.heard = []; Alo('on', 'message', ({ text }) => heard.push(text)) }")
    visitor.button("Thu gọn khung trò chuyện").click()
    visitor.lose_network()
    held.say("một")
    held.say("hai")
    visitor.find_network()
    expect(visitor.badge).to_have_text("2")
    expect(visitor.peek).to_contain_text("hai")
    visitor.page.wait_for_function("() => heard.length > 1")
    assert visitor.page.evaluate("() => heard") == ["một", "hai"]


def test_what_was_read_in_one_tab_is_no_news_in_the_other(scene: Scene) -> None:
    lan = scene.agent()
    context = scene.context()
    first = scene.visitor(context=context).start()
    held = lan.take()
    first.button("Thu gọn khung trò chuyện").click()
    second = scene.visitor(context=context)
    held.say("Dạ có ạ")
    for tab in (first, second):
        expect(tab.peek).to_contain_text("Dạ có ạ")
    first.page.bring_to_front()
    first.open()
    expect(second.badge).to_be_hidden()
    expect(second.peek).to_be_hidden()
