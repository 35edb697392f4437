"""Puts live conversations into MongoDB as the archiver would, so that a test decides when."""

from typing import Any

import orjson
from pymongo import ReplaceOne

from archiver.fold import fold, message_document
from config.clients import Database
from tests.hub.conftest import Floor


async def archive(floor: Floor, mongo: Database, *sessions: str) -> None:
    """Everything that the named conversations have said so far."""
    for session_id in sessions:
        entries = await floor.live.redis.xrange(floor.live.keys.log(session_id))
        events: list[Any] = [orjson.loads(fields[b"e"]) for _, fields in entries]
        documents = [message_document(event) for event in events]
        await mongo.messages.bulk_write([ReplaceOne({"_id": d["_id"]}, d, upsert=True) for d in documents])
        conversation = fold(None, events)
        assert conversation is not None
        await mongo.conversations.replace_one({"_id": session_id}, conversation, upsert=True)


async def forget(floor: Floor, session_id: str) -> None:
    """The conversation's keys leave Redis, as they do an hour after its end."""
    keys = floor.live.keys
    await floor.live.redis.delete(keys.session(session_id), keys.log(session_id), keys.sent(session_id))
    for name in (keys.closed, keys.open, keys.leases, keys.waiting):
        await floor.live.redis.zrem(name, session_id)


async def keep(floor: Floor, session_id: str) -> dict[str, bytes]:
    """A backup of a conversation's keys."""
    keys, redis = floor.live.keys, floor.live.redis
    names = (keys.session(session_id), keys.log(session_id), keys.sent(session_id))
    return {name: await redis.dump(name) for name in names if await redis.exists(name)}


async def put_back(floor: Floor, backup: dict[str, bytes]) -> None:
    for name, value in backup.items():
        await floor.live.redis.restore(name, 0, value, replace=True)
