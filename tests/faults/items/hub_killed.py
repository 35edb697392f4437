"""9: a hub dies with a thousand sockets, and hubs are restarted in turn: all are back, nobody is a ghost."""

import asyncio
import contextlib
import time
from typing import Any

import orjson

from config.keys import HUB_FRESH_MS
from tests.faults.campaign import AT_ONCE, Campaign
from tests.faults.faults import kill, restart
from tests.faults.ledger import Ledger
from tests.faults.people import Visitor
from tests.faults.scale import Scale
from tests.faults.socket import Socket

BACK_S = 15.0
ENDS_S = 10.0
LAGS_MS = 2_000
"""A hub that stands still for longer than that under those who come back was run over."""


class Idler(Visitor):
    """Reads and waits; comes back as socket.io's client does: after one to five seconds, by chance."""

    retry_s = (1.0, 5.0)
    arrivals = 0

    async def begin(self, socket: Socket) -> None:
        await super().begin(socket)
        self.arrivals += 1


async def run(house: Campaign, scale: Scale) -> None:
    doomed, other = house.hubs
    urls = [doomed.url]
    idlers = await gather_idlers(house, scale.pick(1000, 40), urls)
    doomed.kill()
    house.faults += 1
    urls[:] = [other.url]
    killed = time.monotonic()
    await house.heal(lambda: have_come(idlers, 2), "all sockets are back", scale.within(BACK_S))
    house.notes.append(f"the other hub stood still for {await longest_stall(house)} ms at most")
    house.expect(await longest_stall(house) < scale.within(LAGS_MS), "the other hub was run over")
    if scale.full:
        ghosts_s = HUB_FRESH_MS / 1000 + 10
        await house.measure(lambda: has_no_ghosts(house), "no ghost is left", ghosts_s - (time.monotonic() - killed))
    await house.again(doomed)
    await dismiss(idlers)


async def run_restarts(house: Campaign, scale: Scale) -> None:
    """A rolling restart by SIGTERM, and hubs that die under load."""
    for _ in range(scale.pick(5, 1)):
        for hub in house.hubs:
            await restart(house, hub, scale.within(ENDS_S))
        if scale.full:
            await kill(house, house.hubs[0])
            await asyncio.sleep(3)


async def gather_idlers(house: Campaign, number: int, urls: list[str]) -> list[Idler]:
    gate = asyncio.Semaphore(AT_ONCE)
    apart = Ledger()

    async def one(name: str) -> Idler:
        async with gate:
            opened: dict[str, Any] = await house.open(name)
        idler = Idler(name, apart, lambda: urls, house.seed, opened, 1.0)
        idler.quiet = True
        idler.running = asyncio.create_task(idler.run(), name=name)
        return idler

    idlers = list(await asyncio.gather(*(one(f"ngoi-{count}") for count in range(number))))
    await house.measure(lambda: have_come(idlers, 1), "all are there")
    return idlers


async def dismiss(idlers: list[Idler]) -> None:
    for idler in idlers:
        idler.stopping = True
        if idler.socket is not None:
            await idler.socket.close()
        idler.running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*(idler.running for idler in idlers), return_exceptions=True)


async def have_come(idlers: list[Idler], times: int) -> bool:
    return all(idler.arrivals >= times for idler in idlers)


async def longest_stall(house: Campaign) -> int:
    async with house.redis() as redis:
        beats = [orjson.loads(beat) for beat in (await redis.hgetall(house.keys.hubs)).values()]
    return max((int(beat.get("lag_ms", 0)) for beat in beats), default=0)


async def has_no_ghosts(house: Campaign) -> bool:
    """Everybody who is said to be there is with a hub that lives, and so is every agent."""
    async with house.redis() as redis:
        living = {hub for hub, beat in (await redis.hgetall(house.keys.hubs)).items() if orjson.loads(beat)["at"]}
        visitors = await redis.smembers(house.keys.visitors)
        agents = await redis.zrange(house.keys.presence, 0, -1)
    return {member.rpartition(b"@")[2] for member in (*visitors, *agents)} <= living and len(living) == 1
