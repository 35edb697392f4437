"""11: a client that answers pings and never reads is cut at its cap, and the hub keeps little for it."""

import asyncio
import base64
import json
import os
import socket
import struct
import time

import psutil

from tests.faults.campaign import Campaign
from tests.faults.desk import ignore
from tests.faults.scale import Scale
from tests.faults.socket import Socket

LONG = "d" * 4_000
CAP_BYTES = 64 * 1024 * 1024
"""Of the hub's memory: 2,000 frames of 4 KB, the kernel's share aside, and room for what Python keeps."""
MESSAGES_MAX = 12_000
WRITERS, AT_ONCE = 4, 5
TURN_S = AT_ONCE / 400
"""A socket that sends more than 500 events in a second is refused, above 1,000 it is cut itself."""
PONG_S = 2.0


async def run(house: Campaign, scale: Scale) -> None:
    for number in range(scale.pick(3, 1)):
        await listen_never(house, f"diec-{number}")


async def listen_never(house: Campaign, name: str) -> None:
    opened = await house.open(name)
    hub = house.hubs[0]
    deaf = await asyncio.to_thread(DeafClient, hub.port, opened["token"])
    writers = [await Socket.open(house.urls()[1], "/visitor", opened["token"], ignore) for _ in range(WRITERS)]
    before = memory_of(hub.pid)
    peak, sent = before, 0
    while not deaf.was_cut() and sent < MESSAGES_MAX:
        said = [{"client_id": f"{sent + n}", "text": LONG} for n in range(WRITERS * AT_ONCE)]
        turn = asyncio.create_task(asyncio.sleep(TURN_S))
        await asyncio.gather(turn, *(writers[n % WRITERS].ask("send", each) for n, each in enumerate(said)))
        sent += len(said)
        peak = max(peak, memory_of(hub.pid))
        deaf.answer_pings()
    house.faults += 1
    house.expect(sent < MESSAGES_MAX, f"a client that reads nothing was not cut after {sent} messages")
    house.expect("reads too slowly" in hub.log_text(), "the log does not say why it was cut")
    house.expect(peak - before < CAP_BYTES, f"the hub grew by {(peak - before) >> 20} MB for a deaf client")
    house.notes.append(f"cut after {sent} × 4 KB, hub + {(peak - before) >> 20} MB")
    deaf.close()
    for writer in writers:
        await writer.close()


def memory_of(pid: int) -> int:
    return int(psutil.Process(pid).memory_info().rss)


class DeafClient:
    """A WebSocket by hand: it joins, resumes, says pong now and then, and takes nothing off its line."""

    def __init__(self, port: int, token: str) -> None:
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
        self.line.recv(65_536)
        self.send(f"40/visitor,{json.dumps({'token': token})}")
        time.sleep(0.5)
        self.line.recv(65_536)
        self.send('42/visitor,0["resume",{"after":0}]')
        self.said_at = time.monotonic()

    def send(self, text: str) -> None:
        """One masked frame; the mask is all zeros."""
        body = text.encode()
        length = struct.pack("!B", 0x80 | len(body)) if len(body) < 126 else struct.pack("!BH", 0x80 | 126, len(body))
        self.line.sendall(b"\x81" + length + bytes(4) + body)

    def answer_pings(self) -> None:
        """Unasked and early, as a line that is said to be alive would have it."""
        if time.monotonic() - self.said_at > PONG_S and not self.was_cut():
            self.said_at = time.monotonic()
            self.send("3")

    def was_cut(self) -> bool:
        """What the kernel says of the line, for whoever reads nothing sees no end of it."""
        state = self.line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
        return state != TCP_ESTABLISHED

    def close(self) -> None:
        self.line.close()


TCP_ESTABLISHED = 1
