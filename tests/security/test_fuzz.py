"""Whatever comes in is an event of the wire or a refusal, never another error. More examples: ALO_FUZZ_EXAMPLES."""

import asyncio
import logging
import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

import orjson
import pytest
from engineio.exceptions import EngineIOError
from engineio.packet import Packet
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import ChatError
from config.events import FROM_AGENT, FROM_VISITOR, Incoming, parse
from hub.app import end
from hub.engine import UNREADABLE, StrictSocket
from hub.frames import FrameError, read_event, read_frame
from hub.pace import Pace
from hub.server import Connection, SocketServer, Space

EXAMPLES = int(os.environ.get("ALO_FUZZ_EXAMPLES", "200"))
fuzz = settings(max_examples=EXAMPLES)

texts = st.text(st.characters(exclude_categories=[])) | st.sampled_from(
    ["", "send", "$where", "\x00", "\ud800", "__proto__", "0" * 5000, "1e999", "-1", "null", "true"]
)
numbers = st.integers() | st.floats() | st.sampled_from([2**53, 2**53 + 1, 2**64, -1, 0, 1e308])
values = st.recursive(
    st.none() | st.booleans() | numbers | texts | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
FIELDS = sorted({name for model in (*FROM_VISITOR.values(), *FROM_AGENT.values()) for name in model.model_fields})
payloads = st.dictionaries(st.sampled_from(FIELDS), values, max_size=6) | values
names = st.sampled_from([*FROM_VISITOR, *FROM_AGENT, "connect", "__init__"]) | values


def parse_or_refuse(known: Mapping[str, type[Incoming]], name: Any, payload: Any) -> Incoming | ChatError:
    """Any other error goes through."""
    try:
        return parse(known, name, payload)
    except ChatError as error:
        return error


@fuzz
@given(names, payloads)
def test_an_event_is_one_of_the_wire_or_refused_with_a_code(name: Any, payload: Any) -> None:
    for known in (FROM_VISITOR, FROM_AGENT):
        event = parse_or_refuse(known, name, payload)
        if isinstance(event, ChatError):
            assert event.code in ("invalid", "too_large")
        else:
            assert type(event) is known[name]
            assert event.model_fields_set <= set(type(event).model_fields)


@fuzz
@given(st.sampled_from(sorted(FROM_AGENT)), st.data())
def test_what_is_accepted_can_be_written_down_again(name: str, data: st.DataObject) -> None:
    """Nothing passes that neither Redis nor MongoDB could keep: half letters, numbers beyond exactness, huge texts."""
    model = FROM_AGENT[name]
    payload = {field: data.draw(values) for field in model.model_fields}
    event = parse_or_refuse(FROM_AGENT, name, payload)
    if isinstance(event, ChatError):
        return
    written = orjson.dumps(event.model_dump())
    assert len(written) < 64 * 1024
    assert orjson.loads(written) == event.model_dump()


@fuzz
@given(texts | st.builds("{}{}{}{}".format, texts, st.sampled_from("0123456"), st.just("/visitor,"), texts))
def test_a_text_is_a_frame_or_none(text: str) -> None:
    try:
        frame = read_frame(text)
    except FrameError:
        return
    assert frame.type in "0123456"
    try:
        read_event(frame.body)
    except FrameError:
        return
    assert isinstance(orjson.loads(frame.body), list)


class Quiet(Space):
    """Lets everybody in and answers nothing."""

    name = "/visitor"
    known = FROM_VISITOR
    handlers: Mapping[str, Any] = MappingProxyType({})

    async def connect(self, connection: Connection, _environ: Any, _auth: Any) -> Connection:
        return connection

    async def disconnect(self, _connection: Any) -> None:
        return None


starts = st.sampled_from(
    ["", "0", "1", "2", "3", "4", "40", "41", "42", "43", "44", "45", "46", "6", "b", "40/visitor,"]
)
bodies = texts | st.builds(
    lambda value: orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode(),
    st.lists(st.sampled_from(FIELDS) | st.integers(0, 9), max_size=3),
)
packets = st.builds("{}{}".format, starts, bodies) | st.binary()


class Complaints(logging.Handler):
    """What the library logs as an error is an exception that it swallowed."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(self.format(record))


async def settle() -> None:
    """Lets everything run that does not wait for time to pass."""
    for _ in range(30):
        await asyncio.sleep(0)


async def feed(frames: list[str | bytes]) -> None:
    """The engine's socket and the hub's server, as they are, without a network below and without handlers above."""
    server = SocketServer(lambda *_: True)
    server.add_space(Quiet())
    server.manager_initialized = True
    server.manager.initialize()
    socket = StrictSocket(server.eio, "sid")
    socket.pace = Pace()
    server.eio.sockets["sid"] = socket
    server.environ["sid"] = {}
    for frame in frames:
        try:
            await socket.receive(Packet(encoded_packet=frame))
        except (EngineIOError, *UNREADABLE):
            break
        await settle()
    await socket.close()
    await settle()
    await end(asyncio.all_tasks() - {cast("asyncio.Task[None]", asyncio.current_task())})
    assert server.connections == {}
    assert server.manager.sid_from_eio_sid("sid", "/visitor") is None
    assert server._binary_packet == {}


@fuzz
@given(st.lists(packets, min_size=1, max_size=8))
def test_whatever_an_engine_socket_is_sent_it_ends_in_order(frames: list[str | bytes]) -> None:
    complaints = Complaints()
    for name in ("engineio", "socketio"):
        logging.getLogger(name).addHandler(complaints)
    try:
        asyncio.run(feed(frames))
    finally:
        for name in ("engineio", "socketio"):
            logging.getLogger(name).removeHandler(complaints)
    assert complaints.found == []


@pytest.mark.parametrize("name", sorted({*FROM_VISITOR, *FROM_AGENT}))
def test_every_event_takes_no_field_that_it_does_not_know(name: str) -> None:
    for known in (FROM_VISITOR, FROM_AGENT):
        model: type[Incoming] | None = known.get(name)
        if model is not None:
            assert model.model_config["extra"] == "ignore"
            assert model.model_config["strict"] is True
