"""13: a thousand clients come and go, open conversations and end them; afterwards nothing is left of them."""

import asyncio
import contextlib
import random
import time
from typing import Any

import httpx2

from tests.faults.campaign import AT_ONCE, BUSY, HEAL_S, Campaign
from tests.faults.desk import ignore
from tests.faults.holdings import SLACK, Content, Processes, grown, read_content, read_processes
from tests.faults.scale import Scale
from tests.faults.socket import GoneError, Socket

CLIENTS = 1000
STAYS_S, AWAY_S, ARRIVES_S = (5.0, 25.0), (0.0, 3.0), 6.0
ARRIVING = 100
"""So many at once that the hubs open every connection to Redis that they may."""
ENDS = 0.05
"""Share of visits after which the conversation is over; the next one is opened by the same visitor or a new one."""
RETURNS = 0.5
FAILED = 0.25
"""Share of visits that may come to nothing: where other campaigns keep disk and processors busy, some time out."""
THERE = 0.8
HUBS_MB, ARCHIVERS_MB, REDIS_MB = 48, 32, 8
"""By how much memory may have grown, whether in a minute or in an hour: allocators keep some, and so do capped
streams."""
GONE_S = 90.0
"""The archiver looks every half minute for what has ended long ago."""


async def run(house: Campaign, scale: Scale) -> None:
    await churn(house, clients=CLIENTS, seconds=60)


async def churn(house: Campaign, clients: int, seconds: float) -> None:
    for person in house.people:
        person.quiet = True  # they stay, and what they leave behind is not counted
    await house.measure(lambda: is_at_rest(house), "the house is at rest before anybody comes")
    empty = await read_content(house)
    async with httpx2.AsyncClient(timeout=20, limits=httpx2.Limits(max_connections=AT_ONCE)) as http:
        crowd = Crowd(house, http, clients)
        await crowd.gather()
        await crowd.leave()
        await house.measure(lambda: is_at_rest(house), "the hubs have noticed that all have gone")
        warm = await read_processes(house)
        await crowd.come_and_go(seconds)
    await judge(house, crowd, empty, warm)
    for person in house.people:
        person.quiet = False


async def judge(house: Campaign, crowd: "Crowd", empty: Content, warm: Processes) -> None:
    await house.measure(lambda: is_at_rest(house), "the hubs have noticed that all have gone for good")
    await age(house)
    await house.measure(lambda: has_forgotten(house), "Redis has forgotten what has ended", GONE_S)
    content, processes = await read_content(house), await read_processes(house)
    house.faults += crowd.visits
    house.problems += [*grown(empty.counts, content.counts), *grown(warm.counts, processes.counts)]
    growth = {
        "hubs": (processes.hub_memory - warm.hub_memory, HUBS_MB),
        "archivers": (processes.archiver_memory - warm.archiver_memory, ARCHIVERS_MB),
        "Redis": (content.memory - empty.memory, REDIS_MB),
    }
    for name, (grew, allowed) in growth.items():
        house.expect(grew < allowed << 20, f"the memory of {name} grew by {grew >> 20} MB")
    house.expect(crowd.height >= THERE * len(crowd.guests), f"no more than {crowd.height} were there at once")
    house.expect(crowd.failed <= FAILED * crowd.visits, f"{crowd.failed} of {crowd.visits} visits came to nothing")
    memory = ", ".join(f"{name} {grew / 2**20:+.0f} MB" for name, (grew, _) in growth.items())
    visits = f"{crowd.visits} visits ({crowd.failed} timed out), {crowd.opened} conversations"
    house.notes.append(f"{visits}, up to {crowd.height} at once; {memory}")


async def is_at_rest(house: Campaign) -> bool:
    """Nobody but the house's own people is there, and the archive is done."""
    counts = (await read_processes(house)).counts
    async with house.redis() as redis:
        firehose = int(await redis.xlen(house.keys.firehose))
    return firehose <= SLACK and counts["hubs' sockets"] == len(house.people)


async def age(house: Campaign) -> None:
    """As a day later: what ended has ended long ago, and what Redis was told to forget is forgotten."""
    async with house.redis() as redis:
        if ended := await redis.zrange(house.keys.closed, 0, -1):
            await redis.zadd(house.keys.closed, dict.fromkeys(ended, 1))
        for kind in (house.keys.opening("*"), house.keys.visitor("*")):
            async for key in redis.scan_iter(kind, count=1000):
                if await redis.ttl(key) > 0:
                    await redis.expire(key, 0)


async def has_forgotten(house: Campaign) -> bool:
    async with house.redis() as redis:
        return int(await redis.zcard(house.keys.closed)) == 0


class Crowd:
    """Clients who come and go by themselves, each with a conversation of its own at a time."""

    def __init__(self, house: Campaign, http: httpx2.AsyncClient, number: int) -> None:
        self.house, self.http = house, http
        self.guests = [Guest(self, f"qua-{count}") for count in range(number)]
        self.here = self.height = self.visits = self.failed = self.opened = 0
        self.until = 0.0

    async def gather(self) -> None:
        """All of them are there together, and the hubs say so themselves."""
        gate = asyncio.Semaphore(ARRIVING)

        async def arrive(guest: "Guest") -> None:
            while guest.socket is None:
                with contextlib.suppress(GoneError, httpx2.HTTPError):
                    async with gate:
                        await guest.come()

        await asyncio.gather(*(guest.open() for guest in self.guests))
        await asyncio.gather(*(arrive(guest) for guest in self.guests))
        await self.house.measure(self._are_counted, f"the hubs count {len(self.guests)} clients")

    async def _are_counted(self) -> bool:
        counts = (await read_processes(self.house)).counts
        return counts["hubs' visitors"] >= len(self.guests)

    async def leave(self) -> None:
        await asyncio.gather(*(guest.go() for guest in self.guests))

    async def come_and_go(self, seconds: float) -> None:
        """In the end everybody's conversation is over."""
        self.height = 0
        self.until = time.monotonic() + seconds
        await asyncio.gather(*(guest.live() for guest in self.guests))


class Guest:
    def __init__(self, crowd: Crowd, name: str) -> None:
        self.crowd, self.name = crowd, name
        self.chance = random.Random(f"{crowd.house.seed} {name}")
        self.token = self.known = ""
        self.number = 0
        self.socket: Socket | None = None

    async def live(self) -> None:
        await asyncio.sleep(self.chance.uniform(0, ARRIVES_S))
        while (left := self.crowd.until - time.monotonic()) > 0:
            await self.visit(min(left, self.chance.uniform(*STAYS_S)))
            await asyncio.sleep(self.chance.uniform(*AWAY_S))
        end = time.monotonic() + HEAL_S
        while self.token and time.monotonic() < end:
            await self.visit(0)

    async def visit(self, seconds: float) -> None:
        """Reads, says something, types, stays, and is gone without a word, or ends the conversation first."""
        self.crowd.visits += 1
        try:
            socket = await self.come()
            await socket.ask("send", {"client_id": f"{self.chance.random()}", "text": "chào shop"})
            await socket.ask("typing", {"on": True})
            await asyncio.sleep(seconds)
            if self.chance.random() < ENDS or time.monotonic() >= self.crowd.until:
                await self.end(socket)
        except (GoneError, httpx2.HTTPError):
            self.crowd.failed += 1
        finally:
            await self.go()

    async def come(self) -> Socket:
        if not self.token:
            await self.open()
        url = self.chance.choice(self.crowd.house.urls())
        self.socket = await Socket.open(url, "/visitor", self.token, ignore)
        self.crowd.here += 1
        self.crowd.height = max(self.crowd.height, self.crowd.here)
        await self.socket.ask("resume", {"after": None})
        return self.socket

    async def go(self) -> None:
        if self.socket is not None:
            socket, self.socket = self.socket, None
            self.crowd.here -= 1
            await socket.close()

    async def open(self) -> None:
        """As the widget does, again under the same client_id while the answer is busy."""
        self.number += 1
        body: dict[str, Any] = {
            "form": {"name": self.name, "phone": "0912 345 678"},
            "client_id": f"{self.name}-{self.number}",
        }
        if self.known and self.chance.random() < RETURNS:
            body["visitor_token"] = self.known
        url = f"{self.chance.choice(self.crowd.house.urls())}/api/widget/sessions"
        answer = await self.crowd.http.post(url, json=body)
        while answer.status_code == BUSY:
            await asyncio.sleep(answer.json()["error"]["retry"] / 1000)
            answer = await self.crowd.http.post(url, json=body)
        assert answer.status_code == 200, answer.text
        self.token = self.known = answer.json()["token"]
        self.crowd.opened += 1

    async def end(self, socket: Socket) -> None:
        answer = await socket.ask("close", {})
        if answer["ok"]:
            self.token = ""
