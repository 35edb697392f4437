"""Two hubs behind the real nginx, for all the tests that look at it from outside."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.local.process import LOOPBACK
from deploy.local.servers import MongoServer, RedisServer
from deploy.local.services import Hub
from tests.production.entrance import Entrance
from tests.servers import Fleet, Workspace


@dataclass
class House:
    entrance: Entrance
    hubs: list[Hub]
    fleet: Fleet


@pytest.fixture(scope="session")
def house(redis_server: RedisServer, mongo_server: MongoServer, run_folder: Path) -> Iterator[House]:
    folder = run_folder / "production"
    folder.mkdir()
    fleet = Fleet(Workspace("production", redis_server.url, mongo_server.url, folder))
    environment = {"ALO_TRUSTED_PROXIES": LOOPBACK, "ALO_METRICS_TOKEN": "token-of-the-metrics"}
    try:
        hubs = [fleet.hub(environment) for _ in range(2)]
        with Entrance(folder / "nginx", [f"{LOOPBACK}:{hub.port}" for hub in hubs]) as entrance:
            yield House(entrance, hubs, fleet)
    finally:
        fleet.stop()
