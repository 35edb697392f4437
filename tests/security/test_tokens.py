import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import orjson
import pytest
from itsdangerous import URLSafeTimedSerializer

from config.clients import Database
from config.ids import new_id
from hub.live import tokens
from hub.live.tokens import SharedClockSigner, derive_key, sign_access, sign_visitor
from tests.contract.clients import Refused
from tests.contract.housing import PASSWORD
from tests.contract.scene import AGENT, VISITOR, House, Scene, until
from tests.servers import SECRET, Fleet, Workspace

CLOSED_WITHIN_S = 5
REFRESH = "__Host-alo_refresh"
OTHER_SECRET = "a secret that was in use until last summer"


def encode(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def forge(key: bytes, claims: dict[str, Any], digest: str = "sha256", **header: Any) -> str:
    """A token as nobody's library would write it."""
    said = f"{encode(orjson.dumps({'alg': 'HS256', 'typ': 'JWT', **header}))}.{encode(orjson.dumps(claims))}"
    return f"{said}.{encode(hmac.digest(key, said.encode(), digest))}"


def flip(token: str, at: int) -> str:
    """Another letter in that place: never one that differs in bits alone which the decoding drops."""
    letter = "A" if token[at] not in "ABCD" else "z"
    return token[:at] + letter + token[at + 1 :]


async def ask(house: House, path: str, token: str | None, hub: int = 0, url: str = "") -> int:
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    async with house.http.get((url or house.hubs[hub].url) + path, headers=headers) as answer:
        return answer.status


async def refused_at(scene: Scene, namespace: str, token: Any, url: str = "") -> str:
    """The code with which a socket is turned away."""
    with pytest.raises(Refused) as refusal:
        await scene.dial.connect(url or scene.house.hubs[0].url, namespace, {"token": token})
    return str(refusal.value.data["code"])


@pytest.mark.parametrize("token", [None, "", "null", "undefined", "a.b.c", "." * 50, "\u202e" * 9, "ế" * 4097])
async def test_without_a_token_every_door_is_shut(scene: Scene, token: str | None) -> None:
    for namespace in (VISITOR, AGENT):
        assert await refused_at(scene, namespace, token) == "unauthorized"
    if token is None or token.isascii():
        for path in ("/api/auth/me", "/api/widget/messages", "/api/conversations"):
            assert await ask(scene.house, path, token) == 401


async def test_a_flipped_byte_anywhere_in_a_visitors_token_opens_nothing(scene: Scene) -> None:
    token, _ = await scene.house.open()
    assert await ask(scene.house, "/api/widget/messages", token) == 200
    for at in [*range(0, len(token), 7), len(token) - 2]:
        assert (at, await ask(scene.house, "/api/widget/messages", flip(token, at))) == (at, 401)
    assert await refused_at(scene, VISITOR, flip(token, 5)) == "unauthorized"


async def test_a_flipped_byte_anywhere_in_an_agents_token_opens_nothing(scene: Scene) -> None:
    token = scene.house.tokens["lan"]
    for at in [*range(0, len(token), 11), len(token) - 2]:
        if token[at] != ".":
            assert (at, await ask(scene.house, "/api/auth/me", flip(token, at))) == (at, 401)
    assert await refused_at(scene, AGENT, flip(token, len(token) // 2)) == "unauthorized"


async def test_a_visitors_token_of_another_salt_key_workspace_or_month_opens_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = scene.house.settings
    _, session = await scene.house.open()
    names = [session["visitor"]["id"], session["id"]]
    sha = {"digest_method": hashlib.sha256}
    forged = [
        URLSafeTimedSerializer(SECRET, salt="alo device", signer_kwargs=sha).dumps(names),
        URLSafeTimedSerializer(SECRET, salt="alo visitor main", signer_kwargs=sha).dumps(names),
        URLSafeTimedSerializer(SECRET, salt=f"alo visitor {settings.workspace}").dumps(names),
        sign_visitor(settings.model_copy(update={"secret": OTHER_SECRET}), *names),
        sign_visitor(settings.model_copy(update={"workspace": "main"}), *names),
    ]
    month_ago = int(time.time()) - tokens.VISITOR_TTL_S - 5
    with monkeypatch.context() as patch:
        patch.setattr(SharedClockSigner, "get_timestamp", lambda _: month_ago)
        forged.append(sign_visitor(settings, *names))
    for token in forged:
        assert await refused_at(scene, VISITOR, token) == "unauthorized"
        assert await ask(scene.house, "/api/widget/messages", token) == 401


Forger = Callable[[bytes, dict[str, Any]], str]
FORGERIES: dict[str, Forger] = {
    "no signature": lambda key, claims: forge(key, claims, alg="none").rpartition(".")[0] + ".",
    "no algorithm in capitals": lambda _, claims: forge(b"", claims, alg="None"),
    "another algorithm": lambda key, claims: forge(key, claims, "sha512", alg="HS512"),
    "a public-key algorithm with our key": lambda key, claims: forge(key, claims, alg="RS256"),
    "an algorithm that does not exist": lambda key, claims: forge(key, claims, alg="HS257"),
    "a kid that leads to an empty file": lambda _, claims: forge(b"", claims, kid="../../../../dev/null"),
    "a kid that is an injection": lambda _, claims: forge(b"x", claims, kid="x' UNION SELECT 'x"),
    "a kid that is a list": lambda key, claims: forge(key, claims, kid=["a"]),
    "a key of its own": lambda _, claims: forge(b"mine", claims, jwk={"kty": "oct", "k": encode(b"mine")}),
    "a key from elsewhere": lambda _, claims: forge(b"mine", claims, jku="https://evil.example/keys.json"),
    "an unknown crit": lambda key, claims: forge(key, claims, crit=["x-unknown"], **{"x-unknown": 1}),
    "an empty crit": lambda key, claims: forge(key, claims, crit=[]),
    "no exp": lambda key, claims: forge(key, without(claims, "exp")),
    "no aud": lambda key, claims: forge(key, without(claims, "aud")),
    "no sub": lambda key, claims: forge(key, without(claims, "sub")),
    "no iat": lambda key, claims: forge(key, without(claims, "iat")),
    "no typ": lambda key, claims: forge(key, without(claims, "typ")),
    "typ refresh": lambda key, claims: forge(key, {**claims, "typ": "refresh"}),
    "the audience of visitors": lambda key, claims: forge(key, {**claims, "aud": "alo:security:visitor"}),
    "the audience of another workspace": lambda key, claims: forge(key, {**claims, "aud": "alo:main:agent"}),
    "expired": lambda key, claims: forge(key, {**claims, "exp": int(time.time()) - 1}),
    "an exp that is text": lambda key, claims: forge(key, {**claims, "exp": "soon"}),
    "not valid yet": lambda key, claims: forge(key, {**claims, "nbf": int(time.time()) + 600}),
    "made in the future": lambda key, claims: forge(key, {**claims, "iat": int(time.time()) + 600}),
    "a sub that is a list": lambda key, claims: forge(key, {**claims, "sub": [claims["sub"]]}),
    "a sub with an operator": lambda key, claims: forge(key, {**claims, "sub": {"$ne": ""}}),
    "nobody's account": lambda key, claims: forge(key, {**claims, "sub": new_id()}),
    "a field beside the accounts": lambda key, claims: forge(key, {**claims, "sub": claims["sub"] + ":status"}),
    "an older token version": lambda key, claims: forge(key, {**claims, "ver": 0}),
    "a sign-in that has ended": lambda key, claims: forge(key, {**claims, "fam": "gone"}),
    "the raw secret as the key": lambda _, claims: forge(SECRET.encode(), claims),
    "the key of refresh tokens": lambda _, claims: forge(derive_key(SECRET, "alo refresh"), claims),
    "claims that are a list": lambda key, claims: forge(key, [claims]),  # type: ignore[arg-type]
}


def without(claims: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in claims.items() if key != name}


@pytest.mark.parametrize("why", FORGERIES)
async def test_a_forged_access_token_opens_neither_api_nor_socket(scene: Scene, why: str) -> None:
    account, settings = scene.house.accounts["hoa"], scene.house.settings
    now = int(time.time())
    claims = {
        **{"sub": account.id, "aud": f"alo:{settings.workspace}:agent", "iat": now, "exp": now + 900},
        **{"typ": "access", "ver": account.token_version, "fam": ""},
    }
    key = derive_key(SECRET, "alo access")
    assert await ask(scene.house, "/api/auth/me", forge(key, claims)) == 200
    forged = FORGERIES[why](key, claims)
    assert await ask(scene.house, "/api/auth/me", forged) == 401
    assert await refused_at(scene, AGENT, forged) == "unauthorized"


async def test_one_sides_token_is_nothing_on_the_other_side(scene: Scene) -> None:
    visitors, _ = await scene.house.open()
    agents = scene.house.tokens["quan"]
    assert await refused_at(scene, AGENT, visitors) == "unauthorized"
    assert await refused_at(scene, VISITOR, agents) == "unauthorized"
    assert await ask(scene.house, "/api/auth/me", visitors) == 401
    assert await ask(scene.house, "/api/widget/messages", agents) == 401


async def test_a_retired_key_is_good_until_it_is_taken_off_the_list(scene: Scene, workspace: Workspace) -> None:
    """Two hubs of the same workspace: one that still lists the former secret, one that no longer does."""
    house, settings = scene.house, scene.house.settings
    _, session = await house.open()
    old = settings.model_copy(update={"secret": OTHER_SECRET})
    visitors = sign_visitor(old, session["visitor"]["id"], session["id"])
    agents, _ = sign_access(old, house.accounts["hoa"])
    names = ("redis_url", "mongo_url", "mongo_db", "workspace")
    same = {f"ALO_{name.upper()}": str(getattr(settings, name)) for name in names}
    fleet = Fleet(workspace)
    try:
        listing = fleet.hub({**same, "ALO_SECRET_RETIRED": OTHER_SECRET})
        assert await ask(house, "/api/auth/me", agents, url=listing.url) == 200
        assert await ask(house, "/api/widget/messages", visitors, url=listing.url) == 200
    finally:
        await asyncio.to_thread(fleet.stop)
    for token, namespace, path in ((agents, AGENT, "/api/auth/me"), (visitors, VISITOR, "/api/widget/messages")):
        assert await ask(house, path, token) == 401
        assert await refused_at(scene, namespace, token) == "unauthorized"


async def login(house: House, email: str, password: str = PASSWORD) -> tuple[str, str]:
    """Access token and refresh cookie."""
    async with house.http.post(
        f"{house.hubs[0].url}/api/auth/login", json={"email": email, "password": password}
    ) as answer:
        assert answer.status == 200, await answer.text()
        return (await answer.json())["access_token"], answer.cookies[REFRESH].value


async def refresh(house: House, cookie: str) -> tuple[int, str]:
    headers = {"Cookie": f"{REFRESH}={cookie}", "Origin": house.hubs[0].url}
    async with house.http.post(f"{house.hubs[0].url}/api/auth/refresh", headers=headers) as answer:
        renewed = answer.cookies.get(REFRESH)
        return answer.status, renewed.value if renewed else ""


async def test_a_replayed_refresh_token_ends_its_sign_in_its_tokens_and_its_sockets(
    scene: Scene, database: Database
) -> None:
    house = scene.house
    access, first = await login(house, "minh@alo.example")
    socket = await scene.dial.connect(house.hubs[1].url, AGENT, {"token": access})
    (_, second), untouched = await refresh(house, first), await login(house, "minh@alo.example")
    _, third = await refresh(house, second)
    assert (await refresh(house, first))[0] == 401
    await socket.until(lambda: not socket.connected, CLOSED_WITHIN_S)
    assert [(await refresh(house, cookie))[0] for cookie in (first, second, third)] == [401, 401, 401]
    assert await ask(house, "/api/auth/me", access) == 401
    assert await ask(house, "/api/auth/me", untouched[0]) == 200
    entry = await database.audit.find_one({"action": "token.replayed"})
    assert entry and entry["target"] == house.accounts["minh"].id


@pytest.mark.parametrize("change", ["flipped", "generation", "family", "unsigned"])
async def test_a_forged_refresh_token_is_refused_and_ends_nobodys_sign_in(house: House, change: str) -> None:
    _, cookie = await login(house, "minh@alo.example")
    family, generation, signature = cookie.split(".")
    forged = {
        "flipped": flip(cookie, len(cookie) - 5),
        "generation": f"{family}.{int(generation) + 5}.{signature}",
        "family": f"{'A' * len(family)}.{generation}.{signature}",
        "unsigned": f"{family}.{generation}.",
    }
    assert await refresh(house, forged[change]) == (401, "")
    assert (await refresh(house, cookie))[0] == 200


Ending = Callable[[House, str, str, str], Any]


async def patch(house: House, agent_id: str, change: dict[str, Any]) -> None:
    await order(house, "PATCH", f"/api/agents/{agent_id}", house.tokens["quan"], change)


async def order(house: House, method: str, path: str, token: str, body: Any = None, cookie: str = "") -> None:
    own = {"Cookie": f"{REFRESH}={cookie}", "Origin": house.hubs[0].url} if cookie else {}
    headers = {"Authorization": f"Bearer {token}", **own}
    async with house.http.request(method, house.hubs[0].url + path, json=body, headers=headers) as answer:
        assert answer.status < 300, await answer.text()


CHANGED = {"current_password": PASSWORD, "new_password": "một mật khẩu hoàn toàn khác"}
ENDINGS: dict[str, Ending] = {
    "signing out": lambda house, _id, token, cookie: order(house, "POST", "/api/auth/logout", token, {}, cookie),
    "signing out everywhere": lambda house, _id, token, _: order(
        house, "POST", "/api/auth/logout", token, {"all": True}
    ),
    "a new password": lambda house, _id, token, _: order(house, "POST", "/api/auth/password", token, CHANGED),
    "a password set by an admin": lambda house, agent_id, *_: patch(house, agent_id, {"password": "do admin đặt lại"}),
    "disabling": lambda house, agent_id, *_: patch(house, agent_id, {"active": False}),
    "another role": lambda house, agent_id, *_: patch(house, agent_id, {"role": "agent"}),
    "removal": lambda house, agent_id, *_: order(house, "DELETE", f"/api/agents/{agent_id}", house.tokens["quan"]),
}


@pytest.mark.parametrize("why", ENDINGS)
async def test_sockets_on_every_hub_are_closed_within_seconds_by(scene: Scene, why: str) -> None:
    house = scene.house
    email = f"mai{len(why)}{hash(why) % 1000}@alo.example"
    body = {"email": email, "name": "Mai", "role": "lead", "password": PASSWORD}
    await order(house, "POST", "/api/agents", house.tokens["quan"], body)
    token, cookie = await login(house, email)
    sockets = [await scene.dial.connect(hub.url, AGENT, {"token": token}) for hub in house.hubs]
    me = (await sockets[0].emit("inbox", {}))["me"]["id"]
    await ENDINGS[why](house, me, token, cookie)
    async with asyncio.timeout(CLOSED_WITHIN_S):
        for socket in sockets:
            await socket.until(lambda socket=socket: not socket.connected)
    if why != "another role":
        assert await ask(house, "/api/auth/me", token) == 401
        assert await refused_at(scene, AGENT, token) == "unauthorized"


async def test_signing_out_by_the_cookie_alone_closes_the_sockets_of_that_sign_in_and_of_no_other(scene: Scene) -> None:
    house, url = scene.house, scene.house.hubs[0].url
    (leaving, cookie), (staying, _) = await login(house, "minh@alo.example"), await login(house, "minh@alo.example")
    sockets = [await scene.dial.connect(house.hubs[1].url, AGENT, {"token": token}) for token in (leaving, staying)]
    headers = {"Cookie": f"{REFRESH}={cookie}", "Origin": url}
    async with house.http.post(f"{url}/api/auth/logout", headers=headers) as answer:
        assert answer.status == 204
    await sockets[0].until(lambda: not sockets[0].connected, CLOSED_WITHIN_S)
    assert (await sockets[1].emit("inbox", {}))["ok"] is True
    assert [await ask(house, "/api/auth/me", token) for token in (leaving, staying)] == [401, 200]


async def test_a_sign_in_that_ended_without_a_signal_is_found_out_by_the_next_beats(scene: Scene) -> None:
    """Signals may be lost; what they say is looked up every five seconds."""
    house = scene.house
    token, cookie = await login(house, "minh@alo.example")
    socket = await scene.dial.connect(house.hubs[0].url, AGENT, {"token": token})
    other = await scene.staff("minh", 1)
    await house.redis.delete(house.keys.refresh(cookie.partition(".")[0]))
    await socket.until(lambda: not socket.connected, 30)
    assert (await other.do("inbox"))["me"]["email"] == "minh@alo.example"


async def test_refused_sign_ins_are_in_the_audit_once_a_minute_however_many_they_are(
    house: House, database: Database
) -> None:
    async def guess(_: int) -> int:
        body = {"email": "lan@alo.example", "password": "không phải mật khẩu này"}
        async with house.http.post(f"{house.hubs[0].url}/api/auth/login", json=body) as answer:
            return answer.status

    assert set(await asyncio.gather(*map(guess, range(5)))) == {401}
    wanted = {"action": "signin.refused", "target": house.accounts["lan"].id}

    async def is_told() -> bool:
        return await database.audit.count_documents(wanted) > 0

    await until(is_told)
    assert await database.audit.count_documents(wanted) == 1


async def test_the_cookie_is_for_this_host_alone_and_no_script_reads_it(house: House) -> None:
    body = {"email": "minh@alo.example", "password": PASSWORD}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{house.hubs[0].url}/api/auth/login", json=body) as answer,
    ):
        lines = answer.headers.getall("Set-Cookie")
    assert len(lines) == 2
    for line in lines:
        name, *rest = [part.strip() for part in line.split(";")]
        attributes = {part.lower() for part in rest}
        assert name.startswith("__Host-")
        assert {"path=/", "secure", "httponly", "samesite=strict"} <= attributes
        assert not any(part.startswith("domain") for part in attributes)
