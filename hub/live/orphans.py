"""Events that reached the archive as messages when Redis died, before their conversation was brought up to them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Document = Mapping[str, Any]
SAID = ("seq", "ts", "kind", "text", "author")


def take_sound(after: int, events: Sequence[Document]) -> list[Document]:
    """Those that follow `after` without a gap."""
    return [event for place, event in enumerate(events, after + 1) if event["seq"] == place]


def bring_forward(conversation: Document | None, events: Sequence[Document]) -> Document | None:
    """The archived conversation as far as a live one needs it, after events that it was not folded with."""
    for event in events:
        if conversation is None:
            conversation = begin(event) if event["kind"] == "opened" else None
        else:
            change = CHANGES.get(event["kind"], nothing)(conversation, event)
            conversation = {**conversation, **change, "head": event["seq"]}
    return conversation


def begin(event: Document) -> Document:
    told = {"visitor": event["data"]["visitor"], "form": event["data"]["form"], "opened_at": read_time(event)}
    return {"_id": event["session_id"], "status": "waiting", "holder": None, "fence": 0, "head": event["seq"], **told}


def claim(conversation: Document, event: Document) -> Document:
    data = event["data"]
    agents = [*(conversation.get("agents") or []), data["agent_id"]]
    holder = {"id": data["agent_id"], "name": data["name"], "avatar": data.get("avatar")}
    return {"status": "active", "holder": holder, "fence": data["fence"], "agents": list(dict.fromkeys(agents))}


def close(_: Document, event: Document) -> Document:
    return {"status": "closed", "holder": None, "closed_at": read_time(event), "seen": event["data"]["seen"]}


def nothing(_: Document, __: Document) -> Document:
    return {}


def read_time(event: Document) -> datetime:
    return datetime.fromtimestamp(event["ts"] / 1000, UTC)


CHANGES: Mapping[str, Callable[[Document, Document], Document]] = {
    "message": lambda _, event: {"last": {field: event[field] for field in SAID}},
    "claimed": claim,
    "released": lambda _, __: {"status": "waiting", "holder": None},
    "closed": close,
    "reopened": lambda _, __: {"status": "waiting", "closed_at": None},
    "rated": lambda _, event: {"rating": event["data"]},
    "tagged": lambda _, event: {"tags": event["data"]["tags"]},
}
