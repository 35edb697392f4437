import asyncio
from typing import Any

import aiohttp
import orjson
import pytest

from tests.contract.clients import Refused
from tests.contract.housing import PASSWORD
from tests.contract.javascript_client import Driver, JavaScriptDial
from tests.contract.line import QUERY, bare_line, bare_poll
from tests.contract.scene import AGENT, VISITOR, House, Scene
from tests.security.conftest import SHOP
from tests.servers import Fleet

REFRESH = "__Host-alo_refresh"
STRANGE = [
    "https://evil.example",
    "null",
    "https://good.com.evil.com",
    "https://evil.com#https://good.com",
    "https://good.com@evil.com",
    "https://notgood.com",
    "https://sub.good.com",
    "http://good.com",
    "https://good.com:8443",
    "https://good.com/",
    "https://GOOD.com",
    "good.com",
    "file://",
    "https://good.com, https://evil.example",
    "*",
]


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_socket_from_another_website_is_refused_on_both_transports(
    house: House, driver: Driver, transport: str
) -> None:
    token, _ = await house.open()
    dial = JavaScriptDial(transport, driver)
    url = house.hubs[0].url
    for origin in STRANGE:
        with pytest.raises(Refused):
            await dial.connect(url, VISITOR, {"token": token}, origin=origin)
    assert (await dial.connect(url, VISITOR, {"token": token}, origin=SHOP)).connected
    for origin in (*STRANGE, SHOP):
        with pytest.raises(Refused):
            await dial.connect(url, AGENT, {"token": house.tokens["lan"]}, origin=origin)
    assert (await dial.connect(url, AGENT, {"token": house.tokens["lan"]}, origin=url)).connected
    await dial.close()


async def test_a_refused_origin_gets_no_engine_session_and_no_cors_header(house: House) -> None:
    for origin in STRANGE:
        url = f"{house.hubs[0].url}{QUERY}polling"
        async with house.http.get(url, headers={"Origin": origin}) as answer:
            assert (origin, answer.status) == (origin, 400)
            assert "access-control-allow-origin" not in answer.headers
            assert "sid" not in await answer.text()


async def test_the_widgets_routes_answer_only_the_websites_that_are_allowed(house: House) -> None:
    form = {"form": {"name": "An", "phone": "0912345678"}}
    for origin in STRANGE:
        headers = {"Origin": origin}
        for method, path, body in (("GET", "config", None), ("GET", "status", None), ("POST", "sessions", form)):
            url = f"{house.hubs[0].url}/api/widget/{path}"
            async with house.http.request(method, url, json=body, headers=headers) as answer:
                assert (origin, path, answer.status) == (origin, path, 403)
                assert "access-control-allow-origin" not in answer.headers
    async with house.http.get(f"{house.hubs[0].url}/api/widget/config", headers={"Origin": SHOP}) as answer:
        assert (answer.status, answer.headers["access-control-allow-origin"]) == (200, SHOP)
        assert "access-control-allow-credentials" not in answer.headers


async def test_no_other_route_may_be_read_or_asked_by_a_website(house: House) -> None:
    asking = {"Origin": SHOP, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    for path in ("/api/auth/login", "/api/auth/refresh", "/api/agents", "/api/conversations", "/api/openapi.json"):
        async with house.http.options(house.hubs[0].url + path, headers=asking) as answer:
            assert answer.status >= 400
            assert "access-control-allow-origin" not in answer.headers
        async with house.http.get(house.hubs[0].url + path, headers={"Origin": SHOP}) as answer:
            assert "access-control-allow-origin" not in answer.headers


BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0 Safari/537.36"
TRICKED: dict[str, dict[str, str]] = {
    **{f"from {origin}": {"Origin": origin, "User-Agent": BROWSER} for origin in (*STRANGE, SHOP)},
    "a browser that names no origin": {"User-Agent": BROWSER},
    "a browser of another name": {"User-Agent": "Other/1.0", "Sec-Fetch-Site": "cross-site"},
    "an empty origin": {"Origin": "", "User-Agent": BROWSER},
    "a program that names no origin": {},
    "a program that names itself": {"User-Agent": "curl/8.9.1"},
    "a page of another host of the domain": {"Sec-Fetch-Site": "same-site"},
    "an address that was typed in": {"Sec-Fetch-Site": "none"},
    "a foreign origin that says it is ours": {"Origin": SHOP, "Sec-Fetch-Site": "same-origin"},
    "the host of the hub as it is no origin": {"Origin": "file://"},
}


async def test_where_the_cookie_counts_another_website_gets_nothing_and_changes_nothing(house: House) -> None:
    url = house.hubs[0].url
    body = {"email": "minh@alo.example", "password": PASSWORD}
    async with house.http.post(f"{url}/api/auth/login", json=body) as answer:
        cookie = {"Cookie": f"{REFRESH}={answer.cookies[REFRESH].value}"}
        token = {"Authorization": f"Bearer {(await answer.json())['access_token']}"}
    for why, headers in TRICKED.items():
        for path, more in (("refresh", {}), ("logout", {}), ("logout", token)):
            async with house.http.post(f"{url}/api/auth/{path}", headers={**headers, **cookie, **more}) as answer:
                assert (why, path, answer.status) == (why, path, 403)
                assert "set-cookie" not in answer.headers
                assert "Origin" in (await answer.json())["error"]["message"]
    for own in ({"Origin": url, "User-Agent": BROWSER}, {"Sec-Fetch-Site": "same-origin"}):
        async with house.http.post(f"{url}/api/auth/refresh", headers={**own, **cookie}) as answer:
            assert answer.status == 200


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_no_cookie_opens_or_is_set_by_a_socket(house: House, transport: str) -> None:
    """Which is why a program may come without an Origin: nothing that a browser adds by itself counts there."""
    url = house.hubs[0].url
    body = {"email": "minh@alo.example", "password": PASSWORD}
    async with house.http.post(f"{url}/api/auth/login", json=body) as answer:
        cookie = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in answer.cookies.items())}
    for headers in (cookie, {**cookie, "Origin": url}):
        assert await join_without_a_token(house, transport, headers) == "unauthorized"


async def join_without_a_token(house: House, transport: str, headers: dict[str, str]) -> str:
    """The code of the refusal."""
    if transport == "websocket":
        async with bare_line(house, headers=headers) as line:
            assert line.response and "set-cookie" not in line.response.headers
            await line.send("40/agent,{}")
            refusal = str(await line.recv())
    else:
        async with aiohttp.ClientSession(headers=headers) as http:
            url = await bare_poll(http, house)
            async with http.post(url, data="40/agent,{}") as answer:
                assert "set-cookie" not in answer.headers
            async with http.get(url) as answer:
                assert "set-cookie" not in answer.headers
                refusal = await answer.text()
    return str(orjson.loads(refusal.removeprefix("44/agent,"))["data"]["code"])


async def test_a_form_of_another_website_can_not_post_what_only_json_may_say(house: House) -> None:
    """What a page can send without asking first: these three types, and none."""
    for media in ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain"):
        headers = {"Content-Type": media}
        for path in ("/api/auth/login", "/api/widget/sessions"):
            async with house.http.post(house.hubs[0].url + path, data=b'{"all":true}', headers=headers) as answer:
                assert answer.status == 415


async def ask(http: aiohttp.ClientSession, url: str, body: Any, forwarded: str) -> int:
    headers = {"X-Forwarded-For": forwarded, "X-Real-IP": forwarded, "Forwarded": f"for={forwarded}"}
    async with http.post(url, json=body, headers=headers) as answer:
        return answer.status


async def test_a_forged_forwarded_for_moves_no_limiter(scene: Scene, fleet: Fleet) -> None:
    hub = await asyncio.to_thread(fleet.hub, {"ALO_RATE_SESSIONS": "3/h", "ALO_RATE_LOGIN": "3/15m"})
    form = {"form": {"name": "An", "phone": "0912345678"}}
    guess = {"email": "lan@alo.example", "password": "đoán bừa một mật khẩu"}
    openings = [
        await ask(scene.house.http, f"{hub.url}/api/widget/sessions", form, f"203.0.113.{n}, 10.0.0.{n}")
        for n in range(6)
    ]
    guesses = [await ask(scene.house.http, f"{hub.url}/api/auth/login", guess, f"2001:db8:{n}::1") for n in range(6)]
    assert openings == [200] * 3 + [429] * 3
    assert guesses == [401] * 3 + [429] * 3
