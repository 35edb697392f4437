"""What is older than the workspace wants to keep is deleted; the figures of the reports stay."""

from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Any, cast

import orjson
from redis.asyncio import Redis

from config.clients import Database
from config.documents import CONVERSATIONS, MESSAGES, VISITORS
from config.keys import Keys
from config.logs import get_logger
from config.settings import Settings

PAGE = 200
"""Conversations whose messages are deleted together: few enough that live writes get between."""

log = get_logger()


async def read_retention_days(redis: Redis, keys: Keys, settings: Settings) -> int | None:
    """What a lead saved, or else the environment's first value; None keeps everything."""
    saved = await cast("Awaitable[bytes | None]", redis.hget(keys.config, "settings"))
    workspace: dict[str, Any] = orjson.loads(saved) if saved else {}
    days: int | None = workspace.get("retention_days", settings.retention_days)
    return days


async def delete_expired(database: Database, now: datetime, days: int) -> int:
    """Deletes conversations that ended more than `days` ago, messages first, so that none is left without its
    conversation to find it by; then visitors of whom nothing has been seen since. Answers how many conversations."""
    until = now - timedelta(days=days)
    ended = {"status": "closed", "closed_at": {"$lt": until}}
    deleted = 0
    while page := [found["_id"] async for found in database[CONVERSATIONS].find(ended, {"_id": 1}).limit(PAGE)]:
        await database[MESSAGES].delete_many({"conversation_id": {"$in": page}})
        result = await database[CONVERSATIONS].delete_many({"_id": {"$in": page}, **ended})
        deleted += result.deleted_count
    await delete_unseen_visitors(database, until)
    if deleted:
        log.info("conversations deleted by retention", conversations=deleted, days=days)
    return deleted


async def delete_unseen_visitors(database: Database, until: datetime) -> None:
    unseen = {"last_seen": {"$lt": until}, "blocked_at": {"$exists": False}}
    visitors = [found["_id"] async for found in database[VISITORS].find(unseen, {"_id": 1})]
    for start in range(0, len(visitors), PAGE):
        page = visitors[start : start + PAGE]
        still = await database[CONVERSATIONS].distinct("visitor.id", {"visitor.id": {"$in": page}})
        await database[VISITORS].delete_many({"_id": {"$in": sorted(set(page) - set(still))}})
