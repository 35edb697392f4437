import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from config.clients import Database
from config.ids import new_id
from config.jobs import open_queue
from deploy.local.servers import RedisServer
from tests.contract.clients import Refused
from tests.contract.housing import PASSWORD
from tests.contract.scene import VISITOR, Guest, House, Scene, Staff, until
from tests.servers import SECRET

PHONE_DIGITS = "987612345"
ERASED_WITHIN_S = 30


@dataclass
class Person:
    """A visitor whose every word can be found again wherever it lies."""

    guest: Guest
    agent: Staff
    visitor_id: str
    words: dict[str, str]
    secrets: list[str] = field(default_factory=list)


async def ask(house: House, method: str, path: str, body: Any = None, who: str = "quan") -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {house.tokens[who]}"}
    async with house.http.request(method, house.hubs[0].url + path, json=body, headers=headers) as answer:
        text = await answer.text()
        return answer.status, orjson.loads(text) if "json" in answer.content_type else text


async def live_through(scene: Scene, database: Database, mark: str) -> Person:
    """One visit with everything in it that a stranger can leave behind, archived to its end."""
    house = scene.house
    words = {
        **{"name": f"Tên{mark}", "phone": f"0{PHONE_DIGITS}", "address": f"Ngõ{mark}", "message": f"Hỏi{mark}"},
        **{"title": f"Trang{mark}", "referrer": f"https://tim{mark}.example/", "agent": f"Browser{mark}"},
        **{"said": f"Nói{mark}", "comment": f"Nhận{mark}", "draft": f"Nháp{mark}", "reply": f"Đáp{mark}"},
        **{"note": f"Ghi{mark}", "moved": f"Chuyển{mark}"},
    }
    form = {name: words[name] for name in ("name", "phone", "address", "message")}
    page = {"url": f"https://good.com/{mark}", "title": words["title"]}
    body = {"form": form, "page": page, "referrer": words["referrer"], "client_id": new_id()}
    url = f"{house.hubs[0].url}/api/widget/sessions"
    async with house.http.post(url, json=body, headers={"User-Agent": words["agent"]}) as answer:
        opened = await answer.json()
        assert answer.status == 200, opened
    guest = await scene.visit(opened["token"], opened["session"]["id"])
    agent = await scene.staff("hoa")
    fence = (await agent.do("claim", session_id=guest.session_id))["fence"]
    await agent.do("watch", session_id=guest.session_id, after=0)
    await guest.do("resume", after=0)
    await guest.do("typing", on=True, text=words["draft"])
    await guest.say(words["said"])
    await guest.do("page", url=f"https://good.com/{mark}/2", title=words["moved"])
    await agent.say(guest.session_id, fence, words["reply"])
    await agent.do("note", session_id=guest.session_id, client_id="n", text=words["note"])
    await agent.do("seen", session_id=guest.session_id, delivered=2, read=2)
    await agent.do("close", session_id=guest.session_id, fence=fence)
    last = (await guest.do("rate", score=2, comment=words["comment"]))["seq"]

    async def is_archived() -> bool:
        wanted = {"_id": guest.session_id, "applied": last}
        return await database.conversations.count_documents(wanted) == 1

    await until(is_archived)
    return Person(guest, agent, opened["session"]["visitor"]["id"], words, [opened["token"]])


async def read_all_of_redis(redis: Redis) -> str:
    """Every key, and what lies in it."""
    found: list[object] = []
    readers = {
        b"hash": redis.hgetall,
        b"string": redis.get,
        b"set": redis.smembers,
        b"zset": lambda key: redis.zrange(key, 0, -1),
        b"stream": redis.xrange,
        b"list": lambda key: redis.lrange(key, 0, -1),
    }
    async for key in redis.scan_iter(count=500):
        kind = await redis.type(key)  # b"none" for one that has expired meanwhile
        found += [key, await readers[kind](key)] if kind in readers else []
    return b"".join(flatten(found)).decode("utf-8", "replace")


def flatten(value: Any) -> list[bytes]:
    if isinstance(value, bytes):
        return [value, b"\n"]
    if isinstance(value, dict):
        return flatten(list(value.items()))
    return [part for inner in value for part in flatten(inner)] if isinstance(value, list | tuple | set) else []


async def read_all_of_mongo(database: Database) -> str:
    names = await database.list_collection_names()
    return "".join([str(document) for name in names async for document in database[name].find({})])


def find_in_files(folder: Path, needle: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and needle.encode() in path.read_bytes()]


async def test_an_export_holds_everything_of_a_visitor_and_nothing_of_the_team(
    scene: Scene, database: Database
) -> None:
    person = await live_through(scene, database, "Xuat")
    status, export = await ask(scene.house, "GET", f"/api/visitors/{person.visitor_id}/export")
    assert status == 200
    text = orjson.dumps(export).decode()
    for name, word in person.words.items():
        kept = name not in ("draft", "note", "moved")
        assert (name, word in text or word[1:] in text) == (name, kept)


async def test_an_erased_visitor_is_nowhere_any_more(
    scene: Scene, database: Database, redis_server: RedisServer, run_folder: Path
) -> None:
    house = scene.house
    person = await live_through(scene, database, "Xoa")
    other = await live_through(scene, database, "Giu")
    assert "NóiXoa" in await read_all_of_redis(house.redis)
    assert "NóiXoa" in await read_all_of_mongo(database)
    status, _ = await ask(house, "DELETE", f"/api/visitors/{person.visitor_id}")
    assert status == 202
    needles = ["Xoa", *(word for name, word in person.words.items() if name != "phone")]

    async def is_gone() -> bool:
        texts = await read_all_of_redis(house.redis), await read_all_of_mongo(database)
        return not [needle for needle in needles for text in texts if needle in text]

    await until(is_gone, ERASED_WITHIN_S)

    async def has_left_the_file() -> bool:
        return not find_in_files(run_folder / "redis", "NóiXoa")

    await until(has_left_the_file, ERASED_WITHIN_S)
    assert redis_server.running
    assert "NóiGiu" in await read_all_of_mongo(database)
    assert other.visitor_id in await read_all_of_mongo(database)


async def test_an_erased_visitors_token_is_worth_nothing_and_who_returns_is_somebody_new(
    scene: Scene, database: Database
) -> None:
    house = scene.house
    person = await live_through(scene, database, "Quay")
    token = person.guest.token
    await ask(house, "DELETE", f"/api/visitors/{person.visitor_id}")

    async def is_refused() -> bool:
        headers = {"Authorization": f"Bearer {token}"}
        async with house.http.get(f"{house.hubs[0].url}/api/widget/messages", headers=headers) as answer:
            return answer.status in (401, 404)

    await until(is_refused, ERASED_WITHIN_S)
    with pytest.raises(Refused):
        await scene.dial.connect(house.hubs[0].url, VISITOR, {"token": token})
    body = {"form": {"name": "Người mới", "phone": "0912345678"}, "visitor_token": token}
    status, opened = await ask(house, "POST", "/api/widget/sessions", body)
    assert status == 200
    assert opened["session"]["visitor"]["id"] != person.visitor_id


async def test_what_is_older_than_the_retention_goes_and_who_is_blocked_stays_blocked(
    scene: Scene, database: Database
) -> None:
    """By the archiver that runs, whose job is only called early."""
    house = scene.house
    old, recent = await live_through(scene, database, "Cu9"), await live_through(scene, database, "Moi")
    assert (await ask(house, "POST", f"/api/visitors/{old.visitor_id}/block"))[0] == 200
    _, settings = await ask(house, "GET", "/api/settings")
    assert (await ask(house, "PUT", "/api/settings", {**settings, "retention_days": 30}))[0] == 200
    before = datetime.now(UTC) - timedelta(days=31)
    await database.conversations.update_one({"_id": old.guest.session_id}, {"$set": {"closed_at": before}})
    await database.visitors.update_one({"_id": old.visitor_id}, {"$set": {"last_seen": before}})
    name = f"{house.settings.workspace}:apply_retention"
    job = await open_queue(house.redis, house.keys).enqueue_job(name, _job_id="security:retention")
    assert job is not None

    async def is_gone() -> bool:
        return "NóiCu9" not in await read_all_of_mongo(database)

    await until(is_gone, 30)
    kept = await read_all_of_mongo(database)
    assert "NóiMoi" in kept
    blocked = await database.visitors.find_one({"_id": old.visitor_id})
    assert blocked and blocked["blocked_at"]
    _, settings = await ask(house, "GET", "/api/settings")
    assert (await ask(house, "PUT", "/api/settings", {**settings, "retention_days": None}))[0] == 200
    assert recent.guest.session_id in kept


async def sign_in_and_fail(house: House, secrets: list[str]) -> None:
    """Every way with a password or a token, the refused ones too; what must not be told goes into `secrets`."""
    url, wrong = house.hubs[0].url, "mật khẩu gõ nhầm kín"
    secrets += [wrong, PASSWORD, "một mật khẩu rất mới kín", *house.tokens.values()]
    for password in (wrong, PASSWORD):
        body = {"email": "tuan@alo.example", "password": password}
        async with house.http.post(f"{url}/api/auth/login", json=body) as answer:
            if answer.status == 200:
                token = (await answer.json())["access_token"]
                cookies = [morsel.value for morsel in answer.cookies.values()]
    cookie = {"Cookie": f"__Host-alo_refresh={cookies[0]}", "Origin": url}
    async with house.http.post(f"{url}/api/auth/refresh", headers=cookie) as answer:
        secrets += [(await answer.json())["access_token"], *(morsel.value for morsel in answer.cookies.values())]
    body = {"email": f"kin{len(secrets)}@alo.example", "name": "Kin", "role": "agent", "password": secrets[2]}
    assert (await ask(house, "POST", "/api/agents", body))[0] == 201
    await ask(house, "POST", "/api/agents", {**body, "email": "không phải email"})
    for path in (f"/api/auth/me?token={token}", f"/api/conversations?phone={PHONE_DIGITS}&q=NóiKin"):
        await ask(house, "GET", path)
    secrets += [token, *cookies]


async def contradict(scene: Scene, database: Database, person: Person) -> None:
    """Entries that the archive can't take: what the archiver then says may quote nothing."""
    house, session_id = scene.house, person.guest.session_id
    found = await house.redis.xrange(house.keys.log(session_id), "3-0", "9-0")
    for _, fields in found:
        event = {**orjson.loads(fields[b"e"]), "client_id": "khác", "text": person.words["said"]}
        entry = {"s": session_id, "n": str(event["seq"]), "k": event["kind"], "e": orjson.dumps(event)}
        await house.redis.xadd(house.keys.firehose, entry)

    async def is_buried() -> bool:
        return await house.redis.xlen(house.keys.dead) >= len(found)

    await until(is_buried, 30)
    await house.redis.delete(house.keys.dead, house.keys.gaps)


async def test_no_log_holds_a_message_a_token_a_password_or_a_full_phone_number(
    scene: Scene, database: Database, run_folder: Path
) -> None:
    """Of hubs and archiver, at the level of debugging, over all that this suite has done."""
    person = await live_through(scene, database, "Kin")
    await sign_in_and_fail(scene.house, person.secrets)
    await contradict(scene, database, person)
    logs = "".join(path.read_text() for path in sorted((run_folder / "security").glob("*.log")))
    assert len(logs.splitlines()) > 100
    for secret in [*person.words.values(), *person.secrets, SECRET]:
        assert secret not in logs, secret
    digits = re.sub(r"(?<=\d)[ .()-]{1,2}(?=\d)", "", logs)
    assert PHONE_DIGITS not in digits
    assert not re.search(r"(?<![\w.:-])(\+84|0)912345678", digits)
    assert not re.search(r"eyJ[\w-]{10,}\.[\w-]{10,}\.", logs)
