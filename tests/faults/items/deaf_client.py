"""11: a client that answers pings and never reads is cut at its cap, and the hub keeps little for it."""

import asyncio
import base64
import json
import os
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

import httpx2
import psutil

from tests.faults.campaign import Campaign
from tests.faults.desk import join
from tests.faults.scale import Scale

LONG = "d" * 4_000
POLLING = {"EIO": "4", "transport": "polling"}
CUT = "reads too slowly"
CAP_BYTES = 32 * 1024 * 1024
"""Of the hub's memory: 4 MB of frames that wait, and room for what Python keeps of all that passes meanwhile."""
MESSAGES_MAX = 12_000
WRITERS, AT_ONCE = 4, 5
TURN_S = AT_ONCE / 400
"""A socket that sends more than 500 events in a second is refused, above 1,000 it is cut itself."""
PONG_S = 0.5


class Deaf(Protocol):
    """It joins, resumes, and takes nothing any more."""

    async def answer_pings(self) -> None:
        """Unasked and early, as a line that is said to be alive would have it."""

    def was_cut(self) -> bool: ...

    async def close(self) -> None: ...


async def run(house: Campaign, scale: Scale) -> None:
    for number in range(scale.pick(3, 1)):
        await listen_never(house, f"diec-{number}", DeafSocket.join)
        await listen_never(house, f"khong-hoi-{number}", DeafPoller.join)


async def listen_never(house: Campaign, name: str, join_deaf: Callable[[str, str], Awaitable[Deaf]]) -> None:
    opened = await house.open(name)
    hub = house.hubs[0]
    deaf = await join_deaf(hub.url, opened["token"])
    writers = [await join(house.urls()[1], "/visitor", opened["token"]) for _ in range(WRITERS)]
    said_before = hub.log_text().count(CUT)
    before = peak = memory_of(hub.pid)
    sent = 0
    while not deaf.was_cut() and sent < MESSAGES_MAX:
        said = [{"client_id": f"{sent + n}", "text": LONG} for n in range(WRITERS * AT_ONCE)]
        turn = asyncio.create_task(asyncio.sleep(TURN_S))
        await asyncio.gather(turn, *(writers[n % WRITERS].ask("send", each) for n, each in enumerate(said)))
        sent += len(said)
        peak = max(peak, memory_of(hub.pid))
        await deaf.answer_pings()
    house.faults += 1
    house.expect(sent < MESSAGES_MAX, f"{name}: not cut after {sent} messages that it did not take")
    house.expect(hub.log_text().count(CUT) > said_before, f"{name}: the log does not say why it was cut")
    house.expect(peak - before < CAP_BYTES, f"{name}: the hub grew by {(peak - before) >> 20} MB")
    house.notes.append(f"{name} cut after {sent} × 4 KB, hub + {(peak - before) >> 20} MB")
    await deaf.close()
    for writer in writers:
        await writer.close()


def memory_of(pid: int) -> int:
    return int(psutil.Process(pid).memory_info().rss)


class DeafSocket:
    """A WebSocket by hand, of whose line nothing is read any more."""

    def __init__(self, url: str, token: str) -> None:
        port = int(url.rpartition(":")[2])
        self.line = socket.socket()
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.line.settimeout(10)
        self.line.connect(("127.0.0.1", port))
        key = base64.b64encode(os.urandom(16)).decode()
        self.line.sendall(
            (
                f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
                f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                "Sec-WebSocket-Version: 13\r\n\r\n"
            ).encode()
        )
        self._wait_for(b"0{")
        self.send(f"40/visitor,{json.dumps({'token': token})}")
        self._wait_for(b"40/visitor")
        self.send('42/visitor,0["resume",{"after":0}]')
        self.said_at = time.monotonic()

    @classmethod
    async def join(cls, url: str, token: str) -> "DeafSocket":
        return await asyncio.to_thread(cls, url, token)

    def _wait_for(self, text: bytes) -> None:
        read = b""
        while text not in read:
            read += self.line.recv(65_536)

    def send(self, text: str) -> None:
        """One masked frame; the mask is all zeros."""
        body = text.encode()
        length = struct.pack("!B", 0x80 | len(body)) if len(body) < 126 else struct.pack("!BH", 0x80 | 126, len(body))
        self.line.sendall(b"\x81" + length + bytes(4) + body)

    async def answer_pings(self) -> None:
        if time.monotonic() - self.said_at > PONG_S and not self.was_cut():
            self.said_at = time.monotonic()
            self.send("3")

    def was_cut(self) -> bool:
        """What the kernel says of the line, for whoever reads nothing sees no end of it."""
        state = self.line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
        return state != TCP_ESTABLISHED

    async def close(self) -> None:
        self.line.close()


class DeafPoller:
    """Long polling that never polls again, and posts its pongs."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self.http = http
        self.gone = False
        self.said_at = time.monotonic()

    @classmethod
    async def join(cls, url: str, token: str) -> "DeafPoller":
        poller = cls(httpx2.AsyncClient(base_url=f"{url}/socket.io/", params=POLLING, timeout=10))
        shaken = await poller.http.get("")
        poller.http.params = poller.http.params.set("sid", json.loads(shaken.text[1:])["sid"])
        await poller.post(f"40/visitor,{json.dumps({'token': token})}")
        joined = await poller.http.get("")
        assert joined.text.startswith("40/visitor"), joined.text
        await poller.post('42/visitor,0["resume",{"after":0}]')
        return poller

    async def post(self, text: str) -> None:
        self.gone = (await self.http.post("", content=text)).status_code != 200

    async def answer_pings(self) -> None:
        if time.monotonic() - self.said_at > PONG_S:
            self.said_at = time.monotonic()
            await self.post("3")

    def was_cut(self) -> bool:
        return self.gone

    async def close(self) -> None:
        await self.http.aclose()


TCP_ESTABLISHED = 1
