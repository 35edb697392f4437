"""Coming back: on another page, another day, with a token that has expired, after an answer that was lost."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from hub.live.tokens import VisitorClaims, read_visitor, sign_visitor
from tests.e2e.widget.scene import Scene
from tests.e2e.widget.visitor import Visitor
from tests.servers import Workspace

DAY = 24 * 3600


def stored(page: Page) -> dict[str, Any]:
    return dict(page.evaluate("() => Object.fromEntries(Object.entries(localStorage))"))


def test_the_conversation_is_there_again_on_another_page_and_another_day(scene: Scene) -> None:
    lan = scene.agent()
    context = scene.context()
    first = scene.visitor(context=context).start()
    held = lan.take()
    first.page.close()
    held.say("Mai anh ghé lại nhé")

    later = scene.visitor(context=context)
    expect(later.badge).to_have_text("1")
    expect(later.peek).to_contain_text("Mai anh ghé lại nhé")
    later.open()
    later.sees("Chào shop", "Mai anh ghé lại nhé")


def test_nothing_is_stored_and_no_socket_opened_before_the_first_message(scene: Scene) -> None:
    context = scene.context()
    visitor = scene.visitor(context=context)
    sockets: list[str] = []
    visitor.page.on("websocket", lambda socket: sockets.append(socket.url))
    visitor.open().fill(message="chưa gửi")
    expect(visitor.panel.get_by_label("Nội dung")).to_have_value("chưa gửi")
    assert stored(visitor.page) == {}
    assert visitor.page.evaluate("() => sessionStorage.length") == 0
    assert sockets == []
    visitor.submit()
    visitor.sees("chưa gửi")
    assert context.cookies() == []


def put_token(page: Page, token: str) -> None:
    """The browser comes back with this one."""
    page.evaluate(
        """token => {
            const key = Object.keys(localStorage).find(name => name.endsWith(':session'))
            localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), token }))
        }""",
        token,
    )


def come_back(visitor: Visitor) -> None:
    """The page that was there has no part in what comes: it is gone before the network is back."""
    visitor.page.goto("about:blank")
    visitor.find_network()
    visitor.page.goto("/demo")


Sign = Callable[[VisitorClaims, int], str]


@pytest.fixture
def sign_long_ago(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Sign:
    def sign(claims: VisitorClaims, days: int) -> str:
        then = time.time() - days * DAY
        with monkeypatch.context() as patch:
            patch.setattr(time, "time", lambda: then)
            return sign_visitor(workspace.settings(), claims.visitor_id, claims.session_id)

    return sign


@pytest.fixture
def strange_token(sign_long_ago: Sign) -> str:
    return sign_long_ago(VisitorClaims("somebody", "some-conversation"), 400)


def age(visitor: Visitor, workspace: Workspace, sign_long_ago: Sign) -> None:
    """A month goes by between two visits."""
    kept = next(json.loads(value) for key, value in stored(visitor.page).items() if key.endswith(":session"))
    put_token(visitor.page, sign_long_ago(read_visitor(workspace.settings(), kept["token"]), 31))


def test_a_month_later_the_unsent_goes_into_the_conversation_that_is_still_open(
    scene: Scene, workspace: Workspace, sign_long_ago: Sign
) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start()
    held = lan.take()
    visitor.lose_network()
    visitor.write("một")
    age(visitor, workspace, sign_long_ago)
    come_back(visitor)
    held.hears("Chào shop", "một")
    visitor.sees("Chào shop", "một")
    assert len(lan.call("inbox", {})["sessions"]) == 1


def test_a_month_later_an_open_conversation_is_there_though_the_panel_is_closed(
    scene: Scene, workspace: Workspace, sign_long_ago: Sign
) -> None:
    lan = scene.agent()
    context = scene.context()
    first = scene.visitor(context=context).start()
    held = lan.take()
    first.button("Thu gọn khung trò chuyện").click()
    age(first, workspace, sign_long_ago)
    first.page.goto("/demo/hostile")
    held.say("Mẻ lò mới ra rồi ạ")
    expect(first.badge).to_have_text("1")
    first.open().sees("Chào shop", "Mẻ lò mới ra rồi ạ")


def test_with_a_token_that_proves_nothing_a_message_still_arrives(scene: Scene, strange_token: str) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start()
    visitor.lose_network()
    visitor.write("một")
    put_token(visitor.page, strange_token)
    come_back(visitor)
    expect(visitor.panel).to_be_visible()
    visitor.sees("một")
    visitor.status("Đã gửi")
    lan.take("Trần Văn An").hears("một")


def test_a_message_given_with_the_form_joins_the_conversation_that_was_reopened_meanwhile(scene: Scene) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start("Câu hỏi thứ nhất")
    held = lan.take()
    held.close()
    visitor.button("Bắt đầu cuộc trò chuyện mới").click()
    visitor.panel.get_by_label("Nội dung").fill("Câu hỏi thứ hai")
    lan.call("reopen", {"session_id": held.id})
    visitor.submit()
    visitor.sees("Câu hỏi thứ nhất", "Câu hỏi thứ hai")
    held.hears("Câu hỏi thứ nhất", "Câu hỏi thứ hai")


def test_with_a_token_that_proves_nothing_and_nothing_to_send_the_form_is_back_and_filled_in(
    scene: Scene, strange_token: str
) -> None:
    context = scene.context()
    first = scene.visitor(context=context).start()
    first.button("Thu gọn khung trò chuyện").click()
    put_token(first.page, strange_token)
    later = scene.visitor(context=context)
    expect(later.launcher).to_be_visible()
    expect(later.badge).to_be_hidden()
    later.page.wait_for_function("() => !Object.keys(localStorage).some(key => key.endsWith(':session'))")
    later.open()
    expect(later.panel.get_by_label("Họ tên")).to_have_value("Trần Văn An")


def test_an_opening_without_an_answer_is_asked_again_under_the_same_name(scene: Scene) -> None:
    visitor = scene.visitor()
    asked: list[str] = []

    def lose_the_answer(route: Route) -> None:
        asked.append(json.loads(route.request.post_data or "{}")["client_id"])
        if len(asked) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    visitor.page.route("**/api/widget/sessions", lose_the_answer)
    visitor.open().fill(message="Chào shop").submit()
    visitor.sees("Chào shop")
    assert len(asked) == 2
    assert len(set(asked)) == 1
    lan = scene.agent()
    assert len(lan.call("inbox", {})["sessions"]) == 1
