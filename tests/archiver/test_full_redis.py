import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError

from archiver.drain import Drain
from archiver.lease import Lease
from archiver.status import Status
from archiver.store import Store
from archiver.trim import forget_closed, trim_firehose
from config.clients import Database, connect_redis
from config.keys import Keys
from config.tasks import end
from deploy.local.servers import RedisServer
from tests.archiver.conversation import Chat, drain_all, drain_trials
from tests.servers import Workspace


@pytest.fixture
async def small_redis(workspace: Workspace, tmp_path: Path) -> AsyncIterator[Redis]:
    with RedisServer(tmp_path / "redis", maxmemory="8mb") as server:
        client = connect_redis(workspace.settings(redis_url=server.url))
        yield client
        await client.aclose()
        server.kill()


async def fill(chat: Chat) -> None:
    """Until Redis refuses; what it refused was never said."""
    full = False
    while not full:
        event = chat.make_said("x" * 40_000)
        try:
            await chat.stream(event)
        except OutOfMemoryError:
            full = True
            chat.events.pop()


async def test_a_full_redis_is_archived_trimmed_and_freed(small_redis: Redis, keys: Keys, database: Database) -> None:
    lease, chat = Lease(small_redis, keys), Chat(small_redis, keys)
    assert await lease.take()
    keeping = asyncio.create_task(lease.keep())
    drain = Drain(small_redis, keys, Store(database), lease, Status(leads=True))
    await chat.add(chat.make_opened())
    await drain_all(drain)
    await chat.add(chat.make_said("cuối"))
    await chat.stream(chat.make_said("hỏng"), b"{")
    await fill(chat)

    await drain_trials(drain)
    assert await small_redis.xlen(keys.dead) == 1
    assert await database.messages.count_documents({}) >= len(chat.events) - 2
    await drain.status.beat(small_redis, keys)
    assert await trim_firehose(small_redis, keys, lease) > 0
    assert await forget_closed(small_redis, keys, lease, keep_ms=-60_000) == 0
    after = chat.another()
    await after.add(after.make_opened())
    await end([keeping])
