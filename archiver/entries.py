"""What the firehose hands over, read back into events and checked before anything is done with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

import orjson

from config.events import AuthorType, Event, Kind

KINDS = frozenset(get_args(Kind)) - {"hidden"}
AUTHORS = frozenset(get_args(AuthorType))
SEQ_MAX = 2**53
TS_MAX = 253_402_300_799_999
"""The last millisecond that a date can hold, the end of the year 9999."""


class MalformedError(ValueError):
    """This is no event; the message says why, without quoting any of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the firehose: its event, or else its flaw. `id` is empty for one found in a conversation's log."""

    id: bytes
    fields: Mapping[bytes, bytes]
    event: Event | None = None
    flaw: str = ""

    @property
    def line(self) -> str:
        """What keeps its order: a conversation's entries, or this one alone where it names no conversation."""
        return self.field(b"s") or self.id.decode()

    def field(self, name: bytes) -> str:
        return self.fields.get(name, b"").decode("utf-8", "replace")


def read_entry(identifier: bytes, fields: Mapping[bytes, bytes]) -> Entry:
    try:
        event = read_event(fields.get(b"e", b""))
    except MalformedError as error:
        return Entry(identifier, fields, flaw=str(error))
    entry = Entry(identifier, fields, event)
    if event["session_id"] != entry.field(b"s") or str(event["seq"]) != entry.field(b"n"):
        return Entry(identifier, fields, flaw="the event belongs to another conversation or seq than its entry")
    return entry


def read_event(payload: bytes) -> Event:
    """A durable event from its JSON. Raises MalformedError."""
    try:
        event = orjson.loads(payload)
    except orjson.JSONDecodeError:
        raise MalformedError("the event is no JSON") from None
    if not isinstance(event, dict):
        raise MalformedError("the event is no object")
    wrong = find_wrong_field(event)
    if wrong:
        raise MalformedError(f"the event's {wrong} is missing or wrong")
    checked: Event = event  # type: ignore[assignment]
    return checked


def find_wrong_field(event: Mapping[str, Any]) -> str | None:
    author = event.get("author")
    valid = {
        "session_id": is_text(event.get("session_id")) and event["session_id"] != "",
        "seq": is_count(event.get("seq"), SEQ_MAX) and event["seq"] > 0,
        "kind": event.get("kind") in KINDS,
        "ts": is_count(event.get("ts"), TS_MAX),
        "author": isinstance(author, dict) and author.get("type") in AUTHORS and is_text(author.get("id", "")),
        "client_id": event.get("client_id") is None or is_text(event["client_id"]),
        "text": event.get("text") is None or is_text(event["text"]),
        "data": isinstance(event.get("data"), dict) and (event.get("kind") != "opened" or is_opening(event["data"])),
    }
    return next((field for field, fine in valid.items() if not fine), None)


def is_opening(data: Mapping[str, Any]) -> bool:
    visitor = data.get("visitor")
    named = isinstance(visitor, dict) and is_text(visitor.get("id")) and is_text(visitor.get("name"))
    return named and isinstance(data.get("form"), dict)


def is_text(value: object) -> bool:
    return isinstance(value, str)


def is_count(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def to_date(ms: int) -> datetime:
    """Exact to the millisecond, which a float of seconds is not."""
    return datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000)


def to_ms(date: datetime) -> int:
    return int(date.replace(microsecond=0).timestamp()) * 1000 + date.microsecond // 1000
