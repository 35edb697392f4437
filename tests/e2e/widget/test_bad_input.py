"""What nobody should send and somebody does: it is shown as text, refused with a reason, and breaks nothing."""

from typing import Any

from playwright.sync_api import expect

from tests.e2e.widget.scene import Scene
from tests.e2e.widget.visitor import Visitor


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
    visitor.button("Thu gọn khung trò chuyện").click()
    for text in bad:
        held.say(text)
        expect(visitor.peek).to_contain_text(text[:3000])
        expect(visitor.peek.locator("img, b, script, a")).to_have_count(0)
    box = visitor.peek.bounding_box()
    assert box is not None
    assert (box["width"], box["height"] < 120) == (320, True)


def test_the_longest_message_goes_and_a_longer_one_is_held_back_with_the_reason(scene: Scene) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start()
    held = lan.take()
    visitor.composer.fill("🌸" * 4001)
    expect(visitor.panel.get_by_text("Tin nhắn dài quá 4000 ký tự")).to_be_visible()
    expect(visitor.button("Gửi")).to_be_disabled()
    visitor.composer.press("Enter")
    expect(visitor.bubbles).to_have_count(1)
    visitor.write("🌸" * 4000)
    held.hears("Chào shop", "🌸" * 4000)
    assert visitor.log.evaluate("list => list.scrollWidth <= list.clientWidth")


def stays_inside(visitor: Visitor) -> None:
    box = visitor.panel.bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == (380, 620)
    outside = """panel => [...panel.querySelectorAll('*')]
        .filter(element => element.getBoundingClientRect().right > innerWidth - 19).map(element => element.outerHTML)"""
    assert visitor.panel.evaluate(outside) == []


def test_names_that_turn_the_writing_or_never_end_leave_the_layout_whole(scene: Scene) -> None:
    def name_badly(settings: dict[str, Any]) -> None:
        settings["name"] = "\u202egnuhC" + "W" * 70
        settings["texts"]["vi"].update(title="W" * 80, subtitle="w" * 200, offline="o" * 300)

    scene.revise("settings", name_badly)
    visitor = scene.visitor(reduced_motion="reduce").open()
    stays_inside(visitor)
    visitor.fill(message="Chào").submit()
    expect(visitor.composer).to_be_visible()
    stays_inside(visitor)


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
