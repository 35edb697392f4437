"""The archive as live conversations need it: implements `hub.live.history.History` on MongoDB."""

from typing import Any

from config.clients import Database, Document
from hub.live.history import Send
from hub.live.summary import in_ms


class MongoHistory:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, session_id: str) -> Document | None:
        return await self._database.conversations.find_one({"_id": session_id})

    async def events(self, session_id: str, after: int, limit: int) -> list[Document]:
        return await self._read({"conversation_id": session_id, "seq": {"$gt": after}}, 1, limit)

    async def before(self, session_id: str, before: int, limit: int) -> list[Document]:
        """The newest events below `before`, ascending."""
        found = await self._read({"conversation_id": session_id, "seq": {"$lt": before}}, -1, limit)
        return found[::-1]

    async def last(self, session_id: str, limit: int) -> list[Document]:
        return (await self._read({"conversation_id": session_id}, -1, limit))[::-1]

    async def recent_sends(self, session_id: str, limit: int) -> list[Send]:
        wanted = {"conversation_id": session_id, "kind": {"$in": ["message", "note"]}}
        fields = {"author": 1, "client_id": 1, "seq": 1, "ts": 1}
        cursor = self._database.messages.find(wanted, fields).sort("seq", -1).limit(limit)
        sends = []
        async for document in cursor:
            author = document["author"]
            if document.get("client_id"):
                client_id = document["client_id"]
                sends.append((author["type"], author.get("id", ""), client_id, document["seq"], in_ms(document["ts"])))
        return sends

    async def open_heads(self) -> dict[str, int]:
        cursor = self._database.conversations.find({"status": {"$ne": "closed"}}, {"head": 1})
        return {document["_id"]: document["head"] async for document in cursor}

    async def _read(self, wanted: Document, direction: int, limit: int) -> list[Document]:
        cursor = self._database.messages.find(wanted, {"tokens": 0}).sort("seq", direction).limit(limit)
        return [show_event(document) async for document in cursor]


def show_event(document: Document) -> dict[str, Any]:
    """A message document as the durable event that it was."""
    return {
        "session_id": document["conversation_id"],
        "seq": document["seq"],
        "kind": document["kind"],
        "ts": in_ms(document["ts"]),
        "author": document["author"],
        "client_id": document.get("client_id"),
        "text": document.get("text"),
        "data": document.get("data") or {},
    }
