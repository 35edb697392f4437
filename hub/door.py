"""One HTTP connection below the application: no request that is begun and never finished is waited for.

Reading and answering them is uvicorn's; one that becomes a WebSocket ends this and begins a line.
"""

import asyncio
import sys
from typing import cast

from httptools import HttpParserUpgrade
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from hub.handshake import REFUSED, HandshakeError, read_handshake
from hub.line import Line

REQUEST_WITHIN_S = 30
"""From its first byte, or from the opening of the connection, to its last; the largest body has 256 KB."""


class Door(HttpToolsProtocol):
    """Between two requests the server's own keep-alive counts."""

    overdue: asyncio.TimerHandle | None = None
    piece: bytes = b""
    """What is being read: a request that becomes a WebSocket may be followed by its first frames."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self.piece = data
        super().data_received(data)
        self.piece = b""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_request()

    def on_message_complete(self) -> None:
        self._stop_waiting()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """The library would write the request down once more, and have it read once more by another one."""
        self._stop_waiting()
        self.connections.discard(self)
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.abort()  # the answer to a request before this one would run into the frames
            return
        try:
            scope, answer = read_handshake(self.scope, self.url)
        except HandshakeError:
            self.transport.write(REFUSED)
            self.transport.close()
            return
        full = self.flow.write_paused
        line = Line(self.config, self.server_state, self.transport, self.loop, answer, is_full=full)
        self.transport.set_protocol(line)
        self.parser = None  # type: ignore[assignment]  # it refers to this object, which would outlive its use
        (end,) = cast(HttpParserUpgrade, sys.exception()).args  # it is being handled, and says where the request ends
        line.data_received(self.piece[end:])
        line.open(scope)

    def _expect_request(self) -> None:
        self._stop_waiting()
        self.overdue = self.loop.call_later(REQUEST_WITHIN_S, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self.overdue is not None:
            self.overdue.cancel()
            self.overdue = None
