"""Who is there, by sockets that come and go, hubs that die, and acts that are lost on the way."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from config.clients import Database
from config.errors import ChatError
from config.ids import new_id
from config.tasks import end
from hub.live.live import Live
from hub.live.presence import Presence
from hub.sweeper import Sweeper
from tests.hub.archive import archive, forget
from tests.hub.conftest import Floor, running


async def is_online(floor: Floor, session_id: str) -> bool:
    summary = await floor.live.sessions.summary(session_id)
    assert summary is not None
    return summary["visitor_online"]


@contextlib.asynccontextmanager
async def seeing_off(there: Presence) -> AsyncIterator[None]:
    """With a grace of a second."""
    there.settings = there.settings.model_copy(update={"visitor_grace_s": 1})
    task = asyncio.create_task(there.see_off())
    try:
        yield
    finally:
        await end([task])


async def counted(there: Presence, wanted: int) -> None:
    async with asyncio.timeout(10):
        while there.visitors.total() != wanted:
            await asyncio.sleep(0.01)


async def online_agents(floor: Floor) -> set[str]:
    return {card["name"] for card in await floor.live.cards() if card["online"]}


async def test_an_agent_with_two_tabs_is_there_until_the_last_one_closes(floor: Floor) -> None:
    await floor.arrive("Lan", "Lan")
    await floor.leave("Lan")
    assert await online_agents(floor) == {"Lan"}
    await floor.leave("Lan")
    assert await online_agents(floor) == set()


async def test_a_visitor_with_tabs_on_two_hubs_is_there_until_the_last_one_closes(floor: Floor) -> None:
    visitor_id = new_id()
    session_id = await floor.open(visitor_id=visitor_id)
    async with running(Live(floor.live.settings, floor.live.redis, floor.live.history)) as other:
        await floor.live.presence.visitor_joins(visitor_id, session_id)
        await other.presence.visitor_joins(visitor_id, session_id)
        await floor.live.presence.visitor_leaves(visitor_id, session_id)
        assert await is_online(floor, session_id)
        await other.presence.visitor_leaves(visitor_id, session_id)
        assert not await is_online(floor, session_id)


async def test_a_visitor_who_goes_to_another_page_never_was_away(floor: Floor) -> None:
    visitor_id, there = new_id(), floor.live.presence
    session_id = await floor.open(visitor_id=visitor_id)
    await there.visitor_joins(visitor_id, session_id)
    signals = await floor.live.redis.xlen(floor.live.keys.signals)
    async with seeing_off(there):
        there.visitor_goes(visitor_id, session_id)
        await there.visitor_joins(visitor_id, session_id)
        await counted(there, 1)
    assert await is_online(floor, session_id)
    assert await floor.live.redis.xlen(floor.live.keys.signals) == signals


async def test_a_visitor_turns_a_page_of_a_conversation_that_has_left_redis(floor: Floor, mongo: Database) -> None:
    visitor_id, there = new_id(), floor.live.presence
    session_id = await floor.open(visitor_id=visitor_id)
    await there.visitor_joins(visitor_id, session_id)
    await archive(floor, mongo, session_id)
    await forget(floor, session_id)
    there.visitor_goes(visitor_id, session_id)
    visitor = await floor.live.sessions.visitor(session_id)
    assert visitor is not None
    assert (visitor["id"], visitor["name"]) == (visitor_id, "Nguyễn Văn Đức")
    await there.visitor_joins(visitor_id, session_id)
    assert await is_online(floor, session_id)
    assert await floor.live.sessions.visitor(new_id()) is None


async def test_a_visitor_who_stays_away_has_left_a_moment_later(floor: Floor) -> None:
    visitors, there = [new_id() for _ in range(3)], floor.live.presence
    sessions = [await floor.open(visitor_id=visitor_id) for visitor_id in visitors]
    async with seeing_off(there):
        for visitor_id, session_id in zip(visitors, sessions, strict=True):
            await there.visitor_joins(visitor_id, session_id)
            there.visitor_goes(visitor_id, session_id)
        assert all([await is_online(floor, session_id) for session_id in sessions])
        await counted(there, 0)
        # One whose leaving Redis does not hear of is counted down, and holds up nobody behind it.
        await there.visitor_joins(visitors[0], sessions[0])
        floor.live.acts.ready.clear()
        there.visitor_goes(visitors[0], sessions[0])
        await counted(there, 0)
        floor.live.acts.ready.set()
        await there.visitor_joins(visitors[1], sessions[1])
        there.visitor_goes(visitors[1], sessions[1])
        await counted(there, 0)
    async with asyncio.timeout(5):
        while await is_online(floor, sessions[1]):
            await asyncio.sleep(0.01)
    assert await is_online(floor, sessions[0])
    await floor.live.prepare()
    await there.beat({"sockets": 0}, "0-0")
    assert [await is_online(floor, session_id) for session_id in sessions] == [False] * 3


async def test_who_lingers_has_left_with_a_hub_that_stops(floor: Floor) -> None:
    visitor_id = new_id()
    session_id = await floor.open(visitor_id=visitor_id)
    async with running(Live(floor.live.settings, floor.live.redis, floor.live.history)) as other:
        await other.presence.beat({"sockets": 1}, "0-0")
        await other.presence.visitor_joins(visitor_id, session_id)
        other.presence.visitor_goes(visitor_id, session_id)
        assert await is_online(floor, session_id)
        await other.presence.leave()
    assert not await is_online(floor, session_id)


async def test_the_lease_of_an_agent_who_went_to_another_hub_is_not_shortened(floor: Floor) -> None:
    await floor.arrive("Lan")
    session_id, lan = await floor.open(), floor.agents["Lan"]
    before = await floor.live.redis.zscore(floor.live.keys.leases, session_id)
    async with running(Live(floor.live.settings, floor.live.redis, floor.live.history)) as other:
        await other.presence.agent_joins(lan)
        await floor.leave("Lan")
        await floor.live.locks.shorten(session_id, lan)
        assert await floor.live.redis.zscore(floor.live.keys.leases, session_id) >= before


async def test_a_dead_hub_takes_its_visitors_with_it_even_if_the_sweep_is_cut_short(floor: Floor) -> None:
    visitor_id, keys = new_id(), floor.live.keys
    session_id = await floor.open(visitor_id=visitor_id)
    async with running(Live(floor.live.settings, floor.live.redis, floor.live.history)) as other:
        await other.presence.beat({"sockets": 1}, "0-0")
        await other.presence.visitor_joins(visitor_id, session_id)
        await floor.live.redis.hset(keys.hubs, other.hub, '{"at":1,"sockets":1}')
        gone = await floor.live.acts.run(
            "hub_sweep", [keys.hubs, keys.tails, keys.presence, keys.signals], [20_000, 60_000, 15_000, 100]
        )
        assert gone == [other.hub]
        assert await is_online(floor, session_id)
        await Sweeper(floor.live).sweep()
        assert not await is_online(floor, session_id)
        assert await floor.live.redis.hget(keys.hubs, other.hub) is None
        await other.presence.beat({"sockets": 1}, "0-0")
        assert await is_online(floor, session_id)


async def test_a_socket_that_was_refused_on_its_way_in_is_not_counted(floor: Floor) -> None:
    visitor_id = new_id()
    session_id = await floor.open(visitor_id=visitor_id)
    floor.live.acts.ready.clear()
    with pytest.raises(ChatError, match="busy"):
        await floor.arrive("Lan")
    with pytest.raises(ChatError, match="busy"):
        await floor.live.presence.visitor_joins(visitor_id, session_id)
    floor.live.acts.ready.set()
    assert not floor.live.presence.agents
    assert not floor.live.presence.visitors
    await floor.live.presence.beat({"sockets": 0}, "0-0")
    assert await online_agents(floor) == set()


async def test_a_visitor_whose_leaving_was_lost_is_gone_after_the_next_beat(floor: Floor) -> None:
    visitor_id = new_id()
    session_id = await floor.open(visitor_id=visitor_id)
    await floor.live.presence.beat({"sockets": 1}, "0-0")
    await floor.live.presence.visitor_joins(visitor_id, session_id)
    floor.live.acts.ready.clear()
    with pytest.raises(ChatError, match="busy"):
        await floor.live.presence.visitor_leaves(visitor_id, session_id)
    floor.live.acts.ready.set()
    await floor.live.prepare()
    await floor.live.presence.beat({"sockets": 0}, "0-0")
    assert not await is_online(floor, session_id)


async def test_unread_counts_messages_whatever_the_form_says(floor: Floor) -> None:
    await floor.arrive("Lan")
    visitor_id = new_id()
    session_id = await floor.open(text="một", visitor_id=visitor_id)
    log, entries = floor.live.keys.log(session_id), await floor.live.redis.xrange(floor.live.keys.log(session_id))
    assert b'"kind":"opened"' in entries[0][1][b"e"]
    tricky = entries[0][1][b"e"].replace(b'"form":{', b'"form":{"kind":"message",')
    await floor.live.redis.delete(log)
    for entry_id, fields in [(entries[0][0], {b"e": tricky}), *entries[1:]]:
        await floor.live.redis.xadd(log, fields, id=entry_id)
    await floor.live.receipts.move_seen(session_id, "agent", floor.agents["Lan"], 2, 0)
    summary = await floor.live.sessions.summary(session_id)
    assert summary is not None
    assert summary["unread"] == 1


async def test_watermarks_stop_at_the_head_and_never_go_back(floor: Floor) -> None:
    await floor.arrive("Lan")
    session_id, lan = await floor.open(), floor.agents["Lan"]
    for delivered, read in ((99, 2), (1, 1), (0, 0)):
        await floor.live.receipts.move_seen(session_id, "agent", lan, delivered, read)
    await floor.live.receipts.move_seen(session_id, "agent", floor.agents["Minh"], 3, 3)
    summary = await floor.live.sessions.summary(session_id)
    assert summary is not None
    assert summary["seen"]["agent"] == {"delivered": 3, "read": 2}
    assert summary["seen"]["visitor"] == {"delivered": 0, "read": 0}
    assert summary["unread"] == 0


async def test_hubs_that_stop_leave_nobody_behind(floor: Floor) -> None:
    visitor_id = new_id()
    session_id = await floor.open(visitor_id=visitor_id)
    async with running(Live(floor.live.settings, floor.live.redis, floor.live.history)) as other:
        await other.presence.beat({"sockets": 2}, "0-0")
        await asyncio.gather(
            other.presence.agent_joins(floor.agents["Lan"]), other.presence.visitor_joins(visitor_id, session_id)
        )
        await other.presence.leave()
    assert await online_agents(floor) == set()
    assert not await is_online(floor, session_id)
    assert await floor.live.redis.hgetall(floor.live.keys.hubs) == {}


async def test_a_hub_with_thousands_of_visitors_stops_in_time(floor: Floor) -> None:
    session_id = await floor.open()
    async with running(Live(floor.live.settings, floor.live.redis, floor.live.history)) as other:
        await other.presence.beat({"sockets": 1}, "0-0")
        visitors = [(new_id(), session_id) for _ in range(5_000)]
        for first in range(0, len(visitors), 500):
            await asyncio.gather(*(other.presence.visitor_joins(*one) for one in visitors[first : first + 500]))
        async with asyncio.timeout(3):
            await other.presence.leave()
    assert await floor.live.redis.scard(floor.live.keys.visitors) == 0
    assert await floor.live.redis.hgetall(floor.live.keys.hubs) == {}


async def test_a_leaving_that_redis_refuses_is_told_again_by_the_next_beat(floor: Floor) -> None:
    there, keys, redis = floor.live.presence, floor.live.keys, floor.live.redis
    visitor_id = new_id()
    session_id = await floor.open(visitor_id=visitor_id)
    await there.beat({"sockets": 0}, "0-0")
    await there.visitor_joins(visitor_id, session_id)
    await redis.rename(keys.visitors, keys.visitors + ":aside")
    await redis.set(keys.visitors, "no set")
    async with seeing_off(there):
        there.visitor_goes(visitor_id, session_id)
        await counted(there, 0)
        async with asyncio.timeout(5):
            while not there.doubtful:
                await asyncio.sleep(0.01)
    await redis.rename(keys.visitors + ":aside", keys.visitors)
    await there.beat({"sockets": 0}, "0-0")
    assert not await is_online(floor, session_id)
