"""Reading a conversation's events, from its log or, where that is gone, from the archive."""

from typing import Any, NamedTuple

import orjson
from redis.asyncio import Redis

from config.events import AGENTS_ONLY, FRESH_MAX, RESUME_MAX
from config.keys import Keys
from hub.live.acts import perform
from hub.live.history import History

READ_MAX = RESUME_MAX


class Entry(NamedTuple):
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

    async def heads(self, session_ids: list[str]) -> dict[str, int]:
        """The newest seq of each, 0 where there is no such conversation, in one round trip."""
        if not session_ids:
            return {}
        async with self.redis.pipeline(transaction=False) as pipeline:
            for session_id in session_ids:
                pipeline.hget(self.keys.session(session_id), "head")
            found = await pipeline.execute()
        return {session_id: int(head or 0) for session_id, head in zip(session_ids, found, strict=True)}

    async def first_heads(self, session_ids: list[str]) -> dict[str, int]:
        """The newest seq of each as this run of Redis began; of those that had ended before, the newest of all."""
        if not session_ids:
            return {}
        first = await self.redis.hmget(self.keys.heads, session_ids)
        known = {session_id: int(head) for session_id, head in zip(session_ids, first, strict=True) if head is not None}
        return await self.heads([session_id for session_id in session_ids if session_id not in known]) | known

    async def rewind(self, session_id: str, head: int, had: int) -> None:
        """Notes that seqs above `head`, up to `had`, were once given out for events that are lost."""
        await perform(self.redis, "session_rewind", [self.keys.session(session_id)], [head, had])

    async def was_rewound(self, session_id: str, after: int) -> bool:
        """Whether somebody who has everything up to `after` may have events that are lost."""
        noted = await self.redis.hget(self.keys.session(session_id), "rewound")
        lowest, highest = (int(seq) for seq in noted.split(b":")) if noted else (0, 0)
        return bool(lowest < after <= highest)

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
    if event.endswith(NO_DATA) and BY_VISITOR in event:
        return event
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


NO_DATA, BY_VISITOR = b'"data":{}}', b'"author":{"type":"visitor",'
"""Of most events: what visitors wrote has nothing to hide. Within a text the quotes would be escaped."""
SECRET_DATA = frozenset({"agent_id", "fence", "visitor"})
