import asyncio

import pytest
from redis.asyncio import Redis

from archiver.acts import LeaseLostError
from archiver.lease import Lease
from config.keys import Keys


async def test_one_leads_and_the_other_waits_for_it_to_give_up(redis: Redis, keys: Keys) -> None:
    first, second = Lease(redis, keys), Lease(redis, keys)
    assert await first.take()
    assert await first.take()
    assert not await second.take()
    waiting = asyncio.create_task(second.wait())
    await second.give_up()
    assert not await second.take(), "only the holder can give it up"
    await first.give_up()
    await asyncio.wait_for(waiting, 5)
    assert not await first.take()


async def test_a_leader_hears_that_it_was_overtaken(redis: Redis, keys: Keys) -> None:
    first, second = Lease(redis, keys), Lease(redis, keys)
    assert await first.take()
    keeping = asyncio.create_task(first.keep())
    await redis.delete(first.key)
    assert await second.take()
    with pytest.raises(LeaseLostError):
        await asyncio.wait_for(keeping, 5)


async def test_a_lease_ends_by_itself(redis: Redis, keys: Keys) -> None:
    assert await Lease(redis, keys).take()
    assert 0 < await redis.pttl(keys.lease("archiver")) <= 5_000


async def test_a_process_goes_on_after_its_own_former_term_but_never_back(redis: Redis, keys: Keys) -> None:
    former, later = Lease(redis, keys, "me", 9), Lease(redis, keys, "me", 10)
    assert await former.take()
    assert await later.take()
    assert not await former.take()
    assert await redis.get(later.key) == b"me/10"
