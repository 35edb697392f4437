"""When Redis comes back as another run it may be older than the archive: raises it before any act is accepted."""

import asyncio
from dataclasses import dataclass

from pymongo.errors import PyMongoError
from redis.asyncio import Redis

from config.keys import Keys
from config.logs import get_logger
from config.settings import Settings
from hub.live.acts import perform
from hub.live.history import History
from hub.live.sessions import restore

LEASE_MS = 10_000
WAIT_S = 0.1
ARCHIVING_S = 0.3
CONCURRENT = 16
log = get_logger()


@dataclass(frozen=True)
class Run:
    """One life of the Redis process; `age_ms` since it started."""

    id: str
    age_ms: int


async def read_run(redis: Redis) -> Run:
    info = await redis.info("server")
    return Run(str(info["run_id"]), int(info["uptime_in_seconds"]) * 1000)


async def ensure_recovered(redis: Redis, keys: Keys, settings: Settings, history: History, hub: str) -> Run:
    """Returns once this run of Redis has been compared with the archive, by this hub or by another.

    With MongoDB down the run is accepted as it is: the archiver raises the alarm where the two contradict.
    """
    while True:
        run = await read_run(redis)
        if (await redis.get(keys.run) or b"").decode() == run.id:
            return run
        if await perform(redis, "lease_take", [keys.lease("recovery")], [hub, LEASE_MS]):
            await _recover(redis, keys, settings, history, hub)
            await record_heads(redis, keys)
            await redis.set(keys.run, run.id)
            await redis.delete(keys.lease("recovery"))
            return run
        await asyncio.sleep(WAIT_S)


async def _recover(redis: Redis, keys: Keys, settings: Settings, history: History, hub: str) -> None:
    # What the archiver had read before Redis died may still be on its way into the archive.
    await asyncio.sleep(ARCHIVING_S)
    try:
        raised = await raise_to_archive(redis, keys, settings, history, hub)
    except PyMongoError as error:
        log.error("recovery.unchecked", error=type(error).__name__)
        return
    await free_strangers(redis, keys)
    log.info("recovery.done", raised=raised)


async def raise_to_archive(redis: Redis, keys: Keys, settings: Settings, history: History, hub: str) -> int:
    """Restores every open conversation whose head in Redis lies below the archived one; how many there were."""
    sessions = set(await history.open_heads())
    sessions.update(member.decode() for member in await redis.zrange(keys.open, 0, -1))
    gate = asyncio.Semaphore(CONCURRENT)
    raised = 0

    async def check(session_id: str) -> None:
        nonlocal raised
        async with gate:
            here = int(await redis.hget(keys.session(session_id), "head") or 0)
            # Messages are archived a moment before their conversation is.
            newest = await history.last(session_id, 1)
            if newest and newest[0]["seq"] > here:
                raised += await restore(redis, keys, settings, history, session_id)
                await perform(redis, "lease_take", [keys.lease("recovery")], [hub, LEASE_MS])

    await asyncio.gather(*(check(session_id) for session_id in sessions))
    return raised


async def record_heads(redis: Redis, keys: Keys) -> None:
    """Where each open conversation stands as this run begins: every hub compares what its sockets have with it."""
    sessions = [member.decode() for member in await redis.zrange(keys.open, 0, -1)]
    async with redis.pipeline(transaction=False) as pipeline:
        for session_id in sessions:
            pipeline.hget(keys.session(session_id), "head")
        heads = await pipeline.execute()
    await redis.delete(keys.heads)
    if sessions:
        pairs = zip(sessions, heads, strict=True)
        await redis.hset(keys.heads, mapping={session_id: int(head or 0) for session_id, head in pairs})


async def free_strangers(redis: Redis, keys: Keys) -> None:
    """Takes out of every agent's set what the agent doesn't hold, so that loads are true again."""
    for field in await redis.hkeys(keys.agents):
        agent_id = field.decode()
        for member in await redis.smembers(keys.held(agent_id)) if b":" not in field else ():
            session_id = member.decode()
            holder = await redis.hget(keys.session(session_id), "holder")
            if (holder or b"").decode() != agent_id:
                await redis.srem(keys.held(agent_id), session_id)
