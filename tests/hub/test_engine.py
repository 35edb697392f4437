"""A socket of the engine from its handshake to its end, without a network below it."""

import asyncio
import base64
import contextlib
import gc
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import socketio
from uvicorn.server import ServerState

from config.errors import ChatError
from hub.door import Door
from hub.engine import ID_BYTES, IDS_AT_ONCE, StrictSocket
from hub.server import Connection, SocketServer, Space
from tests.hub.test_line import HANDSHAKE, Wire, build, configure

REQUEST = HANDSHAKE.replace(b"/socket.io/", b"/socket.io/?EIO=4&transport=websocket")
PATIENCE_S = 10


class Room(Space):
    """Lets everybody in, and fails when they leave."""

    known: Mapping[str, Any] = {}
    handlers: Mapping[str, Any] = {}

    def __init__(self, name: str) -> None:
        self.name = name
        self.left = 0

    async def connect(self, connection: Connection, *_: Any, **__: Any) -> Connection:
        return connection

    async def disconnect(self, connection: Connection) -> None:
        self.left += 1
        raise AssertionError(connection.namespace)


def serve() -> SocketServer:
    server = SocketServer(lambda *_: True)
    server.eio.start_service_task = False  # it keeps the socket that it has looked at last
    return server


@contextlib.asynccontextmanager
async def connected(server: SocketServer) -> AsyncIterator[Wire]:
    """A WebSocket that is open; afterwards its peer is gone."""
    wire, state = Wire(), ServerState()
    wire.protocol = Door(configure(socketio.ASGIApp(server)), state, {})
    wire.protocol.connection_made(wire)
    wire.protocol.data_received(REQUEST)
    await until_written(wire, b'0{"sid":')
    yield wire
    wire.protocol.connection_lost(None)
    del wire.protocol
    await asyncio.gather(*state.tasks)
    await asyncio.sleep(0)


async def until_written(wire: Wire, said: bytes) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while said not in wire.written:
            await asyncio.sleep(0)


def count(kind: type) -> int:
    return sum(type(kept) is kind for kept in gc.get_objects())


async def test_nothing_of_a_socket_that_has_ended_waits_for_its_next_ping() -> None:
    """Else those who come and go are kept for twenty seconds each."""
    server = serve()
    gc.collect()
    gc.disable()
    try:
        before = count(StrictSocket)
        async with connected(server):
            assert count(StrictSocket) == before + 1 and len(server.environ) == 1
        assert not server.eio.sockets and not server.environ and not server.arrived
        assert count(StrictSocket) == before
    finally:
        gc.enable()


class Closed(Room):
    """Lets nobody in."""

    async def connect(self, *_: Any, **__: Any) -> Connection:
        raise ChatError("unauthorized")


async def test_nothing_of_a_refused_connect_waits_for_the_collector() -> None:
    server = serve()
    server.add_space(Closed("/closed"))
    gc.collect()
    gc.disable()
    try:
        before = count(Connection)
        async with connected(server) as wire:
            wire.protocol.data_received(build(0x81, b"40/closed,", b"mask", False))
            await until_written(wire, b"44/closed,{")
        assert count(Connection) == before
    finally:
        gc.enable()


async def test_every_namespace_is_left_whatever_happens_in_another() -> None:
    server, rooms = serve(), (Room("/one"), Room("/two"))
    for room in rooms:
        server.add_space(room)
    async with connected(server) as wire:
        for room in rooms:
            wire.protocol.data_received(build(0x81, f"40{room.name},".encode(), b"mask", False))
            await until_written(wire, f"40{room.name},{{".encode())
        assert len(server.connections) == 2
    assert [room.left for room in rooms] == [1, 1]
    assert not server.connections and not server.environ


async def test_a_peer_that_answers_no_ping_is_told_goodbye() -> None:
    server = serve()
    server.eio.ping_interval, server.eio.ping_timeout = 0.01, 0.05
    async with connected(server) as wire:
        greeting = json.loads(wire.written[wire.written.index(b"{") :].decode())
        assert (greeting["pingInterval"], greeting["pingTimeout"]) == (10, 50)
        await until_written(wire, bytes((0x81, 1)) + b"2")
        checking = asyncio.create_task(server.eio._service_task())
        await until_written(wire, bytes((0x88, 2)) + (1000).to_bytes(2, "big"))
        assert not server.environ
        server.eio.service_task_event.set()
        await checking


async def test_ids_are_drawn_anew_however_many_there_are() -> None:
    engine = SocketServer(lambda *_: True).eio
    drawn = {engine.generate_id() for _ in range(3 * IDS_AT_ONCE)}
    assert len(drawn) == 3 * IDS_AT_ONCE
    assert {len(base64.urlsafe_b64decode(one)) for one in drawn} == {ID_BYTES}
