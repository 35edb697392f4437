"""2: Redis is killed again and again, and loses the tail of its file: what it acknowledged, or what it says it lost."""

import asyncio
import random

from tests.faults.campaign import Campaign
from tests.faults.faults import kill, newest_append_file, shorten
from tests.faults.halves import find_halves
from tests.faults.scale import Scale

AGREES_S = 10.0


async def run(house: Campaign, scale: Scale) -> None:
    chance = random.Random(house.seed)
    await house.measure(lambda: all_held(house), "everybody has an agent", 20)
    locks, expired = await read_locks(house), await expiries_after_drain(house)
    for _ in range(scale.pick(50, 2)):
        await asyncio.sleep(chance.uniform(0.5, 2.5))
        await kill(house, house.redis_server)
    await house.heal(lambda: accepts(house), "sends are accepted again", scale.within(10))
    await expect_no_halves(house)
    house.expect(await expiries_after_drain(house) == expired, "a lock was lost to a short outage")
    moved = [place for place, lock in (await read_locks(house)).items() if lock != locks[place]]
    house.expect(not moved, f"locks moved in a short outage: {moved[:5]}")


async def run_cut(house: Campaign, scale: Scale) -> None:
    """Its last incremental file ends anywhere, also in the middle of an act."""
    chance = random.Random(house.seed + 1)
    lost = 0
    resets = sum(view.resets for view in house.ledger.views)
    with house.ledger.losing_tail():
        for _ in range(scale.pick(20, 2)):
            await asyncio.sleep(chance.uniform(1.0, 3.0))
            await cut_tail(house, chance.randint(1, 20_000))
            await house.heal(lambda: accepts(house), "sends are accepted again", scale.within(10))
            await expect_no_halves(house)
            lost += await hold_to_archive(house)
        heads = await house.heads()
        # Each agent watches every conversation again, one after the other: that takes its time on a busy machine.
        await house.measure(lambda: is_over(house, heads), "everybody has begun anew and reads on")
    resets = sum(view.resets for view in house.ledger.views) - resets
    house.notes.append(f"{lost} messages went with the tails, {resets} resets")


async def cut_tail(house: Campaign, bytes_off: int) -> None:
    house.redis_server.kill()
    house.faults += 1
    await asyncio.sleep(0.5)  # acks that are on their way arrive; Redis gives no more
    house.ledger.excuse(await house.archived_heads())
    shorten(newest_append_file(house.redis_server.data), bytes_off)
    await house.again(house.redis_server)
    await expect_no_halves(house)


async def hold_to_archive(house: Campaign) -> int:
    """Whatever is archived by now outlived this cut; how many messages did not."""
    heads = await house.heads()
    await house.measure(lambda: house.is_archived(heads), "the archive has what Redis kept")
    wanted = [send.client_id for send in house.ledger.sends if send.excused]
    async with house.database() as database:
        kept = {said["client_id"] async for said in database.messages.find({"client_id": {"$in": wanted}})}
    return house.ledger.hold_to(kept)


async def expect_no_halves(house: Campaign) -> None:
    """A half act stays one; that the hubs are just putting right who holds what is over soon."""
    halves: list[str] = []

    async def agrees() -> bool:
        halves[:] = await find_halves(house)
        return not halves

    await house.measure(agrees, "Redis agrees with itself", AGREES_S)
    house.expect(not halves, f"{len(halves)} half acts: {halves[:5]}")


async def accepts(house: Campaign) -> bool:
    """Somebody's message was acknowledged just now."""
    before = house.acknowledged
    await asyncio.sleep(0.3)
    return house.acknowledged > before


async def all_held(house: Campaign) -> bool:
    async with house.redis() as redis:
        return int(await redis.zcard(house.keys.waiting)) == 0


async def read_locks(house: Campaign) -> dict[str, tuple[bytes, bytes]]:
    """Holder and fence of each visitor's conversation."""
    async with house.redis() as redis:
        ids = [visitor.session_id for visitor in house.visitors]
        return {place: tuple(await redis.hmget(house.keys.session(place), "holder", "fence")) for place in ids}


async def expiries(house: Campaign) -> int:
    async with house.database() as database:
        return int(await database.messages.count_documents({"kind": "released", "data.why": "expired"}))


async def expiries_after_drain(house: Campaign) -> int:
    """Of the visitors' conversations, whose agents stay; all that were written by now, not only those that an archive
    which lags behind has heard of."""
    heads = await house.heads()
    await house.measure(lambda: house.is_archived(heads), "the archive is drained")
    expired = {"kind": "released", "data.why": "expired", "conversation_id": {"$in": list(heads)}}
    async with house.database() as database:
        return int(await database.messages.count_documents(expired))


async def is_over(house: Campaign, heads: dict[str, int]) -> bool:
    """Everybody has what there was after the last cut, and nobody need begin anew any more: no conversation is
    shorter than it was before."""
    async with house.redis() as redis:
        for visitor in house.visitors:
            head, rewound = await redis.hmget(house.keys.session(visitor.session_id), "head", "rewound")
            if rewound and int(rewound.split(b":")[1]) > int(head or 0):
                return False
    return await house.all_here() and await house.all_told(heads)
