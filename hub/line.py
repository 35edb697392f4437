"""One WebSocket below the engine: frames are read where they arrive, and what a loop turn writes leaves in one piece.

A subclass of uvicorn's protocol. Masked text frames that have arrived whole, all that a browser sends in a chat, are
taken apart here; at the first frame of another kind the connection is the library's for good.
"""

from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, apply_mask  # type: ignore[attr-defined]
from websockets.http11 import Request

from config.logs import get_logger
from hub.backlog import Backlog
from hub.pace import Pace

NAME = "alo.line"
"""Where the ASGI scope names this object."""
TEXT = 0x81
MASKED = 0x80
LENGTH = 0x7F
TWO_BYTES, EIGHT_BYTES = 126, 127
FINISH = "alo.finish"
UNREADABLE = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
log = get_logger()


class Line(WebSocketsSansIOProtocol):
    """`attach` takes it over from ASGI: then `hear(data)` gets every message, `drained()` that there is room again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hear: Callable[[str | bytes], None] | None = None
        self.drained: Callable[[], None] | None = None
        self.plain = False
        self.unread = b""
        self.unsent: list[bytes] = []
        self.pace = Pace()
        self.queue: Backlog = Backlog()  # type: ignore[assignment]

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        event.headers.clear()  # the library keeps the request as long as the socket lives
        if not self.close_sent:
            self.scope["extensions"][NAME] = self  # type: ignore[assignment]
            # Frames begin behind the request; a client that does not wait for the answer is left to the library.
            self.plain = not self.conn.reader.buffer

    def data_received(self, data: bytes) -> None:
        if not self.plain:
            super().data_received(data)
            if self.conn.handshake_exc is not None and not self.handshake_initiated:
                self._refuse_request()
            return
        unread = self.unread + data if self.unread else data
        end = self._read_texts(unread)
        if self.plain:
            self.unread = unread[end:]
        else:
            self.unread = b""
            super().data_received(unread[end:])

    def _refuse_request(self) -> None:
        """The library would wait for the peer of a request that it can't read to hang up."""
        if not self.transport.is_closing():
            self.transport.write(UNREADABLE)
            self.transport.close()

    def handle_ping(self) -> None:
        if self._is_bearable():
            pongs = b"".join(self.conn.data_to_send())
            if self.has_room:  # or they would pile up for a peer that sends and never reads
                self.transport.write(pongs)

    def handle_pong(self, event: Frame) -> None:
        if self._is_bearable():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        if self._is_bearable():
            super().handle_cont(event)

    def _is_bearable(self) -> bool:
        """Counts a frame that is no message, which nobody else sees; a flood of them ends the connection."""
        if self.transport.is_closing():
            return False
        self.pace.note()
        if self.pace.is_flood:
            log.warning("socket.cut", why="too many control frames")
            self.transport.abort()
        return not self.pace.is_flood

    def _read_texts(self, data: bytes) -> int:
        """Takes what are whole text frames; returns where the rest begins, not `plain` when that is something else."""
        at, size = 0, len(data)
        while size - at >= 2:
            length, body = data[at + 1] & LENGTH, at + 6
            if data[at] != TEXT or data[at + 1] < MASKED or length == EIGHT_BYTES:
                self.plain = False
                break
            if length == TWO_BYTES:
                length, body = int.from_bytes(data[at + 2 : at + 4], "big"), at + 8
            if size < body + length:
                break
            try:
                text = apply_mask(data[body : body + length], data[body - 4 : body]).decode()
            except UnicodeDecodeError:
                self.plain = False
                break
            self._take(text)
            at = body + length
        return at

    def _take(self, text: str) -> None:
        if self.close_sent:
            return
        if self.hear is not None:
            self.hear(text)
            return
        self.queue.put_nowait({"type": "websocket.receive", "text": text})
        self.pause()

    def send_receive_event_to_app(self) -> None:
        if self.hear is None or self.close_sent:
            super().send_receive_event_to_app()
            return
        data = b"".join(self.frames)
        self.frames = []
        try:
            self.hear(data.decode() if self.curr_msg_data_type == "text" else data)
        except UnicodeDecodeError:
            self.conn.fail(1007)
            self.handle_parser_exception()

    def attach(self, hear: Callable[[str | bytes], None], drained: Callable[[], None]) -> None:
        """From now on messages go to `hear`, those first that ASGI has not fetched yet."""
        self.hear, self.drained = hear, drained
        self.scope["headers"] = []  # read by now, and held for as long as the socket lives
        self.response.headers.clear()
        while not self.queue.empty():
            message = self.queue.get_nowait()
            if message["type"] != "websocket.receive":
                self.queue.put_nowait(message)
                break
            hear(message.get("text") or message.get("bytes") or "")
        self.resume()

    def pause(self) -> None:
        if not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    def resume(self) -> None:
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.drained is not None:
            self.drained()

    @property
    def has_room(self) -> bool:
        """Whether the peer takes what it is sent; else it has more than the transport wants to keep."""
        return self.writable.is_set()

    def write(self, frame: bytes) -> None:
        """Sends a frame with the others of this loop turn."""
        if not self.unsent:
            self.loop.call_soon(self._flush)
        self.unsent.append(frame)

    def write_now(self, frame: bytes) -> None:
        """Sends a frame, and what is unsent before it, without waiting for others."""
        self.unsent.append(frame)
        self._flush()

    def _flush(self) -> None:
        frames, self.unsent = self.unsent, []
        if frames and not self.close_sent and not self.transport.is_closing():
            self.transport.write(b"".join(frames))

    def finish(self) -> None:
        """Tells whoever waits in `wait_end` that this side is done."""
        self.queue.put_nowait({"type": FINISH})

    async def wait_end(self) -> None:
        """Until the peer is gone or `finish` was called; then says goodbye, or hangs up on one that doesn't listen."""
        message: Any = await self.queue.get()
        if message["type"] != FINISH:
            return
        self._flush()
        if self.has_room:
            await self.send({"type": "websocket.close"})
        else:
            self.transport.abort()


def frame_text(payload: bytes) -> bytes:
    """One unmasked text frame, as a server sends it."""
    length = len(payload)
    if length < TWO_BYTES:
        return bytes((TEXT, length)) + payload
    if length <= 0xFFFF:
        return bytes((TEXT, TWO_BYTES)) + length.to_bytes(2, "big") + payload
    return bytes((TEXT, EIGHT_BYTES)) + length.to_bytes(8, "big") + payload
