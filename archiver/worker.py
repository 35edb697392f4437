"""The archiver's process: arq's worker for timed work and the jobs of the web, and beside it the drain."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from arq import cron, func
from arq.worker import Worker
from pymongo.errors import PyMongoError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from archiver.acts import LeaseLostError
from archiver.erasure import erase
from archiver.leader import Leader
from archiver.letters import replay_letter
from archiver.retention import delete_expired, read_retention_days
from archiver.rollups import refresh_recent, refresh_rollups
from archiver.status import BEAT_S, Status
from archiver.store import ConflictError, Store
from config.clients import Database, connect_mongo, connect_redis
from config.jobs import ERASE, REPLAY, open_queue, serialize
from config.keys import Keys
from config.logs import get_logger, name_error
from config.settings import Settings
from config.tasks import end

AGAIN_AFTER_S = 60
"""When an erasure is repeated: by then every batch that did not know of it is written."""
RESTART_S = 1.0
STEADY_S = 10.0
"""Work that went on for so long had recovered: what ends it then is news."""
EXPECTED = (RedisError, PyMongoError, OSError, LeaseLostError, ConflictError)
"""Servers that are away and leads that are lost: said in a line; anything else is shown with its places."""

log = get_logger()


@dataclass
class Archive:
    """What every job works on; arq hands it over as `ctx["archive"]`."""

    settings: Settings
    redis: Redis
    database: Database
    keys: Keys = field(init=False)

    def __post_init__(self) -> None:
        self.keys = Keys(self.settings.workspace)


async def replay_dead_letter(ctx: dict[str, Any], letter: str) -> dict[str, Any]:
    archive: Archive = ctx["archive"]
    return await replay_letter(archive.redis, archive.keys, Store(archive.database), letter)


async def erase_visitor(ctx: dict[str, Any], visitor: str, repeat: bool = True) -> dict[str, Any]:
    archive: Archive = ctx["archive"]
    conversations = await erase(archive.redis, archive.keys, archive.database, visitor)
    if repeat:
        await ctx["redis"].enqueue_job(ERASE, visitor, False, _defer_by=AGAIN_AFTER_S)
    return {"conversations": conversations}


async def count_rollups(ctx: dict[str, Any]) -> int:
    archive: Archive = ctx["archive"]
    return await refresh_rollups(archive.redis, archive.keys, archive.database)


async def recount_rollups(ctx: dict[str, Any]) -> None:
    archive: Archive = ctx["archive"]
    await refresh_recent(archive.database, await read_clock(archive.redis), hours=48)


async def apply_retention(ctx: dict[str, Any]) -> int:
    archive: Archive = ctx["archive"]
    days = await read_retention_days(archive.redis, archive.keys, archive.settings)
    return await delete_expired(archive.database, await read_clock(archive.redis), days) if days else 0


async def read_clock(redis: Redis) -> datetime:
    """Redis's time, which is everybody's: this machine's own clock may be wrong."""
    seconds, _ = await redis.time()
    return datetime.fromtimestamp(seconds, UTC)


def make_worker(archive: Archive) -> Worker:
    """arq's worker: due jobs are found by any archiver, leading or not, and each runs on one."""
    name = archive.settings.workspace
    return Worker(
        functions=[func(replay_dead_letter, name=REPLAY), func(erase_visitor, name=ERASE)],
        cron_jobs=[
            cron(count_rollups, name=f"{name}:count_rollups", second=set(range(0, 60, 10))),
            cron(recount_rollups, name=f"{name}:recount_rollups", hour=3, minute=20),
            cron(apply_retention, name=f"{name}:apply_retention", minute={7, 37}),
        ],
        queue_name=archive.keys.queue,
        redis_pool=open_queue(connect_redis(archive.settings), archive.keys),
        ctx={"archive": archive},
        handle_signals=False,
        health_check_interval=30,
        timezone=UTC,
        job_serializer=serialize,
        job_deserializer=orjson.loads,
        log_results=False,
    )


async def run_jobs(archive: Archive) -> None:
    """Until Redis goes away, which ends arq's worker."""
    worker = make_worker(archive)
    try:
        await worker.async_run()
    finally:
        try:
            # The jobs as well, which arq waits for: where a cancel is lost on the way to one, it would go on by itself.
            await end([*worker.tasks.values(), *worker.job_tasks.values()])
        finally:
            await worker.pool.aclose(close_connection_pool=True)


async def keep_going(name: str, work: Callable[[], Awaitable[None]], status: Status) -> None:
    """Begins the work again whenever it ends, for whatever reason; the process outlives its servers.

    The same trouble again and again is said once.
    """
    said, started = "", 0.0
    while True:
        if time.monotonic() - started > STEADY_S:
            said = ""
        started = time.monotonic()
        try:
            await work()
        except* EXPECTED as group:
            error = first_of(group)
            status.error = name_error(error)
            if type(error).__name__ != said:
                log.warning("interrupted", work=name, error=error)
            said = type(error).__name__
        except* Exception as group:
            log.error("failed", work=name, exc_info=first_of(group))
        await asyncio.sleep(RESTART_S)


def first_of(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Leads or stands by, works off jobs and says how it fares, until `stop` is set."""
    redis, database = connect_redis(settings), connect_mongo(settings)
    archive = Archive(settings, redis, database)
    status = Status()
    leader = Leader(redis, archive.keys, database, status)

    async def beat() -> None:
        while True:
            await status.beat(redis, archive.keys)
            await asyncio.sleep(BEAT_S)

    duties = {"archive": leader.lead, "jobs": lambda: run_jobs(archive), "beat": beat}
    tasks = [asyncio.create_task(keep_going(name, duty, status), name=name) for name, duty in duties.items()]
    log.info("archiver started", archiver=status.name)
    await stop.wait()
    await end(tasks)
    # MongoDB's client is left to the end of the process: without a server its close would wait for one.
    await redis.aclose()
    log.info("archiver stopped", archiver=status.name)
