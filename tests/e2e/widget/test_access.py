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
