"""9: a hub dies with a thousand sockets, and hubs are restarted in turn: all are back, nobody is a ghost."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import orjson

from config.keys import HUB_FRESH_MS
from config.tasks import end
from tests.faults.campaign import AT_ONCE, Campaign
from tests.faults.faults import kill, restart
from tests.faults.ledger import Ledger
from tests.faults.pauses import DASHBOARD, WIDGET, Pauses, read_pauses
from tests.faults.people import Visitor
from tests.faults.scale import Scale
from tests.faults.socket import GoneError, Socket

BACK_S = 15.0
ENDS_S = 10.0
LAGS_MS = 2_000
"""A hub that stands still for longer than that under those who come back was run over."""
SLOT_S, HERD = 0.1, 0.3
"""No tenth of a second may bring more than this share of all who come back."""
LOOKS_S = 0.5


class Idler(Visitor):
    """Reads and waits; comes back after the pauses of the interface whose `pauses` it has."""

    pauses: Pauses
    arrivals = failures = 0

    def __init__(self, *known: Any, tries: list[float], pauses: Pauses) -> None:
        super().__init__(*known)
        self.tries, self.pauses, self.quiet = tries, pauses, True

    async def run(self) -> None:
        while not self.stopping:
            self.tries.append(time.monotonic())
            with contextlib.suppress(GoneError):
                await self._stay()
            await asyncio.sleep(self.pauses.draw(self.random, self.failures))
            self.failures += 1

    async def begin(self, socket: Socket) -> None:
        self.failures = 0
        await super().begin(socket)
        self.arrivals += 1


async def run(house: Campaign, scale: Scale) -> None:
    doomed, other = house.hubs
    urls, tries = [doomed.url], list[float]()
    idlers = await gather_idlers(house, scale.pick(1000, 20), urls, tries)
    tries.clear()
    urls[:] = [other.url]
    async with Stalls(house).watched() as stalls:
        doomed.kill()
        house.faults += 1
        killed = time.monotonic()
        await house.heal(lambda: have_come(idlers, 2), "all sockets are back", scale.within(BACK_S))
        back_ms = await stalls.now_ms()
        await house.measure(lambda: stalls.are_told(back_ms), "the other hub beats on", scale.within(10))
    stood, peak = stalls.longest_ms, busiest(tries)
    house.notes.append(f"the other hub stood still for {stood} ms at most, {peak} came in the busiest {SLOT_S} s")
    house.expect(stood < scale.within(LAGS_MS), f"the other hub was run over: it stood still for {stood} ms")
    if scale.full:
        house.expect(peak <= HERD * len(idlers), f"{peak} of {len(idlers)} came within {SLOT_S} s")
        ghosts_s = HUB_FRESH_MS / 1000 + 10
        await house.measure(
            lambda: has_no_ghosts(house, idlers), "no ghost is left", ghosts_s - (time.monotonic() - killed)
        )
    await house.again(doomed)
    await dismiss(idlers)
    await house.measure(lambda: have_left(house, idlers), "nobody who has left is said to be there", scale.within(10))


async def run_restarts(house: Campaign, scale: Scale) -> None:
    """A rolling restart by SIGTERM, and hubs that die under load."""
    for _ in range(scale.pick(5, 1)):
        for hub in house.hubs:
            await restart(house, hub, scale.within(ENDS_S))
        if scale.full:
            await kill(house, house.hubs[0])
            await asyncio.sleep(3)


async def gather_idlers(house: Campaign, number: int, urls: list[str], tries: list[float]) -> list[Idler]:
    """Half of them wait as the widget does, half as the dashboard."""
    gate = asyncio.Semaphore(AT_ONCE)
    apart = Ledger()
    pauses = (read_pauses(WIDGET), read_pauses(DASHBOARD))

    async def one(count: int) -> Idler:
        name = f"ngoi-{count}"
        async with gate:
            opened: dict[str, Any] = await house.open(name)
        known = (name, apart, lambda: urls, house.seed, opened, 1.0)
        idler = Idler(*known, tries=tries, pauses=pauses[count % 2])
        idler.running = asyncio.create_task(idler.run(), name=name)
        return idler

    idlers = list(await asyncio.gather(*(one(count) for count in range(number))))
    await house.measure(lambda: have_come(idlers, 1), "all are there")
    return idlers


async def dismiss(idlers: list[Idler]) -> None:
    for idler in idlers:
        idler.stopping = True
        if idler.socket is not None:
            await idler.socket.close()
    await end(idler.running for idler in idlers)


async def have_come(idlers: list[Idler], times: int) -> bool:
    return all(idler.arrivals >= times for idler in idlers)


def busiest(tries: list[float]) -> int:
    """The most that came in one slot."""
    return max(Counter(int(at / SLOT_S) for at in tries).values())


class Stalls:
    """How long the living hub stood still at most, of all that its beats tell while they are watched."""

    def __init__(self, house: Campaign) -> None:
        self.house, self.since_ms, self.longest_ms = house, 0, 0

    @contextlib.asynccontextmanager
    async def watched(self) -> AsyncIterator["Stalls"]:
        self.since_ms = await self.now_ms()
        watching = asyncio.create_task(self._watch())
        try:
            yield self
        finally:
            await end([watching])

    async def are_told(self, until_ms: int) -> bool:
        """Whether a beat tells of the time until then."""
        return await self._look() > until_ms

    async def _watch(self) -> None:
        while True:
            await self._look()
            await asyncio.sleep(LOOKS_S)

    async def _look(self) -> int:
        """Takes what the beats since the beginning say; answers when the last of them was."""
        async with self.house.redis() as redis:
            beats = [orjson.loads(beat) for beat in (await redis.hgetall(self.house.keys.hubs)).values()]
        fresh = [beat for beat in beats if beat["at"] > self.since_ms]
        self.longest_ms = max((self.longest_ms, *(int(beat["lag_ms"]) for beat in fresh)))
        return max((int(beat["at"]) for beat in fresh), default=0)

    async def now_ms(self) -> int:
        async with self.house.redis() as redis:
            seconds, micros = await redis.time()
        return int(seconds * 1000 + micros // 1000)


async def has_no_ghosts(house: Campaign, idlers: list[Idler]) -> bool:
    """Everybody who is said to be there is with a hub that lives, once, and so is every agent."""
    async with house.redis() as redis:
        living = {hub for hub, beat in (await redis.hgetall(house.keys.hubs)).items() if orjson.loads(beat)["at"]}
        visitors = await redis.smembers(house.keys.visitors)
        agents = await redis.zrange(house.keys.presence, 0, -1)
        asking = redis.pipeline(transaction=False)
        for idler in idlers:
            asking.hget(house.keys.session(idler.session_id), "online")
        online = set(await asking.execute())
    return {hub_of(member) for member in (*visitors, *agents)} <= living and len(living) == 1 and online == {b"1"}


def hub_of(member: bytes) -> bytes:
    return member.rpartition(b"@")[2]


async def have_left(house: Campaign, idlers: list[Idler]) -> bool:
    gone = {idler.session_id for idler in idlers}
    async with house.redis() as redis:
        visitors = await redis.smembers(house.keys.visitors)
    return not any(member.decode().partition("|")[2].partition("@")[0] in gone for member in visitors)
