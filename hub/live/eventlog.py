"""Reading a conversation's events, from its log or, where that is gone, from the archive."""

from dataclasses import dataclass
from typing import Any

import orjson
from redis.asyncio import Redis

from config.events import AGENTS_ONLY, FRESH_MAX, RESUME_MAX
from config.keys import Keys
from hub.live.history import History

READ_MAX = RESUME_MAX


@dataclass(frozen=True, slots=True)
class Entry:
    """One event with its seq; `event` is its JSON as agents see it."""

    seq: int
    event: bytes


class EventLog:
    """The log stream, filled from the archive wherever a seq is missing in it."""

    def __init__(self, redis: Redis, keys: Keys, history: History) -> None:
        self.redis, self.keys, self.history = redis, keys, history

    async def after(self, session_id: str, after: int, head: int, limit: int = READ_MAX) -> list[Entry]:
        """Events above `after`, ascending, without a gap, at most `limit`. PyMongoError when the archive is needed."""
        if after >= head:
            return []
        found = await self.redis.xrange(self.keys.log(session_id), f"{after + 1}-0", "+", count=limit)
        entries = [Entry(int(entry_id.split(b"-")[0]), fields[b"e"]) for entry_id, fields in found]
        last = min(head, after + limit)
        if [entry.seq for entry in entries[: last - after]] == list(range(after + 1, last + 1)):
            return entries
        return await self._fill(session_id, after, limit, entries)

    async def before(self, session_id: str, before: int, limit: int = FRESH_MAX) -> list[Entry]:
        """The newest events below `before`, ascending."""
        after = max(0, before - 1 - limit)
        return await self.after(session_id, after, before - 1, before - 1 - after)

    async def _fill(self, session_id: str, after: int, limit: int, entries: list[Entry]) -> list[Entry]:
        archived = await self.history.events(session_id, after, limit)
        known = {event["seq"]: Entry(event["seq"], orjson.dumps(event)) for event in archived}
        known |= {entry.seq: entry for entry in entries}
        filled: list[Entry] = []
        while (entry := known.get(after + 1)) is not None and len(filled) < limit:
            filled.append(entry)
            after += 1
        return filled


def show_event(event: bytes) -> bytes:
    """The event as its visitor may see it: agents-only kinds hidden, no fence and no id of an agent."""
    decoded: dict[str, Any] = orjson.loads(event)
    return orjson.dumps(hide(decoded))


def hide(event: dict[str, Any]) -> dict[str, Any]:
    if event["kind"] in AGENTS_ONLY:
        return {"session_id": event["session_id"], "seq": event["seq"], "kind": "hidden"}
    data = {key: value for key, value in (event.get("data") or {}).items() if key not in SECRET_DATA}
    author = event["author"]
    if author["type"] == "visitor":
        return {**event, "data": data}
    return {**event, "data": data, "client_id": None, "author": {"type": author["type"], "name": author["name"]}}


SECRET_DATA = frozenset({"agent_id", "fence", "visitor"})
