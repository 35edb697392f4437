"""Fixtures for every test: one real Redis and one real mongod a run, a clean workspace a test."""

import contextlib
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from pymongo import MongoClient
from redis.asyncio import Redis

from config.clients import Database, connect_mongo, connect_redis
from config.keys import Keys
from config.settings import Settings
from deploy.local.servers import MongoServer, RedisServer
from tests.contract.javascript_client import Driver
from tests.servers import Fleet, Workspace

# A machine that is busy with something else fails no test.
hypothesis.settings.register_profile("alo", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("alo")

numbers = itertools.count(1)


@pytest.fixture(scope="session")
def run_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="alo-test-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def redis_server(run_folder: Path) -> Iterator[RedisServer]:
    server = RedisServer(run_folder / "redis", maxmemory="2gb")
    with server:
        yield server
        server.kill()


@pytest.fixture(scope="session")
def mongo_server(run_folder: Path) -> Iterator[MongoServer]:
    server = MongoServer(run_folder / "mongo")
    with server:
        yield server
        server.kill()


@pytest.fixture(scope="session")
def mongo_admin(mongo_server: MongoServer) -> Iterator["MongoClient[dict[str, Any]]"]:
    with contextlib.closing(MongoClient(mongo_server.url)) as client:
        yield client


@pytest.fixture
def workspace(
    redis_server: RedisServer,
    mongo_server: MongoServer,
    mongo_admin: "MongoClient[dict[str, Any]]",
    tmp_path: Path,
) -> Iterator[Workspace]:
    workspace = Workspace(f"test{next(numbers)}", redis_server.url, mongo_server.url, tmp_path)
    yield workspace
    mongo_admin.drop_database(workspace.environment["ALO_MONGO_DB"])


@pytest.fixture
def settings(workspace: Workspace) -> Settings:
    return workspace.settings()


@pytest.fixture
def keys(workspace: Workspace) -> Keys:
    return Keys(workspace.name)


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    client = connect_redis(settings)
    yield client
    await client.aclose()


@pytest.fixture
async def mongo(settings: Settings) -> AsyncIterator[Database]:
    database = connect_mongo(settings)
    yield database
    database.client.close()


@pytest.fixture
def fleet(workspace: Workspace) -> Iterator[Fleet]:
    """`fleet.hub()` and `fleet.archiver()` start real processes that are gone when the test is over."""
    fleet = Fleet(workspace)
    yield fleet
    fleet.stop()


@pytest.fixture(scope="session")
async def driver() -> AsyncIterator[Driver]:
    """One Node process that plays every official client of the run."""
    driver = await Driver.start()
    yield driver
    await driver.stop()
