import asyncio
import csv
import io
import time
from typing import Any
from urllib.parse import quote

import orjson
import pytest

from config.clients import Database
from config.logs import mask
from tests.contract.line import QUERY, visitor_line
from tests.contract.scene import House, Scene, until

OPERATORS: list[Any] = [
    {"$ne": None},
    {"$gt": ""},
    {"$where": "sleep(2000)"},
    {"$regex": ".*"},
    [{"$ne": 1}],
    ["a", "b"],
    {"a.b": 1},
    True,
    7,
]
TEXTS = ["$where", "{$ne: null}", '{"$gt": ""}', "a.b.c", "$set", "';return true;//", "a\x00b", "\x00", "[$ne]", ".*"]
REFUSED_OR_NOTHING = {200, 401, 404, 422}


async def call(house: House, method: str, path: str, body: Any = None, who: str = "quan") -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {house.tokens[who]}", "Content-Type": "application/json"}
    data = None if body is None else orjson.dumps(body)
    async with house.http.request(method, house.hubs[0].url + path, data=data, headers=headers) as answer:
        text = await answer.text()
        return answer.status, orjson.loads(text) if "json" in answer.content_type else text


async def test_an_operator_where_text_belongs_is_refused_by_name(house: House) -> None:
    for operator in OPERATORS:
        for method, path, body in (
            ("POST", "/api/auth/login", {"email": operator, "password": "x"}),
            ("POST", "/api/auth/login", {"email": "lan@alo.example", "password": operator}),
            ("POST", "/api/agents", {"email": operator, "name": "A", "role": "agent", "password": "mật khẩu dài"}),
            ("PATCH", f"/api/agents/{house.accounts['lan'].id}", {"name": operator}),
            ("POST", "/api/canned-replies", {"shortcut": operator, "text": "x"}),
            ("POST", "/api/widget/sessions", {"form": {"name": operator, "phone": "0912345678"}}),
            ("POST", "/api/widget/sessions", {"form": operator}),
        ):
            status, answer = await call(house, method, path, body)
            assert (path, operator, status, answer["error"]["code"]) == (path, operator, 422, "invalid")


async def test_operators_in_addresses_and_queries_find_nothing_that_is_not_asked_for(house: House) -> None:
    _, session = await house.open()
    for text in TEXTS:
        for name in ("q", "name", "phone", "tag", "agent", "status", "visitor", "cursor", "from", "to"):
            status, found = await call(house, "GET", f"/api/conversations?{name}={quote(text)}")
            assert (text, name, status in REFUSED_OR_NOTHING) == (text, name, True)
            if status == 200 and name in ("tag", "agent", "visitor"):
                assert found["items"] == []
            assert (await call(house, "GET", f"/api/conversations?{name}[$ne]={quote(text)}"))[0] == 422
        for path in ("conversations", "agents", "canned-replies", "visitors"):
            url = f"/api/{path}/{quote(text, safe='')}"
            assert (await call(house, "GET", url))[0] in (404, 405, 422)
            assert (await call(house, "DELETE", url))[0] in (404, 405, 422)
    assert await house.summary(session["id"])


async def test_a_form_takes_no_fields_beside_its_own(house: House) -> None:
    for name in ("$where", "a.b", "name.x", "__proto__", "constructor", "na\x00me", "", "$set"):
        body = {"form": {"name": "An", "phone": "0912345678", name: "x"}}
        status, answer = await call(house, "POST", "/api/widget/sessions", body)
        assert (name, status) == (name, 422)
        assert answer["error"]["code"] == "invalid"
    for extra in ("visitor", "ip", "session_id", "author", "$set"):
        body = {"form": {"name": "An", "phone": "0912345678"}, extra: "x"}
        assert (await call(house, "POST", "/api/widget/sessions", body))[0] == 422


async def test_what_looks_like_an_operator_is_archived_as_the_text_it_is(scene: Scene, database: Database) -> None:
    guest, agent, _ = await scene.conversation("hoa")
    for text in TEXTS:
        await guest.say(text)
    await agent.do("tag", session_id=guest.session_id, tags=["$where", "a.b", "x\x00y"])

    async def texts() -> list[str] | None:
        wanted = {"conversation_id": guest.session_id, "kind": "message"}
        found = [message["text"] async for message in database.messages.find(wanted).sort("seq", 1)]
        return found if len(found) == len(TEXTS) else None

    assert await until(texts) == TEXTS

    async def tags() -> bool:
        document = await database.conversations.find_one({"_id": guest.session_id})
        return bool(document and document["tags"] == ["$where", "a.b", "x\x00y"])

    await until(tags)
    assert await scene.house.redis.xlen(scene.house.keys.dead) == 0


CATASTROPHIC = ["(a+)+$", "(a|aa)+$", "(.*a){20}$", "([a-zA-Z]+)*$", "^(([a-z])+.)+[A-Z]([a-z])+$"]
SOON_S = 5.0
"""For a busy machine; what backtracks takes longer than the universe has."""


async def test_a_leads_catastrophic_pattern_holds_nobody_up(house: House) -> None:
    _, first = await call(house, "GET", "/api/form-fields")
    label = {"vi": "Mã", "en": "Code"}
    for pattern in CATASTROPHIC:
        _, form = await call(house, "GET", "/api/form-fields")
        field = {"id": "code", "type": "text", "label": label, "pattern": pattern}
        fields = [*(f for f in form["items"] if f["id"] != "code"), field]
        status, _ = await call(house, "PUT", "/api/form-fields", {"items": fields})
        assert status == 200
        began = time.monotonic()
        body = {"form": {"name": "An", "phone": "0912345678", "code": "a" * 499 + "!"}}
        assert (await call(house, "POST", "/api/widget/sessions", body))[0] == 422
        assert time.monotonic() - began < SOON_S
    assert (await call(house, "PUT", "/api/form-fields", {"items": first["items"]}))[0] == 200


async def test_a_pattern_that_needs_backtracking_is_refused_when_it_is_saved(house: House) -> None:
    _, form = await call(house, "GET", "/api/form-fields")
    for pattern in (r"(a)\1", "(?=a)b", "(?<!a)b", "(", "[", "a{99999999}"):
        field = {"id": "code", "type": "text", "label": {"vi": "Mã", "en": "Code"}, "pattern": pattern}
        body = {"items": [*form["items"], field]}
        assert (pattern, (await call(house, "PUT", "/api/form-fields", body))[0]) == (pattern, 422)


@pytest.mark.parametrize("letter", ["a", "(", "%", "0 ", "ế", "a ", ".*", "\\", "0912"])
async def test_a_query_of_ten_thousand_letters_is_refused_at_once(house: House, letter: str) -> None:
    long = quote((letter * 10_000)[:10_000])
    for name in ("q", "name", "phone", "tag", "agent", "visitor", "cursor"):
        began = time.monotonic()
        status, _ = await call(house, "GET", f"/api/conversations?{name}={long}")
        # More than 64 KB of address is no HTTP to the server itself.
        assert (name, status) == (name, 400 if len(long) > 65_000 else 422)
        assert time.monotonic() - began < SOON_S


@pytest.mark.parametrize("text", ["0 " * 30_000, "a." * 30_000, "a" * 60_000, "://" * 20_000, "+1-" * 20_000])
def test_masking_a_long_line_of_a_log_takes_no_time(text: str) -> None:
    began = time.monotonic()
    mask(text)
    assert time.monotonic() - began < SOON_S


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\u00a0=1",
    "\ufeff=1",
    '=HYPERLINK("http://evil")',
    "=cmd|' /C calc'!A0",
]


async def test_no_cell_of_an_export_is_a_formula(scene: Scene, database: Database) -> None:
    guest, agent, _ = await scene.conversation("hoa")
    guest = await scene.guest(name="=cmd|' /C calc'!A0")
    for text in FORMULAS:
        await guest.say(text)

    async def is_archived() -> bool:
        wanted = {"_id": guest.session_id, "applied": len(FORMULAS) + 1}
        return await database.conversations.count_documents(wanted) == 1

    await until(is_archived)
    status, text = await call(scene.house, "GET", f"/api/conversations/{guest.session_id}/export?format=csv")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert status == 200
    assert len(rows) == len(FORMULAS) + 2
    for row in rows:
        for cell in row:
            assert not cell.lstrip(" \u00a0\ufeff\n").startswith(("=", "+", "-", "@", "\t", "\r")), cell
    assert agent.socket.connected


FORGED = '\r\n\x1b[31m{"event":"FORGED"}\x1b]0;owned\x07\u2028\x9b31m\u202e'


async def raw_request(house: House, lines: list[bytes]) -> bytes:
    """What a socket answers to bytes that no client would let through."""
    reader, writer = await asyncio.open_connection("127.0.0.1", house.hubs[0].port)
    writer.write(b"\r\n".join([*lines, b"Host: alo", b"Connection: close", b"", b""]))
    try:
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


async def try_to_forge_lines(scene: Scene) -> None:
    """Every text of a stranger that could come into a log."""
    house, escaped = scene.house, quote(FORGED)
    for path in (f"{QUERY}polling&sid={escaped}", f"{QUERY}{escaped}", f"/socket.io/?EIO={escaped}&transport=polling"):
        for method in ("GET", "POST"):
            async with house.http.request(method, house.hubs[0].url + path) as answer:
                assert answer.status == 400
    await call(house, "GET", f"/api/{escaped}?{escaped}={escaped}")
    await call(house, "GET", f"/api/conversations/{escaped}")
    await call(house, "POST", "/api/auth/login", {"email": f"{FORGED}@a", "password": FORGED})
    for name in ("Origin", "User-Agent", "Accept-Language", "X-Forwarded-For", "Cookie", "Authorization", "If-Match"):
        bad = f"{name}: \x1b[31mFORGED\x9b31m".encode("latin-1")
        await raw_request(house, [f"GET {QUERY}polling HTTP/1.1".encode(), bad])
        await raw_request(house, [b"POST /api/auth/refresh HTTP/1.1", bad])
    body = {"form": {"name": f"An {FORGED}", "phone": "0912345678"}, "page": {"url": FORGED, "title": FORGED}}
    await call(house, "POST", "/api/widget/sessions", {**body, "referrer": FORGED})
    guest, agent, _ = await scene.conversation("hoa")
    for caller in (guest, agent):
        for name in (FORGED, "send", "watch", "claim", "refresh"):
            fields = ("session_id", "client_id", "text", "agent_id", "token", "url")
            await caller.socket.emit(name, dict.fromkeys(fields, FORGED))
    await agent.do("tag", session_id=guest.session_id, tags=[FORGED[:40]])
    async with visitor_line(house, guest.token) as line:
        await line.send(f"42/{FORGED},1[{FORGED}]")
        await line.send(f"40/{FORGED},")
        await line.send(FORGED)


async def test_no_text_of_a_stranger_forges_a_line_of_a_log_or_commands_a_terminal(scene: Scene) -> None:
    before = {hub.name: len(hub.log_text()) for hub in scene.house.hubs}
    await try_to_forge_lines(scene)
    logs = [hub.log_text()[before[hub.name] :] for hub in scene.house.hubs]
    lines = [line for log in logs for line in log.split("\n") if line]
    assert len(lines) > 20
    for line in lines:
        assert line.startswith("{"), repr(line[:600])
        assert orjson.loads(line).get("event") != "FORGED"
        assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 or letter in "\u2028\u202e" for letter in line), (
            line
        )


WAYS_OUT = [
    *("../" * 8 + "etc/passwd", "%2e%2e/" * 4 + "pyproject.toml", "..%2f" * 4 + "pyproject.toml"),
    *("....//" * 4 + "pyproject.toml", "/etc/passwd", "..\\..\\pyproject.toml", "%00", "a%00.js"),
]


async def test_a_path_leads_to_no_file_beside_the_built_ones(house: House) -> None:
    """As bytes, for every client would put such addresses right."""
    for folder in ("dashboard/", "dashboard/assets/", "demo/", ""):
        for way in WAYS_OUT:
            answer = await raw_request(house, [f"GET /{folder}{way} HTTP/1.1".encode()])
            assert answer.startswith(b"HTTP/1.1"), way
            assert not any(secret in answer for secret in (b"root:", b"[project]")), way


async def test_a_split_header_is_refused_by_the_server(house: House) -> None:
    for lines in (
        [b"GET / HTTP/1.1", b"X: a\r\nSet-Cookie: owned=1\x00"],
        [b"POST /api/auth/refresh HTTP/1.1", b"Content-Length: 3", b"Transfer-Encoding: chunked"],
        [b"POST /api/auth/refresh HTTP/1.1", b"Content-Length: -1"],
        [b"POST /api/auth/refresh HTTP/1.1", b"Content-Length: 3", b"Content-Length: 4"],
    ):
        answer = await raw_request(house, lines)
        assert b" 200 " not in answer.split(b"\r\n")[0]
        assert b"owned" not in answer
