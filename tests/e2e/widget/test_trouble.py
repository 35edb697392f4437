"""Lost networks, killed hubs, reloads and second tabs: every message arrives in order and once."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, WebSocketRoute, expect

from deploy.local.services import Hub
from hub.live.tokens import sign_visitor
from tests.e2e.widget.conftest import ENVIRONMENT
from tests.e2e.widget.scene import Scene
from tests.e2e.widget.visitor import Visitor
from tests.servers import Fleet, Workspace

LOST = "Mất kết nối, đang kết nối lại…"
ONE_TWO_THREE = ("Chào shop", "một", "hai", "ba")


NO_WEBSOCKET = """
window.WebSocket = class {
    constructor() { setTimeout(() => { this.onerror?.(new Event('error')); this.onclose?.(new Event('close')) }) }
    close() {}
}
"""
"""As behind a proxy that refuses the upgrade."""


def stored(page: Page) -> dict[str, Any]:
    return dict(page.evaluate("() => Object.fromEntries(Object.entries(localStorage))"))


def test_messages_written_offline_go_out_in_order_once_each(scene: Scene) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start()
    held = lan.take()
    visitor.write("một")
    held.hears("Chào shop", "một")

    visitor.page.context.set_offline(True)
    visitor.page.evaluate("() => dispatchEvent(new Event('offline'))")
    visitor.write("hai")
    visitor.write("ba")
    visitor.status("Đang gửi")
    assert lan.texts() == ["Chào shop", "một"]

    visitor.page.context.set_offline(False)
    held.hears(*ONE_TWO_THREE)
    visitor.sees(*ONE_TWO_THREE)
    visitor.status("Đã gửi")
    assert [key for key in stored(visitor.page) if ":out." in key] == []


def test_a_hub_that_is_killed_and_started_again_loses_and_doubles_nothing(scene: Scene, hub: Hub, fleet: Fleet) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start()
    held = lan.take()
    visitor.write("một")
    held.hears("Chào shop", "một")
    hub.kill()
    expect(visitor.panel.get_by_text(LOST)).to_be_visible()
    visitor.write("hai")
    visitor.write("ba")

    port = int(hub.url.rpartition(":")[2])
    fleet.hub(ENVIRONMENT, port=port)
    expect(visitor.panel.get_by_text(LOST)).to_be_hidden(timeout=20_000)
    visitor.sees(*ONE_TWO_THREE)
    minh = scene.agent("hoa")
    session_id = minh.call("inbox", {})["sessions"][0]["id"]
    minh.events += minh.call("watch", {"session_id": session_id, "after": 0})["events"]
    minh.wait_for(lambda: minh.texts() == list(ONE_TWO_THREE), "each message once")


def test_a_reload_in_the_middle_of_sending_keeps_the_message(scene: Scene) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start()
    held = lan.take()
    visitor.page.context.set_offline(True)
    visitor.page.evaluate("() => dispatchEvent(new Event('offline'))")
    visitor.write("một")
    visitor.write("hai")
    visitor.page.context.set_offline(False)
    visitor.page.reload()
    expect(visitor.panel).to_be_visible()
    held.hears("Chào shop", "một", "hai")
    visitor.sees("Chào shop", "một", "hai")


def test_two_tabs_show_the_same_and_send_nothing_twice(scene: Scene) -> None:
    lan = scene.agent()
    context = scene.context()
    first = scene.visitor(context=context)
    second = scene.visitor(context=context)
    second.open()
    first.start()
    expect(second.composer).to_be_visible()
    second.sees("Chào shop")
    held = lan.take()

    first.write("một")
    second.sees("Chào shop", "một")
    second.write("hai")
    first.sees("Chào shop", "một", "hai")
    # A tab shows the other's message before the hub has it: only the agent knows that it has arrived.
    held.hears("Chào shop", "một", "hai")
    held.say("Dạ")
    for tab in (first, second):
        tab.sees("Chào shop", "một", "hai", "Dạ")
    held.hears("Chào shop", "một", "hai", "Dạ")


def test_what_one_tab_could_not_send_the_other_shows_and_sends(scene: Scene) -> None:
    lan = scene.agent()
    context = scene.context()
    first = scene.visitor(context=context).start()
    second = scene.visitor(context=context)
    second.open()
    held = lan.take()
    context.set_offline(True)
    first.page.evaluate("() => dispatchEvent(new Event('offline'))")
    second.page.evaluate("() => dispatchEvent(new Event('offline'))")
    first.write("một")
    second.sees("Chào shop", "một")
    second.write("hai")
    first.sees("Chào shop", "một", "hai")
    first.page.close()
    context.set_offline(False)
    held.hears("Chào shop", "một", "hai")
    second.sees("Chào shop", "một", "hai")


def test_the_conversation_is_there_again_on_another_page_and_another_day(scene: Scene) -> None:
    lan = scene.agent()
    context = scene.context()
    first = scene.visitor(context=context).start()
    held = lan.take()
    first.page.close()
    held.say("Mai anh ghé lại nhé")

    later = scene.visitor(context=context)
    expect(later.page.locator(".badge")).to_have_text("1")
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


def age_the_token(page: Page, token: str) -> None:
    """The browser comes back with a token that the hub no longer accepts."""
    page.evaluate(
        """token => {
            const key = Object.keys(localStorage).find(name => name.endsWith(':session'))
            localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), token }))
        }""",
        token,
    )


@pytest.fixture
def expired_token(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("time.time", lambda: 1_700_000_000.0)
    token = sign_visitor(workspace.settings(), "somebody", "some-conversation")
    monkeypatch.undo()
    return token


def test_with_an_expired_token_a_message_still_arrives(scene: Scene, expired_token: str) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start()
    visitor.page.context.set_offline(True)
    visitor.page.evaluate("() => dispatchEvent(new Event('offline'))")
    visitor.write("một")
    age_the_token(visitor.page, expired_token)
    visitor.page.context.set_offline(False)
    visitor.page.reload()
    expect(visitor.panel).to_be_visible()
    visitor.sees("một")
    visitor.status("Đã gửi")
    lan.take("Trần Văn An").hears("một")


def test_with_an_expired_token_and_nothing_to_send_the_form_is_back_and_filled_in(
    scene: Scene, expired_token: str
) -> None:
    context = scene.context()
    first = scene.visitor(context=context).start()
    first.button("Thu gọn khung trò chuyện").click()
    age_the_token(first.page, expired_token)
    later = scene.visitor(context=context)
    expect(later.launcher).to_be_visible()
    expect(later.page.locator(".badge")).to_be_hidden()
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


def slow_3g(context: BrowserContext, page: Page) -> None:
    network = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", network)


def test_the_chat_works_on_slow_3g(scene: Scene) -> None:
    lan = scene.agent()
    context = scene.context()
    page = scene.listen(context.new_page())
    slow_3g(context, page)
    page.goto("/demo")
    on_3g = Visitor(page).start()
    held = lan.take()
    for text in ONE_TWO_THREE[1:]:
        on_3g.write(text)
    held.hears(*ONE_TWO_THREE)
    held.say("Dạ")
    on_3g.sees(*ONE_TWO_THREE, "Dạ")


def test_polling_carries_the_chat_where_websockets_are_blocked(scene: Scene) -> None:
    lan = scene.agent()
    context = scene.context()
    context.add_init_script(NO_WEBSOCKET)
    visitor = scene.visitor(context=context).start()
    held = lan.take()
    visitor.write("một")
    held.hears("Chào shop", "một")
    held.say("Dạ")
    visitor.sees("Chào shop", "một", "Dạ")


def test_too_many_messages_wait_and_arrive_in_order(scene: Scene, fleet: Fleet) -> None:
    fleet.hub({**ENVIRONMENT, "ALO_RATE_MESSAGES": "2/3s"})
    scene.url = fleet.processes[-1].url  # type: ignore[attr-defined]
    visitor = scene.visitor().start()
    texts = [f"tin {number}" for number in range(5)]
    for text in texts:
        visitor.write(text)
    expect(visitor.panel.get_by_text(re.compile("^Bạn gửi hơi nhanh"))).to_be_visible()
    visitor.sees("Chào shop", *texts)
    expect(visitor.panel.get_by_text(re.compile("^Bạn gửi hơi nhanh"))).to_be_hidden()


def test_a_connection_that_died_in_its_sleep_is_replaced_on_waking(scene: Scene) -> None:
    lan = scene.agent()
    context = scene.context()
    dead: list[WebSocketRoute] = []
    sockets: list[WebSocketRoute] = []

    def carry(page_side: WebSocketRoute) -> None:
        server_side = page_side.connect_to_server()
        sockets.append(page_side)
        page_side.on_message(lambda frame: page_side in dead or server_side.send(frame))
        server_side.on_message(lambda frame: page_side in dead or page_side.send(frame))

    context.route_web_socket("**/socket.io/**", carry)
    visitor = scene.visitor(context=context).start()
    held = lan.take()
    expect(visitor.heading).to_contain_text("Nguyễn Ngọc Lan")
    dead += sockets
    held.say("Anh còn đó không ạ?")
    visitor.page.evaluate("() => dispatchEvent(new Event('focus'))")
    visitor.sees("Chào shop", "Anh còn đó không ạ?")
    visitor.write("Anh đây")
    expect(visitor.log.locator(".meta").last).to_contain_text("Đã gửi")
    held.hears("Chào shop", "Anh còn đó không ạ?", "Anh đây")
