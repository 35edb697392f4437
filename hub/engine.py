"""The engine's sockets where the library's own trust too much: garbage ends a socket quietly, a poll stays small."""

import asyncio
from collections.abc import Mapping
from typing import Any

from engineio.async_socket import AsyncSocket
from engineio.exceptions import EngineIOError, QueueEmpty, SocketIsClosedError
from engineio.packet import CLOSE, MESSAGE, PONG, Packet

from config.logs import get_logger
from hub.pace import Pace

POLL_MAX = 16
"""Packets in one answer to a poll: python-engineio's client takes no more."""
POST_MAX = 1_000
"""Packets in one POST: the official client sends all that it has, 64 KiB at most."""
QUEUE_MAX = 2_000
"""Frames that wait for one socket: a reader that is further behind is cut and resumes."""
SEPARATOR = "\x1e"
UNREADABLE = (ValueError, IndexError, KeyError, TypeError, RecursionError)
log = get_logger()


class StrictSocket(AsyncSocket):  # type: ignore[misc]
    """Takes the place of the library's socket at the connect of a transport, which sets `pace`."""

    pace: Pace

    async def poll(self) -> list[Packet]:
        """The packets that wait, at least one, POLL_MAX at most; none once the socket is closed."""
        patience = self.server.ping_interval + self.server.ping_timeout
        try:
            packets = [await asyncio.wait_for(self._take(), patience)]
        except (TimeoutError, asyncio.CancelledError):
            raise QueueEmpty from None
        if packets == [None]:
            return []
        while len(packets) < POLL_MAX and not self.queue.empty():
            packet = await self._take()
            if packet is None:
                self.queue.put_nowait(None)
                break
            packets.append(packet)
        return packets

    async def _take(self) -> Packet | None:
        packet = await self.queue.get()
        self.queue.task_done()
        return packet

    async def receive(self, packet: Packet) -> None:
        """Raises SocketIsClosedError, the library's word for an end, upon a flood, answers that nobody fetches, and a
        type that no client has reason to send (UPGRADE is read by the handshake itself)."""
        self.pace.note()
        if self.pace.is_flood or self.queue.qsize() >= QUEUE_MAX:
            log.warning("socket.cut", why="too many frames")
            raise SocketIsClosedError
        if packet.packet_type not in (PONG, MESSAGE, CLOSE):
            log.warning("frame.refused", type=packet.packet_type)
            raise SocketIsClosedError
        await super().receive(packet)

    async def close(self, wait: bool = False, abort: bool = False, reason: Any = None) -> None:  # noqa: ARG002
        """Never waits for the client to fetch what is left: one that polls may be waiting for this very answer."""
        await super().close(wait=False, abort=abort, reason=reason)
        self.queue.put_nowait(None)

    async def handle_post_request(self, environ: Mapping[str, Any]) -> None:
        """Raises EngineIOError, upon which the library closes the socket and answers 400."""
        try:
            length = int(environ.get("CONTENT_LENGTH", "0"))
            if not 0 < length <= self.server.max_http_buffer_size:
                raise ValueError("empty or too large")
            parts = (await environ["wsgi.input"].read(length)).decode().split(SEPARATOR)
            if len(parts) > POST_MAX:
                raise ValueError("too many packets")
            for packet in [Packet(encoded_packet=part) for part in parts]:
                await self.receive(packet)
        except UNREADABLE:
            log.warning("frame.refused", transport="polling")
            raise EngineIOError from None

    async def _websocket_handler(self, ws: Any) -> None:
        try:
            await super()._websocket_handler(ws)
        except UNREADABLE:
            log.warning("frame.refused", transport="websocket")
            self.upgrading = False
            await self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_ERROR)
