"""One WebSocket below the engine: frames are read where they arrive, and what a loop turn writes leaves in one piece.

Masked text frames that have arrived whole, all that a browser sends in a chat, are taken apart here; at the first frame
of another kind the reading is the `websockets` library's for good. Nothing here refers in a circle, so that a line that
has ended is free at once, however many come and go.
"""

import asyncio
from collections.abc import Callable
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.server import ServerState
from websockets.frames import CloseCode, Frame, Opcode, apply_mask  # type: ignore[attr-defined]
from websockets.protocol import State
from websockets.server import ServerProtocol

from config.logs import get_logger
from hub.backlog import Backlog
from hub.handshake import FAILED, FORBIDDEN
from hub.pace import Pace

NAME = "alo.line"
"""Where the ASGI scope names this object."""
TEXT, CLOSE = 0x81, 0x88
MASKED = 0x80
LENGTH = 0x7F
TWO_BYTES, EIGHT_BYTES = 126, 127
FINISH = "alo.finish"
GOODBYE_WITHIN_S = 10
"""For the peer to say goodbye as well, and to take what it was sent."""
log = get_logger()


class Line(asyncio.Protocol):
    """`attach` takes it over from ASGI: then `hear(data)` gets every message, `drained()` that there is room again."""

    __slots__ = (
        *("app", "max_size", "connections", "tasks", "transport", "loop", "answer", "accepted", "close_sent"),
        *("full", "read_paused", "hear", "drained", "unread", "unsent", "pace", "queue", "others", "pieces", "is_text"),
        *("goodbye",),
    )

    def __init__(
        self,
        config: Config,
        state: ServerState,
        transport: asyncio.Transport,
        loop: asyncio.AbstractEventLoop,
        answer: bytes,
        *,
        is_full: bool,
    ) -> None:
        """`answer` accepts the handshake; `is_full` while the peer has not taken what it was sent before."""
        self.app, self.max_size = config.loaded_app, config.ws_max_size
        self.connections, self.tasks = cast(set[Any], state.connections), state.tasks
        self.transport, self.loop, self.answer = transport, loop, answer
        self.accepted = self.close_sent = self.read_paused = False
        self.full = is_full
        self.hear: Callable[[str | bytes], None] | None = None
        self.drained: Callable[[], None] | None = None
        self.unread = b""
        self.unsent: list[bytes] = []
        self.pace = Pace()
        self.queue = Backlog(loop)
        self.others: ServerProtocol | None = None
        """Reads the frames of a peer that has sent anything but whole masked texts."""
        self.pieces: list[bytes] = []
        self.is_text = True
        self.goodbye: asyncio.TimerHandle | None = None

    def open(self, scope: dict[str, Any]) -> None:
        """Shows the application a socket that it may accept."""
        self.connections.add(self)
        scope["extensions"] = {NAME: self}
        self.queue.put_nowait({"type": "websocket.connect"})
        task = self.loop.create_task(self._run(scope))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _run(self, scope: dict[str, Any]) -> None:
        try:
            await self.app(scope, self.receive, self.send)
        except Exception:
            log.exception("line.failed")
            self._end(FAILED, CloseCode.INTERNAL_ERROR)
        self._end()

    async def receive(self) -> Any:
        """ASGI's: messages one by one, read no faster than they are fetched."""
        message = await self.queue.get()
        self.resume()
        return message

    async def send(self, message: Any) -> None:
        """ASGI's, as far as it is used: to accept, to say a text, to end."""
        if message["type"] == "websocket.accept":
            self.accepted = True
            self.write(self.answer)
            self.data_received(b"")
        elif message["type"] == "websocket.send":
            self.write(frame_text(message["text"].encode()))
        elif message["type"] == "websocket.close":
            self._end()

    def _end(self, refusal: bytes = FORBIDDEN, code: CloseCode = CloseCode.NORMAL_CLOSURE) -> None:
        """Refuses a socket that was not accepted; else says goodbye, and leaves the peer time for its own."""
        if self.close_sent or self.transport.is_closing():
            return
        if not self.accepted:
            self.transport.write(refusal)
            self._close()
            return
        self.write_now(frame_close(code))
        self.close_sent = True
        self._limit_goodbye()
        self.resume()

    def _close(self) -> None:
        """After what is still to be sent."""
        self.transport.close()
        self._limit_goodbye()

    def _limit_goodbye(self) -> None:
        if self.goodbye is None:
            self.goodbye = self.loop.call_later(GOODBYE_WITHIN_S, self.transport.abort)

    def shutdown(self) -> None:
        """uvicorn's: the process ends."""
        if self.accepted and not self.close_sent:
            self.write_now(frame_close(CloseCode.SERVICE_RESTART))
            self.close_sent = True
        self._note_end()
        self._close()

    def connection_lost(self, _exc: Exception | None) -> None:
        self.connections.discard(self)
        self.accepted = True
        self.hear = self.drained = None
        if self.goodbye is not None:
            self.goodbye.cancel()
        self._note_end()

    def _note_end(self) -> None:
        self.queue.put_nowait({"type": "websocket.disconnect", "code": CloseCode.ABNORMAL_CLOSURE})

    def data_received(self, data: bytes) -> None:
        if self.others is not None:
            self._read_others(data)
            return
        unread = self.unread + data if self.unread else data
        if not self.accepted:  # nobody who waits for the answer sends anything yet
            self.unread = unread
            if len(unread) > self.max_size:
                self.transport.abort()
            return
        end = self._read_texts(unread)
        if self.others is None:
            self.unread = unread[end:]
        else:
            self.unread = b""
            self._read_others(unread[end:])

    def _read_texts(self, data: bytes) -> int:
        """Takes whole text frames; returns where the rest begins, which is for `others` once there are any."""
        at, size = 0, len(data)
        while size - at >= 2:
            length, body = data[at + 1] & LENGTH, at + 6
            if data[at] != TEXT or data[at + 1] < MASKED or length == EIGHT_BYTES:
                self._meet_others()
                break
            if length == TWO_BYTES:
                length, body = int.from_bytes(data[at + 2 : at + 4], "big"), at + 8
            if size < body + length:
                break
            try:
                text = apply_mask(data[body : body + length], data[body - 4 : body]).decode()
            except UnicodeDecodeError:
                self._meet_others()
                break
            self._take(text)
            at = body + length
        return at

    def _meet_others(self) -> None:
        self.others = ServerProtocol(state=State.OPEN, max_size=self.max_size)

    def _read_others(self, data: bytes) -> None:
        others = cast(ServerProtocol, self.others)
        others.receive_data(data)
        if others.parser_exc is not None:
            self._hang_up()
            return
        for frame in others.events_received():
            self._take_frame(cast(Frame, frame))

    def _take_frame(self, frame: Frame) -> None:
        if frame.opcode in (Opcode.TEXT, Opcode.BINARY):
            self.is_text = frame.opcode is Opcode.TEXT
            self.pieces = [bytes(frame.data)]
        elif frame.opcode is Opcode.CLOSE:
            self._hang_up()
            return
        elif not self._is_bearable():
            return
        elif frame.opcode is Opcode.CONT:
            self.pieces.append(bytes(frame.data))
        elif frame.opcode is Opcode.PING:
            self._answer_ping()
            return
        else:
            return
        if frame.fin:
            self._take_pieces()

    def _answer_ping(self) -> None:
        pongs = b"".join(cast(ServerProtocol, self.others).data_to_send())
        if self.has_room:  # or they would pile up for a peer that sends and never reads
            self.write_now(pongs)

    def _is_bearable(self) -> bool:
        """Counts a frame that nobody else sees: no message, or one after our goodbye. A flood ends the connection."""
        if self.transport.is_closing():
            return False
        self.pace.note()
        if self.pace.is_flood:
            if not self.close_sent:
                log.warning("socket.cut", why="too many control frames")
            self.transport.abort()
        return not self.pace.is_flood

    def _take_pieces(self) -> None:
        data = b"".join(self.pieces)
        self.pieces = []
        try:
            self._take(data.decode() if self.is_text else data)
        except UnicodeDecodeError:
            cast(ServerProtocol, self.others).fail(CloseCode.INVALID_DATA)
            self._hang_up()

    def _take(self, message: str | bytes) -> None:
        if self.close_sent:
            self._is_bearable()
            return
        if self.hear is not None:
            self.hear(message)
            return
        kind = "text" if isinstance(message, str) else "bytes"
        self.queue.put_nowait({"type": "websocket.receive", kind: message})
        self.pause()

    def _hang_up(self) -> None:
        """After the peer's goodbye, or its last mistake, which the library has an answer to."""
        self._note_end()
        self._flush()
        if not self.close_sent and not self.transport.is_closing():
            self.transport.write(b"".join(cast(ServerProtocol, self.others).data_to_send()))
            self.close_sent = True
        self._close()

    def attach(self, hear: Callable[[str | bytes], None], drained: Callable[[], None]) -> None:
        """From now on messages go to `hear`, those first that ASGI has not fetched yet."""
        self.hear, self.drained = hear, drained
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

    def pause_writing(self) -> None:
        self.full = True

    def resume_writing(self) -> None:
        self.full = False
        if self.drained is not None:
            self.drained()

    @property
    def has_room(self) -> bool:
        """Whether the peer takes what it is sent; else it has more than the transport wants to keep."""
        return not self.full

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
        message = await self.queue.get()
        if message["type"] != FINISH:
            return
        if self.has_room:
            self._end()
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


def frame_close(code: CloseCode) -> bytes:
    return bytes((CLOSE, 2)) + code.to_bytes(2, "big")
