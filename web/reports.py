"""Figures for leads, added up from the hourly roll-ups that the archiver keeps: no report looks at conversations."""

import zoneinfo
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from config.clients import Document
from config.documents import DURATION_BOUNDS_S
from web.call import Call, Query
from web.problems import invalid
from web.search import load_zone, read_moment

DAYS_MAX = 400
NO_DURATION = {"count": 0, "sum_ms": 0, "buckets": [0] * (len(DURATION_BOUNDS_S) + 1)}
COUNTS = ("opened", "closed", "unanswered")
DURATIONS = ("waited", "first_reply", "resolved")


class Duration(BaseModel):
    """Times in ms, null without a single one; median and p90 are read from counts between fixed bounds."""

    count: int
    mean_ms: int | None
    median_ms: int | None
    p90_ms: int | None


class Ratings(BaseModel):
    """`scores` is how many gave 1, 2, … 5."""

    count: int
    mean: float | None
    scores: list[int]


class Figures(BaseModel):
    """Of the conversations that were opened in that time."""

    opened: int
    closed: int
    unanswered: int
    messages: dict[str, int]
    waited: Duration
    first_reply: Duration
    resolved: Duration
    rating: Ratings


class DayFigures(Figures):
    day: date


class HourFigures(Figures):
    """All days of the range together, by the hour of the viewer's clock."""

    hour: Annotated[int, Field(ge=0, le=23)]


class AgentFigures(BaseModel):
    id: str
    name: str
    conversations: int
    messages: int
    first_reply: Duration
    resolved: Duration
    rating: Ratings


class Report(BaseModel):
    tz: str
    total: Figures
    days: list[DayFigures]
    hours: list[HourFigures]
    agents: list[AgentFigures]


class ReportQuery(Query):
    """Both ends are days of `tz` (the last one included) or times; without them the last seven days."""

    from_: Annotated[str, StringConstraints(max_length=40)] | None = Field(None, alias="from")
    to: Annotated[str, StringConstraints(max_length=40)] | None = None
    tz: Annotated[str, StringConstraints(max_length=64)] = "Asia/Ho_Chi_Minh"


async def show(call: Call) -> dict[str, Any]:
    begin, end, zone = read_range(call)
    wanted = {"at": {"$gte": begin, "$lt": end}}
    rollups = await call.office.database.rollups.find(wanted).sort("at", 1).to_list(None)
    names = {account.id: account.name for account in await call.office.accounts.all()}
    return {
        "tz": zone.key,
        "total": add_up(rollups),
        "days": by_day(rollups, begin, end, zone),
        "hours": by_hour(rollups, zone),
        "agents": by_agent(rollups, names),
    }


def read_range(call: Call) -> tuple[datetime, datetime, zoneinfo.ZoneInfo]:
    """ChatError invalid for a zone or a time that isn't one, and for a range that is backwards or too long."""
    query: ReportQuery = call.query
    try:
        zone = load_zone(query.tz)
    except zoneinfo.ZoneInfoNotFoundError:
        raise invalid({"tz": {"vi": "Không có múi giờ này.", "en": "There is no such time zone."}[call.lang]}) from None
    today = datetime.now(zone).date()
    begin = read_moment("from", query.from_ or str(today - timedelta(days=6)), query.tz, call.lang, end=False)
    end = read_moment("to", query.to or str(today), query.tz, call.lang, end=True)
    if not begin < end <= begin + timedelta(days=DAYS_MAX + 1):
        sentence = {
            "vi": f"Cần sau ngày bắt đầu, tối đa {DAYS_MAX} ngày.",
            "en": f"After the start, {DAYS_MAX} days at most.",
        }
        raise invalid({"to": sentence[call.lang]})
    return begin, end, zone


def by_day(
    rollups: Iterable[Document], begin: datetime, end: datetime, zone: zoneinfo.ZoneInfo
) -> list[dict[str, Any]]:
    """Every day of the range, empty ones too."""
    first, last = begin.astimezone(zone).date(), (end - timedelta(microseconds=1)).astimezone(zone).date()
    days: dict[date, list[Document]] = {first + timedelta(days=n): [] for n in range((last - first).days + 1)}
    for rollup in rollups:
        days.setdefault(rollup["at"].astimezone(zone).date(), []).append(rollup)
    return [{"day": day.isoformat(), **add_up(own)} for day, own in sorted(days.items())]


def by_hour(rollups: Iterable[Document], zone: zoneinfo.ZoneInfo) -> list[dict[str, Any]]:
    hours: list[list[Document]] = [[] for _ in range(24)]
    for rollup in rollups:
        hours[rollup["at"].astimezone(zone).hour].append(rollup)
    return [{"hour": hour, **add_up(own)} for hour, own in enumerate(hours)]


def by_agent(rollups: Iterable[Document], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Busiest first; an account that was removed keeps its id for a name."""
    own: dict[str, list[Document]] = {}
    for rollup in rollups:
        for agent_id, figures in (rollup.get("agents") or {}).items():
            own.setdefault(agent_id, []).append(figures)
    rows = [
        {
            "id": agent_id,
            "name": names.get(agent_id, agent_id),
            "conversations": sum(one["conversations"] for one in figures),
            "messages": sum(one["messages"] for one in figures),
            "first_reply": measure(one["first_reply"] for one in figures),
            "resolved": measure(one["resolved"] for one in figures),
            "rating": rate(one["rating"] for one in figures),
        }
        for agent_id, figures in own.items()
    ]
    return sorted(rows, key=lambda row: (-row["conversations"], row["name"]))


def add_up(rollups: list[Document]) -> dict[str, Any]:
    messages: dict[str, int] = {"visitor": 0, "agent": 0}
    for rollup in rollups:
        for author, count in (rollup.get("messages") or {}).items():
            messages[author] = messages.get(author, 0) + count
    return {
        **{name: sum(rollup.get(name, 0) for rollup in rollups) for name in COUNTS},
        "messages": messages,
        **{name: measure(rollup.get(name) or NO_DURATION for rollup in rollups) for name in DURATIONS},
        "rating": rate(rollup.get("rating") or [0] * 5 for rollup in rollups),
    }


def measure(durations: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The Duration of all of them together."""
    count, total, buckets = 0, 0, [0] * (len(DURATION_BOUNDS_S) + 1)
    for one in durations:
        count, total = count + one["count"], total + one["sum_ms"]
        buckets = [a + b for a, b in zip(buckets, one["buckets"], strict=True)]
    mean = round(total / count) if count else None
    return {"count": count, "mean_ms": mean, "median_ms": quantile(buckets, 0.5), "p90_ms": quantile(buckets, 0.9)}


def quantile(buckets: list[int], share: float) -> int | None:
    """Read between the bounds of the bucket in which it falls, as if its times were spread evenly there."""
    rank, below = sum(buckets) * share, 0
    edges = [0, *DURATION_BOUNDS_S, 2 * DURATION_BOUNDS_S[-1]]
    for bucket, count in enumerate(buckets):
        if count and below + count >= rank:
            within = (rank - below) / count
            return round(1000 * (edges[bucket] + (edges[bucket + 1] - edges[bucket]) * within))
        below += count
    return None


def rate(scores: Iterable[list[int]]) -> dict[str, Any]:
    counts = [0] * 5
    for one in scores:
        counts = [a + b for a, b in zip(counts, one, strict=True)]
    given = sum(counts)
    mean = round(sum(score * count for score, count in enumerate(counts, 1)) / given, 2) if given else None
    return {"count": given, "mean": mean, "scores": counts}
