import tracemalloc
from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis

from archiver.drain import Drain
from archiver.entries import to_date
from archiver.rollups import AT_ONCE, count_hour, name_hour, refresh_recent, refresh_rollups, summarize
from config.clients import Database
from config.documents import DURATION_BOUNDS_S
from config.ids import new_id
from config.keys import Keys
from tests.archiver.conversation import Chat, drain_all

HOUR = datetime(2026, 3, 2, 9, tzinfo=UTC)


def play(chat: Chat, minute: int, *, reply_after_s: int = 30, score: int | None = None, agent: str = "agent-1") -> None:
    """A conversation of that hour: waits 5 s, is answered, ends after 10 minutes, may be rated."""
    start = int((HOUR + timedelta(minutes=minute)).timestamp() * 1000)
    steps = [(chat.make_opened(), 0), (chat.make_said("một"), 1), (chat.make_claimed(agent), 5)]
    steps += [(chat.make_answered("hai", agent), reply_after_s), (chat.make_closed(), 600)]
    if score:
        steps.append((chat.make("rated", chat.author, score=score, comment=None), 700))
    for event, after in steps:
        event["ts"] = start + after * 1000


async def test_an_hour_tells_what_its_conversations_were_like(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    rated, tomorrow = chat.another(), chat.another()
    play(chat, 5)
    play(rated, 59, reply_after_s=100, score=4, agent="agent-2")
    play(tomorrow, 24 * 60)
    for each in (chat, rated, tomorrow):
        await each.add(*each.events)
    await drain_all(drain)
    assert await refresh_rollups(redis, keys, database) == 2
    assert await redis.exists(keys.touched) == 0

    rollup = await database.rollups.find_one({"_id": name_hour(HOUR)})
    assert rollup is not None
    assert rollup["at"] == HOUR
    assert (rollup["opened"], rollup["closed"], rollup["unanswered"]) == (2, 2, 0)
    assert (rollup["messages"]["visitor"], rollup["messages"]["agent"]) == (2, 2)
    assert (rollup["waited"]["count"], rollup["waited"]["sum_ms"]) == (2, 10_000)
    assert (rollup["first_reply"]["count"], rollup["first_reply"]["sum_ms"]) == (2, 130_000)
    assert rollup["rating"] == [0, 0, 0, 1, 0]
    assert rollup["agents"]["agent-2"]["first_reply"]["sum_ms"] == 100_000
    assert rollup["agents"]["agent-2"]["rating"] == [0, 0, 0, 1, 0]
    assert rollup["agents"]["agent-1"]["conversations"] == 1
    buckets = dict(zip((*DURATION_BOUNDS_S, None), rollup["first_reply"]["buckets"], strict=True))
    assert {bound: count for bound, count in buckets.items() if count} == {45: 1, 120: 1}


async def test_an_hour_that_is_touched_while_it_is_counted_is_counted_again(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    play(chat, 5)
    await chat.add(*chat.events)
    await drain_all(drain)
    touched = await redis.hgetall(keys.touched)
    await refresh_rollups(redis, keys, database)
    await redis.hset(keys.touched, mapping={hour: int(count) + 1 for hour, count in touched.items()})
    late = chat.another()
    play(late, 6)
    await late.add(*late.events)
    await drain_all(drain)
    assert await redis.hlen(keys.touched) == 1
    await refresh_rollups(redis, keys, database)
    rollup = await database.rollups.find_one({"_id": name_hour(HOUR)})
    assert rollup is not None
    assert rollup["opened"] == 2


async def test_a_busy_hour_takes_no_more_memory_than_a_quiet_one(drain: Drain, chat: Chat, database: Database) -> None:
    play(chat, 5)
    await chat.add(*chat.events)
    await drain_all(drain)
    kept = await database.conversations.find_one({"_id": chat.id})
    assert kept is not None

    async def count_with(more: int) -> int:
        """The most bytes that counting took at once, with so many conversations more."""
        await database.conversations.insert_many([{**kept, "_id": new_id()} for _ in range(more)])
        tracemalloc.start()
        try:
            await count_hour(database, HOUR)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few = await count_with(2 * AT_ONCE)
    assert await count_with(10 * AT_ONCE) < 2 * few
    rollup = await database.rollups.find_one({"_id": name_hour(HOUR)})
    assert rollup is not None
    assert rollup["opened"] == 12 * AT_ONCE + 1


async def test_deleted_conversations_still_count(drain: Drain, chat: Chat, database: Database) -> None:
    other = chat.another()
    for each in (chat, other):
        play(each, 5)
        await each.add(*each.events)
    await drain_all(drain)
    await count_hour(database, HOUR)
    await database.conversations.delete_one({"_id": other.id})
    await count_hour(database, HOUR)
    await database.conversations.delete_one({"_id": chat.id})
    await count_hour(database, HOUR)
    rollup = await database.rollups.find_one({"_id": name_hour(HOUR)})
    assert rollup is not None
    assert rollup["opened"] == 2


async def test_recent_hours_are_counted_without_being_told(drain: Drain, chat: Chat, database: Database) -> None:
    play(chat, 5)
    await chat.add(*chat.events)
    await drain_all(drain)
    await refresh_recent(database, HOUR + timedelta(hours=2, minutes=30), hours=2)
    assert await database.rollups.count_documents({}) == 0
    await refresh_recent(database, HOUR + timedelta(hours=2, minutes=30), hours=3)
    assert await database.rollups.count_documents({}) == 1


async def test_a_conversation_that_still_waits_has_no_durations(chat: Chat, drain: Drain, database: Database) -> None:
    await chat.add(chat.make_opened())
    await drain_all(drain)
    found = [document async for document in database.conversations.find()]
    figures = summarize(found)
    assert figures["opened"] == 1
    assert (figures["waited"]["count"], figures["first_reply"]["count"], figures["closed"]) == (0, 0, 0)
    assert found[0]["opened_at"] == to_date(chat.events[0]["ts"])
