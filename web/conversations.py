"""Conversations and their messages as agents may read them: live ones, their own, all of them for leads."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from config.clients import Document
from config.errors import ChatError
from config.events import Event, Holder, LastMessage, Rating, Seen, Status, VisitorDetails
from config.ids import is_id
from hub.live.summary import in_ms
from web.call import Call, Query
from web.history import MongoHistory

MESSAGES_PAGE = 100


class Conversation(BaseModel):
    """A conversation as the archive has it; times in ms, `agents` are the ids of all who held it."""

    id: str
    status: Status
    visitor: VisitorDetails
    form: dict[str, str | bool]
    holder: Holder | None
    agents: list[str]
    opened_at: int
    closed_at: int | None
    first_reply_at: int | None
    head: int
    last: LastMessage | None
    seen: Seen
    tags: list[str]
    rating: Rating | None


class OpenedConversation(Conversation):
    """One conversation by itself also says whether its visitor is kept out."""

    blocked: bool


class EventPage(BaseModel):
    """Events, ascending; `next` is the `before` of the page behind it, null at the beginning."""

    items: list[Event]
    next: int | None


class OlderMessages(Query):
    before: Annotated[int, Field(ge=1, le=2**53)] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = MESSAGES_PAGE


NOBODY_SAW = {"visitor": {"delivered": 0, "read": 0}, "agent": {"delivered": 0, "read": 0}}


def show_conversation(document: Document) -> dict[str, Any]:
    return {
        "id": document["_id"],
        "status": document["status"],
        "visitor": document["visitor"],
        "form": document.get("form") or {},
        "holder": document.get("holder"),
        "agents": document.get("agents") or [],
        "opened_at": in_ms(document["opened_at"]),
        "closed_at": in_ms(document.get("closed_at")) or None,
        "first_reply_at": in_ms(document.get("first_reply_at")) or None,
        "head": document["head"],
        "last": document.get("last"),
        "seen": document.get("seen") or NOBODY_SAW,
        "tags": document.get("tags") or [],
        "rating": document.get("rating"),
    }


async def visible_to(call: Call) -> Document:
    """The filter of what this agent may read: leads all; agents live ones, those that they held, and earlier ones of
    the visitors whom they hold now."""
    if call.is_lead:
        return {}
    agent_id = call.account.id
    held = {"holder.id": agent_id, "status": "active"}
    visitors = await call.office.database.conversations.distinct("visitor.id", held)
    return {
        "$or": [
            {"status": {"$in": ["waiting", "active"]}},
            {"agents": agent_id},
            {"visitor.id": {"$in": visitors}},
        ]
    }


async def find_visible(call: Call) -> Document:
    """The conversation of the path; what may not be read is not found, as if it did not exist."""
    session_id = call.path["id"]
    if not is_id(session_id):
        raise ChatError("not_found")
    document = await call.office.database.conversations.find_one({"_id": session_id, **await visible_to(call)})
    if document is None:
        raise ChatError("not_found")
    return document


async def show(call: Call) -> dict[str, Any]:
    shown = show_conversation(await find_visible(call))
    blocked = await call.office.redis.sismember(call.office.keys.blocked, shown["visitor"]["id"])
    return {**shown, "blocked": bool(blocked)}


async def messages(call: Call) -> dict[str, Any]:
    """One page of events by seq: it costs the same wherever in the conversation it lies."""
    query: OlderMessages = call.query
    document = await find_visible(call)
    history = MongoHistory(call.office.database)
    items = await history.before(document["_id"], query.before or document["head"] + 1, query.limit)
    return {"items": items, "next": items[0]["seq"] if items and items[0]["seq"] > 1 else None}
