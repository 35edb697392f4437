"""1: mongod is killed and gone. The live chat doesn't notice, and the archive is whole soon after its return."""

import asyncio
import time

import httpx2

from tests.faults.campaign import Campaign
from tests.faults.desk import give, ignore, seat
from tests.faults.scale import Scale
from tests.faults.socket import Socket

SLOWER_S = 0.05
"""What the p95 may grow by: two cores carry the load, its makers and the servers."""


async def run(house: Campaign, scale: Scale) -> None:
    await outage(house, scale.pick(120, 5), scale.within(10), scale.pick(SLOWER_S, 2.0))


async def run_long(house: Campaign, scale: Scale) -> None:
    """With little load, as over a night."""
    await outage(house, scale.pick(1200, 3), scale.within(60), scale.pick(SLOWER_S, 2.0))


async def outage(house: Campaign, seconds: float, within: float, slower_s: float) -> None:
    await asyncio.sleep(min(seconds / 4, 20))
    before = quantile(house, 0.0)
    began = time.monotonic()
    house.mongo_server.kill()
    house.faults += 1
    number = 0
    while time.monotonic() - began < seconds:
        number += 1
        await live_on(house, f"{seconds:.0f}s-{number}")
        await asyncio.sleep(min(5.0, seconds / 4))
    during = quantile(house, began)
    heads = await house.heads()
    await house.again(house.mongo_server)
    took = await house.heal(lambda: house.is_archived(heads), "the archive is complete again", within)
    house.notes.append(f"p95 {before * 1000:.0f} → {during * 1000:.0f} ms, archive after {took:.1f} s")
    house.expect(during <= 2 * before + slower_s, f"p95 went from {before:.3f} to {during:.3f} s")
    house.expect(await house.dead_letters() == 0, "a healthy event became a dead letter")


def quantile(house: Campaign, since: float, share: float = 0.95) -> float:
    """Of the acknowledgements' latencies since then, in s."""
    took = sorted(took for person in house.people for began, took in person.latencies if began >= since)
    return took[int(len(took) * share)] if took else 0.0


async def live_on(house: Campaign, name: str) -> None:
    """A conversation is opened, said something in, taken by another agent and ended; a sign-in is renewed."""
    url = house.urls()[len(name) % 2]
    try:
        opened = await house.open(f"giua-{name}", url)
    except (AssertionError, httpx2.HTTPError) as error:
        house.expect(False, f"no conversation could be opened: {error!r:.120}")
        return
    session_id = opened["session"]["id"]
    visitor = await Socket.open(url, "/visitor", opened["token"], ignore)
    said = await visitor.ask("send", {"client_id": "c", "text": "có ai không ạ?"})
    house.expect(said["ok"], f"a message was refused: {said}")
    first, second = (agent.account for agent in house.agents[:2])
    desk = await seat(first, url)
    fence = await give(house, session_id, first, desk)
    moved = await desk.ask("transfer", {"session_id": session_id, "fence": fence, "agent_id": second.agent_id})
    house.expect(moved["ok"], f"it could not be handed over: {moved}")
    closed = await visitor.ask("close", {})
    house.expect(closed["ok"], f"it could not be closed: {closed}")
    house.expect(await second.renew(), "a sign-in was not renewed")
    for socket in (visitor, desk):
        await socket.close()
