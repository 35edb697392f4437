import asyncio
import time
from typing import Any

import httpx2
import orjson
import pytest
from redis.asyncio import Redis
from starlette.applications import Starlette

from config.clients import Database
from config.keys import Keys
from config.settings import Rate, Settings
from hub.live.live import Live
from tests.web.conftest import PASSWORD, Hire, Person
from web.app import create_web
from web.audit import REFUSALS_MAX, record_refusal
from web.call import Office
from web.staff import change_agent

API = httpx2.AsyncClient
OWN = {"origin": "https://chat.example.com"}
"""What every browser says in a POST of the dashboard; without it a cookie does not count."""


async def sign_in(api: API, email: str = "lan@example.com", password: str = PASSWORD, **more: Any) -> httpx2.Response:
    headers = {**OWN, **more.pop("headers", {})}
    return await api.post("/api/auth/login", json={"email": email, "password": password}, headers=headers, **more)


def cookies(response: httpx2.Response) -> dict[str, str]:
    return {line.partition("=")[0]: line for line in response.headers.get_list("set-cookie")}


async def test_an_agent_signs_in_with_email_and_password(api: API, lan: Person) -> None:
    answer = await sign_in(api, " LAN@example.com ")
    assert answer.status_code == 200
    body = answer.json()
    assert body["agent"] == {
        "id": lan.id,
        "name": "Lan",
        "email": "lan@example.com",
        "role": "agent",
        "avatar": None,
    }
    assert body["expires_in"] == 900
    cookie = cookies(answer)["__Host-alo_refresh"]
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"))
    me = await api.get("/api/auth/me", headers={"authorization": f"Bearer {body['access_token']}"})
    assert me.json()["email"] == "lan@example.com"


@pytest.mark.parametrize("email", ["lan@example.com", "nobody@example.com", "off@example.com"])
async def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    api: API, lan: Person, hire: Hire, email: str
) -> None:
    await hire("off", active=False)
    wrong = PASSWORD if email.startswith("off") else "something else"
    answer = await sign_in(api, email, wrong)
    assert answer.status_code == 401
    assert answer.json() == {"error": {"code": "unauthorized", "message": "Email hoặc mật khẩu chưa đúng."}}
    assert "set-cookie" not in answer.headers


async def test_an_unknown_address_takes_as_long_as_a_wrong_password(api: API, lan: Person) -> None:
    await sign_in(api, "warm@example.com", "up")

    async def measure(email: str) -> float:
        began = time.perf_counter()
        await sign_in(api, email, "something else")
        return time.perf_counter() - began

    times = [(await measure("lan@example.com"), await measure("nobody@example.com")) for _ in range(4)]
    known, unknown = (min(column) for column in zip(*times, strict=True))
    assert 1 / 3 < known / unknown < 3


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": {"$gt": ""}, "password": "x"}, "email"),
        ({"email": "lan@example.com", "password": {"$gt": ""}}, "password"),
        ({"email": ["lan@example.com"], "password": "x"}, "email"),
        ({"email": "lan\x00@example.com", "password": "x"}, "email"),
        ({"email": "x" * 10_000, "password": "x"}, "email"),
        ({"email": "lan@example.com", "password": "x" * 10_000}, "password"),
        ({"email": "lan@example.com"}, "password"),
        ({"email": "lan@example.com", "password": "x", "role": "admin"}, "role"),
    ],
)
async def test_what_does_not_belong_into_a_sign_in_is_named(api: API, body: dict[str, Any], field: str) -> None:
    answer = await api.post("/api/auth/login", json=body)
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == [field]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"email": "\\ud800"}'])
async def test_a_body_that_is_no_json_object_is_invalid(api: API, content: bytes) -> None:
    answer = await api.post("/api/auth/login", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid"


async def test_a_form_post_is_not_json(api: API) -> None:
    answer = await api.post("/api/auth/login", data={"email": "lan@example.com", "password": "x"})
    assert answer.status_code == 415


async def test_the_cookie_is_exchanged_for_a_new_token_and_a_new_cookie(api: API, lan: Person) -> None:
    first = cookies(await sign_in(api))["__Host-alo_refresh"]
    answer = await api.post("/api/auth/refresh", headers=OWN)
    assert answer.status_code == 200
    assert answer.json()["agent"]["id"] == lan.id
    assert cookies(answer)["__Host-alo_refresh"] != first


async def test_without_a_cookie_nothing_is_refreshed(api: API) -> None:
    assert (await api.post("/api/auth/refresh", headers=OWN)).status_code == 401


async def test_a_token_that_was_used_long_before_ends_the_sign_in(api: API, lan: Person) -> None:
    await sign_in(api)
    old = api.cookies["__Host-alo_refresh"]
    for _ in range(2):
        await api.post("/api/auth/refresh", headers=OWN)
    current = api.cookies["__Host-alo_refresh"]
    for token in (old, current):
        api.cookies.clear()
        answer = await api.post("/api/auth/refresh", headers={**OWN, "cookie": f"__Host-alo_refresh={token}"})
        assert answer.status_code == 401


async def test_signing_out_ends_this_device_at_once_and_no_other(api: API, lan: Person) -> None:
    phone = (await sign_in(api)).json()["access_token"]
    api.cookies.clear()
    desk = (await sign_in(api)).json()["access_token"]
    answer = await api.post("/api/auth/logout", headers={**OWN, "authorization": f"Bearer {desk}"})
    assert answer.status_code == 204
    assert (await api.get("/api/auth/me", headers={"authorization": f"Bearer {desk}"})).status_code == 401
    assert (await api.get("/api/auth/me", headers={"authorization": f"Bearer {phone}"})).status_code == 200
    assert (await api.post("/api/auth/refresh", headers=OWN)).status_code == 401


async def test_the_cookie_alone_signs_out_once_the_token_has_run_out(api: API, lan: Person) -> None:
    token = (await sign_in(api)).json()["access_token"]
    assert (await api.post("/api/auth/logout", headers=OWN)).status_code == 204
    assert (await api.get("/api/auth/me", headers={"authorization": f"Bearer {token}"})).status_code == 401


async def test_signing_out_everywhere_ends_every_device(api: API, lan: Person, redis: Redis, keys: Keys) -> None:
    phone = (await sign_in(api)).json()["access_token"]
    desk = (await sign_in(api)).json()["access_token"]
    answer = await api.post("/api/auth/logout", json={"all": True}, headers={**OWN, "authorization": f"Bearer {desk}"})
    assert answer.status_code == 204
    for token in (phone, desk):
        assert (await api.get("/api/auth/me", headers={"authorization": f"Bearer {token}"})).status_code == 401
    assert {"agent_id": lan.id, "why": "changed"} in await closing_signals(redis, keys)


async def closing_signals(redis: Redis, keys: Keys) -> list[dict[str, Any]]:
    entries = await redis.xrange(keys.signals)
    return [orjson.loads(fields[b"d"]) for _, fields in entries if fields[b"t"] == b"account"]


async def test_signing_out_everywhere_needs_a_valid_token(api: API, lan: Person) -> None:
    await sign_in(api)
    assert (await api.post("/api/auth/logout", json={"all": True}, headers=OWN)).status_code == 401


async def test_a_new_password_ends_the_other_sign_ins_and_closes_their_sockets(
    api: API, lan: Person, redis: Redis, keys: Keys
) -> None:
    phone = (await sign_in(api)).json()["access_token"]
    desk = (await sign_in(api)).json()["access_token"]
    answer = await api.post(
        "/api/auth/password",
        json={"current_password": PASSWORD, "new_password": "một mật khẩu mới"},
        headers={"authorization": f"Bearer {desk}"},
    )
    assert answer.status_code == 200
    fresh = answer.json()["access_token"]
    assert (await api.get("/api/auth/me", headers={"authorization": f"Bearer {fresh}"})).status_code == 200
    assert (await api.get("/api/auth/me", headers={"authorization": f"Bearer {phone}"})).status_code == 401
    assert {"agent_id": lan.id, "why": "changed"} in await closing_signals(redis, keys)
    assert (await sign_in(api)).status_code == 401
    assert (await sign_in(api, password="một mật khẩu mới")).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"current_password": "wrong one", "new_password": "long enough"}, "current_password"),
        ({"current_password": PASSWORD, "new_password": "short"}, "new_password"),
        ({"current_password": PASSWORD, "new_password": {"$ne": ""}}, "new_password"),
    ],
)
async def test_a_password_is_not_changed_on_a_wrong_word(
    api: API, lan: Person, body: dict[str, str], field: str
) -> None:
    answer = await api.post("/api/auth/password", json=body, headers=lan.headers)
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == [field]
    assert (await sign_in(api)).status_code == 200


async def test_a_disabled_account_is_out_at_once(
    api: API, lan: Person, office: Office, redis: Redis, keys: Keys
) -> None:
    await sign_in(api)
    await change_agent(office, lan.id, {"active": False}, ends_sign_ins=True)
    assert (await api.get("/api/auth/me", headers=lan.headers)).status_code == 401
    assert (await api.post("/api/auth/refresh", headers=OWN)).status_code == 401
    assert {"agent_id": lan.id, "why": "disabled"} in await closing_signals(redis, keys)


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer x", "Basic bGFuOng=", "Bearer " + "x" * 9000])
async def test_no_valid_token_is_unauthorized_before_anything_else(api: API, authorization: str | None) -> None:
    headers = {} if authorization is None else {"authorization": authorization}
    answer = await api.post("/api/auth/password", content=b"{", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "unauthorized"


@pytest.fixture
def strict(settings: Settings, live: Live, redis: Redis, mongo: Database, app: Starlette) -> Starlette:
    """The same application with a limit of failed sign-ins."""
    limited = settings.model_copy(update={"rate_login": Rate(4, 900), "trusted_proxies": ("10.0.0.0/8",)})
    return create_web(limited, live, redis, mongo)


def visit(app: Starlette, address: str = "203.0.113.9") -> API:
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False, client=(address, 4711))
    return httpx2.AsyncClient(transport=transport, base_url="https://chat.example.com")


async def test_failed_sign_ins_are_slowed_down(strict: Starlette, lan: Person) -> None:
    async with visit(strict) as api:
        for _ in range(4):
            assert (await sign_in(api, password="guess")).status_code == 401
        answer = await sign_in(api, password="guess")
    assert answer.status_code == 429
    assert answer.json()["error"]["code"] == "rate_limited"
    assert 0 < answer.json()["error"]["retry"] <= 900_000
    assert 0 < int(answer.headers["retry-after"]) <= 900


async def test_a_burst_in_parallel_counts_in_full(strict: Starlette, lan: Person) -> None:
    async with visit(strict) as api:
        answers = await asyncio.gather(*(sign_in(api, password=f"guess {n}") for n in range(12)))
    assert sorted(answer.status_code for answer in answers) == [401] * 4 + [429] * 8


async def test_the_owner_signs_in_from_elsewhere_while_somebody_guesses(strict: Starlette, lan: Person) -> None:
    for guesser in ("198.51.100.1", "198.51.100.2"):
        async with visit(strict, guesser) as attacker:
            for _ in range(5):
                await sign_in(attacker, password="guess")
    async with visit(strict, "203.0.113.50") as owner:
        assert (await sign_in(owner)).status_code == 200


async def test_many_addresses_get_few_tries_each_for_one_account(strict: Starlette, lan: Person) -> None:
    async with visit(strict, "198.51.100.1") as first:
        for _ in range(4):
            await sign_in(first, password="guess")
    async with visit(strict, "198.51.100.2") as second:
        statuses = [(await sign_in(second, password="guess")).status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]


async def test_a_known_device_is_not_slowed_down_by_others_behind_its_address(strict: Starlette, lan: Person) -> None:
    async with visit(strict) as owner:
        assert (await sign_in(owner)).status_code == 200
        async with visit(strict) as attacker:
            for _ in range(5):
                await sign_in(attacker, password="guess")
            assert (await sign_in(attacker)).status_code == 429
        assert (await sign_in(owner)).status_code == 200


async def test_a_device_of_one_account_opens_no_door_to_another(strict: Starlette, lan: Person, minh: Person) -> None:
    async with visit(strict) as api:
        assert (await sign_in(api, "minh@example.com")).status_code == 200
        statuses = [(await sign_in(api, password="guess")).status_code for _ in range(5)]
    assert statuses[-1] == 429


async def test_a_known_device_counts_as_known_on_our_own_page_alone(strict: Starlette, lan: Person) -> None:
    """As the cookie of a sign-in does: what a browser adds by itself says nothing about who asks."""
    async with visit(strict) as owner, visit(strict) as attacker:
        assert (await sign_in(owner)).status_code == 200
        for _ in range(5):
            await sign_in(attacker, password="guess")
        body = {"email": "lan@example.com", "password": PASSWORD}
        for headers in ({}, {"origin": "https://evil.example"}, {"sec-fetch-site": "same-site"}):
            assert (await owner.post("/api/auth/login", json=body, headers=headers)).status_code == 429
        assert (await sign_in(owner)).status_code == 200


async def test_right_passwords_are_never_counted(strict: Starlette, lan: Person) -> None:
    for _ in range(8):
        async with visit(strict) as api:
            assert (await sign_in(api)).status_code == 200


async def test_a_header_that_anyone_can_write_changes_no_address(strict: Starlette, lan: Person) -> None:
    async with visit(strict) as api:
        statuses = [
            (await sign_in(api, password="guess", headers={"x-forwarded-for": f"192.0.2.{n}"})).status_code
            for n in range(5)
        ]
    assert statuses[-1] == 429


async def test_behind_a_trusted_proxy_each_client_counts_alone(strict: Starlette, lan: Person) -> None:
    async with visit(strict, "10.0.0.7") as api:
        for n in range(5):
            forwarded = {"x-forwarded-for": f"1.2.3.4, 192.0.2.{n}"}
            assert (await sign_in(api, "nobody@example.com", "guess", headers=forwarded)).status_code == 401


async def test_refusals_are_told_once_an_address_and_twenty_times_an_account(
    office: Office, lan: Person, minh: Person, mongo: Database
) -> None:
    """An account that is attacked from everywhere does not bury what else the audit says."""
    for address in ("198.51.100.1", "198.51.100.1", *(f"2001:db8:{n:x}::1" for n in range(40))):
        await record_refusal(office, address, "signin.refused", lan.account)
    await record_refusal(office, "198.51.100.1", "signin.refused", minh.account)
    await record_refusal(office, "198.51.100.1", "access.refused", lan.account, event="takeover")
    told = [(entry["action"], entry["target"]) async for entry in mongo.audit.find({"action": {"$regex": "refused"}})]
    assert told.count(("signin.refused", lan.id)) == REFUSALS_MAX
    assert told.count(("signin.refused", minh.id)) == told.count(("access.refused", lan.id)) == 1
