"""How the whole system fares, for ops: read from Redis and MongoDB at the moment of asking, each part by itself.

Whatever is away is said to be away, and the rest is still told.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

import orjson
from arq.constants import in_progress_key_prefix, result_key_prefix, retry_key_prefix
from pydantic import BaseModel, Field, StringConstraints
from pymongo.errors import PyMongoError
from redis.exceptions import RedisError, ResponseError
from starlette.responses import Response

from config.clock import CLOCK
from config.errors import ChatError
from config.jobs import REPLAY, enqueue
from config.keys import HUB_FRESH_MS
from web import audit
from web.call import Call, Office, Query, answer_json
from web.visitors import queue_of

PROBE_S = 2.0
LAG_BAD_MS = 5_000
ARCHIVER_SILENT_MS = 10_000
MEMORY_BAD = 0.85
"""From here hubs refuse new messages."""
LOOP_BAD_MS = 250
RESULTS_MAX = 500
PAGE = 50
StreamId = Annotated[str, StringConstraints(pattern=r"^\d{1,20}-\d{1,20}$")]
State = Literal["ok", "bad", "unknown"]


class Check(BaseModel):
    """One figure against what is normal; `bad` means that a person has to look."""

    name: str
    state: State
    value: float | None
    normal: str


class Snapshot(BaseModel):
    """`parts` that could not be read are null. Times in ms since 1970, durations in ms."""

    at: int
    checks: list[Check]
    redis: dict[str, Any] | None
    mongodb: dict[str, Any] | None
    streams: list[dict[str, Any]] | None
    archive: dict[str, Any] | None
    lag: list[dict[str, int]] | None
    hubs: list[dict[str, Any]] | None
    sessions: dict[str, int] | None
    jobs: dict[str, Any] | None


class DeadLetter(BaseModel):
    """An event that could not be archived: why, after how many tries, and the event as it was."""

    id: str
    at: int
    session_id: str
    seq: int | None
    kind: str
    reason: str
    tries: int
    event: Any


class DeadLetterPage(BaseModel):
    items: list[DeadLetter]
    next: str | None


class DeadLetterQuery(Query):
    cursor: StreamId | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = PAGE


class ReplayBegun(BaseModel):
    job: str


async def queues(call: Call) -> dict[str, Any]:
    return await take_snapshot(call.office)


async def take_snapshot(office: Office) -> dict[str, Any]:
    """All parts at once; a server that is away costs PROBE_S and leaves its parts empty."""
    readers: dict[str, Callable[[Office], Awaitable[Any]]] = {
        "redis": read_redis,
        "mongodb": read_mongo,
        "streams": read_streams,
        "archive": read_archive,
        "lag": read_lag,
        "hubs": read_hubs,
        "sessions": read_sessions,
        "jobs": read_jobs,
    }
    parts = dict(zip(readers, await asyncio.gather(*(attempt(read, office) for read in readers.values())), strict=True))
    return {"at": now_ms(), "checks": check(parts), **parts}


async def attempt(read: Callable[[Office], Awaitable[Any]], office: Office) -> Any:
    try:
        async with asyncio.timeout(PROBE_S):
            return await read(office)
    except (RedisError, PyMongoError, OSError, TimeoutError):
        return None


async def read_redis(office: Office) -> dict[str, Any]:
    info = await office.redis.info()
    limit = int(info.get("maxmemory") or 0)
    return {
        "version": str(info.get("valkey_version") or info["redis_version"]),
        "uptime_s": info["uptime_in_seconds"],
        "clients": info["connected_clients"],
        "memory": info["used_memory"],
        "memory_limit": limit or None,
        "memory_share": round(info["used_memory"] / limit, 4) if limit else None,
        "policy": info.get("maxmemory_policy"),
        "evicted": info["evicted_keys"],
        "append_only": bool(info["aof_enabled"]),
        "append_only_works": info.get("aof_last_write_status", "ok") == "ok",
        "commands_per_s": info["instantaneous_ops_per_sec"],
    }


async def read_mongo(office: Office) -> dict[str, Any]:
    began = time.perf_counter()
    status = await office.database.command("serverStatus", repl=0, metrics=0, locks=0)
    return {
        "version": status["version"],
        "uptime_s": int(status["uptime"]),
        "connections": status["connections"]["current"],
        "answers_ms": round((time.perf_counter() - began) * 1000, 1),
        "conversations": await office.database.conversations.estimated_document_count(),
        "messages": await office.database.messages.estimated_document_count(),
    }


async def read_streams(office: Office) -> list[dict[str, Any]]:
    names = {"firehose": office.keys.firehose, "signals": office.keys.signals, "dead": office.keys.dead}
    return [await read_stream(office, name, key) for name, key in names.items()]


async def read_stream(office: Office, name: str, key: str) -> dict[str, Any]:
    first = await office.redis.xrange(key, count=1)
    try:
        groups = await office.redis.xinfo_groups(key)
    except ResponseError:  # there is no such stream yet
        groups = []
    return {
        "name": name,
        "length": await office.redis.xlen(key),
        "oldest_ms": now_ms() - time_of(first[0][0]) if first else None,
        "groups": [await read_group(office, key, group) for group in groups],
    }


async def read_group(office: Office, key: str, group: dict[str, Any]) -> dict[str, Any]:
    """`waiting` is counted where Redis does not know the lag: it forgets it after trimming."""
    waiting = group.get("lag")
    after = "(" + group["last-delivered-id"].decode()
    unread = await office.redis.xrange(key, after, "+", count=1)
    pending = await office.redis.xpending(key, group["name"]) if group["pending"] else {"min": None}
    oldest = pending["min"] or (unread[0][0] if unread else None)
    return {
        "name": group["name"].decode(),
        "pending": group["pending"],
        "waiting": waiting if waiting is not None else int(bool(unread)),
        "oldest_ms": max(0, now_ms() - time_of(oldest)) if oldest else 0,
        "consumers": group["consumers"],
    }


async def read_archive(office: Office) -> dict[str, Any]:
    state = {k.decode(): v.decode() for k, v in (await office.redis.hgetall(office.keys.archiver)).items()}
    archivers = await office.redis.hgetall(office.keys.archivers)
    beat = int(state.get("beat") or 0)
    return {
        "leader": state.get("leader"),
        "silent_ms": max(0, now_ms() - beat) if beat else None,
        "lag_ms": int(state.get("lag_ms") or 0),
        "pending": int(state.get("pending") or 0),
        "archived": int(state.get("archived") or 0),
        "alarms": int(state.get("alarms") or 0),
        "error": state.get("error") or None,
        "error_at": int(state.get("error_at") or 0) or None,
        "archivers": [{"id": name.decode(), **orjson.loads(raw)} for name, raw in sorted(archivers.items())],
    }


async def read_lag(office: Office) -> list[dict[str, int]]:
    """An hour of samples, oldest first."""
    since = now_ms() - 3_600_000
    samples = await office.redis.xrange(office.keys.lag, str(since), "+")
    return [
        {"at": time_of(identifier), **{name.decode(): int(value) for name, value in fields.items()}}
        for identifier, fields in samples
    ]


async def read_hubs(office: Office) -> list[dict[str, Any]]:
    """Hubs that have said something within HUB_FRESH_MS, with where their tails stand."""
    hubs = await office.redis.hgetall(office.keys.hubs)
    tails = await office.redis.hgetall(office.keys.tails)
    last = await office.redis.xrevrange(office.keys.firehose, count=1)
    head = time_of(last[0][0]) if last else 0
    found = []
    for name, raw in sorted(hubs.items()):
        state = orjson.loads(raw)
        silent = max(0, now_ms() - state.pop("at", 0))
        if silent < HUB_FRESH_MS:
            tail = tails.get(name, b"").decode().partition(":")[2]
            behind = max(0, head - time_of(tail.encode())) if tail and head else 0
            found.append({"id": name.decode(), "silent_ms": silent, "tail": tail or None, "behind_ms": behind, **state})
    return found


async def read_sessions(office: Office) -> dict[str, int]:
    keys = office.keys
    async with office.redis.pipeline(transaction=False) as pipe:
        for key in (keys.open, keys.waiting, keys.leases, keys.closed):
            pipe.zcard(key)
        pipe.zrange(keys.waiting, 0, 0, withscores=True)
        opened, waiting, held, closed, first = await pipe.execute()
    oldest = max(0, now_ms() - int(first[0][1])) if first else 0
    return {"open": opened, "waiting": waiting, "held": held, "closed": closed, "longest_wait_ms": oldest}


async def read_jobs(office: Office) -> dict[str, Any]:
    """arq's own keys: what is due, what runs, what is tried again, and how the last ones ended."""
    queued = await office.redis.zcard(office.keys.queue)
    due = await office.redis.zcount(office.keys.queue, 0, now_ms())
    running = [key async for key in office.redis.scan_iter(match=in_progress_key_prefix + "*", count=1000)]
    retried = [key async for key in office.redis.scan_iter(match=retry_key_prefix + "*", count=1000)]
    results = [key async for key in office.redis.scan_iter(match=result_key_prefix + "*", count=1000)][:RESULTS_MAX]
    raw = await office.redis.mget(results) if results else []
    ended = sorted((show_result(value) for value in raw if value), key=lambda job: -job["ended_at"])
    return {
        "queued": queued,
        "due": due,
        "running": len(running),
        "retried": len(retried),
        "failed": sum(not job["ok"] for job in ended),
        "ended": ended[:20],
    }


def show_result(raw: bytes) -> dict[str, Any]:
    """A job's result in arq's short names: f function, s success, st and ft start and finish in ms, t tries."""
    result = orjson.loads(raw)
    return {"name": result["f"], "ok": bool(result["s"]), "ended_at": result["ft"], "ms": result["ft"] - result["st"]}


def check(parts: dict[str, Any]) -> list[dict[str, Any]]:
    """Each figure that can need a person, with what is normal."""
    redis, archive = parts["redis"] or {}, parts["archive"] or {}
    dead = next((stream["length"] for stream in parts["streams"] or [] if stream["name"] == "dead"), None)
    loop = max((hub.get("lag_ms", 0) for hub in parts["hubs"] or []), default=None)
    share, silent = redis.get("memory_share"), archive.get("silent_ms")
    kept = redis.get("append_only") and redis.get("append_only_works") and redis.get("policy") == "noeviction"
    return [
        judge("redis", float(parts["redis"] is not None), lambda value: value == 1, "1"),
        judge("mongodb", float(parts["mongodb"] is not None), lambda value: value == 1, "1"),
        judge("redis_memory", share if redis.get("memory_limit") else 0.0, lambda value: value < MEMORY_BAD, "< 0.85"),
        judge("redis_keeps", float(bool(kept)) if redis else None, lambda value: value == 1, "1"),
        judge("archiver_silent_ms", silent, lambda value: value < ARCHIVER_SILENT_MS, f"< {ARCHIVER_SILENT_MS}"),
        judge("archive_lag_ms", archive.get("lag_ms"), lambda value: value < LAG_BAD_MS, f"< {LAG_BAD_MS}"),
        judge("archive_alarms", archive.get("alarms"), lambda value: value == 0, "0"),
        judge("dead_letters", dead, lambda value: value == 0, "0"),
        judge("hubs", float(len(parts["hubs"])) if parts["hubs"] is not None else None, lambda value: value > 0, "> 0"),
        judge("hub_loop_ms", loop, lambda value: value < LOOP_BAD_MS, f"< {LOOP_BAD_MS}"),
    ]


def judge(name: str, value: float | None, fine: Callable[[float], bool], normal: str) -> dict[str, Any]:
    state: State = "unknown" if value is None else "ok" if fine(value) else "bad"
    return {"name": name, "state": state, "value": value, "normal": normal}


async def dead_letters(call: Call) -> dict[str, Any]:
    """Newest first; the last id is the cursor."""
    query: DeadLetterQuery = call.query
    until = "+" if query.cursor is None else f"({query.cursor}"
    rows = await call.office.redis.xrevrange(call.office.keys.dead, until, "-", count=query.limit + 1)
    items = [show_letter(identifier, fields) for identifier, fields in rows[: query.limit]]
    return {"items": items, "next": items[-1]["id"] if len(rows) > query.limit else None}


def show_letter(identifier: bytes, fields: dict[bytes, bytes]) -> dict[str, Any]:
    text = {name.decode(): value.decode("utf-8", "replace") for name, value in fields.items()}
    try:
        event = orjson.loads(fields.get(b"e", b""))
    except orjson.JSONDecodeError:
        event = text.get("e", "")
    seq = text.get("n", "")
    return {
        "id": identifier.decode(),
        "at": time_of(identifier),
        "session_id": text.get("s", ""),
        "seq": int(seq) if seq.isdecimal() else None,
        "kind": text.get("k", ""),
        "reason": text.get("reason", ""),
        "tries": int(text.get("tries") or 0),
        "event": event,
    }


async def replay(call: Call) -> Response:
    """Gives a dead letter another chance: a job of the archiver, which takes it away once it is archived."""
    letter, office = call.path["id"], call.office
    try:
        rows = await office.redis.xrange(office.keys.dead, letter, letter, count=1)
    except ResponseError:  # not the form of an entry's id
        rows = []
    if not rows:
        raise ChatError("not_found")
    # Not the letter's id alone: a replay that failed may be asked for again.
    job = f"{office.settings.workspace}:replay:{letter}:{now_ms()}"
    await enqueue(queue_of(office), REPLAY, letter, job=job)
    await audit.record(call, "letter.replayed", letter)
    return answer_json({"job": job}, 202)


def time_of(identifier: bytes) -> int:
    return int(identifier.partition(b"-")[0] or 0)


def now_ms() -> int:
    return int(CLOCK.now() * 1000)
