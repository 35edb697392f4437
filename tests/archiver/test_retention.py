from datetime import UTC, datetime, timedelta

import orjson
from redis.asyncio import Redis

from archiver.drain import Drain
from archiver.retention import delete_expired, read_retention_days
from config.clients import Database
from config.keys import Keys
from config.settings import Settings
from tests.archiver.conversation import Chat, drain_all


async def test_what_ended_before_the_limit_goes_with_its_messages(drain: Drain, chat: Chat, database: Database) -> None:
    recent, going_on = chat.another(), chat.another()
    for kept in (recent, chat):
        await kept.add(kept.make_opened(), kept.make_said("một"), kept.make_closed())
    await going_on.add(going_on.make_opened(), going_on.make_said("hai"))
    await drain_all(drain)
    now = datetime.now(UTC)
    long_ago = {"$set": {"closed_at": now - timedelta(days=31)}}
    await database.conversations.update_one({"_id": chat.id}, long_ago)
    await database.visitors.update_many({}, {"$set": {"last_seen": now - timedelta(days=31)}})

    assert await delete_expired(database, now, days=30) == 1
    assert await database.messages.count_documents({"conversation_id": chat.id}) == 0
    assert await database.messages.count_documents({}) == 5
    assert sorted(await database.conversations.distinct("_id")) == sorted([recent.id, going_on.id])
    visitors = await database.visitors.distinct("_id")
    assert sorted(visitors) == sorted([recent.visitor["id"], going_on.visitor["id"]])
    assert await delete_expired(database, now, days=30) == 0


async def test_what_a_lead_saved_wins_over_the_environment(redis: Redis, keys: Keys, settings: Settings) -> None:
    first = settings.model_copy(update={"retention_days": 90})
    assert await read_retention_days(redis, keys, settings) is None
    assert await read_retention_days(redis, keys, first) == 90
    await redis.hset(keys.config, "settings", orjson.dumps({"retention_days": 7}))
    assert await read_retention_days(redis, keys, first) == 7
    await redis.hset(keys.config, "settings", orjson.dumps({"retention_days": None}))
    assert await read_retention_days(redis, keys, first) is None
