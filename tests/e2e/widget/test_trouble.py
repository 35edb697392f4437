"""Lost networks, killed hubs, reloads and second tabs: every message arrives in order and once."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from deploy.local.services import Hub
from tests.e2e.widget.conftest import ENVIRONMENT
from tests.e2e.widget.scene import Scene
from tests.e2e.widget.visitor import Visitor
from tests.servers import Fleet

LOST = "Mất kết nối, đang kết nối lại…"
ONE_TWO_THREE = ("Chào shop", "một", "hai", "ba")


NO_WEBSOCKET = """
window.WebSocket = class {
    constructor() { setTimeout(() => { this.onerror?.(new Event('error')); this.onclose?.(new Event('close')) }) }
    close() {}
}
"""
"""As behind a proxy that refuses the upgrade."""


def test_messages_written_offline_go_out_in_order_once_each(scene: Scene) -> None:
    lan = scene.agent()
    visitor = scene.visitor().start()
    held = lan.take()
    visitor.write("một")
    held.hears("Chào shop", "một")

    visitor.lose_network()
    visitor.write("hai")
    visitor.write("ba")
    visitor.status("Đang gửi")
    assert lan.texts() == ["Chào shop", "một"]

    visitor.find_network()
    held.hears(*ONE_TWO_THREE)
    visitor.sees(*ONE_TWO_THREE)
    visitor.page.wait_for_function("() => !Object.keys(localStorage).some(key => key.includes(':out.'))")


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
    visitor.lose_network()
    visitor.write("một")
    visitor.write("hai")
    visitor.find_network()
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
    first.lose_network()
    second.lose_network()
    first.write("một")
    second.sees("Chào shop", "một")
    second.write("hai")
    first.sees("Chào shop", "một", "hai")
    first.page.close()
    second.find_network()
    held.hears("Chào shop", "một", "hai")
    second.sees("Chào shop", "một", "hai")


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


@pytest.mark.parametrize("passes", [0, 1], ids=["says nothing", "says nothing more than hello"])
def test_polling_takes_over_where_a_websocket_opens_but_swallows_what_is_said(scene: Scene, passes: int) -> None:
    lan = scene.agent()
    context = scene.context()
    opened: list[WebSocketRoute] = []

    def swallow(page_side: WebSocketRoute) -> None:
        opened.append(page_side)
        server_side = page_side.connect_to_server()
        page_side.on_message(lambda _: None)
        frames: list[str | bytes] = []

        def pass_on(frame: str | bytes) -> None:
            frames.append(frame)
            if len(frames) <= passes:
                page_side.send(frame)

        server_side.on_message(pass_on)

    context.route_web_socket("**/socket.io/**", swallow)
    visitor = scene.visitor(context=context)
    visitor.page.clock.install()
    visitor.start()
    held = lan.take()
    while not opened:
        visitor.page.wait_for_event("websocket")
    visitor.page.clock.fast_forward(11_000)
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
