"""What live conversations need of the archive; `web` owns the reader, `hub.app` hands it over."""

from typing import Any, Protocol

Send = tuple[str, str, str, int, int]
"""author type, author id, client_id, seq, ts in ms"""


class History(Protocol):
    """Reads MongoDB; its errors (PyMongoError) propagate."""

    async def find(self, session_id: str) -> dict[str, Any] | None:
        """The conversation document."""

    async def events(self, session_id: str, after: int, limit: int) -> list[dict[str, Any]]:
        """Events above `after`, ascending, as agents see them."""

    async def last(self, session_id: str, limit: int) -> list[dict[str, Any]]:
        """The newest events, ascending."""

    async def recent_sends(self, session_id: str, limit: int) -> list[Send]:
        """The newest accepted sends, so that a late retry is recognised."""

    async def open_heads(self) -> dict[str, int]:
        """Heads of all conversations that are not closed in the archive."""
