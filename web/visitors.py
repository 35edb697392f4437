"""A visitor's rights and a lead's defence: everything known about somebody, forgetting it, and keeping one out."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import orjson
from arq.connections import ArqRedis
from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from config.clients import Document
from config.errors import ChatError
from config.ids import is_id
from config.jobs import ERASE, enqueue, open_queue
from hub.live.summary import in_ms
from web import audit
from web.call import Call, Office, answer_json
from web.conversations import show_conversation
from web.history import show_event


class ErasureBegun(BaseModel):
    """The archiver works off the job; what it erases can't be read any more from now on."""

    job: str


class Blocked(BaseModel):
    id: str
    blocked: bool


async def block(call: Call) -> dict[str, Any]:
    """Ends the visitor's open conversation and opens no other one for them. Repeating it changes nothing."""
    visitor_id = await require_known(call)
    blocked = {"$set": {"blocked_at": datetime.now(UTC), "blocked_by": call.account.id}}
    await call.office.database.visitors.update_one({"_id": visitor_id}, blocked)
    await call.office.redis.sadd(call.office.keys.blocked, visitor_id)
    session_id = await call.office.redis.hget(call.office.keys.visitor(visitor_id), "session")
    if session_id:
        await call.office.live.sessions.close(session_id.decode(), "system")
    await audit.record(call, "visitor.blocked", visitor_id)
    return {"id": visitor_id, "blocked": True}


async def unblock(call: Call) -> dict[str, Any]:
    visitor_id = await require_known(call)
    await call.office.database.visitors.update_one({"_id": visitor_id}, {"$unset": {"blocked_at": 1, "blocked_by": 1}})
    await call.office.redis.srem(call.office.keys.blocked, visitor_id)
    await audit.record(call, "visitor.unblocked", visitor_id)
    return {"id": visitor_id, "blocked": False}


async def erase(call: Call) -> Response:
    """The tombstone is set at once, the rest is a job of the archiver; asking again is asking for the same job."""
    visitor_id = await require_known(call)
    office = call.office
    await office.redis.set(office.keys.erased(visitor_id), 1)
    job = f"{office.settings.workspace}:erase:{visitor_id}"
    await enqueue(queue_of(office), ERASE, visitor_id, job=job)
    await audit.record(call, "visitor.erased", visitor_id)
    return answer_json({"job": job}, 202)


async def export(call: Call) -> Response:
    """Everything that is kept about a visitor, as one JSON file: the card, every conversation, every message."""
    visitor_id = await require_known(call)
    await audit.record(call, "visitor.exported", visitor_id)
    headers = {"content-disposition": f'attachment; filename="{visitor_id}.json"', "cache-control": "no-store"}
    return StreamingResponse(write_export(call.office, visitor_id), headers=headers, media_type="application/json")


async def write_export(office: Office, visitor_id: str) -> AsyncIterator[bytes]:
    card = await office.database.visitors.find_one({"_id": visitor_id}) or {"_id": visitor_id}
    yield b'{"visitor":' + orjson.dumps(show_card(card)) + b',"conversations":['
    between = b""
    async for conversation in office.database.conversations.find({"visitor.id": visitor_id}).sort("_id", 1):
        found = office.database.messages.find({"conversation_id": conversation["_id"], "kind": {"$ne": "note"}})
        messages = [show_event(message) async for message in found.sort("seq", 1)]
        yield between + orjson.dumps({**show_conversation(conversation), "messages": messages})
        between = b","
    yield b"]}"


def show_card(document: Document) -> dict[str, Any]:
    seen = {name: in_ms(document.get(name)) or None for name in ("first_seen", "last_seen", "blocked_at")}
    fields = {name: document.get(name) for name in ("name", "phone", "address", "lang")}
    return {"id": document["_id"], **fields, **seen}


async def require_known(call: Call) -> str:
    """The visitor of the path; ChatError not_found for one that nobody has seen, or who was erased."""
    visitor_id, office = call.path["id"], call.office
    if not is_id(visitor_id) or await office.redis.exists(office.keys.erased(visitor_id)):
        raise ChatError("not_found")
    if not await office.database.visitors.count_documents({"_id": visitor_id}, limit=1):
        raise ChatError("not_found")
    return visitor_id


def queue_of(office: Office) -> ArqRedis:
    return open_queue(office.redis, office.keys)


async def mirror_blocked(office: Office) -> None:
    """The set in Redis, which opening a conversation asks, becomes what MongoDB says."""
    wanted = {
        document["_id"]
        async for document in office.database.visitors.find({"blocked_at": {"$exists": True}}, {"_id": 1})
    }
    present = {member.decode() for member in await office.redis.smembers(office.keys.blocked)}
    if wanted - present:
        await office.redis.sadd(office.keys.blocked, *(wanted - present))
    if present - wanted:
        await office.redis.srem(office.keys.blocked, *(present - wanted))
