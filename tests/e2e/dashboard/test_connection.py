"""Sleep, lost networks, restarted hubs, tokens that end, two windows: the workspace is right again by itself."""

import json
import re

import pytest
from playwright.sync_api import Page, Request, Route, WebSocket, expect

from deploy.local.services import Hub
from tests.e2e.dashboard.people import Agent
from tests.e2e.dashboard.stage import Stage
from tests.e2e.dashboard.wire import Wire

LOST = "Mất kết nối, đang kết nối lại…"
SEEN_AGAIN_MS = 20_000


def mark(page: Page) -> None:
    """Something that only a reload would take away."""
    page.evaluate("window.marked = true")


def was_not_reloaded(page: Page) -> bool:
    return bool(page.evaluate("window.marked === true"))


@pytest.mark.soon_gone
def test_an_agent_closes_the_laptop_another_goes_on_and_the_first_returns_to_see_it_all(
    stage: Stage, wire: Wire
) -> None:
    lan = stage.agent("lan", url=wire.url).look("Của tôi")
    visitor = stage.visitor("Trần Thị Ánh", "Chào shop").come()
    lan.open("Trần Thị Ánh")
    lan.composer.fill("Dạ để em xem")
    mark(lan.page)
    minh = stage.agent("minh").look("Của tôi")
    wire.cut()

    expect(lan.page.get_by_text(LOST)).to_be_visible()
    expect(minh.row("Trần Thị Ánh")).to_be_visible(timeout=SEEN_AGAIN_MS)
    minh.open("Trần Thị Ánh")
    expect(minh.log.get_by_text("Nguyễn Ngọc Lan mất kết nối, cuộc trò chuyện trở lại hàng chờ")).to_be_visible()
    expect(minh.log.get_by_text("Tự động giao cho bạn")).to_be_visible()
    minh.write("Em Minh đây ạ")
    visitor.say("Chào em Minh")
    expect(minh.log.get_by_text("Chào em Minh")).to_be_visible()

    wire.heal()
    expect(lan.page.get_by_text(LOST)).to_be_hidden(timeout=SEEN_AGAIN_MS)
    expect(lan.log.get_by_text("Bạn mất kết nối, cuộc trò chuyện trở lại hàng chờ")).to_be_visible()
    expect(lan.log.get_by_text("Tự động giao cho Lê Quang Minh")).to_be_visible()
    expect(lan.log.get_by_text("Em Minh đây ạ")).to_be_visible()
    expect(lan.log.get_by_text("Chào em Minh")).to_be_visible()
    expect(lan.page.get_by_role("alert").filter(has_text="Lê Quang Minh vừa tiếp quản")).to_be_visible()
    expect(lan.composer).to_have_value("Dạ để em xem")
    expect(lan.button("Gửi")).to_be_disabled()
    assert was_not_reloaded(lan.page)


@pytest.mark.soon_gone
def test_the_widget_says_who_answers_now_when_the_agent_has_closed_the_laptop(stage: Stage, wire: Wire) -> None:
    lan = stage.agent("lan", url=wire.url).look("Của tôi")
    shopper = stage.shopper().fill(name="Trần Thị Ánh", message="Chào shop")
    shopper.submit()
    expect(shopper.heading).to_contain_text("Nguyễn Ngọc Lan")
    lan.open("Trần Thị Ánh")
    minh = stage.agent("minh").look("Của tôi")
    wire.cut()
    expect(shopper.heading).to_contain_text("Lê Quang Minh", timeout=SEEN_AGAIN_MS)
    minh.open("Trần Thị Ánh").write("Em Minh đây ạ")
    expect(shopper.log.get_by_text("Em Minh đây ạ")).to_be_visible()


def test_messages_written_without_a_network_are_sent_in_order_once_each_when_it_returns(
    stage: Stage, wire: Wire
) -> None:
    lan = stage.agent("lan", url=wire.url).look("Của tôi")
    visitor = stage.visitor("Trần Thị Ánh", "Chào shop").come()
    lan.open("Trần Thị Ánh")
    wire.cut()
    expect(lan.page.get_by_text(LOST)).to_be_visible()
    expect(lan.page.get_by_role("button", name=re.compile("^Tài khoản của.*Chưa kết nối$"))).to_be_visible()
    for text in ("một", "hai", "ba"):
        lan.write(text)
    expect(lan.log.get_by_text("Đang gửi")).to_have_count(3)
    wire.heal()
    expect(lan.log.get_by_text("Đang gửi")).to_have_count(0, timeout=SEEN_AGAIN_MS)
    expect(lan.log.get_by_text(re.compile("^(một|hai|ba)$"))).to_have_text(["một", "hai", "ba"])
    visitor.expect(["Chào shop", "một", "hai", "ba"])


def test_what_had_not_been_fetched_when_the_network_went_comes_when_it_returns(stage: Stage) -> None:
    lan = stage.window("lan")
    lan.page.route(re.compile("/conversation-pane"), lambda route: route.abort())
    lan.sign_in().look("Của tôi")
    stage.visitor("Trần Thị Ánh", "Chào shop")
    expect(lan.row("Trần Thị Ánh")).to_be_visible()
    lan.page.context.set_offline(True)
    lan.row("Trần Thị Ánh").click()
    lan.page.unroute_all()
    lan.page.context.set_offline(False)
    expect(lan.log.get_by_text("Chào shop")).to_be_visible(timeout=SEEN_AGAIN_MS)


def test_a_connection_that_died_in_silence_is_found_out_when_the_agent_comes_back(stage: Stage, wire: Wire) -> None:
    lan = stage.agent("lan", url=wire.url).look("Của tôi")
    visitor = stage.visitor("Trần Thị Ánh", "Chào shop").come()
    lan.open("Trần Thị Ánh")
    mark(lan.page)
    wire.fall_silent()
    visitor.say("Em còn đó không?")
    wire.cut()
    wire.heal()
    lan.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(lan.log.get_by_text("Em còn đó không?")).to_be_visible(timeout=SEEN_AGAIN_MS)
    assert was_not_reloaded(lan.page)


def test_a_hub_that_is_killed_and_started_again_loses_no_word_of_either_side(stage: Stage, hub: Hub) -> None:
    lan = stage.agent("lan").look("Của tôi")
    visitor = stage.visitor("Trần Thị Ánh", "Chào shop").come()
    lan.open("Trần Thị Ánh")
    mark(lan.page)
    hub.kill()
    lan.write("viết khi hub đã chết")
    visitor.leave()
    hub.start()
    visitor.come().say("tôi đã trở lại")
    expect(lan.log.get_by_text("tôi đã trở lại")).to_be_visible(timeout=SEEN_AGAIN_MS)
    expect(lan.log.get_by_text("Đang gửi")).to_have_count(0, timeout=SEEN_AGAIN_MS)
    expect(lan.page.get_by_text(LOST)).to_be_hidden()
    visitor.expect_in_any_order(["Chào shop", "viết khi hub đã chết", "tôi đã trở lại"])
    assert was_not_reloaded(lan.page)


def shorten(route: Route) -> None:
    """The server's own answer, but with a token that the page takes for nearly over."""
    answer = route.fetch()
    body = {**answer.json(), "expires_in": 91} if answer.ok else answer.json()
    route.fulfill(response=answer, body=json.dumps(body))


def test_a_token_is_renewed_in_silence_and_the_socket_lives_on(stage: Stage) -> None:
    lan = stage.window("lan")
    lan.page.route("**/api/auth/login", shorten)
    frames: list[str] = []
    sockets: list[WebSocket] = []

    def listen(socket: WebSocket) -> None:
        sockets.append(socket)
        socket.on("framesent", lambda frame: frames.append(str(frame)))

    lan.page.on("websocket", listen)
    lan.sign_in().look("Của tôi")
    with lan.page.expect_response("**/api/auth/refresh", timeout=SEEN_AGAIN_MS) as renewal:
        stage.visitor("Trần Thị Ánh", "Chào shop")
    assert renewal.value.ok
    lan.open("Trần Thị Ánh").write("Dạ em đây")
    expect(lan.log.get_by_text("Đã gửi")).to_be_visible()
    assert any('["refresh",' in frame for frame in frames)
    assert len(sockets) == 1


def test_windows_that_renew_at_once_do_not_look_like_a_thief(stage: Stage) -> None:
    lan = stage.agent("lan")
    others = [stage.second_window(lan) for _ in range(3)]
    for window in others:
        window.page.goto("/dashboard", wait_until="commit")
    for window in others:
        expect(window.page.get_by_role("heading", name="Hộp thư")).to_be_visible()
    lan.page.reload()
    expect(lan.page.get_by_role("heading", name="Hộp thư")).to_be_visible()
    expect(lan.page.get_by_text(LOST)).to_be_hidden()


def test_two_windows_of_one_agent_agree(stage: Stage) -> None:
    lan = stage.agent("lan").look("Của tôi")
    visitor = stage.visitor("Trần Thị Ánh", "Chào shop").come()
    lan.open("Trần Thị Ánh")
    other = stage.second_window(lan)
    other.page.goto("/dashboard/inbox/mine")
    other.open("Trần Thị Ánh")
    lan.write("từ cửa sổ một")
    expect(other.log.get_by_text("từ cửa sổ một")).to_be_visible()
    other.write("từ cửa sổ hai")
    expect(lan.log.get_by_text("từ cửa sổ hai")).to_be_visible()
    visitor.expect(["Chào shop", "từ cửa sổ một", "từ cửa sổ hai"])
    other.choose("Trả lại hàng chờ")
    expect(lan.conversation("Trần Thị Ánh").get_by_text("Đang chờ người trả lời")).to_be_visible()


def test_signing_out_signs_out_every_window_and_the_server_forgets_the_cookie(stage: Stage) -> None:
    lan = stage.agent("lan")
    other = stage.second_window(lan)
    other.page.goto("/dashboard")
    expect(other.page.get_by_role("heading", name="Hộp thư")).to_be_visible()
    sign_out(lan)
    for window in (lan, other):
        expect(window.page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    other.page.reload()
    expect(other.page.get_by_role("heading", name="Đăng nhập")).to_be_visible()


def sign_out(agent: Agent) -> None:
    def is_logout(request: Request) -> bool:
        return request.url.endswith("/api/auth/logout")

    agent.page.get_by_role("button", name=re.compile("^Tài khoản của")).click()
    with agent.page.expect_request_finished(is_logout):
        agent.page.get_by_role("menuitem", name="Đăng xuất", exact=True).click()


def test_a_wrong_password_is_refused_in_words_and_keeps_what_was_typed(stage: Stage) -> None:
    lan = stage.window("lan")
    lan.page.goto("/dashboard")
    lan.button("Đăng nhập").click()
    expect(lan.page.get_by_text("Hãy nhập email.")).to_be_visible()
    lan.page.get_by_label("Email").fill(lan.account.email)
    lan.page.get_by_label("Mật khẩu", exact=True).fill("sai mật khẩu")
    lan.button("Đăng nhập").click()
    expect(lan.page.get_by_role("alert")).to_be_visible()
    expect(lan.page.get_by_label("Email")).to_have_value(lan.account.email)
