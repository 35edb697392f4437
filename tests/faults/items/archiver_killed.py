"""3: archivers die every few seconds and at the worst moments, and one wakes up while another leads."""

import asyncio
import random
import sys
from collections import defaultdict
from typing import Any

import orjson

from archiver.fold import fold, read_message
from archiver.lease import LEASE_MS
from archiver.rollups import name_hour, summarize
from config.keys import GROUP
from deploy.local.services import Archiver
from tests.faults.campaign import Campaign
from tests.faults.faults import kill
from tests.faults.scale import Scale
from tests.faults.witness import Cuts, Progress, looking_on, place_of

POINTS = ("read", "write", "acknowledge")
ASLEEP_S = LEASE_MS / 1000 + 2
ACKNOWLEDGED_S = 60.0
LOOK_S = 0.3


async def run(house: Campaign, scale: Scale) -> None:
    chance = random.Random(house.seed)
    progress, cuts = Progress(house), Cuts(house)
    async with looking_on(LOOK_S, progress.look, cuts.look):
        for number in range(scale.pick(100, 2)):
            await asyncio.sleep(scale.pick(chance.uniform(1, 5), 0.5))
            await kill(house, house.archivers[number % 2])
        for point in scale.pick(POINTS, POINTS[1:2]):
            await crash(house, point)
        for _ in range(scale.pick(2, 1)):
            await wake_late(house)
        await house.heal(await everything_so_far(house), "all of it is acknowledged", ACKNOWLEDGED_S)
    progress.judge()
    cuts.judge()


async def crash(house: Campaign, point: str) -> None:
    """Lets one alone lead that dies at that point; sound ones find what it left."""
    crashing, other = house.archivers
    for archiver in house.archivers:
        await asyncio.to_thread(archiver.stop)
    sound, crashing.command = crashing.command, [sys.executable, "-m", "tests.faults.crashing", point]
    crashing.spawn()
    house.faults += 1

    async def died() -> bool:
        return not crashing.running

    await house.measure(died, f"an archiver crashes at {point}", 30)
    crashing.command = sound
    for archiver in (other, crashing):
        await house.again(archiver)


async def wake_late(house: Campaign) -> None:
    """The one that leads is stopped past its lease and woken while the other leads."""
    asleep = await find_leader(house)
    other = next(archiver for archiver in house.archivers if archiver is not asleep)
    await house.measure(lambda: says(house, asleep, leads=True), "who holds the lease says so", 10)
    began = asyncio.get_running_loop().time()
    asleep.pause()
    house.faults += 1
    try:
        await house.measure(lambda: leads(house, other), "the other one leads", ASLEEP_S + LEASE_MS / 1000)
        await asyncio.sleep(max(0.0, ASLEEP_S - (asyncio.get_running_loop().time() - began)))
        house.expect(await leads(house, other), "nobody else led when a leader woke up")
    finally:
        asleep.resume()

    await house.measure(lambda: says(house, asleep, leads=False), "a leader that woke up finds its lease lost", 10)
    house.expect(await leads(house, other), "a leader that woke up leads again")


async def find_leader(house: Campaign) -> Archiver:
    leader = house.archivers[0]

    async def one_leads() -> bool:
        nonlocal leader
        for archiver in house.archivers:
            if await leads(house, archiver):
                leader = archiver
                return True
        return False

    await house.measure(one_leads, "an archiver leads", 2 * LEASE_MS / 1000)
    return leader


async def leads(house: Campaign, archiver: Archiver) -> bool:
    """Whose lease it is, by the process in its holder's name."""
    async with house.redis() as redis:
        holder = (await redis.get(house.keys.lease("archiver")) or b"").decode()
    return f":{archiver.pid}:" in holder


async def says(house: Campaign, archiver: Archiver, *, leads: bool) -> bool:
    """What it tells of itself, in the beats that it sends once a second."""
    async with house.redis() as redis:
        beats = await redis.hgetall(house.keys.archivers)
    return any(
        orjson.loads(beat)["leads"] is leads for name, beat in beats.items() if f":{archiver.pid}:".encode() in name
    )


async def everything_so_far(house: Campaign) -> Any:
    """The condition that what the firehose has by now is archived and acknowledged."""
    heads = await house.heads()
    async with house.redis() as redis:
        newest = place_of((await redis.xinfo_stream(house.keys.firehose))["last-generated-id"])

    async def is_acknowledged() -> bool:
        async with house.redis() as redis:
            oldest = (await redis.xpending(house.keys.firehose, GROUP))["min"]
        return (oldest is None or place_of(oldest) > newest) and await house.is_archived(heads)

    return is_acknowledged


async def check(house: Campaign) -> None:
    """After the load: each conversation is what its messages fold into, and each roll-up what its conversations are.

    Leases of those who have left still end meanwhile: what was written between two reads is read again.
    """
    async with house.database() as database:
        wrong: list[str] = []

        async def is_folded() -> bool:
            wrong[:] = [
                document["_id"]
                async for document in database.conversations.find()
                if without(document, "revision") != await fold_again(database, document["_id"])
            ]
            return not wrong

        async def add_up() -> bool:
            wanted = await roll_up(database)
            counted = {rollup["_id"]: without(rollup, "_id", "at") async for rollup in database.rollups.find()}
            wrong[:] = [hour for hour in wanted.keys() | counted.keys() if wanted.get(hour) != counted.get(hour)]
            return not wrong

        await house.measure(house.nothing_pending, "nothing is pending")
        await house.measure(is_folded, "each conversation is what its messages say")
        house.expect(not wrong, f"conversations that are not what was said in them: {wrong[:5]}")
        await house.measure(add_up, "the roll-ups are right")
        house.expect(not wrong, f"roll-ups that are not what their hour's conversations say: {wrong[:5]}")


def without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in names}


async def fold_again(database: Any, session_id: str) -> dict[str, Any] | None:
    messages = database.messages.find({"conversation_id": session_id}).sort("seq")
    folded: dict[str, Any] | None = fold(None, [read_message(message) async for message in messages])
    return folded


async def roll_up(database: Any) -> dict[str, dict[str, Any]]:
    """Every hour's figures anew, from conversations that are folded anew from their messages."""
    hours: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for session_id in await database.messages.distinct("conversation_id"):
        folded = await fold_again(database, session_id)
        if folded is not None:
            hours[name_hour(folded["opened_at"])].append(folded)
    return {hour: summarize(conversations) for hour, conversations in hours.items()}
