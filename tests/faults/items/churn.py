"""13: a thousand clients come and go; afterwards everything is back to where it was."""

import asyncio
import contextlib
import random
import time
from dataclasses import dataclass
from typing import Any

import orjson
import psutil

from tests.faults.campaign import AT_ONCE, Campaign
from tests.faults.desk import ignore
from tests.faults.scale import Scale
from tests.faults.socket import GoneError, Socket

TOGETHER = 40
GROWTH_BYTES = 48 * 1024 * 1024
"""What a hub's memory may have grown by, whether in a minute or in an hour: allocators keep some."""
SLACK = 8
"""Connections and tasks that come and go by themselves."""
BACK_S = 60.0
BEATEN = ("sockets", "tasks", "watches", "rooms")
"""What hubs say of themselves."""


@dataclass(frozen=True)
class Figures:
    """What a house holds: of all hubs together, and of Redis."""

    sockets: int
    tasks: int
    watches: int
    rooms: int
    files: int
    memory: int
    redis_clients: int
    firehose: int
    visitors: int


async def run(house: Campaign, scale: Scale) -> None:
    await churn(house, clients=scale.pick(1000, 60), seconds=scale.pick(60, 4))


async def churn(house: Campaign, clients: int, seconds: float) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def open_one(name: str) -> dict[str, Any]:
        async with gate:
            return await house.open(name)

    for person in house.people:
        person.quiet = True  # they stay, and what they leave behind is not counted
    opened = list(await asyncio.gather(*(open_one(f"qua-{number}") for number in range(clients))))
    await come_and_go(house, opened, min(seconds, 10))
    before = await rest(house, None)
    visits = await come_and_go(house, opened, seconds)
    after = await rest(house, before)
    house.faults += visits
    for name in ("sockets", "tasks", "watches", "rooms", "files", "redis_clients", "visitors", "firehose"):
        grew = getattr(after, name) - getattr(before, name)
        house.expect(grew <= SLACK, f"{name} grew by {grew} over {visits} visits")
    grew = after.memory - before.memory
    house.expect(grew < GROWTH_BYTES, f"the hubs' memory grew by {grew >> 20} MB over {visits} visits")
    house.notes.append(f"{visits} visits, hubs {grew / 2**20:+.0f} MB")
    for person in house.people:
        person.quiet = False


async def come_and_go(house: Campaign, opened: list[dict[str, Any]], seconds: float) -> int:
    end, visits = time.monotonic() + seconds, 0

    async def visit_on(chance: random.Random) -> None:
        nonlocal visits
        while time.monotonic() < end:
            with contextlib.suppress(GoneError):
                await visit(house, chance, chance.choice(opened))
                visits += 1

    await asyncio.gather(*(visit_on(random.Random(f"{house.seed} {number}")) for number in range(TOGETHER)))
    return visits


async def visit(house: Campaign, chance: random.Random, opened: dict[str, Any]) -> None:
    """Reads, says something, types, and is gone without a word."""
    socket = await Socket.open(chance.choice(house.urls()), "/visitor", opened["token"], ignore)
    try:
        await socket.ask("resume", {"after": None})
        await socket.ask("send", {"client_id": f"{chance.random()}", "text": "chào shop"})
        await socket.ask("typing", {"on": True})
        await asyncio.sleep(chance.uniform(0, 0.4))
    finally:
        await socket.close()


async def rest(house: Campaign, before: Figures | None) -> Figures:
    """The figures once all visits are over and the archive is done, or those after a minute of waiting for that."""
    end = time.monotonic() + BACK_S
    last = await read(house)
    while time.monotonic() < end:
        await asyncio.sleep(1)
        last, earlier = await read(house), last
        same = earlier.sockets == last.sockets <= len(house.people) and last.firehose <= SLACK
        if same and last.visitors <= len(house.people) and (before is None or last.tasks - before.tasks <= SLACK):
            break
    return last


async def read(house: Campaign) -> Figures:
    async with house.redis() as redis:
        beats = [orjson.loads(beat) for beat in (await redis.hgetall(house.keys.hubs)).values()]
        beaten = {name: sum(int(beat.get(name, 0)) for beat in beats) for name in BEATEN}
        return Figures(
            **beaten,
            files=sum(psutil.Process(hub.pid).num_fds() for hub in house.hubs),
            memory=sum(int(psutil.Process(hub.pid).memory_info().rss) for hub in house.hubs),
            redis_clients=int((await redis.info("clients"))["connected_clients"]),
            firehose=int(await redis.xlen(house.keys.firehose)),
            visitors=int(await redis.scard(house.keys.visitors)),
        )
