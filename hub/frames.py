"""Socket.IO text frames: reading events strictly, building what is sent once and shared by all who get it."""

import re
from typing import Any, NamedTuple

import orjson
from engineio.packet import MESSAGE, Packet

from hub.line import frame_text

FRAME = re.compile(r"([0-6])(?:(/[^,]*)(?:,|$))?([0-9]{1,15})?(.*)", re.DOTALL)
CONNECT, DISCONNECT, EVENT, ACK = "0", "1", "2", "3"


class FrameError(Exception):
    """Not a frame of the protocol that we speak."""


class Frame(NamedTuple):
    """The outside of a frame; `body` is still JSON."""

    type: str
    namespace: str
    ack_id: str | None
    body: str


def read_frame(text: str) -> Frame:
    """Raises FrameError for anything but a text frame of a known type."""
    match = FRAME.fullmatch(text)
    if match is None:
        raise FrameError
    return Frame(match[1], match[2] or "/", match[3], match[4])


def read_event(body: str) -> tuple[Any, Any]:
    """(name, payload) of an event frame's body; FrameError when it is no array with a name."""
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise FrameError from None
    if not isinstance(content, list) or not content:
        raise FrameError
    return content[0], content[1] if len(content) > 1 else None


def build_event(namespace: str, name: str, payload: bytes) -> Packet:
    """One packet for any number of sockets; `payload` is JSON."""
    return Packet(MESSAGE, f'2{namespace},["{name}",{payload.decode()}]')


def build_ack(namespace: str, ack_id: str, payload: bytes) -> Packet:
    return Packet(MESSAGE, f"3{namespace},{ack_id}[{payload.decode()}]")


def build_welcome(namespace: str, sid: str) -> Packet:
    return Packet(MESSAGE, f'0{namespace},{{"sid":"{sid}"}}')


def build_refusal(namespace: str, error: dict[str, Any]) -> Packet:
    """The answer to a connect that is not let in, in the shape that python-socketio gives its own."""
    said = orjson.dumps({"message": error["message"], "data": error}).decode()
    return Packet(MESSAGE, f"4{'' if namespace == '/' else namespace + ','}{said}")


def to_wire(packet: Packet) -> bytes:
    """The packet as a WebSocket frame, built once for all who get it."""
    kept: bytes | None = packet.__dict__.get("wire")
    if kept is None:
        kept = packet.wire = frame_text(packet.encode().encode())
    return kept
