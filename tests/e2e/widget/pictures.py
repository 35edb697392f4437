"""Not a test but a photographer: every state of the widget, desk and phone, light and dark, into screenshots/widget.

`pytest tests/e2e/widget/pictures.py`: the file has another name than tests have, so that no other run collects it.
"""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.widget.scene import DESK, PHONE, Scene
from tests.e2e.widget.visitor import Visitor

FOLDER = Path(__file__).resolve().parents[3] / "screenshots" / "widget"
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
    look = {"color_scheme": theme, "reduced_motion": "reduce"}
    visitor = scene.visitor(**{**(PHONE if device == "phone" else DESK), **look})

    def picture(name: str) -> None:
        visitor.page.screenshot(path=FOLDER / f"{device}-{theme}-{name}.png")

    expect(visitor.launcher).to_be_visible()
    picture("01-launcher")
    visitor.open()
    picture("02-form-offline")
    visitor.submit()
    picture("03-form-problems")
    lan = scene.agent()
    visitor.page.reload()
    visitor.open()
    picture("04-form")
    visitor.fill(message=QUESTION).submit()
    visitor.sees(QUESTION)
    held = lan.take()
    talk(visitor, held)
    picture("05-conversation")
    held.type(True)
    expect(visitor.log.locator(".typing")).to_be_visible()
    picture("06-typing")
    visitor.button("Kết thúc cuộc trò chuyện").click()
    picture("07-end-question")
    visitor.button("Huỷ").click()
    visitor.lose_network()
    visitor.write("Anh chuyển khoản luôn được không em?")
    expect(visitor.panel.locator(".lost")).to_have_css("opacity", "1")
    visitor.status("Đang gửi")
    picture("08-connection-lost")
    visitor.find_network()
    visitor.status("Đã gửi")
    visitor.button("Thu gọn khung trò chuyện").click()
    held.say("Dạ được ạ, em gửi anh số tài khoản nhé.")
    expect(visitor.page.locator(".badge")).to_be_visible()
    picture("09-unread")
    visitor.open()
    held.close()
    expect(visitor.panel.get_by_text("Bạn đánh giá cuộc trò chuyện này thế nào?")).to_be_visible()
    picture("10-ended")
    visitor.panel.get_by_role("radio", name="Tuyệt vời").check(force=True)
    picture("11-rating")
    visitor.button("Gửi đánh giá").click()
    expect(visitor.panel.get_by_text("Cảm ơn bạn đã đánh giá!")).to_be_visible()
    picture("12-rated")


def talk(visitor: Visitor, held: Any) -> None:
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
