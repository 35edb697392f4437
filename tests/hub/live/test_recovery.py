"""Redis that came back older than the archive, and conversations whose keys have left it."""

import orjson
import pytest
from redis.asyncio import Redis

from config.clients import Database, connect_mongo
from config.errors import ChatError
from config.ids import new_id
from config.settings import Settings
from hub.live.live import Live
from hub.live.recovery import free_strangers, raise_to_archive
from hub.live.sessions import Writer
from hub.sweeper import Sweeper
from tests.hub.archive import archive, forget, keep, put_back
from tests.hub.conftest import Floor
from web.history import MongoHistory

VISITOR = Writer.of("visitor", "visitor", "Khách")


async def recover(floor: Floor) -> int:
    live = floor.live
    raised = await raise_to_archive(live.redis, live.keys, live.settings, live.history, live.hub)
    await free_strangers(live.redis, live.keys)
    return raised


async def test_an_older_redis_is_raised_to_what_was_archived(floor: Floor, mongo: Database) -> None:
    await floor.arrive("Lan")
    session_id = await floor.open(visitor_id="visitor")
    backup = await keep(floor, session_id)
    await floor.live.sessions.send(session_id, VISITOR, "c1", "hai")
    answer = await floor.live.sessions.send(session_id, VISITOR, "c2", "ba")
    before = await floor.live.sessions.summary(session_id)
    await archive(floor, mongo, session_id)
    await put_back(floor, backup)
    assert await recover(floor) == 1
    after = await floor.live.sessions.summary(session_id)
    assert before is not None
    assert after is not None
    assert (after["head"], after["last"], after["fence"]) == (before["head"], before["last"], before["fence"])
    assert (after["unread"], after["rev"] > before["rev"]) == (3, True)
    assert await floor.live.sessions.send(session_id, VISITOR, "c2", "ba") == answer
    assert (await floor.live.sessions.send(session_id, VISITOR, "c3", "bốn"))[0] == before["head"] + 1
    assert [event["seq"] for event in await floor.events(session_id)] == list(range(1, before["head"] + 2))
    assert await recover(floor) == 0


async def test_what_is_archived_as_messages_alone_is_raised_too_and_archived_whole(
    floor: Floor, mongo: Database
) -> None:
    """Redis died after the archiver had written its messages and before it had folded their conversation."""
    await floor.arrive("Lan")
    session_id = await floor.open(visitor_id="visitor")
    backup = await keep(floor, session_id)
    await archive(floor, mongo, session_id)
    folded = await mongo.conversations.find_one({"_id": session_id})
    answer = await floor.live.sessions.send(session_id, VISITOR, "c1", "hai")
    fence = await floor.live.locks.takeover(session_id, floor.agents["Minh"])
    await floor.live.sessions.tag(session_id, floor.agents["Minh"], ["giá"])
    before, events = await floor.live.sessions.summary(session_id), await floor.events(session_id)
    await archive(floor, mongo, session_id)
    await mongo.conversations.replace_one({"_id": session_id}, folded or {})
    await put_back(floor, backup)
    await floor.live.redis.delete(floor.live.keys.firehose)
    assert await recover(floor) == 1
    after = await floor.live.sessions.summary(session_id)
    assert before is not None
    assert after is not None
    for name in ("head", "last", "holder", "fence", "status", "tags", "unread"):
        assert after[name] == before[name], name
    assert await floor.events(session_id) == events
    assert await floor.live.sessions.send(session_id, VISITOR, "c1", "hai") == answer
    assert await floor.live.sessions.send(session_id, floor.agent("Minh"), "m", "chào", fence)
    told = [orjson.loads(fields[b"e"]) for _, fields in await floor.live.redis.xrange(floor.live.keys.firehose)]
    assert [event["seq"] for event in told] == list(range(folded["head"] + 1 if folded else 0, after["head"] + 2))
    assert await recover(floor) == 0


async def test_watermarks_never_go_back(floor: Floor, mongo: Database) -> None:
    await floor.arrive("Lan")
    session_id = await floor.open(visitor_id="visitor")
    await floor.live.receipts.move_seen(session_id, "agent", floor.agents["Lan"], 3, 2)
    backup = await keep(floor, session_id)
    await floor.live.sessions.send(session_id, VISITOR, "c1", "hai")
    await archive(floor, mongo, session_id)
    await put_back(floor, backup)
    await recover(floor)
    summary = await floor.live.sessions.summary(session_id)
    assert summary is not None
    assert summary["seen"]["agent"] == {"delivered": 3, "read": 2}
    assert summary["unread"] == 1


async def test_a_conversation_that_was_closed_meanwhile_does_not_hold_its_visitor(
    floor: Floor, mongo: Database
) -> None:
    await floor.arrive("Lan")
    session_id = await floor.open(visitor_id="visitor")
    backup = await keep(floor, session_id)
    await floor.live.sessions.close(session_id, "visitor")
    await archive(floor, mongo, session_id)
    await put_back(floor, backup)
    keys, redis = floor.live.keys, floor.live.redis
    await redis.zadd(keys.open, {session_id: 1})
    await redis.hset(keys.visitor("visitor"), "session", session_id)
    await redis.sadd(keys.held(floor.agents["Lan"]), session_id)
    await recover(floor)
    assert await floor.live.locks.held(floor.agents["Lan"]) == []
    assert await redis.zscore(keys.open, session_id) is None
    assert await floor.open(visitor_id="visitor") != session_id


async def test_a_holder_whom_only_the_old_redis_knew_holds_nothing(floor: Floor, mongo: Database) -> None:
    session_id = await floor.open(visitor_id="visitor")
    old = await floor.live.locks.claim(session_id, floor.agents["Lan"])
    backup = await keep(floor, session_id)
    new = await floor.live.locks.takeover(session_id, floor.agents["Minh"])
    await archive(floor, mongo, session_id)
    await put_back(floor, backup)
    await recover(floor)
    assert await floor.holder(session_id) == "Minh"
    with pytest.raises(ChatError, match="lock_lost"):
        await floor.live.sessions.send(session_id, floor.agent("Lan"), "c", "cũ", old)
    assert await floor.live.sessions.send(session_id, floor.agent("Minh"), "c", "mới", new)
    assert await floor.live.locks.takeover(session_id, floor.agents["Lan"]) > new


async def test_a_conversation_that_left_redis_comes_back_when_it_is_asked_for(floor: Floor, mongo: Database) -> None:
    await floor.arrive("Lan")
    session_id = await floor.open(visitor_id="visitor")
    answer = await floor.live.sessions.send(session_id, VISITOR, "once", "một lần")
    fence = await floor.fence(session_id)
    closed = await floor.live.sessions.close(session_id, "agent", floor.agents["Lan"], fence)
    rated = await floor.live.sessions.rate(session_id, VISITOR.author, 5, "Cảm ơn")
    tagged = await floor.live.sessions.tag(session_id, floor.agents["Lan"], ["giá"])
    events = await floor.events(session_id)
    await archive(floor, mongo, session_id)
    await forget(floor, session_id)
    assert await floor.live.sessions.send(session_id, VISITOR, "once", "một lần") == answer
    assert await floor.live.sessions.close(session_id, "agent", floor.agents["Lan"], fence) == closed
    assert await floor.live.sessions.rate(session_id, VISITOR.author, 5, "Cảm ơn") == rated
    assert await floor.live.sessions.tag(session_id, floor.agents["Lan"], ["giá"]) == tagged
    assert await floor.events(session_id) == events
    with pytest.raises(ChatError, match="session_closed"):
        await floor.live.sessions.send(session_id, VISITOR, "new", "sau khi đóng")


async def test_a_conversation_that_left_redis_can_be_reopened(floor: Floor, mongo: Database) -> None:
    session_id = await floor.open(visitor_id="visitor")
    closed = await floor.live.sessions.close(session_id, "visitor")
    await archive(floor, mongo, session_id)
    await forget(floor, session_id)
    seq, fence = await floor.live.sessions.reopen(session_id, floor.agents["Lan"])
    assert seq == closed + 1
    assert await floor.live.sessions.send(session_id, floor.agent("Lan"), "c", "chào lại", fence)
    assert await floor.kinds(session_id) == ["opened", "message", "closed", "reopened", "claimed", "message"]


async def test_an_erased_visitor_does_not_come_back(floor: Floor, mongo: Database) -> None:
    session_id = await floor.open(visitor_id="visitor")
    await floor.live.sessions.close(session_id, "visitor")
    await archive(floor, mongo, session_id)
    await forget(floor, session_id)
    await floor.live.redis.set(floor.live.keys.erased("visitor"), "1")
    assert await floor.live.sessions.summary(session_id) is None
    with pytest.raises(ChatError, match="unauthorized"):
        await floor.open(visitor_id="visitor")


async def test_without_mongodb_a_new_run_is_accepted_as_it_is(settings: Settings, redis: Redis) -> None:
    away = connect_mongo(
        settings.model_copy(update={"mongo_url": "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=200"})
    )
    live = Live(settings, redis, MongoHistory(away))
    await live.prepare()
    run = await redis.get(live.keys.run)
    assert run == live.run.id.encode()
    away.client.close()


async def test_nothing_expires_for_a_lease_after_a_restart(floor: Floor) -> None:
    session_id = await floor.open()
    await floor.live.locks.claim(session_id, floor.agents["Lan"])
    await floor.live.redis.hset(floor.live.keys.session(session_id), "lease_until", 1)
    floor.live.locks.forbid_expiry(60_000)
    with pytest.raises(ChatError, match="lock_held"):
        await floor.live.locks.claim(session_id, floor.agents["Minh"])
    floor.live.locks.forbid_expiry(0)
    assert await floor.live.locks.claim(session_id, floor.agents["Minh"])
    assert (await floor.kinds(session_id))[-3:] == ["claimed", "released", "claimed"]


async def test_nothing_expires_while_holders_could_not_renew(floor: Floor) -> None:
    """Redis stood still for longer than a lease: acts are reconnected, and the first sweep comes at once."""
    session_id = await floor.open()
    await floor.live.locks.claim(session_id, floor.agents["Lan"])
    keys, redis = floor.live.keys, floor.live.redis
    await redis.hset(keys.session(session_id), "lease_until", 1)
    await redis.zadd(keys.leases, {session_id: 1})
    await redis.hset(keys.hubs, "another", '{"at":1}')
    floor.live.locks.forbid_expiry(0)
    floor.live.settle()
    await Sweeper(floor.live).sweep()
    assert await floor.holder(session_id) == "Lan"
    assert await redis.hget(keys.hubs, "another") == b'{"at":1}'
    assert not floor.live.settled


async def test_what_nobody_knows_stays_unknown(floor: Floor) -> None:
    assert not await floor.live.sessions.restore(new_id())
