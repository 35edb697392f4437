"""Figures for the reports, counted once for each hour in which conversations were opened, so that no report scans."""

import contextlib
from collections import defaultdict
from collections.abc import Awaitable, Iterable
from datetime import UTC, datetime, timedelta
from typing import cast

from pymongo.errors import DuplicateKeyError
from redis.asyncio import Redis

from archiver.acts import run_act
from config.clients import Database, Document
from config.documents import CONVERSATIONS, DURATION_BOUNDS_S, ROLLUPS
from config.keys import Keys

HOUR = timedelta(hours=1)
AT_ONCE = 500
"""Conversations in memory, however many an hour has."""
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
    figures = Figures()
    async for conversation in database[CONVERSATIONS].find(opened, COUNTED).batch_size(AT_ONCE):
        figures.add(conversation)
    if figures.opened:
        rollup = {"at": hour, **figures.show()}
        complete = {"_id": name_hour(hour), "opened": {"$lte": figures.opened}}
        with contextlib.suppress(DuplicateKeyError):
            await database[ROLLUPS].update_one(complete, {"$set": rollup}, upsert=True)


def summarize(conversations: Iterable[Document]) -> Document:
    """The figures of the conversations that were opened in one hour."""
    figures = Figures()
    for conversation in conversations:
        figures.add(conversation)
    return figures.show()


class Durations:
    """Count, sum in ms, and how many fall below each of DURATION_BOUNDS_S (the last: above all), for percentiles."""

    def __init__(self) -> None:
        self.count = self.sum_ms = 0
        self.buckets = [0] * (len(DURATION_BOUNDS_S) + 1)

    def add(self, duration: int | None) -> None:
        if duration is not None:
            self.count += 1
            self.sum_ms += duration
            self.buckets[sum(duration >= bound * 1000 for bound in DURATION_BOUNDS_S)] += 1

    def show(self) -> Document:
        return {"count": self.count, "sum_ms": self.sum_ms, "buckets": self.buckets}


class Scores:
    """How many gave one star, two, … five."""

    def __init__(self) -> None:
        self.counts = [0] * 5

    def add(self, conversation: Document) -> None:
        rating = conversation.get("rating")
        if rating and rating["score"] in range(1, 6):
            self.counts[rating["score"] - 1] += 1


class AgentFigures:
    """Conversations held and messages written; first replies, endings and ratings go to who gave them."""

    def __init__(self) -> None:
        self.conversations = self.messages = 0
        self.first_reply, self.resolved, self.rating = Durations(), Durations(), Scores()

    def add(self, agent: str, conversation: Document) -> None:
        self.conversations += agent in conversation["agents"]
        self.messages += conversation["replies"].get(agent, 0)
        if conversation["first_reply_by"] == agent:
            self.first_reply.add(conversation["first_reply_ms"])
        if conversation["served_by"] == agent:
            self.resolved.add(conversation["resolved_ms"])
            self.rating.add(conversation)

    def show(self) -> Document:
        return {
            "conversations": self.conversations,
            "messages": self.messages,
            "first_reply": self.first_reply.show(),
            "resolved": self.resolved.show(),
            "rating": self.rating.counts,
        }


class Figures:
    """Of one hour, conversation by conversation: an hour may have more of them than should lie in memory at once."""

    def __init__(self) -> None:
        self.opened = self.closed = self.unanswered = 0
        self.messages: dict[str, int] = defaultdict(int)
        self.waited, self.first_reply, self.resolved = Durations(), Durations(), Durations()
        self.rating = Scores()
        self.agents: dict[str, AgentFigures] = defaultdict(AgentFigures)

    def add(self, conversation: Document) -> None:
        is_closed = conversation["status"] == "closed"
        self.opened += 1
        self.closed += is_closed
        self.unanswered += is_closed and conversation["first_reply_ms"] is None
        for author, count in conversation["counts"].items():
            self.messages[author] += count
        self.waited.add(conversation["waited_ms"])
        self.first_reply.add(conversation["first_reply_ms"])
        self.resolved.add(conversation["resolved_ms"])
        self.rating.add(conversation)
        for agent in {*conversation["agents"], *conversation["replies"]}:
            self.agents[agent].add(agent, conversation)

    def show(self) -> Document:
        return {
            "opened": self.opened,
            "closed": self.closed,
            "unanswered": self.unanswered,
            "messages": dict(self.messages),
            "waited": self.waited.show(),
            "first_reply": self.first_reply.show(),
            "resolved": self.resolved.show(),
            "rating": self.rating.counts,
            "agents": {agent: figures.show() for agent, figures in sorted(self.agents.items())},
        }


def name_hour(hour: datetime) -> str:
    return hour.strftime("%Y-%m-%dT%H")


def parse_hour(name: str) -> datetime:
    return datetime.strptime(name, "%Y-%m-%dT%H").replace(tzinfo=UTC)
