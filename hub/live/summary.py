"""What agents and visitors see of a conversation, read from its hash or from its archived document."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import orjson

from config.events import Holder, PublicVisitor, Seen, SessionSummary, VisitorDetails, VisitorSession

Hash = Mapping[bytes, bytes]
PREVIEW_MAX = 160


def read_hash(reply: list[bytes]) -> Hash:
    """The flat reply of HGETALL as a mapping."""
    return dict(zip(reply[::2], reply[1::2], strict=True))


def read_number(fields: Hash, name: bytes) -> int:
    return int(fields.get(name) or 0)


def read_json(fields: Hash, name: bytes, otherwise: Any) -> Any:
    value = fields.get(name)
    return orjson.loads(value) if value else otherwise


def read_seen(fields: Hash) -> Seen:
    return {
        "visitor": {"delivered": read_number(fields, b"v_delivered"), "read": read_number(fields, b"v_read")},
        "agent": {"delivered": read_number(fields, b"a_delivered"), "read": read_number(fields, b"a_read")},
    }


def read_holder(fields: Hash) -> Holder | None:
    holder = fields.get(b"holder", b"").decode()
    if not holder:
        return None
    avatar = fields.get(b"holder_avatar", b"").decode() or None
    return {"id": holder, "name": fields.get(b"holder_name", b"").decode(), "avatar": avatar}


def read_visitor(fields: Hash) -> VisitorDetails:
    visitor = cast(VisitorDetails, read_json(fields, b"visitor", {}))
    page = read_json(fields, b"page", None)
    return {**visitor, "page": page} if page else visitor


def read_summary(fields: Hash) -> SessionSummary:
    """The summary of one session hash."""
    return {
        "id": fields[b"id"].decode(),
        "rev": read_number(fields, b"rev"),
        "status": cast(Any, fields[b"status"].decode()),
        "visitor": read_visitor(fields),
        "form": read_json(fields, b"form", {}),
        "holder": read_holder(fields),
        "fence": read_number(fields, b"fence"),
        "opened_at": read_number(fields, b"opened_at"),
        "closed_at": read_number(fields, b"closed_at") or None,
        "waiting_since": read_number(fields, b"waiting_since") or read_number(fields, b"queued_at"),
        "head": read_number(fields, b"head"),
        "last": read_json(fields, b"last", None),
        "unread": read_number(fields, b"unread"),
        "visitor_online": read_number(fields, b"online") > 0,
        "seen": read_seen(fields),
        "tags": read_json(fields, b"tags", []),
        "rating": read_json(fields, b"rating", None),
    }


def read_past_holders(fields: Hash) -> frozenset[str]:
    """Ids of the agents who have ever held the conversation."""
    return frozenset(fields.get(b"held_by", b"").decode().split())


def show_visitor(summary: SessionSummary, position: int | None) -> VisitorSession:
    """The visitor's own view: no ids of agents, no fence, no address of theirs."""
    visitor, holder = summary["visitor"], summary["holder"]
    shown: PublicVisitor = {
        "id": visitor["id"],
        "name": visitor["name"],
        "phone": visitor["phone"],
        "address": visitor["address"],
        "lang": visitor["lang"],
    }
    return {
        "id": summary["id"],
        "status": summary["status"],
        "visitor": shown,
        "holder": holder and {"name": holder["name"], "avatar": holder["avatar"]},
        "position": position,
        "head": summary["head"],
        "seen": summary["seen"],
        "rating": summary["rating"],
    }


def in_ms(moment: datetime | None) -> int:
    return round(moment.timestamp() * 1000) if moment else 0


NEWEST = {"closed": "closed_seq", "reopened": "reopened_seq", "rated": "rated_seq", "tagged": "tagged_seq"}
"""Fields with the seq of the newest event of a kind, by which a repeat of its act is answered."""


def restore_fields(document: Mapping[str, Any], recent: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The fields of a session hash, from the archived conversation and its newest events; strings, as Lua writes them.

    What lies further back than `recent` is taken to be the head: a repeat of it still changes nothing.
    """
    holder, seen = document.get("holder") or {}, document.get("seen") or {}
    fields: dict[str, Any] = {
        "visitor": orjson.dumps(document["visitor"]).decode(),
        "visitor_id": document["visitor"]["id"],
        "form": orjson.dumps(document.get("form") or {}).decode(),
        "holder": holder.get("id", ""),
        "holder_name": holder.get("name", ""),
        "holder_avatar": holder.get("avatar") or "",
        "held_by": f" {' '.join(document.get('agents') or [])} ",
        "opened_at": in_ms(document.get("opened_at")),
        "queued_at": in_ms(document.get("opened_at")),
        "tags": orjson.dumps(document.get("tags") or []).decode(),
        "v_last": max(find_unread(recent)["said"], default=document["head"]),
    }
    for side, mark in (("visitor", "v_"), ("agent", "a_")):
        for name in ("delivered", "read"):
            fields[mark + name] = (seen.get(side) or {}).get(name, 0)
    if document.get("last"):
        fields["last"] = orjson.dumps({**document["last"], "text": document["last"]["text"][:PREVIEW_MAX]}).decode()
    if document.get("rating"):
        fields["rating"] = orjson.dumps(document["rating"]).decode()
        fields["rated_seq"] = document["head"]
    if document["status"] == "closed":
        fields["closed_at"] = in_ms(document["closed_at"])
        fields["closed_seq"] = document["head"]
    for event in recent:
        if field := NEWEST.get(event["kind"]):
            fields[field] = event["seq"]
        if event["kind"] == "reopened":
            fields["queued_at"] = event["ts"]
            fields.pop("closed_seq", None)
    return {name: str(value) for name, value in fields.items()}


def find_unread(recent: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The seqs of the visitor's messages in `said`, and of the newest reply in `answered`."""
    messages = [(event["author"]["type"], event["seq"]) for event in recent if event["kind"] == "message"]
    said = [seq for side, seq in messages if side == "visitor"]
    return {"said": said, "answered": max((seq for side, seq in messages if side == "agent"), default=0)}
