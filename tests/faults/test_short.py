"""The short cut of `make faults`: every kind of fault once, under a small load, with a ledger."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.faults import faults
from tests.faults.campaign import Campaign, campaign

SEED = 20261121
Fault = Callable[[Campaign], Awaitable[None]]
FAULTS: dict[str, Fault] = {
    "redis killed": lambda house: faults.kill_redis(house, 3, 1.5),
    "mongod gone": lambda house: faults.kill_mongo(house, 5),
    "archivers killed": lambda house: faults.kill_archivers(house, 4, 1),
    "hubs killed": lambda house: faults.kill_hubs(house, 2, 1.5),
    "hubs restarted": faults.restart_hubs,
    "redis paused": lambda house: faults.pause_redis(house, 4),
    "group destroyed": faults.destroy_group,
    "clients cut": lambda house: faults.cut_clients(house, 4, 0.7),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_nothing_is_lost_doubled_or_reordered(fault: str, tmp_path: Path) -> None:
    async with campaign(tmp_path, SEED) as house:
        await house.gather_people(visitors=12, agents=3, pace=0.15)
        await house.chat(60)
        await FAULTS[fault](house)
        await house.chat(60)
        verdict = await house.settle()
    assert verdict.problems == []
    assert verdict.acknowledged >= 120
