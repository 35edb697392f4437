"""3: archivers die every few seconds and at the worst moments, and one wakes up while another leads."""

import asyncio
import random
import sys
from typing import Any

from archiver.fold import fold, read_message
from archiver.lease import LEASE_MS
from archiver.rollups import summarize
from tests.faults.campaign import Campaign
from tests.faults.faults import kill, pause
from tests.faults.scale import Scale

POINTS = ("read", "write", "acknowledge")
TOTALS = ("opened", "closed", "messages")


async def run(house: Campaign, scale: Scale) -> None:
    chance = random.Random(house.seed)
    for number in range(scale.pick(100, 2)):
        await asyncio.sleep(scale.pick(chance.uniform(1, 5), 0.5))
        await kill(house, house.archivers[number % 2])
    for point in scale.pick(POINTS, POINTS[1:2]):
        await crash(house, point)
    for archiver in house.archivers[: scale.pick(2, 1)]:
        await pause(house, archiver, LEASE_MS / 1000 + 2)
    heads = await house.heads()
    await house.heal(lambda: house.is_archived(heads), "the archive has all of it", 60)


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


async def check(house: Campaign) -> None:
    """After the load: each conversation is what its messages fold into, and the roll-ups add up to them.

    Leases of those who have left still end meanwhile: what was written between two reads is read again.
    """
    async with house.database() as database:

        async def is_folded() -> bool:
            return all([await is_what_was_said(database, document) async for document in database.conversations.find()])

        async def add_up() -> bool:
            wanted = summarize([document async for document in database.conversations.find()])
            rollups = [rollup async for rollup in database.rollups.find()]
            return all(sum_up([r[name] for r in rollups]) == wanted[name] for name in TOTALS)

        await house.measure(house.nothing_pending, "nothing is pending")
        await house.measure(is_folded, "each conversation is what its messages say")
        await house.measure(add_up, "the roll-ups are right")


async def is_what_was_said(database: Any, document: dict[str, Any]) -> bool:
    messages = database.messages.find({"conversation_id": document["_id"]}).sort("seq")
    folded = fold(None, [read_message(message) async for message in messages])
    return folded == {field: value for field, value in document.items() if field != "revision"}


def sum_up(values: list[Any]) -> Any:
    """Numbers, or numbers by author, of several hours."""
    if not isinstance(values[0], dict):
        return sum(values)
    authors = {author for value in values for author in value}
    return {author: sum(value.get(author, 0) for value in values) for author in authors}
