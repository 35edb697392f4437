"""Events into documents: pure functions, so that any way of cutting a conversation into batches ends the same."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from archiver.entries import SPOKEN, MalformedError, spoken_words, to_date, to_ms
from config.clients import Document
from config.events import Event
from config.folding import add_words, conversation_search
from config.ids import derive_id

Folder = Callable[[Document, Event], Document]
"""What an event changes in its conversation: the changed fields alone, with new values."""


def message_document(event: Event, words: Sequence[str] | None = None) -> Document:
    """`words` where they are known already."""
    document: Document = {
        "_id": f"{event['session_id']}/{event['seq']}",
        "conversation_id": event["session_id"],
        "seq": event["seq"],
        "kind": event["kind"],
        "ts": to_date(event["ts"]),
        "author": event["author"],
        "client_id": event.get("client_id"),
        "text": event.get("text"),
        "data": event["data"],
    }
    if event["kind"] in SPOKEN:
        document["tokens"] = spoken_words(event) if words is None else words
    return document


def read_message(document: Document) -> Event:
    """The event back from its document."""
    return {
        "session_id": document["conversation_id"],
        "seq": document["seq"],
        "kind": document["kind"],
        "ts": to_ms(document["ts"]),
        "author": document["author"],
        "client_id": document["client_id"],
        "text": document["text"],
        "data": document["data"],
    }


def audit_document(event: Event, address: str) -> Document | None:
    """A takeover as the audit has it: the one act of a lead that is done on a socket."""
    data = event["data"]
    if event["kind"] != "claimed" or data.get("how") != "takeover":
        return None
    return {
        "_id": derive_id(event["ts"], f"{event['session_id']}/{event['seq']}"),
        "at": to_date(event["ts"]),
        "actor": {"id": data["agent_id"], "name": data["name"]},
        "action": "session.taken_over",
        "target": event["session_id"],
        "address": address or None,
        "detail": {},
    }


def visitor_document(event: Event) -> Document:
    """Who opened this conversation, as known at that time."""
    visitor = event["data"]["visitor"]
    details = {field: str(visitor.get(field) or "") for field in ("name", "phone", "address", "lang")}
    return {"_id": visitor["id"], **details, "last_seen": to_date(event["ts"])}


def hour_of(conversation: Document) -> str:
    """The roll-up that a conversation counts in: the hour in which it was opened, UTC."""
    opened: datetime = conversation["opened_at"]
    return opened.strftime("%Y-%m-%dT%H")


def fold(conversation: Document | None, events: Iterable[Event]) -> Document | None:
    """The conversation after `events` (ascending by seq), of which those up to its `applied` change nothing.

    None until its `opened` is among them. Raises MalformedError when an event lacks what its kind must carry.
    """
    said: list[Sequence[str]] = []
    for event in events:
        former, conversation = conversation, fold_one(conversation, event)
        if conversation is not former:
            said.append(spoken_words(event))
    return fold_words(conversation, said)


def fold_words(conversation: Document | None, said: Sequence[Sequence[str]]) -> Document | None:
    """What `fold_one` leaves out, once for all events that it folded: their words."""
    if conversation is None or not any(said):
        return conversation
    return {**conversation, "search": add_words(conversation["search"], *said)}


def fold_one(conversation: Document | None, event: Event) -> Document | None:
    """All that one event changes, but for the words by which the conversation is found."""
    if conversation is not None and event["seq"] <= conversation["applied"]:
        return conversation
    try:
        if conversation is None:
            return begin(event) if event["kind"] == "opened" else None
        change = FOLDERS[event["kind"]](conversation, event) if event["kind"] in FOLDERS else {}
    except (KeyError, TypeError, AttributeError) as error:
        raise MalformedError(f"the event's data does not fit its kind ({type(error).__name__})") from None
    common = {"head": event["seq"], "applied": event["seq"], "updated_at": to_date(event["ts"])}
    return {**conversation, **change, **common}


def begin(event: Event) -> Document:
    visitor, form = event["data"]["visitor"], event["data"]["form"]
    at = to_date(event["ts"])
    return {
        "_id": event["session_id"],
        "status": "waiting",
        "visitor": visitor,
        "form": form,
        "holder": None,
        "fence": 0,
        "agents": [],
        "served_by": None,
        "opened_at": at,
        "claimed_at": None,
        "first_reply_at": None,
        "first_reply_by": None,
        "closed_at": None,
        "updated_at": at,
        "waited_ms": None,
        "first_reply_ms": None,
        "resolved_ms": None,
        "head": event["seq"],
        "applied": event["seq"],
        "last": None,
        "seen": {"visitor": {"delivered": 0, "read": 0}, "agent": {"delivered": 0, "read": 0}},
        "tags": [],
        "rating": None,
        "counts": {"visitor": 0, "agent": 0, "bot": 0, "system": 0},
        "replies": {},
        "search": conversation_search(visitor, form),
    }


def add_message(conversation: Document, event: Event) -> Document:
    author = event["author"]
    fields = ("seq", "ts", "kind", "text", "author")
    change: Document = {
        "last": {field: event.get(field) for field in fields},
        "counts": count_up(conversation["counts"], author["type"]),
    }
    if author["type"] == "agent":
        change["replies"] = count_up(conversation["replies"], author["id"])
        if conversation["first_reply_at"] is None:
            change["first_reply_at"] = to_date(event["ts"])
            change["first_reply_by"] = author["id"]
            change["first_reply_ms"] = since_opening(conversation, event)
    return change


def claim(conversation: Document, event: Event) -> Document:
    data = event["data"]
    agent = data["agent_id"]
    change: Document = {
        "holder": {"id": agent, "name": data["name"], "avatar": data.get("avatar")},
        "status": "active",
        "fence": max(conversation["fence"], data["fence"]),
        "served_by": agent,
    }
    if agent not in conversation["agents"]:
        change["agents"] = [*conversation["agents"], agent]
    if conversation["claimed_at"] is None:
        change["claimed_at"] = to_date(event["ts"])
        change["waited_ms"] = since_opening(conversation, event)
    return change


def release(conversation: Document, _: Event) -> Document:
    return {"holder": None, "status": "closed" if conversation["status"] == "closed" else "waiting"}


def close(conversation: Document, event: Event) -> Document:
    return {
        "status": "closed",
        "holder": None,
        "closed_at": to_date(event["ts"]),
        "resolved_ms": since_opening(conversation, event),
        "seen": event["data"]["seen"],
    }


def reopen(_: Document, __: Event) -> Document:
    return {"status": "waiting", "closed_at": None, "resolved_ms": None}


def rate(_: Document, event: Event) -> Document:
    return {"rating": {"score": event["data"]["score"], "comment": event["data"].get("comment")}}


def tag(_: Document, event: Event) -> Document:
    return {"tags": event["data"]["tags"]}


def count_up(counts: dict[str, int], name: str) -> dict[str, int]:
    return {**counts, name: counts.get(name, 0) + 1}


def since_opening(conversation: Document, event: Event) -> int:
    return max(0, event["ts"] - to_ms(conversation["opened_at"]))


FOLDERS: dict[str, Folder] = {
    "message": add_message,
    "claimed": claim,
    "released": release,
    "closed": close,
    "reopened": reopen,
    "rated": rate,
    "tagged": tag,
}


def changes(before: Document | None, after: Document) -> dict[str, Any]:
    """The fields in which a conversation differs from what it was."""
    if before is None:
        return after
    return {field: value for field, value in after.items() if field not in before or before[field] != value}
