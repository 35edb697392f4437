"""The queue of background work between web and archiver: arq with JSON, never pickle."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from arq.connections import ArqRedis
from redis.asyncio import Redis

from config.keys import Keys

REPLAY = "replay_dead_letter"
"""Argument: the id of the dead letter. Result: `{"ok": true}`, or `{"ok": false, "reason": …}` and it stays dead."""
ERASE = "erase_visitor"
"""Argument: the visitor's id. Result: `{"conversations": how many}`."""


LONG_DUE = datetime.fromtimestamp(1, UTC)
"""When a job that shall be done now is due: archivers go by their own clocks, which may be hours behind."""
KEPT = timedelta(days=1)


async def enqueue(queue: ArqRedis, function: str, *args: Any, job: str) -> None:
    """To be done now, once for each `job`."""
    await queue.enqueue_job(function, *args, _job_id=job, _defer_until=LONG_DUE, _expires=KEPT)


def open_queue(redis: Redis, keys: Keys) -> ArqRedis:
    """arq's client over the connections of `redis`: `await enqueue(queue, REPLAY, letter_id, job=…)`."""
    return ArqRedis(
        pool_or_conn=redis.connection_pool,
        job_serializer=serialize,
        job_deserializer=orjson.loads,
        default_queue_name=keys.queue,
    )


def serialize(job: dict[str, Any]) -> bytes:
    """A failed job's result is its exception, of which the name is kept: its message may quote what visitors wrote."""
    return orjson.dumps(job, default=lambda value: type(value).__name__)
