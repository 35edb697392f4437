"""What waits for one socket: each has two of them, and an `asyncio.Queue` takes 3 KiB even while it is empty."""

import asyncio
from typing import Any


class Backlog:
    """First in, first out, without a limit of its own; offers what a line and the engine ask of a queue."""

    __slots__ = ("_items", "_loop", "_readers")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._items: list[Any] = []
        self._readers: list[asyncio.Future[None]] = []

    def put_nowait(self, item: Any) -> None:
        self._items.append(item)
        for reader in self._readers:
            if not reader.done():
                reader.set_result(None)

    async def put(self, item: Any) -> None:
        self.put_nowait(item)

    def get_nowait(self) -> Any:
        """Raises asyncio.QueueEmpty."""
        if not self._items:
            raise asyncio.QueueEmpty
        return self._items.pop(0)

    async def get(self) -> Any:
        while not self._items:
            reader = self._loop.create_future()
            self._readers.append(reader)
            try:
                await reader
            finally:
                self._readers.remove(reader)
        return self._items.pop(0)

    def empty(self) -> bool:
        return not self._items

    def qsize(self) -> int:
        return len(self._items)
