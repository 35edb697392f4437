"""14: the clocks of hubs and archivers are off by hours: order, leases and sign-ins don't mind."""

import asyncio

from tests.faults.campaign import Campaign
from tests.faults.items.archiver_off import reassign
from tests.faults.items.redis_killed import all_held, expiries_after_drain
from tests.faults.scale import Scale

CLOCKS = (5, -3, -7, 2)
"""Hours by which the two hubs and the two archivers are wrong."""


async def run(house: Campaign, scale: Scale) -> None:
    """The house was started with wrong clocks."""
    house.faults += sum(hours != 0 for hours in CLOCKS)
    before = await expiries_after_drain(house)
    await house.measure(lambda: all_held(house), "everybody has an agent", 20)
    await asyncio.sleep(scale.pick(90, 1))
    house.expect(await expiries_after_drain(house) == before, "a lease ended though its holder was there")
    house.expect(await house.agents[0].account.renew(), "a sign-in was not renewed")
    await reassign(house, house.agents[1])
