"""The WebSocket itself, byte by byte: whatever way frames are cut, filled or broken, the hub reads what was meant."""

import asyncio
import base64
import contextlib
import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedOK

from tests.contract.line import read_until, visitor_poll
from tests.contract.scene import House, Scene, until

PATIENCE_S = 20
TEXT, CONTINUATION, BINARY, CLOSE, PING, PONG = 1, 0, 2, 8, 9, 10
FIN = 0x80


def frame(payload: bytes, code: int = TEXT, *, fin: bool = True, mask: bytes | None = None, reserved: int = 0) -> bytes:
    """A client's frame; `mask` b"" leaves it unmasked."""
    mask = secrets.token_bytes(4) if mask is None else mask
    head = bytes((code | (FIN if fin else 0) | reserved,))
    masked = 0x80 if mask else 0
    if len(payload) < 126:
        head += bytes((masked | len(payload),))
    elif len(payload) < 65_536:
        head += bytes((masked | 126,)) + len(payload).to_bytes(2, "big")
    else:
        head += bytes((masked | 127,)) + len(payload).to_bytes(8, "big")
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload)) if mask else head + payload


@dataclass
class Wire:
    """A TCP connection that has shaken hands and joined as a visitor."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    session_id: str

    async def read_frame(self) -> tuple[int, bytes]:
        first, second = await self.reader.readexactly(2)
        length = second & 0x7F
        if length == 126:
            length = int.from_bytes(await self.reader.readexactly(2), "big")
        elif length == 127:
            length = int.from_bytes(await self.reader.readexactly(8), "big")
        return first & 0x0F, await self.reader.readexactly(length)

    async def read_until(self, start: str, code: int = TEXT) -> str:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                kind, payload = await self.read_frame()
                if kind == code and payload.decode("utf-8", "replace").startswith(start):
                    return payload.decode("utf-8", "replace")

    async def read_close(self) -> int:
        """The status with which the hub closes."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                kind, payload = await self.read_frame()
                if kind == CLOSE:
                    return int.from_bytes(payload[:2], "big")


def say(number: int, text: str) -> bytes:
    return f'42/visitor,{number}["send",{json.dumps({"client_id": f"c{number}", "text": text})}]'.encode()


@contextlib.asynccontextmanager
async def joined(house: House) -> AsyncIterator[Wire]:
    token, session = await house.open()
    address = urlsplit(house.hubs[0].url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    wire = Wire(reader, writer, session["id"])
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    writer.write(
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {address.netloc}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    await wire.read_until("0{")
    writer.write(frame(f"40/visitor,{json.dumps({'token': token})}".encode()))
    await wire.read_until("40/visitor,{")
    try:
        yield wire
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def test_frames_cut_anywhere_and_many_in_one_packet_are_the_same_messages(one_scene: Scene) -> None:
    async with joined(one_scene.house) as wire:
        texts = ["Chào", "x" * 300, "đ" * 125, "👋"]
        stream = b"".join(frame(say(number, text)) for number, text in enumerate(texts, 1))
        for cut in range(0, len(stream), 7):
            wire.writer.write(stream[cut : cut + 7])
            await wire.writer.drain()
            await asyncio.sleep(0)
        for number in range(1, 5):
            assert '"ok":true' in await wire.read_until(f"43/visitor,{number}[")
        wire.writer.write(b"".join(frame(say(number, f"liền {number}")) for number in range(5, 15)))
        for number in range(5, 15):
            assert '"ok":true' in await wire.read_until(f"43/visitor,{number}[")
        written = [event["text"] for event in await one_scene.house.events(wire.session_id) if event["text"]]
        assert written[-14:] == [*texts, *(f"liền {number}" for number in range(5, 15))]


async def test_other_frames_in_between_are_understood_and_change_nothing(one_scene: Scene) -> None:
    """Pieces of a message, a ping within it, an empty text's mask of zeros: all that the protocol allows."""
    async with joined(one_scene.house) as wire:
        wire.writer.write(frame(say(1, "trước"), mask=bytes(4)))
        assert '"ok":true' in await wire.read_until("43/visitor,1[")
        whole = say(2, "từng phần")
        wire.writer.write(frame(whole[:10], fin=False) + frame(b"still here", PING))
        wire.writer.write(frame(whole[10:20], CONTINUATION, fin=False) + frame(whole[20:], CONTINUATION))
        assert await wire.read_until("still here", PONG) == "still here"
        assert '"ok":true' in await wire.read_until("43/visitor,2[")
        wire.writer.write(frame(b"unasked", PONG) + frame(say(3, "sau")))
        assert '"ok":true' in await wire.read_until("43/visitor,3[")


@pytest.mark.parametrize(
    ("broken", "status"),
    [
        (frame(say(1, "x"), mask=b""), 1002),
        (frame(say(1, "x"), reserved=0x40), 1002),
        (frame(b"more", CONTINUATION), 1002),
        (frame(say(1, "x"), 3), 1002),
        (frame(b"4\xff\xfe"), 1007),
        (frame(b"4" + b"x" * 65_536), 1009),
        (frame(b"4" + b"x" * 40_000, fin=False) + frame(b"x" * 40_000, CONTINUATION), 1009),
    ],
    ids=["unmasked", "reserved bit", "continues nothing", "unknown kind", "no UTF-8", "64 KiB and one", "in pieces"],
)
async def test_what_breaks_the_protocol_closes_with_its_status(one_scene: Scene, broken: bytes, status: int) -> None:
    async with joined(one_scene.house) as wire, one_scene.nothing_written():
        wire.writer.write(broken)
        assert await wire.read_close() == status


async def test_a_close_is_answered_and_leaves_no_ghost(one_scene: Scene) -> None:
    house = one_scene.house
    async with joined(house) as wire:

        async def is_online() -> bool:
            return bool((await house.summary(wire.session_id))["visitor_online"])

        await until(is_online)
        wire.writer.write(frame((1000).to_bytes(2, "big"), CLOSE))
        assert await wire.read_close() == 1000

        async def is_gone() -> bool:
            return not await is_online()

        await until(is_gone)


@contextlib.asynccontextmanager
async def moving(
    house: House, probe: str = "2probe"
) -> AsyncIterator[tuple[ClientConnection, aiohttp.ClientSession, str]]:
    """A visitor who polls and has asked for a WebSocket."""
    async with visitor_poll(house) as (http, url):
        address = url.replace("http", "ws").replace("polling", "websocket")
        async with connect(address) as line, asyncio.timeout(PATIENCE_S):
            await line.send(probe)
            yield line, http, url


async def test_who_leaves_while_moving_to_a_websocket_leaves_none_open(one_scene: Scene) -> None:
    async with moving(one_scene.house) as (line, http, url):
        assert await line.recv() == "3probe"
        async with http.post(url, data="1") as answer:
            assert answer.status == 200
        await line.send("5")
        await line.wait_closed()
        assert line.close_code == 1000


async def test_a_move_that_fails_is_ended_with_a_goodbye_and_may_be_tried_again(one_scene: Scene) -> None:
    async with moving(one_scene.house, probe="2") as (line, _, url):
        with pytest.raises(ConnectionClosedOK):
            await line.recv()
        async with connect(url.replace("http", "ws").replace("polling", "websocket")) as again:
            await again.send("2probe")
            assert await again.recv() == "3probe"
            await again.send("5")
            await again.send("40/nowhere,")
            assert (await read_until(again, "44/nowhere,")).startswith("44/nowhere,{")


async def test_who_never_reads_is_cut_and_the_others_do_not_wait(one_scene: Scene) -> None:
    house = one_scene.house
    async with joined(house) as deaf, joined(house) as wire:
        for number in range(1, 13):
            deaf.writer.write(frame(say(number, "n" * 4000)))
            assert '"ok":true' in await deaf.read_until(f"43/visitor,{number}[")
        deaf.reader._transport.pause_reading()  # type: ignore[attr-defined]
        for number in range(400):
            deaf.writer.write(frame(f'42/visitor,{number}["resume",{{"after":0}}]'.encode()))
        wire.writer.write(frame(say(1, "vẫn nhanh")))
        assert '"ok":true' in await wire.read_until("43/visitor,1[")

        async def is_cut() -> bool:
            return not (await house.summary(deaf.session_id))["visitor_online"]

        await until(is_cut, timeout=30)
