"""The short cut of `make failover`: every part that leads fails once, while people write."""

from pathlib import Path

import pytest

from tests.contract.javascript_client import Driver
from tests.failover import failovers
from tests.failover.cluster import cluster
from tests.failover.talks import Talks
from tests.faults.campaign import Load

SEED = 20261121
LOAD = Load(visitors=9, agents=3, visitor_pace=0.3, agent_pace=0.2)


@pytest.mark.timeout(300)
async def test_with_wait_no_failover_loses_doubles_or_reorders_a_message(tmp_path: Path, driver: Driver) -> None:
    async with cluster(tmp_path, SEED, replicas=1) as house:
        await house.gather_people(LOAD)
        talks = Talks(house, driver)
        for fail in (failovers.fail_redis, failovers.fail_mongo, failovers.fail_hub):
            await house.chat(50)
            await fail(house)
        await house.chat(50)
        broken = await talks.end()
        verdict = await house.settle()
    assert [*house.problems, *verdict.problems, *broken] == []
    assert verdict.acknowledged >= 200
