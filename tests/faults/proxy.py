"""A line between a process and its server that can be cut or black-holed while both live on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from deploy.local.process import LOOPBACK

CHUNK = 65_536


class Proxy:
    """Passes everything on to `port` until told otherwise; `mark` names the connections that a fault is meant for."""

    def __init__(self, port: int, mark: bytes) -> None:
        self.target, self.mark = port, mark
        self.port = 0
        self._open = asyncio.Event()
        self._open.set()
        self._marked: set[asyncio.StreamWriter] = set()
        self._passing: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Proxy"]:
        server = await asyncio.start_server(self._pass_on, LOOPBACK, 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.heal()
            for writer in self._passing.values():
                writer.transport.abort()
            if self._passing:
                await asyncio.wait(list(self._passing))

    def cut(self) -> None:
        """Ends the marked connections; new ones work. Raises LookupError when there is none."""
        if not self._marked:
            raise LookupError("no line is marked")
        for writer in list(self._marked):
            writer.transport.abort()
        self._marked.clear()

    def swallow(self) -> None:
        """Marked connections, also those to come, stay open and carry nothing any more."""
        self._open.clear()

    def heal(self) -> None:
        """What was held up goes on; a peer has usually given up by then."""
        self._open.set()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._passing[task] = writer
        task.add_done_callback(self._passing.pop)
        try:
            to_server = await asyncio.open_connection(LOOPBACK, self.target)
        except OSError:
            writer.transport.abort()
            return
        pumps = [
            asyncio.create_task(self._pump(reader, to_server[1], writer, asks=True)),
            asyncio.create_task(self._pump(to_server[0], writer, writer, asks=False)),
        ]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        self._marked.discard(writer)
        for end in (writer, to_server[1]):
            end.transport.abort()

    async def _pump(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, line: asyncio.StreamWriter, *, asks: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while chunk := await source.read(CHUNK):
                if asks and self.mark in chunk:
                    self._marked.add(line)
                if line in self._marked:
                    await self._open.wait()
                target.write(chunk)
                await target.drain()
