"""Delivered, read and typing: what each side lets the other know without saying anything."""

from typing import Any

import orjson

from config.events import Author
from config.keys import SIGNALS_MAX
from hub.live.sessions import Sessions


class Receipts:
    """Watermarks, which only grow, and typing, which may be lost."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.keys = sessions.keys

    async def move_seen(self, session_id: str, side: str, agent_id: str, delivered: int, read: int) -> None:
        """Moves one side's watermarks up to the head at most; an agent who isn't the holder moves nothing."""
        keys = [self.keys.session(session_id), self.keys.log(session_id), self.keys.signals]
        args = [session_id, side, agent_id, delivered, read, SIGNALS_MAX]
        await self.sessions.act(session_id, "session_seen", keys, args)

    async def say_typing(self, session_id: str, side: str, author: Author, on: bool, draft: str | None) -> None:
        """Tells the other side. ChatError lock_lost for an agent who isn't the holder, session_closed after the end."""
        data: dict[str, Any] = {"author": author, "on": on}
        if draft is not None:
            data["text"] = draft
        keys = [self.keys.session(session_id), self.keys.signals]
        args = [session_id, side, author.get("id", ""), orjson.dumps(data), SIGNALS_MAX]
        await self.sessions.act(session_id, "session_typing", keys, args)
