import asyncio

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as AwayError

from archiver import leader
from archiver.lease import Lease
from archiver.status import Status
from config.clients import Database
from config.keys import Keys


async def test_a_leader_that_no_longer_trims_lets_go_of_its_lease_even_if_its_keeper_overhears_that(
    redis: Redis, keys: Keys, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would hold the lease for ever and do nothing with it."""
    keeping = asyncio.Event()

    async def keep(lease: Lease) -> None:
        overheard = False
        while True:
            assert await lease.take()
            keeping.set()
            try:
                await asyncio.sleep(0.1)
            except asyncio.CancelledError:
                if overheard:
                    raise
                overheard = True

    async def away(*_: object) -> int:
        await keeping.wait()
        raise AwayError

    monkeypatch.setattr(Lease, "keep", keep)
    monkeypatch.setattr(leader, "trim_firehose", away)
    async with asyncio.timeout(10):
        with pytest.raises(AwayError):
            await leader.Leader(redis, keys, database, Status()).lead()
    assert not await redis.exists(keys.lease("archiver"))
