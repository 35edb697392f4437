import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import orjson
import pytest
from redis.asyncio import Redis

from config.clients import Database, connect_mongo, connect_redis
from config.jobs import ERASE, REPLAY, open_queue
from config.keys import GROUP, Keys
from deploy.local.process import free_port
from deploy.local.servers import MongoServer, RedisServer
from tests.archiver.conversation import Chat
from tests.servers import Fleet, Workspace

PROMPT_S = 3.0
"""Less than the 5 s for which a call waits for a MongoDB that is gone."""
ROOT = Path(__file__).resolve().parents[2]


async def eventually(condition: Callable[[], Awaitable[bool]], within: float = 20.0) -> float:
    """Seconds until the condition held."""
    start = time.monotonic()
    while not await condition():
        if time.monotonic() - start > within:
            raise AssertionError(f"not true after {within} s")
        await asyncio.sleep(0.02)
    return time.monotonic() - start


async def wait_archived(chat: Chat, seq: int, within: float = 20.0) -> float:
    async def is_archived() -> bool:
        return await chat.archived() >= seq

    return await eventually(is_archived, within)


async def test_a_process_archives_within_a_second_and_ends_when_told(fleet: Fleet, chat: Chat, mongo: Database) -> None:
    archiver = fleet.archiver()
    await chat.add(chat.make_opened())
    await wait_archived(chat, 1)
    waits = []
    for text in ("một", "hai", "ba"):
        await chat.add(chat.make_said(text))
        waits.append(await wait_archived(chat, len(chat.events)))
    assert max(waits) < 1
    assert await mongo.messages.count_documents({"conversation_id": chat.id}) == 4
    archiver.stop()
    assert archiver.exit_code == 0
    assert "Traceback" not in archiver.log_text()
    assert chat.visitor["phone"] not in archiver.log_text()


async def test_the_leader_says_how_it_fares(fleet: Fleet, chat: Chat, redis: Redis, keys: Keys) -> None:
    fleet.archiver()
    await chat.add(chat.make_opened(), chat.make_said("một"))
    await wait_archived(chat, 2)

    async def has_said() -> bool:
        return await redis.hget(keys.archiver, "pending") == b"0" and await redis.xlen(keys.lag) > 0

    await eventually(has_said)
    assert await redis.hget(keys.archiver, "archived") == b"2"
    ((_, beat),) = (await redis.hgetall(keys.archivers)).items()
    assert orjson.loads(beat)["leads"] is True
    assert orjson.loads(beat)["error"] == ""
    assert orjson.loads(beat)["tasks"] > 3


async def test_a_stand_by_takes_over_from_a_killed_leader(fleet: Fleet, chat: Chat, redis: Redis, keys: Keys) -> None:
    first = fleet.archiver()
    await chat.add(chat.make_opened())
    await wait_archived(chat, 1)
    fleet.archiver()

    async def stands_by() -> bool:
        return int(await redis.hlen(keys.archivers)) == 2

    await eventually(stands_by)
    first.kill()
    await chat.add(chat.make_said("còn ai không?"))
    await wait_archived(chat, 2, within=10)


@pytest.mark.parametrize(
    ("variable", "value"), [("ALO_REDIS_URL", "localhost"), ("ALO_SECRET", "short"), ("ALO_PORT", "many")]
)
def test_wrong_settings_are_told_in_one_line(variable: str, value: str, workspace: Workspace, tmp_path: Path) -> None:
    environment = {**os.environ, **workspace.environment, variable: value, "PYTHONPATH": str(ROOT)}
    told = subprocess.run(
        [sys.executable, "-m", "archiver"], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert told.returncode == 2
    assert told.stdout == ""
    assert told.stderr.count("\n") == 1
    assert told.stderr.startswith(f"{variable}: ")
    assert value not in told.stderr.removeprefix(variable)


async def test_it_outlives_redis_and_mongodb(fleet: Fleet, tmp_path: Path) -> None:
    with RedisServer(tmp_path / "redis") as redis_server, MongoServer(tmp_path / "mongo") as mongo_server:
        environment = {"ALO_REDIS_URL": redis_server.url, "ALO_MONGO_URL": mongo_server.url}
        settings = fleet.workspace.settings(redis_url=redis_server.url, mongo_url=mongo_server.url)
        redis, mongo, keys = connect_redis(settings), connect_mongo(settings), Keys(settings.workspace)
        chat = Chat(redis, keys)
        archiver = fleet.archiver(environment)
        await chat.add(chat.make_opened())
        await wait_archived(chat, 1)

        mongo_server.kill()
        await chat.add(chat.make_said("một"))

        async def complains() -> bool:
            return any(orjson.loads(beat)["error"] for beat in await redis.hvals(keys.archivers))

        await eventually(complains)
        mongo_server.start()
        await wait_archived(chat, 2)

        redis_server.kill()
        redis_server.start()
        await redis.connection_pool.disconnect()
        await chat.add(chat.make_said("hai"))
        await wait_archived(chat, 3)
        assert [m["text"] async for m in mongo.messages.find().sort("seq")] == [None, "một", "hai"]
        assert await redis.xlen(keys.dead) == 0
        assert archiver.running
        archiver.stop()
        assert archiver.exit_code == 0
        assert "Traceback" not in archiver.log_text()
        await redis.aclose()
        mongo.client.close()


async def test_it_ends_at_once_though_mongodb_is_gone(workspace: Workspace, redis: Redis, keys: Keys) -> None:
    environment = {"ALO_MONGO_URL": f"mongodb://127.0.0.1:{free_port()}/?replicaSet=rs0"}
    fleet = Fleet(workspace)
    archiver = fleet.archiver(environment)

    async def leads() -> bool:
        return any(orjson.loads(beat)["leads"] for beat in await redis.hvals(keys.archivers))

    await eventually(leads)
    started = time.monotonic()
    fleet.stop()
    assert time.monotonic() - started < PROMPT_S
    assert archiver.exit_code == 0
    assert "archiver stopped" in archiver.log_text()


async def test_jobs_of_the_web_are_done(fleet: Fleet, chat: Chat, redis: Redis, keys: Keys, mongo: Database) -> None:
    fleet.archiver()
    await chat.add(chat.make_opened(), chat.make_said("một"))
    await wait_archived(chat, 2)
    queue = open_queue(redis, keys)
    replay = await queue.enqueue_job(REPLAY, "1-0")
    assert replay is not None
    assert await replay.result(timeout=20) == {"ok": False, "reason": "there is no such dead letter"}
    erasure = await queue.enqueue_job(ERASE, chat.visitor["id"])
    assert erasure is not None
    assert await erasure.result(timeout=20) == {"conversations": 1}
    assert await mongo.messages.count_documents({}) == 0


async def test_killed_and_sleeping_leaders_lose_and_double_nothing(
    fleet: Fleet, chat: Chat, redis: Redis, keys: Keys, mongo: Database
) -> None:
    chats = [chat, *(chat.another() for _ in range(9))]
    sent = asyncio.Event()

    async def send() -> None:
        for each in chats:
            await each.add(each.make_opened())
        while not sent.is_set():
            for each in chats:
                await each.add(each.make_said(f"số {len(each.events)}"))
            await asyncio.sleep(0.02)

    sending = asyncio.create_task(send())
    first, second = fleet.archiver(), fleet.archiver()
    await wait_archived(chat, 5)
    for _ in range(2):
        first.kill()
        await wait_archived(chat, len(chat.events))
        first, second = second, fleet.archiver()
    first.pause()
    await wait_archived(chat, len(chat.events) + 5)
    first.resume()
    second.kill()
    await wait_archived(chat, len(chat.events))
    sent.set()
    await sending
    for each in chats:
        await wait_archived(each, len(each.events))
        found = [m async for m in mongo.messages.find({"conversation_id": each.id}).sort("seq")]
        assert [(m["seq"], m["client_id"], m["text"]) for m in found] == [
            (event["seq"], event["client_id"], event["text"]) for event in each.events
        ]
        conversation = await mongo.conversations.find_one({"_id": each.id})
        assert conversation is not None
        assert conversation["counts"]["visitor"] == len(each.events) - 1
    assert await redis.xlen(keys.dead) == 0

    async def all_acknowledged() -> bool:
        return int((await redis.xpending(keys.firehose, GROUP))["pending"]) == 0

    await eventually(all_acknowledged)
