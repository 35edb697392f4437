"""Figures for the reports, counted once for each hour in which conversations were opened, so that no report scans."""

import contextlib
from collections import defaultdict
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from pymongo.errors import DuplicateKeyError
from redis.asyncio import Redis

from archiver.acts import run_act
from config.clients import Database, Document
from config.documents import CONVERSATIONS, DURATION_BOUNDS_S, ROLLUPS
from config.keys import Keys

HOUR = timedelta(hours=1)
COUNTED = {
    "status": 1,
    "waited_ms": 1,
    "first_reply_ms": 1,
    "first_reply_by": 1,
    "resolved_ms": 1,
    "rating.score": 1,
    "agents": 1,
    "served_by": 1,
    "counts": 1,
    "replies": 1,
}


async def refresh_rollups(redis: Redis, keys: Keys, database: Database) -> int:
    """Counts every touched hour again; one that is touched meanwhile stays touched. Answers how many were counted."""
    touched = await cast("Awaitable[dict[bytes, bytes]]", redis.hgetall(keys.touched))
    for hour, count in sorted(touched.items()):
        await count_hour(database, parse_hour(hour.decode()))
        await run_act(redis, "hour_settle", [keys.touched], [hour, count])
    return len(touched)


async def refresh_recent(database: Database, now: datetime, hours: int) -> None:
    """Counts the last hours whether touched or not: what a Redis that lost its notes has forgotten."""
    latest = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    for back in range(hours):
        await count_hour(database, latest - back * HOUR)


async def count_hour(database: Database, hour: datetime) -> None:
    """Idempotent: the roll-up is replaced by what its conversations say now, unless some of them have been deleted
    since, by retention or erasure: they still count."""
    opened = {"opened_at": {"$gte": hour, "$lt": hour + HOUR}}
    conversations = [found async for found in database[CONVERSATIONS].find(opened, COUNTED)]
    if conversations:
        rollup = {"at": hour, **summarize(conversations)}
        complete = {"_id": name_hour(hour), "opened": {"$lte": len(conversations)}}
        with contextlib.suppress(DuplicateKeyError):
            await database[ROLLUPS].update_one(complete, {"$set": rollup}, upsert=True)


def summarize(conversations: list[Document]) -> Document:
    """The figures of the conversations that were opened in one hour."""
    messages: dict[str, int] = defaultdict(int)
    for conversation in conversations:
        for author, count in conversation["counts"].items():
            messages[author] += count
    return {
        "opened": len(conversations),
        "closed": sum(conversation["status"] == "closed" for conversation in conversations),
        "unanswered": sum(c["status"] == "closed" and c["first_reply_ms"] is None for c in conversations),
        "messages": dict(messages),
        "waited": measure(conversation["waited_ms"] for conversation in conversations),
        "first_reply": measure(conversation["first_reply_ms"] for conversation in conversations),
        "resolved": measure(conversation["resolved_ms"] for conversation in conversations),
        "rating": count_scores(conversations),
        "agents": summarize_agents(conversations),
    }


def summarize_agents(conversations: list[Document]) -> dict[str, Document]:
    """Per agent: conversations held and messages written; first replies, endings and ratings go to who gave them."""
    agents = {agent for conversation in conversations for agent in (*conversation["agents"], *conversation["replies"])}
    return {agent: summarize_agent(agent, conversations) for agent in sorted(agents)}


def summarize_agent(agent: str, conversations: list[Document]) -> Document:
    served = [conversation for conversation in conversations if conversation["served_by"] == agent]
    replied = [conversation for conversation in conversations if conversation["first_reply_by"] == agent]
    return {
        "conversations": sum(agent in conversation["agents"] for conversation in conversations),
        "messages": sum(conversation["replies"].get(agent, 0) for conversation in conversations),
        "first_reply": measure(conversation["first_reply_ms"] for conversation in replied),
        "resolved": measure(conversation["resolved_ms"] for conversation in served),
        "rating": count_scores(served),
    }


def measure(durations: Any) -> Document:
    """Count, sum in ms, and how many fall below each of DURATION_BOUNDS_S (the last: above all), for percentiles."""
    known = [duration for duration in durations if duration is not None]
    buckets = [0] * (len(DURATION_BOUNDS_S) + 1)
    for duration in known:
        buckets[sum(duration >= bound * 1000 for bound in DURATION_BOUNDS_S)] += 1
    return {"count": len(known), "sum_ms": sum(known), "buckets": buckets}


def count_scores(conversations: list[Document]) -> list[int]:
    """How many gave one star, two, … five."""
    scores = [0] * 5
    for conversation in conversations:
        rating = conversation.get("rating")
        if rating and rating["score"] in range(1, 6):
            scores[rating["score"] - 1] += 1
    return scores


def name_hour(hour: datetime) -> str:
    return hour.strftime("%Y-%m-%dT%H")


def parse_hour(name: str) -> datetime:
    return datetime.strptime(name, "%Y-%m-%dT%H").replace(tzinfo=UTC)
