"""The short cut of `make faults`: all of it in one house under a small load, and the ledger in the end."""

import time
from pathlib import Path

import pytest

from tests.faults.campaign import Load
from tests.faults.items import archiver_killed, choose, clocks
from tests.faults.scale import Scale
from tests.faults.wiring import Wiring, campaign

SEED = 20261121
LOAD = Load(visitors=12, agents=3, visitor_pace=0.3, agent_pace=0.2)
WIRING = Wiring({"ALO_LOCK_TTL_S": "8", "ALO_AGENT_GRACE_S": "2"}, clocks=clocks.CLOCKS, proxied=True)
LONG = ("1b", "4c")
"""A hub is passed by a cut no earlier than twenty seconds after its last beat."""
ALONE = ("13",)
"""What is left of those who come and go is counted in a house of its own: test_churn.py."""


@pytest.mark.timeout(600)
async def test_nothing_is_lost_doubled_or_reordered_whatever_breaks(tmp_path: Path) -> None:
    async with campaign(tmp_path, SEED, WIRING) as house:
        await house.gather_people(LOAD)
        await house.chat(50)
        began = time.monotonic()
        for item in choose(set()):
            if item.label not in (*LONG, *ALONE):
                await item.run(house, Scale(full=False))
                await house.chat(20)
                print(f"{item.label} {item.name}: {time.monotonic() - began:.0f} s, {house.problems}", flush=True)
        verdict = await house.settle()
        await archiver_killed.check(house)
    assert [*house.problems, *verdict.problems] == []
    assert verdict.acknowledged > 500
