"""For every hand and eye: phone, keyboard, screen reader, input methods, dark, without motion."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.widget.scene import PHONE, Scene
from tests.e2e.widget.visitor import Visitor


def has_no_findings(visitor: Visitor) -> None:
    """Of the widget alone: the shop around it has tests of its own."""
    found = Axe().run(visitor.page, context="alo-chat").response["violations"]
    assert [(finding["id"], [node["html"][:120] for node in finding["nodes"]]) for finding in found] == []


def story_for_axe(scene: Scene, visitor: Visitor) -> None:
    lan = scene.agent()
    has_no_findings(visitor)
    visitor.open()
    has_no_findings(visitor)
    visitor.submit()
    expect(visitor.panel.get_by_text("Vui lòng điền mục này.").first).to_be_visible()
    has_no_findings(visitor)
    visitor.fill(message="Chào shop").submit()
    visitor.sees("Chào shop")
    held = lan.take()
    held.say("Xem https://shop.example nhé")
    visitor.sees("Chào shop", "Xem https://shop.example nhé")
    has_no_findings(visitor)
    visitor.button("Kết thúc cuộc trò chuyện").click()
    has_no_findings(visitor)
    visitor.button("Kết thúc").click()
    visitor.panel.get_by_role("radio", name="Hài lòng", exact=True).check(force=True)
    has_no_findings(visitor)


def test_axe_finds_nothing_in_light(scene: Scene) -> None:
    story_for_axe(scene, scene.visitor(color_scheme="light", reduced_motion="reduce"))


def test_axe_finds_nothing_in_dark_on_a_phone(scene: Scene) -> None:
    visitor = scene.visitor(**PHONE, color_scheme="dark", reduced_motion="reduce")
    expect(visitor.page.locator(".alo")).to_have_css("color-scheme", "dark")
    story_for_axe(scene, visitor)


def test_the_keyboard_alone_is_enough(scene: Scene) -> None:
    lan = scene.agent()
    visitor = scene.visitor()
    keyboard = visitor.page.keyboard
    visitor.launcher.focus()
    keyboard.press("Enter")
    expect(visitor.panel.get_by_label("Họ tên")).to_be_focused()
    keyboard.type("Trần Văn An")
    keyboard.press("Tab")
    keyboard.type("0912345678")
    keyboard.press("Enter")
    expect(visitor.composer).to_be_focused()
    keyboard.type("Chào shop")
    keyboard.press("Enter")
    held = lan.take()
    held.hears("Chào shop")
    expect(visitor.composer).to_be_focused()
    keyboard.type("dòng một")
    keyboard.press("Shift+Enter")
    keyboard.type("dòng hai")
    keyboard.press("Enter")
    held.hears("Chào shop", "dòng một\ndòng hai")
    keyboard.press("Escape")
    expect(visitor.panel).to_be_hidden()
    expect(visitor.launcher).to_be_focused()


def test_the_enter_of_an_input_method_does_not_send(scene: Scene) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start()
    held = lan.take()
    visitor.composer.focus()
    keys = visitor.page.context.new_cdp_session(visitor.page)
    keys.send("Input.imeSetComposition", {"text": "tiê", "selectionStart": 3, "selectionEnd": 3})
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Enter"})
    expect(visitor.composer).to_have_value("tiê")
    keys.send("Input.insertText", {"text": "tiếng Việt"})
    expect(visitor.composer).to_have_value("tiếng Việt")
    visitor.page.keyboard.press("Enter")
    held.hears("Chào shop", "tiếng Việt")


def test_on_a_phone_it_fills_the_screen_and_follows_what_the_keyboard_leaves(scene: Scene) -> None:
    visitor = scene.visitor(**PHONE, reduced_motion="reduce").start()
    assert visitor.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 780}
    expect(visitor.composer).to_have_css("font-size", "16px")
    expect(visitor.launcher).to_have_accessible_name("Thu gọn khung trò chuyện")
    # A keyboard can't be raised here; scaling the page takes away visible height by the same events.
    zoom = visitor.page.context.new_cdp_session(visitor.page)
    zoom.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 2})
    visitor.page.wait_for_function("() => visualViewport.height < 400")
    expect(visitor.panel).to_have_css("height", "390px")
    box, composer = visitor.panel.bounding_box(), visitor.composer.bounding_box()
    assert box is not None
    assert composer is not None
    assert composer["y"] + composer["height"] <= box["y"] + box["height"]


def test_motion_stops_for_those_who_asked(scene: Scene) -> None:
    visitor = scene.visitor(reduced_motion="reduce").open()
    expect(visitor.panel).to_have_css("animation-duration", "0.001s")


def test_a_refused_field_is_named_beside_it_and_what_was_typed_stays(scene: Scene) -> None:
    visitor = scene.visitor().open().fill(phone="12", message="Nội dung còn nguyên")
    visitor.submit()
    problem = visitor.panel.locator(".field.tel .problem")
    expect(problem).to_be_visible()
    expect(visitor.panel.get_by_label("Số điện thoại")).to_have_attribute("aria-invalid", "true")
    expect(visitor.panel.get_by_label("Nội dung")).to_have_value("Nội dung còn nguyên")
    visitor.panel.get_by_label("Số điện thoại").fill("0912345678")
    expect(problem).to_be_hidden()
    visitor.submit()
    visitor.sees("Nội dung còn nguyên")


def test_markup_bad_links_turned_writing_and_endless_words_are_text(scene: Scene) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start()
    held = lan.take()
    bad = (
        "<img src=x onerror=alert(1)><b>đậm</b>",
        "javascript:alert(1) data:text/html,<script>alert(1)</script>",
        "\u202eđảo chữ\u202c https://a.example/\u202egnp.exe",
        "a" * 4000,
    )
    for text in bad:
        held.say(text)
    visitor.sees("Chào shop", *bad)
    assert visitor.log.locator("img, b, script").count() == 0
    assert [link.get_attribute("href") for link in visitor.log.get_by_role("link").all()] == ["https://a.example/"]
    assert visitor.log.evaluate("list => list.scrollWidth <= list.clientWidth")
    assert visitor.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_refused_message_stays_with_its_reason_and_can_be_tried_again(scene: Scene) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start()
    held = lan.take()
    visitor.lose_network()
    visitor.write("Tin đến muộn")
    held.close()
    visitor.find_network()
    failure = visitor.log.locator(".failed")
    expect(failure).to_contain_text("Tin đến muộn")
    expect(failure).to_contain_text("Cuộc trò chuyện này đã kết thúc.")
    lan.call("reopen", {"session_id": held.id})
    failure.get_by_role("button", name="Thử lại").click()
    held.hears("Chào shop", "Tin đến muộn")
    visitor.sees("Chào shop", "Tin đến muộn")
