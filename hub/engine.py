"""The engine's sockets where the library's own trust too much or wait too often.

Garbage ends a socket quietly, a poll stays small, and over a WebSocket no task and no time-out is made for a frame.
"""

import asyncio
import secrets
import time
from base64 import urlsafe_b64encode
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs

import orjson
from engineio.async_server import AsyncServer
from engineio.async_socket import AsyncSocket
from engineio.exceptions import EngineIOError, QueueEmpty, SocketIsClosedError
from engineio.packet import CLOSE, MESSAGE, NOOP, OPEN, PING, PONG, UPGRADE, Packet

from config.logs import get_logger
from hub.backlog import Backlog
from hub.frames import to_wire
from hub.line import NAME, Line
from hub.pace import Pace

POLL_MAX = 16
"""Packets in one answer to a poll: python-engineio's client takes no more."""
POST_MAX = 1_000
"""Packets in one POST: the official client sends all that it has, 64 KiB at most."""
SEPARATOR = "\x1e"
QUEUE_MAX, QUEUE_SIZE_MAX = 2_000, 4 << 20
"""Frames, and characters of them, that wait for one socket: a reader that is further behind is cut and resumes."""
MOVE_WITHIN_S = 20
"""From the opening of a second transport to the word that the client has moved to it."""
ID_BYTES, IDS_AT_ONCE = 15, 100
KEPT = {
    b"host": "HTTP_HOST",
    b"origin": "HTTP_ORIGIN",
    b"x-forwarded-for": "HTTP_X_FORWARDED_FOR",
}
A_MESSAGE, A_PONG = str(MESSAGE), str(PONG)
UNREADABLE = (ValueError, IndexError, KeyError, TypeError, RecursionError)
log = get_logger()


class StrictEngine(AsyncServer):  # type: ignore[misc]
    """Refuses requests that no client of ours makes and the library answers; opens a WebSocket without detours."""

    ids: list[str] | None = None
    """Drawn, and not given out yet."""
    start_service_task: bool
    welcome: Callable[[str, Mapping[str, str]], None]
    """(sid, what of its request counts later): whoever counts sockets."""

    @cached_property
    def loop(self) -> asyncio.AbstractEventLoop:
        """Asked for once: every question costs a system call."""
        return asyncio.get_running_loop()

    def generate_id(self) -> str:
        """As unguessable as the library's; the system is asked for the randomness of many at once."""
        if not self.ids:
            drawn = secrets.token_bytes(IDS_AT_ONCE * ID_BYTES)
            places = range(0, len(drawn), ID_BYTES)
            self.ids = [urlsafe_b64encode(drawn[at : at + ID_BYTES]).decode() for at in places]
        return self.ids.pop()

    def create_queue(self, *_: Any, **__: Any) -> Backlog:
        return Backlog(self.loop)

    def start_background_task(
        self, target: Callable[..., Coroutine[Any, Any, None]], *args: Any, **kwargs: Any
    ) -> "asyncio.Task[None]":
        return self.loop.create_task(target(*args, **kwargs))

    async def handle_request(self, scope: Mapping[str, Any], receive: Any, send: Any) -> Any:
        """JSONP, by which a page reads what its origin may not; a transport that is not the one that it says it is."""
        query = parse_qs(scope["query_string"].decode("latin-1"))
        is_socket = scope["type"] == "websocket"
        if "j" in query or (query.get("transport") == ["websocket"]) != is_socket:
            asked = {"asgi.scope": scope, "asgi.send": send, "REQUEST_METHOD": scope.get("method", "GET")}
            return await self._make_response(self._bad_request(), asked)
        if is_socket and "sid" not in query:
            await receive()
            return await self._open(scope, send, query.get("EIO") == ["4"])
        return await super().handle_request(scope, receive, send)

    async def _open(self, scope: Mapping[str, Any], send: Any, is_of_our_version: bool) -> None:
        """A client that begins with a WebSocket, as most do: until it is gone."""
        origin = read_environ(scope)
        if not is_of_our_version or not self.cors_allowed_origins(origin.get("HTTP_ORIGIN"), origin):
            await send({"type": "websocket.close"})
            return
        if self.start_service_task:
            self.start_service_task = False
            self.service_task_handle = self.start_background_task(self._service_task)
        sid = self.generate_id()
        socket = self.sockets[sid] = StrictSocket(self, sid)
        self.welcome(sid, origin)
        socket.schedule_ping()
        try:
            await socket.serve(scope["extensions"][NAME], self.greet(sid))
        finally:
            self.sockets.pop(sid, None)

    def greet(self, sid: str) -> Packet:
        """The first packet of a WebSocket."""
        times = {"pingTimeout": self.ping_timeout * 1000, "pingInterval": self.ping_interval * 1000}
        told = {"sid": sid, "upgrades": [], **times, "maxPayload": self.max_http_buffer_size}
        return Packet(OPEN, orjson.dumps(told).decode())


def read_environ(scope: Mapping[str, Any]) -> dict[str, str]:
    """What is asked for of a request after it has become a socket, named as CGI does."""
    environ = {"REMOTE_ADDR": (scope.get("client") or ("",))[0]}
    for name, value in scope["headers"]:
        if name in KEPT:
            kept = KEPT[name]
            text = value.decode("latin-1")
            environ[kept] = f"{environ[kept]},{text}" if kept in environ else text
    return environ


class StrictSocket(AsyncSocket):  # type: ignore[misc]
    """Takes the place of the library's socket; `pace` and `listen` are set by whoever welcomes it."""

    pace: Pace
    queue: Backlog
    last_ping: float | None
    connected: bool
    upgraded: bool
    owed: int = 0
    """Characters in the queue."""
    line: Line | None = None
    """The WebSocket, once the client speaks over it."""
    flooded: bool = False
    next_ping: asyncio.TimerHandle | None = None
    listen: Callable[[str, str], bool] | None = None
    """(sid, message): whether it was dealt with at once. Else it takes the library's way."""
    waiting: deque[str | bytes] | None = None
    """Behind a message that takes its time, such as a connect."""

    def push(self, packet: Packet, *, alone: bool = False) -> bool:
        """Sends, with this loop turn or when the client takes it; False when too much is waiting already.

        `alone` does not wait for what else this turn has for the socket.
        """
        if self.line is not None and self.line.has_room:
            (self.line.write_now if alone else self.line.write)(to_wire(packet))
            return True
        if self.queue.qsize() >= QUEUE_MAX or self.owed > QUEUE_SIZE_MAX:
            return False
        self.queue.put_nowait(packet)
        self.owed += len(packet.encode())
        return True

    async def send(self, pkt: Packet) -> None:
        if await self.check_ping_timeout():
            self.push(pkt)

    def schedule_ping(self) -> None:
        if self.last_ping:
            self.last_ping = None
            self.next_ping = self.server.loop.call_later(self.server.ping_interval, self._ping)

    def _ping(self) -> None:
        if not self.closing and not self.closed:
            self.last_ping = time.time()
            self.push(Packet(PING))

    async def poll(self) -> list[Packet]:
        """The packets that wait, at least one, POLL_MAX at most; none once the socket is closed."""
        patience = self.server.ping_interval + self.server.ping_timeout
        try:
            async with asyncio.timeout(patience):
                packets = [await self._take()]
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
        packet: Packet | None = await self.queue.get()
        self._settle(packet)
        return packet

    def _settle(self, packet: Packet | None) -> None:
        if packet is not None:
            self.owed = max(0, self.owed - len(packet.encode()))

    def is_flood(self) -> bool:
        """Counts a frame: whether it is one too many, be it for its pace or for answers that nobody fetches."""
        self.pace.note()
        if not self.pace.is_flood and self.queue.qsize() < QUEUE_MAX:
            return False
        log.warning("socket.cut", why="too many frames")
        return True

    async def receive(self, packet: Packet) -> None:
        """Raises SocketIsClosedError, the library's word for an end, upon a flood and whatever `take` refuses."""
        if self.is_flood():
            raise SocketIsClosedError
        await self.take(packet)

    async def take(self, packet: Packet) -> None:
        """The library's way, but for types that no client has reason to send (an upgrade reads UPGRADE itself)."""
        if packet.packet_type not in (PONG, MESSAGE, CLOSE):
            log.warning("frame.refused", type=packet.packet_type)
            raise SocketIsClosedError
        await super().receive(packet)

    async def close(self, wait: bool = False, abort: bool = False, reason: Any = None) -> None:  # noqa: ARG002
        """Never waits for the client to fetch what is left: one that polls may be waiting for this very answer."""
        await super().close(wait=False, abort=abort, reason=reason)
        if self.next_ping is not None:
            self.next_ping.cancel()  # it would keep all this for as long as it has to run
        self.queue.put_nowait(None)
        if self.line is not None:
            self.line.finish()

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

    async def _upgrade_websocket(self, environ: Mapping[str, Any]) -> Any:
        """Serves a client that has polled so far over this WebSocket, until either side has enough."""
        if self.upgraded or self.upgrading or environ["asgi.scope"]["type"] != "websocket":
            return self.server._bad_request()
        line: Line = environ["asgi.scope"]["extensions"][NAME]
        await environ["asgi.send"]({"type": "websocket.accept"})
        if await self._move(line) and not self.closed:  # else nobody would ever end this line
            await self._speak(line)
        return ""

    async def serve(self, line: Line, greeting: Packet) -> None:
        """Over a WebSocket from the beginning, until either side has enough."""
        await line.send({"type": "websocket.accept"})
        line.write(to_wire(greeting))
        await self._speak(line)

    async def _speak(self, line: Line) -> None:
        self.connected = self.upgraded = True
        self.line = line
        self._drain()
        line.attach(self.hear, self._drain)
        try:
            await line.wait_end()
        finally:
            self.line = None
            await self.close(abort=True, reason=self.server.reason.TRANSPORT_CLOSE)

    async def _move(self, line: Line) -> bool:
        """The client's probe of the new transport; False when it is none. Meanwhile what is sent waits."""
        self.upgrading = True
        try:
            async with asyncio.timeout(MOVE_WITHIN_S):
                if await receive_text(line) != f"{PING}probe":
                    return False
                await line.send({"type": "websocket.send", "text": f"{PONG}probe", "bytes": None})
                self.queue.put_nowait(Packet(NOOP))  # ends the poll that is under way
                return await receive_text(line) == str(UPGRADE)
        except TimeoutError:
            return False
        finally:
            self.upgrading = False

    def _drain(self) -> None:
        while self.line is not None and self.line.has_room and not self.queue.empty():
            packet = self.queue.get_nowait()
            self._settle(packet)
            if packet is not None:
                self.line.write(to_wire(packet))

    def hear(self, data: str | bytes) -> None:
        """One message of the WebSocket: events at once, what takes its time in order, one after the other."""
        if self.closed or self.closing or self.flooded:
            return
        if self.is_flood():
            self.flooded = True  # once, however many frames of it have come in one piece
            if self.line is not None:
                self.line.pause()
            self.server.start_background_task(self.close, reason=self.server.reason.TRANSPORT_ERROR)
        elif self.waiting is not None:
            self.waiting.append(data)
            if self.line is not None:
                self.line.pause()
        elif data == A_PONG:
            self.schedule_ping()
        elif isinstance(data, bytes) or data[:1] != A_MESSAGE or not self.listen or not self.listen(self.sid, data[1:]):
            self.waiting = deque([data])
            self.server.start_background_task(self._work)

    async def _work(self) -> None:
        try:
            while self.waiting:
                data = self.waiting.popleft()
                if data[:1] == A_MESSAGE:
                    await self.server.handlers["message"](self.sid, data[1:])
                else:
                    await self.take(Packet(encoded_packet=data))
        except (SocketIsClosedError, *UNREADABLE):
            log.warning("frame.refused", transport="websocket")
            await self.close(abort=True, reason=self.server.reason.TRANSPORT_ERROR)
        finally:
            self.waiting = None
            if self.line is not None:
                self.line.resume()


async def receive_text(line: Line) -> str | None:
    """The next message while ASGI has the line; None when the peer is gone or says something else."""
    message: Any = await line.receive()
    return message.get("text") if message["type"] == "websocket.receive" else None
