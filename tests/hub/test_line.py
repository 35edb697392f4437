"""The short cut of a line hears exactly what the library hears, whatever the bytes and however they are cut."""

import asyncio
import gc
import os
import socket
from itertools import pairwise
from typing import Any

import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from uvicorn.server import ServerState
from websockets.frames import Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from hub.door import Door
from hub.line import NAME, Line, frame_text
from hub.pace import CUT_ABOVE

MAX = 64 * 1024
HANDSHAKE = (
    b"GET /socket.io/ HTTP/1.1\r\nHost: alo\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: YWxvLWFsby1hbG8tYWxvIQ==\r\n\r\n"
)
fuzz = settings(max_examples=int(os.environ.get("ALO_FUZZ_EXAMPLES", "150")))
Heard = list[str | bytes]


class Wire(asyncio.Transport):
    """Keeps what is written, unless nobody takes it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = True

    def pause_reading(self) -> None:
        """There is nothing to hold back: the test itself is what sends."""

    resume_reading = pause_reading


def configure(app: Any) -> uvicorn.Config:
    config = uvicorn.Config(
        app, http=Door, ws=Line, ws_max_size=MAX, ws_per_message_deflate=False, ws_ping_interval=None, log_config=None
    )
    config.load()
    return config


async def open_line(heard: Heard) -> tuple[Line, Wire]:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        line: Line = scope["extensions"][NAME]
        line.attach(heard.append, lambda: None)
        await line.wait_end()

    wire = Wire()
    door = Door(configure(app), ServerState(), {})
    door.connection_made(wire)
    door.data_received(HANDSHAKE)
    line = wire.protocol
    assert isinstance(line, Line)
    while line.hear is None:
        await asyncio.sleep(0)
    return line, wire


async def hear_line(parts: list[bytes]) -> tuple[Heard, bool]:
    """What was heard, and whether the line was ended."""
    heard: Heard = []
    line, wire = await open_line(heard)
    for part in parts:
        if wire.closed:
            break
        line.data_received(part)
    ended = wire.closed
    line.connection_lost(None)
    await asyncio.gather(*line.tasks)
    return heard, ended


def hear_library(parts: list[bytes]) -> tuple[Heard, bool]:
    protocol = ServerProtocol(max_size=MAX)
    protocol.receive_data(HANDSHAKE)
    (request,) = protocol.events_received()
    assert isinstance(request, Request)
    protocol.send_response(protocol.accept(request))
    heard: Heard = []
    is_text, message = True, b""
    for part in parts:
        protocol.receive_data(part)
        if protocol.parser_exc is not None:
            # What came before the mistake in one piece with it is passed over by uvicorn.
            return heard, True
        for frame in protocol.events_received():
            opcode = getattr(frame, "opcode", None)
            if opcode is Opcode.CLOSE:
                return heard, True
            if opcode in (Opcode.TEXT, Opcode.BINARY):
                is_text, message = opcode is Opcode.TEXT, bytes(frame.data)  # type: ignore[union-attr]
            elif opcode is Opcode.CONT:
                message += bytes(frame.data)  # type: ignore[union-attr]
            else:
                continue
            if frame.fin:  # type: ignore[union-attr]
                try:
                    heard.append(message.decode() if is_text else message)
                except UnicodeDecodeError:
                    return heard, True
    return heard, False


def build(first: int, payload: bytes, mask: bytes, wide: bool) -> bytes:
    """A frame; `wide` writes the length in two bytes also where one would do."""
    length = len(payload)
    size = bytes((0x80 | length,)) if length < 126 and not wide else b"\xfe" + length.to_bytes(2, "big")
    return bytes((first,)) + size + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


payloads = st.text(max_size=8).map(str.encode) | st.binary(max_size=8) | st.just(b"x" * 130)
frames = st.builds(
    build,
    st.sampled_from([0x81, 0x81, 0x81, 0x01, 0x00, 0x80, 0x89, 0x8A, 0x82, 0x88, 0xC1, 0x83]),
    payloads,
    st.binary(min_size=4, max_size=4),
    st.booleans(),
)
texts = st.builds(build, st.just(0x81), st.text(max_size=8).map(str.encode), st.just(b"mask"), st.booleans())
unmasked = st.builds(
    lambda first, payload: bytes((first, len(payload))) + payload, st.just(0x81), st.binary(max_size=8)
)
streams = st.lists(texts | frames | unmasked, min_size=1, max_size=6).map(b"".join) | st.binary(min_size=1, max_size=40)


@fuzz
@given(streams, st.lists(st.integers(0, 200), max_size=8))
def test_a_line_hears_what_the_library_hears(stream: bytes, cuts: list[int]) -> None:
    """Byte by byte the two agree to the last message; cut in another way nothing is heard that was not said."""
    singly = [stream[at : at + 1] for at in range(len(stream))]
    expected, ends = hear_library(singly)
    assert asyncio.run(hear_line(singly)) == (expected, ends)
    places = [0, *sorted({cut for cut in cuts if 0 < cut < len(stream)}), len(stream)]
    for parts in ([stream], [stream[at:end] for at, end in pairwise(places)]):
        heard, ended = asyncio.run(hear_line(parts))
        assert heard == expected[: len(heard)]
        assert ended == ends
        assert ends or heard == expected


async def test_nothing_of_a_line_that_has_ended_waits_for_the_collector() -> None:
    """Else those who come and go fill the memory until it looks, and its looking is most of what they cost."""

    def count_kept() -> int:
        return sum(type(kept) in (Door, Line) for kept in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        before = count_kept()
        line, wire = await open_line([])
        line.data_received(build(0x89, b"?", bytes(4), False) + build(0x81, "chào".encode(), b"mask", False))
        assert count_kept() > before
        line.connection_lost(None)
        del wire.protocol  # as a loop does
        await asyncio.gather(*line.tasks)
        del line
        await asyncio.sleep(0)
        assert count_kept() == before
    finally:
        gc.enable()


async def test_no_pong_is_kept_for_a_peer_that_takes_nothing() -> None:
    line, wire = await open_line([])
    ping = build(0x89, b"x" * 100, bytes(4), False)
    line.data_received(ping)
    answered = len(wire.written)
    line.pause_writing()
    line.data_received(ping * 100)
    assert len(wire.written) == answered
    line.resume_writing()
    line.data_received(ping)
    assert wire.written.count(b"x" * 100) == 2
    line.connection_lost(None)
    await asyncio.gather(*line.tasks)


async def test_what_the_connection_still_had_to_send_counts_as_unread() -> None:
    """Else a peer that asks for a page, reads nothing and goes on with a socket could let frames pile up for ever."""
    wire = Wire()
    door = Door(configure(None), ServerState(), {})
    door.connection_made(wire)
    door.pause_writing()
    door.data_received(HANDSHAKE)
    line = wire.protocol
    assert isinstance(line, Line) and not line.has_room
    line.resume_writing()
    assert line.has_room
    line.connection_lost(None)
    await asyncio.gather(*line.tasks)


async def test_who_sends_on_after_our_goodbye_is_cut_before_long() -> None:
    """Nobody listens any more, so nobody else counts what has to be read in search of the peer's own."""
    line, wire = await open_line([])
    line.finish()
    await asyncio.gather(*line.tasks)
    line.data_received(build(0x81, b"3", bytes(4), False) * CUT_ABOVE)
    assert not wire.closed
    line.data_received(build(0x81, b"3", bytes(4), False) * 2 * CUT_ABOVE)
    assert wire.closed
    line.connection_lost(None)


@pytest.mark.parametrize("who", ["we", "the peer", "the process"])
async def test_a_peer_that_takes_nothing_is_not_waited_for_when_the_line_ends(
    who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transport that is closed sends what it has left, however long that takes."""
    monkeypatch.setattr("hub.line.GOODBYE_WITHIN_S", 0.1)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        line: Line = scope["extensions"][NAME]
        line.write_now(frame_text(b"x" * 16_000_000))
        line.attach(lambda _: None, lambda: None)
        if who == "the process":
            line.shutdown()
        if who != "we":
            await line.wait_end()

    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Door(configure(app), state, {}), "127.0.0.1", 0)
    with socket.create_connection(server.sockets[0].getsockname()) as peer:
        peer.setblocking(False)
        await loop.sock_sendall(peer, HANDSHAKE)
        assert (await loop.sock_recv(peer, 12)).endswith(b" 101")
        if who == "the peer":
            await loop.sock_sendall(peer, build(0x88, b"\x03\xe8", bytes(4), False))
        async with asyncio.timeout(20):
            while state.connections or state.tasks:
                await asyncio.sleep(0.01)
    server.close()


async def test_a_line_that_fails_says_so() -> None:
    """1011 over a socket, 500 before it is one."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/socket.io/":
            await send({"type": "websocket.accept"})
        raise AssertionError(scope["path"])

    async def ask(path: bytes) -> bytes:
        wire = Wire()
        door = Door(configure(app), ServerState(), {})
        door.connection_made(wire)
        door.data_received(HANDSHAKE.replace(b"/socket.io/", path))
        line = wire.protocol
        assert isinstance(line, Line)
        await asyncio.gather(*line.tasks)
        line.connection_lost(None)
        return wire.written

    assert (await ask(b"/socket.io/")).endswith(bytes((0x88, 2)) + (1011).to_bytes(2, "big"))
    assert (await ask(b"/other")).startswith(b"HTTP/1.1 500 ")
