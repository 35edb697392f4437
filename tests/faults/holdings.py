"""What a house holds: its processes by what they say and what the machine says of them, and Redis key by key."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
import psutil
from redis.asyncio import Redis

from config.keys import LAG_SAMPLES_MAX, SIGNALS_MAX
from deploy.local.process import Process
from tests.faults.campaign import Campaign

HUBS_SAY = ("sockets", "agents", "visitors", "tasks", "watches", "rooms")
SLACK = 8
"""Connections, tasks and jobs that come and go by themselves, and what happens to the people of the house."""
STEADY = {
    *(f"keys of {kind}" for kind in ("session", "log", "sent", "visitor", "opening")),
    *(f"entries of {kind}" for kind in ("open", "closed", "waiting", "visitors")),
}
"""There is not one more of these than there was."""
CAPPED = {"entries of signals": 1.2 * SIGNALS_MAX, "entries of lag": 1.2 * LAG_SAMPLES_MAX}
"""Streams that forget by themselves: how long they may be, since Redis cuts roughly."""
PAGE = 1000


@dataclass(frozen=True)
class Processes:
    """`counts` are to be back where they were; memory is in bytes, of all hubs and of all archivers together."""

    counts: dict[str, int]
    hub_memory: int
    archiver_memory: int


@dataclass(frozen=True)
class Content:
    """`counts` by kind of key: how many there are, and the entries of what is no conversation's own hash."""

    counts: dict[str, int]
    memory: int


async def read_processes(house: Campaign) -> Processes:
    async with house.redis() as redis:
        hubs = [orjson.loads(beat) for beat in (await redis.hgetall(house.keys.hubs)).values()]
        archivers = [orjson.loads(beat) for beat in (await redis.hgetall(house.keys.archivers)).values()]
        clients = int((await redis.info("clients"))["connected_clients"])
    return Processes(
        {
            **{f"hubs' {name}": sum(int(beat[name]) for beat in hubs) for name in HUBS_SAY},
            "archivers' tasks": sum(int(beat["tasks"]) for beat in archivers),
            "hubs' files": sum(psutil.Process(hub.pid).num_fds() for hub in house.hubs),
            "archivers' files": sum(psutil.Process(archiver.pid).num_fds() for archiver in house.archivers),
            "clients of Redis": clients,
        },
        memory_of(house.hubs),
        memory_of(house.archivers),
    )


def memory_of(processes: Iterable[Process]) -> int:
    return sum(int(psutil.Process(process.pid).memory_info().rss) for process in processes)


async def read_content(house: Campaign) -> Content:
    counts: Counter[str] = Counter()
    async with house.redis() as redis:
        async for page in pages(redis):
            kinds = [kind_of(house, key) for key in page]
            counts.update(f"keys of {kind}" for kind, _ in kinds)
            sizes = await sizes_of(redis, page)
            for (kind, own), (what, size) in zip(kinds, sizes, strict=True):
                if what != b"hash" or not own:
                    counts[f"entries of {kind}"] += size
        return Content(dict(counts), int((await redis.info("memory"))["used_memory"]))


async def pages(redis: Redis) -> Any:
    cursor = None
    while cursor != 0:
        cursor, page = await redis.scan(cursor or 0, count=PAGE)
        if page:
            yield page


def kind_of(house: Campaign, key: bytes) -> tuple[str, bool]:
    """The key's name without whose it is, and whether it is somebody's."""
    kind, _, owner = key.decode().removeprefix(house.keys.prefix).partition(":")
    return kind, bool(owner)


async def sizes_of(redis: Redis, keys: list[bytes]) -> list[tuple[bytes, int]]:
    """Type and number of entries of each; one that has gone meanwhile has none."""
    asking = redis.pipeline(transaction=False)
    for key in keys:
        asking.type(key)
    types = await asking.execute()
    length = {b"hash": "HLEN", b"stream": "XLEN", b"zset": "ZCARD", b"set": "SCARD", b"list": "LLEN"}
    asking = redis.pipeline(transaction=False)
    for key, what in zip(keys, types, strict=True):
        asking.execute_command(length.get(what, "EXISTS"), key)
    return list(zip(types, await asking.execute(), strict=True))


def grown(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """In words, what there is more of than there was."""
    return [
        f"{name} grew from {before.get(name, 0)} to {count}"
        for name, count in sorted(after.items())
        if count > max(CAPPED.get(name, 0), before.get(name, 0) + (0 if name in STEADY else SLACK))
    ]
