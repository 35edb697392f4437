"""One running office for the whole suite; every test has windows of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from playwright.sync_api import Browser
from pymongo import MongoClient

from deploy.local.servers import MongoServer, RedisServer
from tests.e2e.leads.office import Office, Windows, hire_all, run_apart
from tests.servers import Fleet, Workspace


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": shutil.which("chromium"), "args": ["--disable-gpu", "--disable-quic", "--no-sandbox"]}


@pytest.fixture(scope="session")
def office(redis_server: RedisServer, mongo_server: MongoServer, run_folder: Path) -> Iterator[Office]:
    folder = run_folder / "leads"
    folder.mkdir()
    workspace = Workspace("leads", redis_server.url, mongo_server.url, folder)
    fleet = Fleet(workspace)
    settings = workspace.settings()
    client: redis.Redis[bytes] = redis.Redis.from_url(redis_server.url)
    mongo: MongoClient[dict[str, Any]] = MongoClient(mongo_server.url)
    try:
        team = run_apart(lambda: hire_all(settings))
        hub = fleet.hub()
        yield Office(workspace, fleet, hub, fleet.archiver(), team, client, mongo)
    finally:
        fleet.stop()
        mongo.drop_database(settings.mongo_db)
        mongo.close()
        client.close()


@pytest.fixture
def windows(office: Office, browser: Browser) -> Iterator[Windows]:
    windows = Windows(office, browser)
    yield windows
    windows.close()
