"""Reads firehose and signals, one blocking read for both, and hands every entry on."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import hiredis
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from config.clients import REDIS_TIMEOUT_S
from config.keys import Keys
from config.logs import get_logger
from hub.live.eventlog import Entry
from hub.live.wire import Wire

BLOCK_MS = 1_000
"""Less than the client's time-out, so that an idle read is no error."""
COUNT = 512
FEW = 3
"""So few entries let the acks go first that came with them: a busy hub has no time for another turn of the loop."""
REST_S = 0.01
"""From one read to the next. What comes alone is read at once; in a rush, one waking brings what several would have,
to every hub there is."""
SLEPT_S = 5.0
"""A tail that has read nothing for so long may have been passed by a trimming."""
RETRY_S = 0.25

OnBack = Callable[[], Awaitable[bool]]
OnEvent = Callable[[str, str, Entry], None]
OnSignal = Callable[[str, str, bytes], None]
log = get_logger()


class Tail:
    """`on_event(session_id, kind, entry)` and `on_signal(type, session_id, data)` for each entry, in stream order.

    `on_slept` is awaited when entries may have been missed: the caller compares what it has with the logs. `on_back`
    is awaited when the streams were away: it answers whether they belong to another run, which is read from its end.
    """

    def __init__(
        self,
        redis: Redis,
        keys: Keys,
        on_event: OnEvent,
        on_signal: OnSignal,
        on_slept: Callable[[], Awaitable[None]],
        on_back: OnBack,
    ) -> None:
        self.redis, self.keys = redis, keys
        self._wire: Wire | None = None
        self.on_event, self.on_signal, self.on_slept, self.on_back = on_event, on_signal, on_slept, on_back
        self.positions: dict[str, bytes] = {}
        self.ready = asyncio.Event()
        self._read_at = time.monotonic()
        self._away = False

    @property
    def position(self) -> str:
        """The last ID read of the firehose."""
        return self.positions.get(self.keys.firehose, b"0-0").decode()

    async def serve(self) -> None:
        """Reads for ever; after an outage from where it stood."""
        while True:
            try:
                if self._away and await self.on_back():
                    self.positions = {}
                self._away = False
                if not self.positions:
                    ends = {name: await self._end(name) for name in (self.keys.firehose, self.keys.signals)}
                    # What was written before is in nobody's stream: sockets that came first have to look it up.
                    await self.on_slept()
                    self.positions = ends
                    self.ready.set()
                await self._read()
                await asyncio.sleep(self._read_at + REST_S - time.monotonic())
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("tail.away", error=type(error).__name__)
                self._away = True
                await self._disconnect()
                await asyncio.sleep(RETRY_S)
            except BaseException:
                await self._disconnect()
                raise

    async def _disconnect(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            await wire.close()

    async def _end(self, stream: str) -> bytes:
        newest = await self.redis.xrevrange(stream, count=1)
        return bytes(newest[0][0]) if newest else b"0-0"

    async def _read(self) -> None:
        streams = (*self.positions, *self.positions.values())
        found = await self._ask(("XREAD", "COUNT", COUNT, "BLOCK", BLOCK_MS, "STREAMS", *streams))
        if time.monotonic() - self._read_at > SLEPT_S:
            await self.on_slept()
        self._read_at = time.monotonic()
        if found and len(found[0][1]) <= FEW:
            await asyncio.sleep(0)
        for name, entries in found or ():
            stream = name.decode()
            hand = self._hand_event if stream == self.keys.firehose else self._hand_signal
            for entry_id, flat in entries:
                self.positions[stream] = entry_id
                hand(dict(zip(flat[::2], flat[1::2], strict=True)))

    async def _ask(self, command: tuple[Any, ...]) -> Any:
        async with asyncio.timeout(REDIS_TIMEOUT_S):
            if self._wire is None:
                self._wire = await Wire.open(self.redis)
            replies: list[Any] = []
            await self._wire.exchange([hiredis.pack_command(command)], replies.append)
        if isinstance(replies[0], ResponseError):
            raise replies[0]
        return replies[0]

    def _hand_event(self, fields: dict[bytes, bytes]) -> None:
        try:
            entry = Entry(int(fields[b"n"]), fields[b"e"])
            self.on_event(fields[b"s"].decode(), fields[b"k"].decode(), entry)
        except (KeyError, ValueError, TypeError, AttributeError):
            log.error("tail.unreadable", stream="firehose")

    def _hand_signal(self, fields: dict[bytes, bytes]) -> None:
        try:
            self.on_signal(fields[b"t"].decode(), fields[b"s"].decode(), fields[b"d"])
        except (KeyError, ValueError, TypeError, AttributeError):
            log.error("tail.unreadable", stream="signals")
