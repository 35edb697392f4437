"""Not a test but a photographer: every state of the widget, desk and phone, light and dark, into screenshots/widget.

`pytest tests/e2e/widget/pictures.py`: the file has another name than tests have, so that no other run collects it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.widget.scene import DESK, PHONE, Scene
from tests.e2e.widget.staff import Held
from tests.e2e.widget.test_form import FIELDS
from tests.e2e.widget.visitor import Visitor

FOLDER = Path(__file__).resolve().parents[3] / "screenshots" / "widget"
Picture = Callable[..., None]
QUESTION = "Chào shop, bộ ấm men lam sáu chén còn hàng không ạ?"


def name_the_shop(settings: dict[str, Any]) -> None:
    settings["name"] = "Gốm Mây"
    settings["texts"]["vi"]["title"] = "Xin chào 👋"
    settings["texts"]["vi"]["greeting"] = "Gốm Mây có thể giúp gì cho bạn?"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", ["desk", "phone"])
def test_take_pictures(scene: Scene, device: str, theme: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    scene.revise("settings", name_the_shop)
    look = {**(PHONE if device == "phone" else DESK), "color_scheme": theme, "reduced_motion": "reduce"}
    visitor = scene.visitor(**look)

    def picture(name: str, of: Visitor = visitor) -> None:
        of.page.screenshot(path=FOLDER / f"{device}-{theme}-{name}.png")

    before_the_chat(scene, look, visitor, picture)
    lan = scene.agent()
    held = lan.take()
    the_chat(visitor, held, picture)
    the_end(visitor, held, picture)
    other_forms(scene, look, picture)


def before_the_chat(scene: Scene, look: dict[str, Any], visitor: Visitor, picture: Picture) -> None:
    broken = scene.context(**look)
    broken.route("**/api/widget/config", lambda route: route.abort())
    nothing = scene.visitor(context=broken)
    nothing.launcher.click()
    expect(nothing.button("Thử lại")).to_be_visible()
    picture("01-not-loaded", nothing)
    expect(visitor.launcher).to_be_visible()
    picture("02-launcher")
    visitor.open()
    picture("03-form-offline")
    visitor.submit()
    expect(visitor.panel.locator(".problem")).to_have_count(2)
    picture("04-form-problems")
    visitor.fill(message=QUESTION).submit()
    visitor.sees(QUESTION)
    expect(visitor.heading).to_contain_text("Vị trí 1")
    picture("05-waiting")


def the_chat(visitor: Visitor, held: Held, picture: Picture) -> None:
    talk(visitor, held)
    picture("06-conversation")
    held.type(True)
    expect(visitor.log.locator(".typing")).to_be_visible()
    picture("07-typing")
    visitor.log.evaluate("list => list.scrollTo(0, 0)")
    expect(visitor.panel.locator(".pill")).to_be_visible()
    held.say("Anh cần em giữ hàng không ạ?")
    expect(visitor.panel.locator(".fresh")).to_be_visible()
    picture("08-new-message")
    visitor.panel.locator(".fresh").click()
    visitor.button("Kết thúc cuộc trò chuyện").click()
    picture("09-end-question")
    visitor.button("Huỷ").click()
    visitor.lose_network()
    visitor.write("Anh chuyển khoản luôn được không em?")
    expect(visitor.panel.locator(".lost")).to_have_css("opacity", "1")
    visitor.status("Đang gửi")
    picture("10-connection-lost")
    visitor.find_network()
    held.agent.wait_for(lambda: len(held.agent.texts()) == 8, "the agent has all of it")
    visitor.button("Thu gọn khung trò chuyện").click()
    held.say("Dạ được ạ, em gửi anh số tài khoản nhé.")
    expect(visitor.peek).to_be_visible()
    picture("11-unread")


def the_end(visitor: Visitor, held: Held, picture: Picture) -> None:
    visitor.open()
    visitor.lose_network()
    visitor.write("Cho anh hỏi thêm chút nhé")
    held.see(held.head)
    held.close()
    visitor.find_network()
    expect(visitor.log.locator(".failed")).to_be_visible()
    picture("12-not-sent")
    visitor.panel.get_by_role("button", name="Bỏ tin này").click()
    expect(visitor.panel.get_by_text("Bạn đánh giá cuộc trò chuyện này thế nào?")).to_be_visible()
    picture("13-ended")
    visitor.panel.get_by_role("radio", name="Tuyệt vời").check(force=True)
    picture("14-rating")
    visitor.button("Gửi đánh giá").click()
    expect(visitor.panel.get_by_text("Cảm ơn bạn đã đánh giá!")).to_be_visible()
    picture("15-rated")


def other_forms(scene: Scene, look: dict[str, Any], picture: Picture) -> None:
    """With somebody online, and with fields of a lead's own."""
    online = scene.visitor(**look).open()
    expect(online.heading).to_contain_text("Trực tuyến")
    picture("16-form", online)
    scene.revise("form-fields", lambda form: form.update(items=FIELDS))
    other = scene.visitor(**look).open()
    expect(other.panel.get_by_role("checkbox")).to_be_visible()
    picture("17-form-of-ones-own", other)


def talk(visitor: Visitor, held: Held) -> None:
    held.say("Dạ chào anh An, bộ men lam bên em còn đúng ba bộ ạ 🍵")
    held.say("Anh xem hình chi tiết ở đây nhé: https://gommay.example/am-men-lam")
    expect(visitor.bubbles).to_have_count(3)
    visitor.write("Đẹp quá. Giao về Đà Nẵng mất mấy ngày em?")
    expect(visitor.bubbles).to_have_count(4)
    held.agent.wait_for(lambda: len(held.agent.texts()) == 4, "the agent has the question")
    held.say("Dạ 2–3 ngày ạ. Sứt một vết nhỏ bên em cũng đổi bộ mới.")
    expect(visitor.bubbles).to_have_count(5)
    visitor.write("Vậy cho anh một bộ nhé")
    held.agent.wait_for(lambda: len(held.agent.texts()) == 6, "the agent has the order")
    held.see(held.head)
    expect(visitor.log.locator(".meta").last).to_contain_text("Đã xem")
