"""4: without archivers nothing is trimmed and hubs go on; a lost consumer group and a hub asleep past a cut heal."""

import asyncio
import time
from functools import partial

from config.keys import GROUP
from tests.faults.campaign import Campaign
from tests.faults.people import Agent, Visitor
from tests.faults.scale import Scale
from tests.faults.witness import Cuts, looking_on, place_of

LOOK_S = 1.0
AWAY_S = 45.0
"""How often somebody goes home."""


async def run(house: Campaign, scale: Scale) -> None:
    for archiver in house.archivers:
        await asyncio.to_thread(archiver.stop)
    house.faults += 1
    cuts = Cuts(house)
    async with looking_on(LOOK_S, cuts.look):
        await live_on(house, scale.pick(600, 2))
        await cuts.look()
        house.expect(cuts.gone == 0, f"{cuts.gone} entries were trimmed without an archiver")
        heads = await house.heads()
        for archiver in house.archivers:
            await house.again(archiver)
        await house.heal(lambda: house.is_archived(heads), "the archive has caught up", 60)
        if scale.full:
            await house.measure(lambda: trims_again(cuts), "the firehose is trimmed again")
    cuts.judge()
    house.notes.append(f"{len(cuts.newest)} conversations' {cuts.gone} entries trimmed, all archived before")


async def live_on(house: Campaign, seconds: float) -> None:
    """One agent after the other goes home and comes back."""
    end, number = time.monotonic() + seconds, 0
    while number == 0 or time.monotonic() < end:
        await asyncio.sleep(min(seconds / 2, AWAY_S))
        await reassign(house, house.agents[number % len(house.agents)])
        number += 1


async def trims_again(cuts: Cuts) -> bool:
    await cuts.look()
    return cuts.gone > 0


async def reassign(house: Campaign, agent: Agent) -> None:
    """An agent goes home: the others get the conversations, by themselves, once the grace is over."""
    agent.stopping = True
    if agent.socket is not None:
        await agent.socket.close()
    async with house.redis() as redis:
        held = [member.decode() for member in await redis.smembers(house.keys.held(agent.agent_id))]

    async def are_others() -> bool:
        async with house.redis() as redis:
            left = int(await redis.scard(house.keys.held(agent.agent_id)))
            states = [await redis.hmget(house.keys.session(session), "status", "holder") for session in held]
        own = agent.agent_id.encode()
        return left == 0 and all(status == b"closed" or holder not in (None, b"", own) for status, holder in states)

    await house.measure(are_others, "the conversations of an agent who left go to others", 30)
    # What was not answered when it left is sent under the lost lock on its return.
    house.ledger.allow_refusals(agent.name, "lock_lost")
    agent.stopping = False
    house.tasks.append(asyncio.create_task(agent.run(), name=agent.name))


async def run_group(house: Campaign, scale: Scale) -> None:
    """The consumer group is destroyed under load."""
    for _ in range(scale.pick(5, 1)):
        async with house.redis() as redis:
            await redis.xgroup_destroy(house.keys.firehose, GROUP)
        house.faults += 1
        await house.heal(partial(is_back, house, await house.heads()), "the consumer group is back", scale.within(5))
        await asyncio.sleep(scale.pick(5, 0))


async def is_back(house: Campaign, heads: dict[str, int]) -> bool:
    async with house.redis() as redis:
        groups = await redis.xinfo_groups(house.keys.firehose)
    return any(group["name"] == GROUP.encode() for group in groups) and await house.is_archived(heads)


async def run_asleep(house: Campaign, _scale: Scale) -> None:
    """A hub sleeps until the firehose has been cut beyond what it has read; its sockets stay with it."""
    hub = house.hubs[0]
    sleepers = bind_readers(house, [hub.url])
    await asyncio.sleep(2)
    position = await last_cut(house)
    hub.pause()
    house.faults += 1
    stood = (await house.heads(),)

    async def was_passed() -> bool:
        async with house.redis() as redis:
            places = [place.partition(b":")[2] for place in (await redis.hgetall(house.keys.tails)).values()]
        return (await last_cut(house)) > max(position, min(place_of(place) for place in places))

    await house.measure(was_passed, "the firehose is trimmed past a sleeping hub", 120)
    heads = await house.heads()
    house.expect(heads != stood[0], "the load stood still")
    hub.resume()
    await house.heal(lambda: have(sleepers, heads), "the clients of a hub that slept have everything", 20)


def bind_readers(house: Campaign, urls: list[str]) -> list[Visitor]:
    """Second devices of all visitors, which only read, on the given hubs."""
    readers = [
        Visitor(f"{visitor.name}-2", house.ledger, lambda: urls, house.seed, visitor.opened, 0.2)
        for visitor in house.visitors
    ]
    for reader in readers:
        reader.quiet = True
    house.people += readers
    house.tasks += [asyncio.create_task(reader.run(), name=reader.name) for reader in readers]
    return readers


async def have(readers: list[Visitor], heads: dict[str, int]) -> bool:
    return all(reader.view.after >= heads[reader.session_id] for reader in readers)


async def last_cut(house: Campaign) -> tuple[int, ...]:
    async with house.redis() as redis:
        return place_of(await redis.get(house.keys.trimmed) or b"0-0")
