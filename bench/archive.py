"""How fast an archiver catches up with a backlog, into months of history with every index of the search."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from bench.alo import Alo
from bench.grounds import Grounds
from bench.history import make_text
from bench.processor import Meter
from bench.rival import Rivals
from bench.rounds import Figures, Part, Taken, run_rounds
from config.clients import Database, connect_mongo, connect_redis
from config.ids import new_id
from config.tasks import end
from deploy.local.process import ProcessError
from deploy.local.services import Archiver
from hub.live.live import Live
from hub.live.sessions import Opening, Writer
from web.history import MongoHistory

AT_ONCE = 12
"""Fewer than there are connections to Redis in a process."""
PATIENCE_S = 300


@dataclass(frozen=True)
class Size:
    rounds: int = 3
    conversations: int = 200_000
    messages: int = 1_000_000
    sessions: int = 2_000
    backlog: int = 60_000


class Backlog(Alo):
    """No hub: acts write into Redis, and one archiver is started when they are done."""

    name, about = "Alo", "one archiver"

    @property
    def database(self) -> str:
        return self.grounds.history

    def start(self) -> None:
        self.name_workspace()


async def write(rival: Backlog, size: Size) -> int:
    """Conversations with their messages, as hubs write them; how many events that made.

    The firehose may have more: what a former round left open in the archive is restored, and is nothing new there.
    """
    chance = random.Random(5)
    async with living(rival) as live:
        gate = asyncio.Semaphore(AT_ONCE)

        async def talk(number: int, messages: int) -> None:
            visitor = {"id": new_id(), "name": f"Nguyễn Văn Đức {number}", "phone": f"09{number:08d}", "address": ""}
            details = {**visitor, "lang": "vi", "ip": "", "user_agent": "", "page": None, "referrer": ""}
            async with gate:
                opened = await live.open(Opening(details, {"name": visitor["name"]}, None, None, ""))
                writer = Writer.of("visitor", opened.visitor_id, visitor["name"])
                for count in range(messages):
                    await live.sessions.send(opened.session_id, writer, f"c{count}", make_text(chance))

        each = size.backlog // size.sessions
        await asyncio.gather(*(talk(number, each) for number in range(size.sessions)))
        return size.sessions * (1 + each)


@contextlib.asynccontextmanager
async def living(rival: Backlog) -> AsyncIterator[Live]:
    settings = rival.settings
    redis, database = connect_redis(settings), connect_mongo(settings)
    live = Live(settings, redis, MongoHistory(database))
    serving = asyncio.create_task(live.acts.serve())
    try:
        await live.acts.ready.wait()
        yield live
    finally:
        await end([serving])
        database.client.close()
        await redis.aclose()


async def drain(rival: Backlog, events: int) -> Figures:
    """From the first event that has arrived in MongoDB to the last, as the number of documents tells."""
    database = connect_mongo(rival.settings)
    before = await database.messages.estimated_document_count()
    archiver = rival.processes["archiver"] = Archiver(rival.environment, log=rival.grounds.folder / "archiver.log")
    archiver.spawn()
    first, began = await arrived(database, before, 1), time.perf_counter()
    meter = Meter.start(rival.pids)
    last = await arrived(database, before, events)
    took = time.perf_counter() - began
    database.client.close()
    done = max(1, last - first)  # a backlog of one batch, as in the tests, arrives at once
    return {"events_s": done / took, **{f"{name}_us": 1e6 * used / done for name, used in meter.used().items()}}


async def arrived(database: Database, before: int, wanted: int) -> int:
    late = time.monotonic() + PATIENCE_S
    while time.monotonic() < late:
        count = await database.messages.estimated_document_count() - before
        if count >= wanted:
            return int(count)
        await asyncio.sleep(0.01)
    raise ProcessError(f"not {wanted} events were archived within {PATIENCE_S} s")


def measure(rival: Backlog, size: Size) -> Figures:
    events = asyncio.run(write(rival, size))
    return asyncio.run(drain(rival, events))


def run(grounds: Grounds, size: Size, _rivals: Rivals) -> Taken:
    grounds.build_history(size.conversations, size.messages)
    return run_rounds(grounds, (Backlog,), size.rounds, lambda rival: measure(rival, size))


PART = Part(
    "archive",
    "a backlog of 62,000 events into a collection of 1,000,000 messages with every index, journaled",
    run,
    {
        "full": Size(),
        "quick": Size(1, 20_000, 100_000, 500, 15_000),
        "tiny": Size(1, 50, 200, 10, 50),
    },
    (),
)
