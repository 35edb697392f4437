"""2: Redis is killed again and again, and loses the tail of its file: what it acknowledged, or what it says it lost."""

import asyncio
import random

from tests.faults.campaign import Campaign
from tests.faults.faults import kill, newest_append_file, shorten
from tests.faults.scale import Scale


async def run(house: Campaign, scale: Scale) -> None:
    chance = random.Random(house.seed)
    before = await expiries(house)
    for _ in range(scale.pick(50, 2)):
        await asyncio.sleep(chance.uniform(0.5, 2.5))
        await kill(house, house.redis_server)
    await house.heal(lambda: accepts(house), "sends are accepted again", scale.within(10))
    house.expect(await expiries(house) == before, "a lock was lost to a short outage")


async def run_cut(house: Campaign, scale: Scale) -> None:
    """Its last incremental file ends anywhere, also in the middle of an act."""
    chance = random.Random(house.seed + 1)
    for _ in range(scale.pick(20, 2)):
        await asyncio.sleep(chance.uniform(1.0, 3.0))
        house.redis_server.kill()
        house.faults += 1
        await asyncio.sleep(0.5)  # acks that are on their way arrive; Redis gives no more
        house.ledger.excuse(await house.archived_heads())
        shorten(newest_append_file(house.redis_server.data), chance.randint(1, 20_000))
        await house.again(house.redis_server)
        await house.heal(lambda: accepts(house), "sends are accepted again", scale.within(10))
    await house.heal(lambda: is_whole(house), "every log reaches its head", scale.within(10))
    house.notes.append(f"{sum(view.resets for view in house.ledger.views)} resets")


async def accepts(house: Campaign) -> bool:
    """Somebody's message was acknowledged just now."""
    before = house.acknowledged
    await asyncio.sleep(0.3)
    return house.acknowledged > before


async def expiries(house: Campaign) -> int:
    async with house.database() as database:
        return int(await database.messages.count_documents({"kind": "released", "data.why": "expired"}))


async def is_whole(house: Campaign) -> bool:
    """No half act: the newest entry of each log is its head, and its hash says the same."""
    async with house.redis() as redis:
        for visitor in house.visitors:
            async with redis.pipeline(transaction=True) as pipeline:
                pipeline.hget(house.keys.session(visitor.session_id), "head")
                pipeline.xrevrange(house.keys.log(visitor.session_id), count=1)
                head, newest = await pipeline.execute()
            if newest and int(newest[0][0].split(b"-")[0]) != int(head or 0):
                return False
    return True
