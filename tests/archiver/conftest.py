"""What every test of the archiver starts with: collections made, a lease held, a drain to turn by hand."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from archiver.drain import Drain
from archiver.lease import Lease
from archiver.status import Status
from archiver.store import Store
from config.clients import Database, prepare
from config.keys import Keys
from config.tasks import end
from tests.archiver.conversation import Chat


@pytest.fixture
async def database(mongo: Database) -> Database:
    await prepare(mongo)
    return mongo


@pytest.fixture
async def drain(redis: Redis, keys: Keys, database: Database) -> AsyncIterator[Drain]:
    lease = Lease(redis, keys)
    assert await lease.take()
    keeping = asyncio.create_task(lease.keep())
    yield Drain(redis, keys, Store(database), lease, Status())
    await end([keeping])


@pytest.fixture
def chat(redis: Redis, keys: Keys) -> Chat:
    return Chat(redis, keys)
