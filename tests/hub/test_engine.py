"""A socket of the engine from its handshake to its end, without a network below it."""

import asyncio
import gc

import socketio
from uvicorn.server import ServerState

from hub.door import Door
from hub.engine import StrictSocket
from hub.server import SocketServer
from tests.hub.test_line import HANDSHAKE, Wire, configure


async def test_nothing_of_a_socket_that_has_ended_waits_for_its_next_ping() -> None:
    """Else those who come and go are kept for twenty seconds each."""
    server = SocketServer(lambda *_: True)
    server.eio.start_service_task = False  # it keeps the socket that it has looked at last
    state = ServerState()
    gc.collect()
    gc.disable()
    try:
        wire = Wire()
        door = Door(configure(socketio.ASGIApp(server)), state, {})
        door.connection_made(wire)
        door.data_received(HANDSHAKE.replace(b"/socket.io/", b"/socket.io/?EIO=4&transport=websocket"))
        async with asyncio.timeout(10):
            while b'0{"sid":' not in wire.written:
                await asyncio.sleep(0)
        assert count_sockets() == len(server.environ) == 1
        wire.protocol.connection_lost(None)
        del wire.protocol, door
        await asyncio.gather(*state.tasks)
        await asyncio.sleep(0)
        assert not server.eio.sockets and not server.environ and not server.arrived
        assert count_sockets() == 0
    finally:
        gc.enable()


def count_sockets() -> int:
    return sum(type(kept) is StrictSocket for kept in gc.get_objects())
