"""Who looks on while things break: what is cut off the firehose must be archived, and the archive never goes back."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from pymongo.errors import PyMongoError
from redis.exceptions import RedisError

from config.tasks import end
from tests.faults.campaign import Campaign

PAGE = 5_000
Look = Callable[[], Awaitable[None]]
Place = tuple[int, ...]


@contextlib.asynccontextmanager
async def looking_on(every_s: float, *looks: Look) -> AsyncIterator[None]:
    """Each looks again and again, and once more at the end; servers that are away are looked at later."""

    async def look_on() -> None:
        while True:
            for look in looks:
                with contextlib.suppress(OSError, RedisError, PyMongoError):
                    await look()
            await asyncio.sleep(every_s)

    looking = asyncio.create_task(look_on(), name="witness")
    try:
        yield
    finally:
        broken = looking.done()
        await end([looking])
        if broken:
            looking.result()
    for look in looks:
        await look()


@dataclass
class Cuts:
    """Follows the firehose entry by entry; those that are gone must lie in the archive by then."""

    house: Campaign
    after: bytes = b"-"
    kept: deque[tuple[Place, str, int]] = field(default_factory=deque)
    newest: dict[str, int] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)
    gone: int = 0
    early: list[str] = field(default_factory=list)
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self) -> None:
        async with self.looking:
            await self.compare()

    async def compare(self) -> None:
        await self.follow()
        async with self.house.redis() as redis:
            first = await redis.xrange(self.house.keys.firehose, count=1)
        end = place_of(first[0][0]) if first else None
        gone = list(self.unseen)
        for place, session_id, seq in self.kept:
            if end is not None and place >= end:
                break
            gone.append(f"{session_id}/{seq}")
        await self.check(gone)
        for _ in range(len(gone) - len(self.unseen)):
            self.kept.popleft()
        self.unseen.clear()
        self.gone += len(gone)

    async def follow(self) -> None:
        """What came and went between two looks shows by its seq."""
        while True:
            async with self.house.redis() as redis:
                entries = await redis.xrange(self.house.keys.firehose, min=self.after, count=PAGE)
            for entry_id, fields in entries:
                session_id, seq = fields[b"s"].decode(), int(fields[b"n"])
                known = self.newest.get(session_id)
                self.unseen += [f"{session_id}/{n}" for n in range((known or seq) + 1, seq)]
                self.newest[session_id] = max(known or 0, seq)
                self.kept.append((place_of(entry_id), session_id, seq))
                self.after = b"(" + entry_id
            if len(entries) < PAGE:
                return

    async def check(self, names: list[str]) -> None:
        async with self.house.database() as database:
            found = {message["_id"] async for message in database.messages.find({"_id": {"$in": names}}, {"_id": 1})}
        self.early += [name for name in names if name not in found]

    def judge(self) -> None:
        self.house.expect(not self.early, f"{len(self.early)} were trimmed and not archived: {self.early[:5]}")


@dataclass
class Progress:
    """How far each conversation is folded, and how often it was written: neither ever falls."""

    house: Campaign
    known: dict[str, tuple[int, int]] = field(default_factory=dict)
    looks: int = 0
    fell: list[str] = field(default_factory=list)

    async def look(self) -> None:
        async with self.house.database() as database:
            found: list[dict[str, Any]] = [
                document async for document in database.conversations.find({}, {"applied": 1, "revision": 1})
            ]
        for document in found:
            now = (document["applied"], document["revision"])
            before = self.known.get(document["_id"], (0, 0))
            if now[0] < before[0] or now[1] < before[1]:
                self.fell.append(f"{document['_id']} from {before} to {now}")
            self.known[document["_id"]] = now
        self.looks += 1

    def judge(self) -> None:
        self.house.expect(not self.fell, f"conversations went back: {self.fell[:5]}")
        self.house.expect(self.looks > 1, "nobody looked at the archive meanwhile")


def place_of(entry_id: bytes) -> Place:
    return tuple(int(part) for part in entry_id.split(b"-"))
