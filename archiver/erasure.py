"""A visitor who asks for it leaves no trace: tombstone first, then keys, stream entries, documents, Redis's file."""

from collections.abc import Awaitable, Iterable
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from archiver.acts import run_act
from config.clients import Database
from config.documents import CONVERSATIONS, MESSAGES, VISITORS
from config.keys import Keys
from config.logs import get_logger

PAGE = 500

log = get_logger()


async def erase(redis: Redis, keys: Keys, database: Database, visitor: str) -> int:
    """Erases a visitor and every conversation of theirs; the figures of the reports stay. Answers how many.

    May be repeated, and is to be repeated once: a batch that the drain was just writing does not know the tombstone.
    """
    await redis.set(keys.erased(visitor), 1)
    sessions = await find_sessions(redis, keys, database, visitor)
    for session in sessions:
        await erase_session(redis, keys, session)
    await redis.delete(keys.visitor(visitor))
    for stream in (keys.firehose, keys.signals, keys.dead):
        await erase_entries(redis, stream, sessions)
    await database[MESSAGES].delete_many({"conversation_id": {"$in": sorted(sessions)}})
    await database[CONVERSATIONS].delete_many({"_id": {"$in": sorted(sessions)}})
    await database[VISITORS].delete_one({"_id": visitor})
    await rewrite_log(redis)
    log.info("visitor erased", visitor=visitor, conversations=len(sessions))
    return len(sessions)


async def find_sessions(redis: Redis, keys: Keys, database: Database, visitor: str) -> set[str]:
    archived = database[CONVERSATIONS].find({"visitor.id": visitor}, {"_id": 1})
    sessions = {found["_id"] async for found in archived}
    live = [*await redis.zrange(keys.open, 0, -1), *await redis.zrange(keys.closed, 0, -1)]
    for start in range(0, len(live), PAGE):
        page = [cast("bytes", member).decode() for member in live[start : start + PAGE]]
        async with redis.pipeline(transaction=False) as pipe:
            for session in page:
                pipe.hget(keys.session(session), "visitor_id")
            owners = await pipe.execute()
        sessions |= {session for session, owner in zip(page, owners, strict=True) if owner == visitor.encode()}
    return sessions


async def erase_session(redis: Redis, keys: Keys, session: str) -> None:
    holder = await cast("Awaitable[bytes | None]", redis.hget(keys.session(session), "holder"))
    of_session = [keys.session(session), keys.log(session), keys.sent(session), keys.gaps]
    places = [keys.open, keys.closed, keys.leases, keys.waiting, keys.held((holder or b"").decode())]
    await run_act(redis, "session_erase", [*of_session, *places, keys.erased(session)], [session])


async def erase_entries(redis: Redis, stream: str, sessions: Iterable[str]) -> None:
    """Deletes what a stream holds of these conversations; a pending entry without content is acknowledged unread."""
    wanted = {session.encode() for session in sessions}
    after = "-"
    while rows := cast("list[tuple[bytes, dict[bytes, bytes]]]", await redis.xrange(stream, after, "+", count=PAGE)):
        doomed = [identifier for identifier, fields in rows if fields.get(b"s") in wanted]
        if doomed:
            await redis.xdel(stream, *doomed)
        after = "(" + rows[-1][0].decode()


async def rewrite_log(redis: Redis) -> None:
    """The append-only file still tells what was deleted until it is written anew."""
    try:
        await cast("Any", redis).bgrewriteaof()
    except ResponseError as error:
        log.warning("the append-only file is not rewritten now", error=error)
