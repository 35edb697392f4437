"""Conversations as the archiver leaves them, for tests that only read."""

from datetime import UTC, datetime, timedelta
from typing import Any

from config.clients import Database
from config.folding import add_words, conversation_search, unique_words
from config.ids import bound_id, new_id

NOON = datetime(2026, 3, 14, 5, 0, tzinfo=UTC)
"""12:00 in Hà Nội"""


def id_at(moment: datetime) -> str:
    """An identifier as if it had been made at that moment."""
    return bound_id(moment)[:14] + new_id()[14:]


async def archive(
    mongo: Database,
    *,
    name: str = "Nguyễn Văn Đức",
    phone: str = "0912345678",
    texts: tuple[str, ...] = ("Cho em hỏi giá hoa hồng", "Dạ hai trăm nghìn ạ"),
    opened_at: datetime = NOON,
    agents: tuple[str, ...] = (),
    visitor_id: str = "visitor-1",
    **fields: Any,
) -> str:
    """One conversation with its messages; its id."""
    session_id = id_at(opened_at)
    visitor = {
        "id": visitor_id,
        "name": name,
        "phone": phone,
        "address": "",
        "lang": "vi",
        "ip": "203.0.113.9",
        "user_agent": "",
        "page": None,
        "referrer": "",
    }
    author = {"type": "visitor", "id": visitor_id, "name": name}
    search = conversation_search(visitor, {})
    for text in texts:
        search = add_words(search, unique_words(text))
    messages = [
        {
            "_id": f"{session_id}/{seq}",
            "conversation_id": session_id,
            "seq": seq,
            "kind": "opened" if seq == 1 else "message",
            "ts": opened_at + timedelta(seconds=seq),
            "author": author,
            "client_id": None if seq == 1 else f"c{seq}",
            "text": text,
            "data": {},
            **({"tokens": unique_words(text)} if text else {}),
        }
        for seq, text in enumerate([None, *texts], start=1)
    ]
    document = {
        "_id": session_id,
        "status": "closed",
        "visitor": visitor,
        "form": {"name": name, "phone": phone},
        "holder": None,
        "agents": list(agents),
        "opened_at": opened_at,
        "closed_at": opened_at + timedelta(minutes=9),
        "first_reply_at": None,
        "head": len(messages),
        "applied": len(messages),
        "last": None,
        "tags": [],
        "rating": None,
        "search": search,
        **fields,
    }
    await mongo.conversations.insert_one(document)
    await mongo.messages.insert_many(messages)
    return session_id
