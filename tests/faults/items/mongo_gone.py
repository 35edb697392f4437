"""1: mongod is killed and gone. The live chat doesn't notice, and the archive is whole soon after its return."""

import asyncio
import time
from collections.abc import AsyncIterator

import httpx2

from tests.faults.campaign import Campaign
from tests.faults.desk import give, join, seat
from tests.faults.items.archiver_off import reassign
from tests.faults.latency import Quantiles, acknowledging, delivering
from tests.faults.ledger import Send
from tests.faults.scale import Scale
from tests.faults.socket import Socket
from tests.faults.staff import SignIn

SLOWER_S = (0.05, 0.15)
"""What p95 and p99 may grow by: two cores carry the load, its makers and the servers."""
PATIENT_S = (2.0, 4.0)
"""In the short cut, on a machine that is busy with something else."""
TURN_S = 5.0
AWAY_S = 300.0
"""How often an agent goes home in a long outage."""


async def run(house: Campaign, scale: Scale) -> None:
    await outage(house, scale.pick(120, 5), scale.within(10), scale.pick(SLOWER_S, PATIENT_S))


async def run_long(house: Campaign, scale: Scale) -> None:
    """With little load, as over a night."""
    await outage(house, scale.pick(1200, 3), scale.within(60), scale.pick(SLOWER_S, PATIENT_S))


async def outage(house: Campaign, seconds: float, within: float, slower_s: tuple[float, float]) -> None:
    leaver = house.agents[-1].name
    await house.measure(house.all_here, "everybody is there")
    began = time.monotonic()
    await asyncio.sleep(min(seconds / 4, 60))
    before = measure_waits(house, began, leaver)
    house.mongo_server.kill()
    house.faults += 1
    began = time.monotonic()
    async with asyncio.TaskGroup() as group:
        group.create_task(leave_and_return(house, seconds))
        async for number in turns(seconds):
            await live_on(house, f"{seconds:.0f}s-{number}")
    during = measure_waits(house, began, leaver)
    opened = list(house.ledger.openings)
    heads = await house.heads_of(opened)
    await house.again(house.mongo_server)

    async def is_complete() -> bool:
        return await house.is_archived_of(opened, heads)

    took = await house.heal(is_complete, "the archive is complete again", within)
    for what, (earlier, later) in zip(("acks", "pushes"), zip(before, during, strict=True), strict=True):
        house.notes.append(f"{what} p95/p99 {earlier} → {later} ms")
        house.expect(earlier.allows(later, *slower_s), f"{what} went from p95/p99 {earlier} to {later} ms")
    house.notes.append(f"archive after {took:.1f} s")
    house.expect(await house.dead_letters() == 0, "a healthy event became a dead letter")


def measure_waits(house: Campaign, since: float, leaver: str) -> tuple[Quantiles, Quantiles]:
    """For acks and for pushes; who goes home meanwhile waits for other reasons."""
    return acknowledging(house.ledger, since, {leaver}), delivering(house.ledger, since, {leaver})


async def turns(seconds: float) -> AsyncIterator[int]:
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        number += 1
        yield number
        await asyncio.sleep(min(TURN_S, seconds / 4))


async def leave_and_return(house: Campaign, seconds: float) -> None:
    """Nobody hands anything over: the hubs give an absent agent's conversations to others by themselves."""
    for away in range(max(1, int(seconds / AWAY_S))):
        await asyncio.sleep(AWAY_S / 2 if away else seconds / 20)
        await reassign(house, house.agents[-1])


async def live_on(house: Campaign, name: str) -> None:
    """A conversation is opened, talked in, taken by another agent and ended; a sign-in is renewed."""
    url = house.urls()[len(name) % 2]
    try:
        opened = await house.open(f"giua-{name}", url)
    except (AssertionError, httpx2.HTTPError) as error:
        house.expect(False, f"no conversation could be opened: {error!r:.120}")
        return
    session_id = opened["session"]["id"]
    visitor = await join(url, "/visitor", opened["token"])
    await say(house, visitor, Send(session_id, f"giua-{name}", f"hoi-{name}", "có ai không ạ?"))
    first, second = (agent.account for agent in house.agents[:2])
    desk = await seat(first, url)
    fence = await give(house, session_id, first, desk)
    await say(house, desk, Send(session_id, "giua", f"dap-{name}", "dạ có ạ", fence))
    moved = await desk.ask("transfer", {"session_id": session_id, "fence": fence, "agent_id": second.agent_id})
    house.expect(moved["ok"], f"it could not be handed over: {moved}")
    closed = await visitor.ask("close", {})
    house.expect(closed["ok"], f"it could not be closed: {closed}")
    house.ledger.end(session_id)
    await renew(house, first, desk)
    for socket in (visitor, desk):
        await socket.close()


async def say(house: Campaign, socket: Socket, send: Send) -> None:
    """Once: nothing is broken that a message would have to wait for."""
    house.ledger.enter(send)
    said = {"client_id": send.client_id, "text": send.text}
    answer = await socket.ask(
        "send", {**said, "session_id": send.session_id, "fence": send.fence} if send.fence else said
    )
    house.expect(answer["ok"], f"a message was refused: {answer}")
    send.seq, send.answered = answer.get("seq"), time.monotonic()


async def renew(house: Campaign, account: SignIn, desk: Socket) -> None:
    """The cookie gives a new access token, and the socket lives on with it."""
    house.expect(await account.renew(), "a sign-in was not renewed")
    told = await desk.ask("refresh", {"token": account.access})
    house.expect(told["ok"], f"a socket did not take its renewed token: {told}")
