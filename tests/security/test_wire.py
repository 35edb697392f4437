"""Bytes that no client sends, below the frames: requests, upgrades, control frames, and connections that are left."""

import asyncio
import struct
from collections.abc import Callable

import aiohttp
import pytest

from tests.contract.line import QUERY, bare_poll
from tests.contract.scene import House, until
from tests.security.conftest import Strangers

SOCKET = f"{QUERY}websocket"
UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: YWxvLWFsby1hbG8tYWxvIQ==\r\n"
)
TEXT, MORE, PING, PONG = 0x81, 0x00, 0x89, 0x8A
ENDED_WITHIN_S = 20


def frame(kind: int, payload: bytes = b"") -> bytes:
    """As a browser masks it, with zeros; at most 125 bytes."""
    return bytes((kind, 0x80 | len(payload))) + bytes(4) + payload


def upgrade(path: str = SOCKET, more: str = "", method: str = "GET", version: str = "1.1") -> bytes:
    return f"{method} {path} HTTP/{version}\r\nHost: alo\r\n{UPGRADE}{more}\r\n".encode()


async def send(house: House, data: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.hubs[0].port)
    writer.write(data)
    return reader, writer


async def hear_all(reader: asyncio.StreamReader) -> bytes:
    """All that comes until the other side has ended the connection."""
    heard = b""
    async with asyncio.timeout(ENDED_WITHIN_S):
        while True:
            try:
                part = await reader.read(65_536)
            except ConnectionError:
                return heard
            if not part:
                return heard
            heard += part


HALF_UPGRADES = {
    "a header of ten thousand letters": upgrade(more=f"X: {'a' * 10_000}\r\n"),
    "two hundred headers": upgrade(more="".join(f"X{n}: a\r\n" for n in range(200))),
    "a body": upgrade(more="Content-Length: 5\r\n") + b"hello",
    "no key": upgrade().replace(b"Sec-WebSocket-Key", b"X"),
    "a key that is none": upgrade().replace(b"YWxv", b"!!!!"),
    "a short key": upgrade().replace(b"YWxvLWFsby1hbG8tYWxvIQ==", b"YWxv"),
    "two keys": upgrade(more="Sec-WebSocket-Key: YWxvLWFsby1hbG8tYWxvIQ==\r\n"),
    "an old version": upgrade().replace(b"Version: 13", b"Version: 8"),
    "another method": upgrade(method="POST"),
    "an address that is not ASCII": upgrade("/socket.io/ở"),
    "a body in pieces": upgrade(more="Transfer-Encoding: chunked\r\n") + b"5\r\nhello\r\n0\r\n\r\n",
    "no host": upgrade().replace(b"Host: alo\r\n", b""),
    "two hosts": upgrade(more="Host: alo\r\n"),
}


@pytest.mark.parametrize("why", HALF_UPGRADES)
async def test_a_request_that_can_not_become_a_socket_is_answered_and_ended(house: House, why: str) -> None:
    """The library took it for one that is still coming, and waited for ever."""
    reader, writer = await send(house, HALF_UPGRADES[why])
    assert (await hear_all(reader)).startswith(b"HTTP/1.1 400 ")
    writer.close()


MAY_BECOME_SOCKETS = {
    "as Firefox asks": upgrade().replace(b"Connection: Upgrade", b"Connection: keep-alive, Upgrade"),
    "in other letters": upgrade().replace(
        b"Upgrade: websocket\r\nConnection: Upg", b"UPGRADE: WebSocket\r\nconnection: uPG"
    ),
    "with more than is offered": upgrade(
        more="Sec-WebSocket-Protocol: a, b\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"
    ),
    "with the whole address": upgrade(f"http://alo{SOCKET}"),
    "after another request": b"GET /healthz HTTP/1.1\r\nHost: alo\r\n\r\n",
}


@pytest.mark.parametrize("how", MAY_BECOME_SOCKETS)
async def test_a_socket_is_opened(house: House, how: str) -> None:
    reader, writer = await send(house, MAY_BECOME_SOCKETS[how])
    async with asyncio.timeout(ENDED_WITHIN_S):
        if "after" in how:
            assert b"200 OK" in await reader.readuntil(b"}")
            writer.write(upgrade())
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 101 ") and answer.count(b"Sec-WebSocket") == 1
        assert (await reader.readexactly(2))[0] == TEXT
    writer.close()


async def test_frames_that_come_together_with_the_request_are_read_behind_it(house: House) -> None:
    """They were passed over, or half of one was, and what followed was read as something else."""
    early = frame(TEXT, b"40/early,")
    reader, writer = await send(house, upgrade() + early[:5])
    await reader.readuntil(b"\r\n\r\n")
    writer.write(early[5:])
    async with asyncio.timeout(ENDED_WITHIN_S):
        await reader.readuntil(b"44/early,")
    writer.close()


async def test_a_socket_that_is_asked_for_before_another_answer_has_come_is_not_opened(house: House) -> None:
    """The answer would stand between its frames, and the time-out between two requests would end it."""
    reader, writer = await send(house, b"GET /healthz HTTP/1.1\r\nHost: alo\r\n\r\n" + upgrade())
    assert b"101" not in await hear_all(reader)
    writer.close()


CLOSING = "Host: alo\r\nConnection: close\r\n\r\n"
MISNAMED = {
    "a request that says it is a socket": f"GET {SOCKET} HTTP/1.1\r\nUpgrade: websocket\r\n{CLOSING}".encode(),
    "a socket that says it is a request": upgrade(f"{QUERY}polling"),
    "a socket that says nothing": upgrade("/socket.io/?EIO=4"),
    "a script that another page includes": f"GET {QUERY}polling&j=0 HTTP/1.1\r\n{CLOSING}".encode(),
    "a script with a callback": f"GET {QUERY}polling&j=alert(1) HTTP/1.1\r\n{CLOSING}".encode(),
}


@pytest.mark.parametrize("why", MISNAMED)
async def test_no_session_is_opened_for(house: House, why: str) -> None:
    before = len(house.hubs[0].log_text())
    reader, writer = await send(house, MISNAMED[why])
    heard = await hear_all(reader)
    writer.close()
    assert heard.split(b" ", 2)[1] in (b"400", b"403"), heard
    assert b"sid" not in heard and b"___eio" not in heard
    assert "ASGI" not in house.hubs[0].log_text()[before:]


async def test_a_request_of_a_client_that_polls_is_no_socket_whatever_it_says(house: House) -> None:
    before = len(house.hubs[0].log_text())
    async with aiohttp.ClientSession() as http:
        path = (await bare_poll(http, house)).removeprefix(house.hubs[0].url)
    asking = f"GET {path} HTTP/1.1\r\nHost: alo\r\n{UPGRADE}Connection: close\r\n\r\n"
    reader, writer = await send(house, asking.encode())
    assert (await hear_all(reader)).startswith(b"HTTP/1.1 400 ")
    writer.close()
    assert "Traceback" not in house.hubs[0].log_text()[before:]


async def test_a_body_that_breaks_off_is_no_fault_of_ours(house: House) -> None:
    before = len(house.hubs[0].log_text())
    asking = (
        "POST /api/auth/login HTTP/1.1\r\nHost: alo\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
    )
    _, writer = await send(house, asking.encode())
    await writer.drain()
    writer.transport.abort()

    async def is_noted() -> bool:
        return '"/api/auth/login"' in house.hubs[0].log_text()[before:]

    await until(is_noted)
    said = house.hubs[0].log_text()[before:]
    assert '"status":400' in said.replace(" ", "")
    assert "ClientDisconnect" not in said and "fault" not in said


FLOODS: dict[str, tuple[bytes, bytes]] = {
    "pings": (b"", frame(PING, b"x" * 125)),
    "pongs": (b"", frame(PONG, b"x" * 125)),
    "pieces of a message that never ends": (frame(0x01, b"4"), frame(MORE)),
}
ENOUGH = 20_000
"""Frames: twenty times what is cut."""


async def open_socket(house: House) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await send(house, upgrade())
    await reader.readuntil(b"\r\n\r\n")
    assert (await reader.readexactly(2))[0] == TEXT
    return reader, writer


@pytest.mark.parametrize("why", FLOODS)
async def test_frames_that_are_no_messages_are_counted_as_well(house: House, why: str) -> None:
    """Nobody else sees them, and each ping asks for an answer that whoever never reads lets pile up."""
    first, one = FLOODS[why]
    reader, writer = await open_socket(house)
    writer.write(first + one * ENOUGH)
    heard = await hear_all(reader)
    assert heard.count(b"x" * 125) < ENOUGH / 10
    writer.close()


async def test_a_flood_that_comes_in_one_piece_is_one_line_of_the_log(house: House) -> None:
    before = len(house.hubs[0].log_text())
    reader, writer = await open_socket(house)
    writer.write(frame(TEXT, b"3") * ENOUGH)
    await hear_all(reader)
    writer.close()
    assert house.hubs[0].log_text()[before:].count("socket.cut") == 1


def split(text: str) -> bytes:
    data = text.encode()
    return frame(0x01, data[:5]) + frame(PING, b"?") + frame(MORE, data[5:9]) + frame(0x80, data[9:])


async def test_a_message_in_pieces_with_a_ping_between_them_is_read_as_one(house: House) -> None:
    reader, writer = await open_socket(house)
    writer.write(split("40/nơi-nào,{}"))
    async with asyncio.timeout(ENDED_WITHIN_S):
        heard = await reader.readuntil("44/nơi-nào,".encode())
    assert frame_of_pong(b"?") in heard
    writer.close()


def frame_of_pong(payload: bytes) -> bytes:
    return bytes((PONG, len(payload))) + payload


BROKEN: dict[str, Callable[[], bytes]] = {
    "no mask": lambda: bytes((TEXT, 1)) + b"3",
    "a reserved bit": lambda: frame(0xC1, b"3"),
    "an unknown kind": lambda: frame(0x83, b"3"),
    "more than memory": lambda: bytes((TEXT, 0xFF)) + struct.pack("!Q", 2**63 - 1) + bytes(4),
    "a negative length": lambda: bytes((TEXT, 0xFF)) + b"\xff" * 8 + bytes(4),
    "a rest without a beginning": lambda: frame(0x80, b"3"),
    "a beginning inside of a message": lambda: frame(0x01, b"4") + frame(TEXT, b"3"),
    "a ping in pieces": lambda: frame(0x09, b"x"),
    "a ping that is too long": lambda: bytes((PING, 0xFE, 0, 126)) + bytes(4) + b"x" * 126,
    "letters that are none": lambda: frame(TEXT, b"4\xff"),
    "letters that are none, in pieces": lambda: frame(0x01, b"4\xc3") + frame(0x80, b"\xff"),
    "a goodbye with a code that may not be said": lambda: frame(0x88, struct.pack("!H", 1005)),
    "half a code": lambda: frame(0x88, b"\x03"),
    "a goodbye, and more": lambda: frame(0x88, struct.pack("!H", 1000)) + frame(TEXT, b"40/nowhere,{}") * 50,
}


@pytest.mark.parametrize("why", BROKEN)
async def test_a_socket_is_ended_by(house: House, why: str) -> None:
    reader, writer = await open_socket(house)
    writer.write(BROKEN[why]())
    heard = await hear_all(reader)
    assert b"44/nowhere" not in heard
    writer.close()


async def test_whoever_begins_and_does_not_go_on_is_not_waited_for(house: House, strangers: Strangers) -> None:
    """Opened when the suite began, for nobody should have to wait for them: by now they have usually been ended."""
    async with asyncio.timeout(60):
        for why, began in strangers.silent.items():
            assert 14 < await asyncio.shield(began) < 300, why
