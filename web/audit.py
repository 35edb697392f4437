"""What leads and admins did: who, when, from where, to what; written beside each act that matters."""

import contextlib
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints
from pymongo.errors import PyMongoError
from redis.exceptions import RedisError

from config.addresses import limited_address
from config.ids import is_id, new_id
from hub.live.accounts import Account
from hub.live.summary import in_ms
from web.call import Call, Office, Query

PAGE = 50
REFUSAL_EVERY_MS = 60_000
REFUSALS_MAX = 20
"""Lines about one account and one kind of refusal in that time, from however many addresses."""


class Actor(BaseModel):
    id: str
    name: str


class AuditEntry(BaseModel):
    """One act; `target` is the id of what it was done to, `address` where it came from, `at` in ms."""

    id: str
    at: int
    actor: Actor
    action: str
    target: str | None
    address: str | None
    detail: dict[str, Any]


class AuditPage(BaseModel):
    items: list[AuditEntry]
    next: str | None


class AuditQuery(Query):
    cursor: Annotated[str, StringConstraints(max_length=64)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = PAGE


async def record(
    call: Call, action: str, target: str | None = None, *, by: Account | None = None, **detail: Any
) -> None:
    """Writes one line; what it says never includes a password, a token or what visitors wrote."""
    await write(call.office, by or call.account, action, target, call.address, detail)


async def write(
    office: Office, actor: Account, action: str, target: str | None, address: str, detail: dict[str, Any]
) -> None:
    await office.database.audit.insert_one(
        {
            "_id": new_id(),
            "at": datetime.now(UTC),
            "actor": {"id": actor.id, "name": actor.name},
            "action": action,
            "target": target,
            "address": address,
            "detail": detail,
        }
    )


async def record_refusal(office: Office, address: str, action: str, by: Account | None, **detail: Any) -> None:
    """What was tried on an account in vain, by a request or on a socket.

    Once in REFUSAL_EVERY_MS from an address and REFUSALS_MAX in all, so that a flood of tries is no flood of lines.
    Never stands in the way of the refusal itself.
    """
    if by is None:
        return
    what = detail.get("route") or detail.get("event") or ""
    told = office.keys.rate(f"audit:{action}:{by.id}:{limited_address(address)}:{what}")
    with contextlib.suppress(RedisError, PyMongoError, OSError, TimeoutError):
        if await office.redis.set(told, 1, nx=True, px=REFUSAL_EVERY_MS) and await is_room(office, action, by):
            await write(office, by, action, by.id, address, detail)


async def is_room(office: Office, action: str, by: Account) -> bool:
    counter = office.keys.rate(f"audit:{action}:{by.id}")
    async with office.redis.pipeline(transaction=True) as pipe:
        pipe.incr(counter)
        pipe.pexpire(counter, REFUSAL_EVERY_MS, nx=True)
        count, _ = await pipe.execute()
    return bool(count <= REFUSALS_MAX)


async def list_entries(call: Call) -> dict[str, Any]:
    """Newest first; the last id is the cursor."""
    query: AuditQuery = call.query
    wanted = {} if query.cursor is None else {"_id": {"$lt": query.cursor if is_id(query.cursor) else ""}}
    found = await call.office.database.audit.find(wanted).sort("_id", -1).limit(query.limit + 1).to_list(None)
    items = [show_entry(document) for document in found[: query.limit]]
    return {"items": items, "next": items[-1]["id"] if len(found) > query.limit else None}


def show_entry(document: dict[str, Any]) -> dict[str, Any]:
    fields = {name: document.get(name) for name in ("actor", "action", "target", "address")}
    return {"id": document["_id"], "at": in_ms(document["at"]), **fields, "detail": document.get("detail") or {}}
