"""Starts a campaign's house: servers and processes of its own, with settings and clocks as they are wanted."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.servers import MongoServer, RedisServer
from deploy.local.services import ROOT, Archiver, Hub
from tests.faults.campaign import Campaign
from tests.faults.proxy import Proxy
from tests.servers import Fleet, Workspace

WRONG_CLOCK = Path(__file__).with_name("wrong_clock")


@dataclass(frozen=True)
class Wiring:
    """Settings for all processes, and what the clock of each is wrong by, in hours: hubs first, then archivers."""

    environment: Mapping[str, str] = field(default_factory=dict)
    clocks: tuple[int, int, int, int] = (0, 0, 0, 0)
    proxied: bool = False
    """The second hub reaches Redis through a proxy that knows the tail's connection."""


@contextlib.asynccontextmanager
async def campaign(folder: Path, seed: int, wiring: Wiring | None = None) -> AsyncIterator[Campaign]:
    """A house of its own, gone afterwards whatever happened in it."""
    wiring = wiring or Wiring()
    with RedisServer(folder / "redis") as redis_server, MongoServer(folder / "mongo") as mongo_server:
        workspace = Workspace("faults", redis_server.url, mongo_server.url, folder)
        fleet = Fleet(workspace)
        async with Proxy(redis_server.port, b"XREAD\r\n").running() as proxy:
            house = Campaign(redis_server, mongo_server, [], [], proxy, workspace, seed)
            house.lock_ttl_s = int(wiring.environment.get("ALO_LOCK_TTL_S", house.lock_ttl_s))
            try:
                for number, hours in enumerate(wiring.clocks):
                    settings = {**workspace.environment, **settings_of(wiring, house, number, hours)}
                    log = folder / f"{'hub' if number < 2 else 'archiver'}-{number}.log"
                    process = (Hub if number < 2 else Archiver)(settings, log=log, cwd=folder)
                    fleet.processes.append(process)
                    (house.hubs if isinstance(process, Hub) else house.archivers).append(process)  # type: ignore[arg-type]
                    await house.again(process)
                yield house
            finally:
                await house.dismiss()
                await asyncio.to_thread(fleet.stop)


def settings_of(wiring: Wiring, house: Campaign, number: int, hours: int) -> dict[str, str]:
    everyday = {"ALO_RATE_MESSAGES": "off", "ALO_LOG_LEVEL": "info", "ALO_VISITOR_GRACE_S": "5"}
    settings = {**everyday, **wiring.environment}
    if wiring.proxied and number == 1:
        settings["ALO_REDIS_URL"] = f"redis://127.0.0.1:{house.proxy.port}/0"
    if hours:
        settings["WRONG_CLOCK_S"] = str(hours * 3600)
        settings["PYTHONPATH"] = f"{WRONG_CLOCK}:{ROOT}"
    return settings
