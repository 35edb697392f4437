"""14: the clocks of hubs and archivers are off by hours: order, leases and sign-ins don't mind."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx2

from deploy.local.process import Process
from tests.faults.campaign import Campaign
from tests.faults.items.archiver_off import reassign
from tests.faults.items.redis_killed import all_held, expiries_after_drain
from tests.faults.scale import Scale

CLOCKS = (5, -3, -7, 2)
"""Hours by which the two hubs and the two archivers are wrong."""
NEAR = timedelta(minutes=10)
TIME = re.compile(r"^\D{0,8}(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)", re.MULTILINE)


async def run(house: Campaign, scale: Scale) -> None:
    """The house was started with wrong clocks."""
    house.faults += sum(hours != 0 for hours in CLOCKS)
    await expect_wrong_clocks(house)
    await house.measure(house.all_here, "everybody is there", 20)
    await house.measure(lambda: all_held(house), "everybody has an agent", 20)
    before = await expiries_after_drain(house)
    await asyncio.sleep(scale.pick(90, 1))
    house.expect(await expiries_after_drain(house) == before, "a lease ended though its holder was there")
    house.expect(await house.agents[0].account.renew(), "a sign-in was not renewed")
    await reassign(house, house.agents[1])


async def expect_wrong_clocks(house: Campaign) -> None:
    """Else nothing is tried: a process dates its log by `datetime`, and a hub its answers by `time`."""
    for process, hours in zip((*house.hubs, *house.archivers), CLOCKS, strict=True):
        off = newest_line(process) - datetime.now(UTC)
        house.expect(abs(off - timedelta(hours=hours)) < NEAR, f"the datetime of {process.name} is off by {off}")
    for hub, hours in zip(house.hubs, CLOCKS, strict=False):
        async with httpx2.AsyncClient(timeout=5) as http:
            told = (await http.get(f"{hub.url}/readyz")).headers["date"]
        off = parsedate_to_datetime(told) - datetime.now(UTC)
        house.expect(abs(off - timedelta(hours=hours)) < NEAR, f"the time of {hub.name} is off by {off}")


def newest_line(process: Process) -> datetime:
    """When its log was written last, as it says itself; that was when it started, at the latest."""
    return datetime.fromisoformat(TIME.findall(process.log_text())[-1]).replace(tzinfo=UTC)
