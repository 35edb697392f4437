import asyncio
import time
from typing import Any

import pytest

from config.errors import SENTENCES
from config.ids import new_id
from hub.live import tokens
from hub.live.tokens import SharedClockSigner, sign_access, sign_visitor
from tests.contract.clients import Refused
from tests.contract.scene import AGENT, VISITOR, Scene

DAYS_S = 24 * 3600


async def refuse(scene: Scene, namespace: str, auth: Any, *, origin: str | None = None) -> dict[str, Any]:
    """The error that comes with the refusal of a connect."""
    with pytest.raises(Refused) as refusal:
        await scene.dial.connect(scene.house.hubs[0].url, namespace, auth, origin=origin)
    error: dict[str, Any] = refusal.value.data
    assert refusal.value.message == error["message"]
    assert error["retry"] is None
    return error


@pytest.mark.parametrize("namespace", [VISITOR, AGENT])
@pytest.mark.parametrize(
    "auth",
    [
        None,
        {},
        {"token": None},
        {"token": 7},
        {"token": ""},
        {"token": "a.b.c"},
        {"token": "x" * 5000},
        ["token"],
        "token",
    ],
)
async def test_without_a_valid_token_nobody_is_let_in(one_scene: Scene, namespace: str, auth: Any) -> None:
    error = await refuse(one_scene, namespace, auth)
    assert (error["code"], error["message"]) == ("unauthorized", SENTENCES["unauthorized"]["vi"])


async def test_a_refusal_carries_its_error_in_the_callers_language(scene: Scene) -> None:
    error = await refuse(scene, AGENT, {"token": "wrong", "lang": "en"})
    assert error == {"code": "unauthorized", "message": SENTENCES["unauthorized"]["en"], "retry": None}


async def test_a_token_of_the_other_side_opens_nothing(one_scene: Scene) -> None:
    token, _ = await one_scene.house.open()
    assert (await refuse(one_scene, AGENT, {"token": token}))["code"] == "unauthorized"
    assert (await refuse(one_scene, VISITOR, {"token": one_scene.house.tokens["hoa"]}))["code"] == "unauthorized"


async def test_a_visitor_token_counts_for_thirty_days_and_for_its_own_conversation(
    one_scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = one_scene.house.settings
    _, session = await one_scene.house.open()
    foreign = sign_visitor(settings, new_id(), session["id"])
    unknown = sign_visitor(settings, session["visitor"]["id"], new_id())
    now = int(time.time())
    monkeypatch.setattr(SharedClockSigner, "get_timestamp", lambda _: now - 30 * DAYS_S - 5)
    old = sign_visitor(settings, session["visitor"]["id"], session["id"])
    monkeypatch.setattr(SharedClockSigner, "get_timestamp", lambda _: now - 29 * DAYS_S)
    young = sign_visitor(settings, session["visitor"]["id"], session["id"])
    for token in (foreign, unknown, old):
        assert (await refuse(one_scene, VISITOR, {"token": token}))["code"] == "unauthorized"
    assert (await one_scene.visit(young, session["id"])).socket.connected


async def test_an_access_token_that_has_expired_or_was_overtaken_opens_nothing(
    one_scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = one_scene.house
    account = house.accounts["hoa"]
    with monkeypatch.context() as patch:
        patch.setattr(tokens, "ACCESS_TTL_S", -1)
        expired, _ = sign_access(house.settings, account)
    overtaken, _ = sign_access(house.settings, type(account)(**{**vars(account), "token_version": 0}))
    for token in (expired, overtaken):
        assert (await refuse(one_scene, AGENT, {"token": token}))["code"] == "unauthorized"


async def test_a_socket_dies_with_its_token_unless_it_is_refreshed(
    one_scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = one_scene.house
    monkeypatch.setattr(tokens, "ACCESS_TTL_S", 1)
    short, _ = sign_access(house.settings, house.accounts["hoa"])
    house.tokens["short"], house.accounts["short"] = short, house.accounts["hoa"]
    dying, kept = await asyncio.gather(one_scene.staff("short"), one_scene.staff("short"))
    del house.tokens["short"], house.accounts["short"]
    await kept.do("refresh", token=house.tokens["hoa"])
    await dying.socket.until(lambda: not dying.socket.connected)
    assert (await kept.do("inbox"))["me"]["email"] == "hoa@alo.example"


async def test_signing_out_closes_the_sockets_of_that_sign_in_alone(one_scene: Scene) -> None:
    house, hub = one_scene.house, one_scene.house.hubs[0]
    other = await one_scene.staff("tuan")
    body = {"email": "tuan@alo.example", "password": "mật khẩu để thử"}
    async with house.http.post(f"{hub.url}/api/auth/login", json=body) as answer:
        token, cookie = (await answer.json())["access_token"], answer.cookies["__Host-alo_refresh"].value
    socket = await one_scene.dial.connect(house.hubs[1].url, AGENT, {"token": token})
    headers = {"Cookie": f"__Host-alo_refresh={cookie}", "Authorization": f"Bearer {token}", "Origin": hub.url}
    async with house.http.post(f"{hub.url}/api/auth/logout", json={}, headers=headers) as answer:
        assert answer.status < 300, await answer.text()
    await socket.until(lambda: not socket.connected)
    assert (await other.do("inbox"))["me"]["email"] == "tuan@alo.example"


async def test_programs_and_allowed_websites_may_carry_the_widget_others_may_not(scene: Scene) -> None:
    house = scene.house
    token, _ = await house.open()
    for origin in (None, "https://shop.example", house.hubs[0].url):
        socket = await scene.dial.connect(house.hubs[0].url, VISITOR, {"token": token}, origin=origin)
        assert socket.connected
    for origin in ("https://evil.example", "null", "https://shop.example.evil.example"):
        with pytest.raises(Refused):
            await scene.dial.connect(house.hubs[0].url, VISITOR, {"token": token}, origin=origin)


async def test_agents_come_from_the_dashboards_own_origin_alone(scene: Scene) -> None:
    house = scene.house
    token = {"token": house.tokens["hoa"]}
    assert (await refuse(scene, AGENT, token, origin="https://shop.example"))["code"] == "forbidden"
    assert (await scene.dial.connect(house.hubs[0].url, AGENT, token, origin=house.hubs[0].url)).connected


async def test_a_namespace_that_does_not_exist_is_refused_with_its_error(scene: Scene) -> None:
    assert (await refuse(scene, "/other", {"token": "x"}))["code"] == "not_found"


async def test_each_transport_is_the_one_that_was_asked_for(scene: Scene) -> None:
    guest = await scene.guest()
    wanted = "polling" if scene.dial.transport == "polling" else "websocket"
    async with asyncio.timeout(10):
        while await guest.socket.transport() != wanted:
            await asyncio.sleep(0.01)
    assert (await guest.say("Alo"))["seq"] == 2
