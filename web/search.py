"""Finding conversations: each filter by an index that ends in `_id`, so that the newest come first without sorting.

Identifiers begin with their time, so `_id` descending is newest first, and one `_id` is the whole cursor.
"""

import re
import time
import zoneinfo
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from config.clients import Database, Document
from config.events import Identifier, Status
from config.folding import (
    PHONE_FRAGMENT_MIN,
    PHONE_RUN,
    fold_phone,
    name_queries,
    phone_pattern,
    phone_queries,
    split_words,
)
from config.ids import bound_id, is_id
from web.call import Call, Query
from web.conversations import Conversation, show_conversation, visible_to
from web.marks import Hit, find_hits
from web.problems import invalid

PAGE = 30
PAGE_MAX = 100
COMMON = 8_000
"""From so many conversations on a filter counts as common: then any of the common ones may lead the way."""
WINDOW = 2_000
"""Conversations of the leading filter that are looked at in one go: some 20 ms."""
BUDGET_S = 0.04
FREQUENCY_KEPT_S = 600.0
"""For how long a common filter stays known as common; a rare one is counted anew all the sooner, for it is cheap."""
FREQUENCIES_MAX = 5_000
BEGINNINGS = 40
"""Words that begin like the last one of a search line; in a conversation's words few syllables have more."""
CLOCKS_APART = timedelta(hours=1)
"""An identifier is made by a hub's clock, the time of opening by Redis's."""

Term = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1F\x7F]+$")]
Moment = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class ConversationQuery(Query):
    """`q` is one line of names, phone numbers and words of messages; every filter narrows what is found.

    `from` and `to` are a time with its zone, or a day: then `tz` says whose day it is, and `to` is included.
    """

    q: Term | None = None
    name: Term | None = None
    phone: Term | None = None
    from_: Moment | None = Field(None, alias="from")
    to: Moment | None = None
    tz: Annotated[str, StringConstraints(max_length=64)] = "Asia/Ho_Chi_Minh"
    agent: Identifier | None = None
    status: Status | None = None
    tag: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    visitor: Identifier | None = None
    cursor: Annotated[str, StringConstraints(max_length=64)] | None = None
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX)] = PAGE


class Found(Conversation):
    """A conversation with where it matched: pieces of the name, the phone and the newest message that fits."""

    hit: Hit | None


class FoundPage(BaseModel):
    """A page may be short of `limit`, even empty, while `next` is set: then there was much to look through."""

    items: list[Found]
    next: str | None


@dataclass(frozen=True)
class Filter:
    """One condition with the index that serves it."""

    index: str
    condition: Document


@dataclass(frozen=True)
class PageQuery:
    """Which page: the exact times, and the identifiers it lies between."""

    times: Document
    floor: str | None
    below: str | None
    limit: int


async def search(call: Call) -> dict[str, Any]:
    """A page of conversations, newest first; it is the last one when `next` is null, however short a page is."""
    query: ConversationQuery = call.query
    filters = await build_filters(call.office.database, query)
    page = read_page(query, call.lang)
    items, following = await find_page(call.office.database, filters, await visible_to(call), page)
    hits = await find_hits(call.office.database, items, query)
    shown = [{**show_conversation(item), "hit": hits.get(item["_id"])} for item in items]
    return {"items": shown, "next": following}


async def build_filters(database: Database, query: ConversationQuery) -> list[Filter]:
    plain = {"agent": "agents", "tag": "tags", "visitor": "visitor.id", "status": "status"}
    filters = [
        Filter(path.partition(".")[0], {path: value})
        for name, path in plain.items()
        if (value := getattr(query, name)) is not None
    ]
    filters += [Filter("names", {"search.names": token}) for token in name_queries(query.name or "")]
    if query.phone is not None:
        filters.append(phone_filter(query.phone))
    return [*filters, *await line_filters(database, query.q or "")]


def phone_filter(text: str) -> Filter:
    """Its last four digits by the index, all of them in what that leaves; with fewer nothing is found."""
    queries = phone_queries(text)
    ends = {"$in": [query[-PHONE_FRAGMENT_MIN:] for query in queries]}
    pattern = "|".join(phone_pattern(query).pattern for query in queries)
    whole = [{"search.phones": {"$regex": pattern}}] if any(len(q) > PHONE_FRAGMENT_MIN for q in queries) else []
    return Filter("phones", {"search.phones": ends, **({"$and": whole} if whole else {})})


async def line_filters(database: Database, line: str) -> list[Filter]:
    """Numbers by their digits, words wherever they stand, the last word as a beginning."""
    numbers = [run for run in PHONE_RUN.findall(line) if len(fold_phone(run)) >= PHONE_FRAGMENT_MIN]
    filters = [phone_filter(run) for run in numbers]
    words = split_words(PHONE_RUN.sub(lambda run: " " if run[0] in numbers else run[0], line))
    filters += [word_filter(word) for word in words[:-1]]
    if words:
        filters.append(await beginning_filter(database, words[-1]))
    return filters


def word_filter(word: str) -> Filter:
    return Filter("words", {"search.words": word})


async def beginning_filter(database: Database, beginning: str) -> Filter:
    """The words that begin like this, from the index itself: one key each, the next one looked up behind it."""
    found: list[str] = []
    after: Document = {"$gte": beginning}
    while len(found) < BEGINNINGS:
        wanted = {"search.words": {"$elemMatch": {**after, "$lt": beginning + "\U0010ffff"}}}
        keys = await database.conversations.find(wanted, return_key=True).hint("words").limit(1).to_list(1)
        if not keys:
            break
        found.append(keys[0]["search.words"])
        after = {"$gt": found[-1]}
    return Filter(
        index="words", condition={"search.words": {"$in": found}} if len(found) != 1 else {"search.words": found[0]}
    )


async def find_page(
    database: Database, filters: list[Filter], visible: Document, page: PageQuery
) -> tuple[list[Document], str | None]:
    """The page and the cursor behind it. The rarest filter leads, the others are looked up in what it finds.

    Where many common filters have little in common, the work of one request is bounded: it goes window by window from
    the newest, and once BUDGET_S is used up a short page comes back with the cursor where the next request goes on.
    """
    leader = await choose_leader(database, filters)
    rest = [one.condition for one in filters if one is not leader]
    rest += [condition for condition in (page.times, visible) if condition]
    below = page.below
    deadline = time.monotonic() + BUDGET_S
    found: list[Document] = []
    while True:
        until = await find_window(database, leader, between(page.floor, below)) if leader and rest else None
        wanted = [*([leader.condition] if leader else []), *rest, *between(until or page.floor, below)]
        cursor = database.conversations.find({"$and": wanted} if wanted else {}, SHOWN).sort("_id", -1)
        if leader is not None:
            cursor = cursor.hint(leader.index)
        found += await cursor.limit(page.limit + 1 - len(found)).to_list(None)
        if len(found) > page.limit:
            return found[: page.limit], found[page.limit - 1]["_id"]
        if until is None:
            return found, None
        if time.monotonic() > deadline:
            return found, until
        below = until


def between(floor: str | None, below: str | None) -> list[Document]:
    """The bounds of the identifiers, for the index."""
    return [
        *([{"_id": {"$gte": floor}}] if floor is not None else []),
        *([{"_id": {"$lt": below}}] if below is not None else []),
    ]


async def find_window(database: Database, leader: Filter, bounds: list[Document]) -> str | None:
    """The id of the leader's WINDOWth conversation within the bounds, by the index; None when there are fewer."""
    field, value = next(iter(leader.condition.items()))
    cursor = database.conversations.find({"$and": [{field: value}, *bounds]}, {"_id": 1})
    last = await cursor.hint(leader.index).sort("_id", -1).skip(WINDOW - 1).limit(1).to_list(None)
    return str(last[0]["_id"]) if last else None


SHOWN = {"search": 0, "replies": 0, "counts": 0}


@dataclass
class Frequencies:
    """How many conversations filters have found lately: they only choose the leader, so they may be somewhat old."""

    known: dict[str, tuple[float, int]] = field(default_factory=dict)

    async def count(self, database: Database, one: Filter) -> int:
        """At most COMMON; index keys alone are counted."""
        name, now = f"{database.name}:{one.condition}", time.monotonic()
        kept, count = self.known.get(name, (0.0, 0))
        if kept <= now:
            count = await database.conversations.count_documents(one.condition, limit=COMMON, hint=one.index)
            if len(self.known) >= FREQUENCIES_MAX:
                self.known.clear()
            self.known[name] = (now + FREQUENCY_KEPT_S * min(1, count / COMMON), count)
        return count


frequencies = Frequencies()


async def choose_leader(database: Database, filters: list[Filter]) -> Filter | None:
    if len(filters) < 2:
        return filters[0] if filters else None
    best, fewest = filters[0], COMMON + 1
    for one in filters:
        if fewest == 0:
            break
        count = await frequencies.count(database, one)
        if count < fewest:
            best, fewest = one, count
    return best


def read_page(query: ConversationQuery, lang: Literal["vi", "en"]) -> PageQuery:
    """A range of opening times as exact dates, and as bounds of the identifiers so that nothing else is looked at."""
    times: Document = {}
    floor = None
    below = query.cursor if query.cursor is None or is_id(query.cursor) else ""
    if query.from_ is not None:
        begin = read_moment("from", query.from_, query.tz, lang, end=False)
        times["$gte"] = begin
        floor = bound_id(begin - CLOCKS_APART)
    if query.to is not None:
        end = read_moment("to", query.to, query.tz, lang, end=True)
        times["$lt"] = end
        latest = bound_id(end + CLOCKS_APART)
        below = latest if below is None else min(below, latest)
    return PageQuery({"opened_at": times} if times else {}, floor, below, query.limit)


def read_moment(name: str, text: str, zone: str, lang: Literal["vi", "en"], *, end: bool) -> datetime:
    """ChatError invalid with the field when it is neither a day nor a time."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            day = date.fromisoformat(text) + timedelta(days=1 if end else 0)
            return datetime(day.year, day.month, day.day, tzinfo=load_zone(zone)).astimezone(UTC)
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=load_zone(zone))).astimezone(UTC)
    except zoneinfo.ZoneInfoNotFoundError:
        raise invalid({"tz": {"vi": "Không có múi giờ này.", "en": "There is no such time zone."}[lang]}) from None
    except (ValueError, OverflowError):
        example = "2026-03-14, 2026-03-14T09:30:00+07:00"
        raise invalid({name: {"vi": f"Ví dụ: {example}.", "en": f"For example: {example}."}[lang]}) from None


@lru_cache(maxsize=64)
def load_zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError):
        raise zoneinfo.ZoneInfoNotFoundError(name) from None
