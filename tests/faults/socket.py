"""A lean Socket.IO client over one WebSocket, for loads of hundreds of people in one process."""

import asyncio
import itertools
import json
from collections.abc import Callable
from typing import Any, Self

import websockets
from websockets.asyncio.client import ClientConnection

ACK_TIMEOUT_S = CONNECT_TIMEOUT_S = 8.0
OnPush = Callable[[str, Any], None]


class GoneError(Exception):
    """The line is lost, or no answer came: the outcome of what was asked is unknown."""


class Socket:
    """One client in one namespace; `on_push(name, payload)` for every event that the hub sends."""

    def __init__(self, line: ClientConnection, namespace: str, on_push: OnPush) -> None:
        self.line, self.namespace, self.on_push = line, namespace, on_push
        self._numbers = itertools.count()
        self._answers: dict[str, asyncio.Future[Any]] = {}
        self._reading = asyncio.create_task(self._read())
        self.lost = asyncio.Event()

    @classmethod
    async def open(cls, url: str, namespace: str, token: str, on_push: OnPush) -> Self:
        """Raises GoneError when the hub is away or refuses."""
        address = url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                line = await websockets.connect(address, max_size=None, compression=None, ping_interval=None)
                await line.recv()
                await line.send(f"40{namespace},{json.dumps({'token': token})}")
                answer = str(await line.recv())
        except (OSError, TimeoutError, websockets.WebSocketException) as error:
            raise GoneError(type(error).__name__) from None
        if not answer.startswith(f"40{namespace}"):
            await line.close()
            raise GoneError(answer[:200])
        return cls(line, namespace, on_push)

    async def _read(self) -> None:
        try:
            async for text in self.line:
                await self._take(str(text))
        except (OSError, websockets.WebSocketException):
            self.lost.set()
        self._end()

    async def _take(self, text: str) -> None:
        if text == "2":
            await self.line.send("3")
        elif text.startswith(f"42{self.namespace},"):
            name, payload = json.loads(text[len(self.namespace) + 3 :])
            self.on_push(name, payload)
        elif text.startswith(f"43{self.namespace},"):
            number, _, body = text[len(self.namespace) + 3 :].partition("[")
            future = self._answers.pop(number, None)
            if future is not None and not future.done():
                future.set_result(json.loads("[" + body)[0])
        elif text.startswith("41"):
            self._end()

    def _end(self) -> None:
        self.lost.set()
        for future in self._answers.values():
            if not future.done():
                future.set_exception(GoneError("lost"))
                future.exception()  # whoever asked may be gone as well
        self._answers.clear()

    async def ask(self, name: str, payload: dict[str, Any], within: float = ACK_TIMEOUT_S) -> dict[str, Any]:
        """The ack, good or refused. Raises GoneError when none came."""
        if self.lost.is_set():
            raise GoneError("lost")
        number = str(next(self._numbers))
        future = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            await self.line.send(f"42{self.namespace},{number}{json.dumps([name, payload])}")
            # Not wait_for, which loses a cancellation that comes together with the answer.
            async with asyncio.timeout(within):
                answer: dict[str, Any] = await future
        except (OSError, TimeoutError, websockets.WebSocketException) as error:
            raise GoneError(type(error).__name__) from None
        return answer

    async def close(self) -> None:
        """Ends the line at once, as a closed laptop does."""
        self.line.transport.abort()
        await asyncio.gather(self._reading, return_exceptions=True)
        self._end()
