"""What the firehose hands over, read back into events and checked before anything is done with it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, get_args

import orjson

from config.events import AuthorType, Event, Kind
from config.folding import unique_words

KINDS = frozenset(get_args(Kind)) - {"hidden"}
AUTHORS = frozenset(get_args(AuthorType))
SPOKEN = frozenset({"message", "note"})
SEQ_MAX = 2**53
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
TS_MAX = 253_402_300_799_999
"""The last millisecond that a date can hold, the end of the year 9999."""


class MalformedError(ValueError):
    """This is no event; the message says why, without quoting any of it."""


class Entry(NamedTuple):
    """One entry of the firehose: its event, or else its flaw. `id` is empty for one found in a conversation's log."""

    id: bytes
    fields: Mapping[bytes, bytes]
    line: str
    """What keeps its order: the conversation, or this entry alone where it names none."""
    event: Event | None = None
    flaw: str = ""
    words: Sequence[str] = ()
    """What its message is found by: told apart once, for the message and for its conversation."""

    def field(self, name: bytes) -> str:
        return self.fields.get(name, b"").decode("utf-8", "replace")


def read_entry(identifier: bytes, fields: Mapping[bytes, bytes]) -> Entry:
    session = fields.get(b"s", b"").decode("utf-8", "replace")
    line = session or identifier.decode()
    try:
        event = read_event(fields.get(b"e", b""))
    except MalformedError as error:
        return Entry(identifier, fields, line, flaw=str(error))
    if event["session_id"] != session or b"%d" % event["seq"] != fields.get(b"n"):
        return Entry(identifier, fields, line, flaw="the event belongs to another conversation or seq than its entry")
    return Entry(identifier, fields, line, event, words=spoken_words(event))


def spoken_words(event: Event) -> list[str]:
    """What a message or note is found by; nothing for any other event."""
    return unique_words(event.get("text") or "") if event["kind"] in SPOKEN else []


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
    return next((field for field, is_right in CHECKS.items() if not is_right(event.get(field))), None) or (
        "data" if event["kind"] == "opened" and not is_opening(event["data"]) else None
    )


def is_opening(data: Mapping[str, Any]) -> bool:
    visitor = data.get("visitor")
    named = isinstance(visitor, dict) and is_text(visitor.get("id")) and is_text(visitor.get("name"))
    return named and isinstance(data.get("form"), dict)


def is_text(value: object) -> bool:
    return isinstance(value, str)


def is_author(value: object) -> bool:
    return isinstance(value, dict) and str(value.get("type")) in AUTHORS and is_text(value.get("id", ""))


CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "session_id": lambda value: isinstance(value, str) and value != "",
    "seq": lambda value: type(value) is int and 0 < value <= SEQ_MAX,
    "kind": lambda value: isinstance(value, str) and value in KINDS,
    "ts": lambda value: type(value) is int and 0 <= value <= TS_MAX,
    "author": is_author,
    "client_id": lambda value: value is None or isinstance(value, str),
    "text": lambda value: value is None or isinstance(value, str),
    "data": lambda value: isinstance(value, dict),
}


def to_date(ms: int) -> datetime:
    """Exact to the millisecond, which a float of seconds is not."""
    return EPOCH + ms * MILLISECOND


def to_ms(date: datetime) -> int:
    return int(date.replace(microsecond=0).timestamp()) * 1000 + date.microsecond // 1000
