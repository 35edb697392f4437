"""One face for the two public clients, so that every scenario is played by both of them over every transport."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

TRANSPORTS: Mapping[str, list[str]] = {
    "websocket": ["websocket"],
    "polling": ["polling"],
    "upgraded": ["polling", "websocket"],
}
PATIENCE_S = 10.0
Payload = Any


class Refused(Exception):
    """The server did not let the socket into the namespace; `data` is what it said."""

    def __init__(self, message: str, data: Any) -> None:
        super().__init__(message)
        self.message, self.data = message, data


class Socket(ABC):
    """One client in one namespace: what it was sent, in order, and whether it is connected."""

    def __init__(self) -> None:
        self.pushes: list[tuple[str, Payload]] = []
        self.connects = 0
        self.connected = False
        self._changed = asyncio.Event()

    @abstractmethod
    async def emit(self, name: str, *args: Any, timeout: float = PATIENCE_S) -> Any:
        """The ack; TimeoutError when none comes."""

    @abstractmethod
    async def transport(self) -> str | None:
        """What the connection runs over at this moment."""

    @abstractmethod
    async def drop(self) -> None:
        """Loses the line without a goodbye."""

    @abstractmethod
    async def close(self) -> None: ...

    def note_push(self, name: str, payload: Payload) -> None:
        self.pushes.append((name, payload))
        self._changed.set()

    def note_state(self, *, connected: bool) -> None:
        self.connects += connected
        self.connected = connected
        self._changed.set()

    def received(self, name: str) -> list[Payload]:
        return [payload for pushed, payload in self.pushes if pushed == name]

    async def until(self, condition: Callable[[], Any], timeout: float = PATIENCE_S) -> Any:
        """What the condition answers as soon as that is true; looked at whenever something arrived."""
        try:
            async with asyncio.timeout(timeout):
                while not (answer := condition()):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"waited in vain; received {self.pushes[-12:]}") from None
        return answer

    async def expect(self, name: str, test: Callable[[Payload], Any] = bool, **fields: Any) -> Payload:
        """The first push of that name with these fields that passes the test."""

        def find() -> Payload | None:
            for payload in self.received(name):
                if fields.items() <= payload.items() and test(payload):
                    return payload
            return None

        return await self.until(find)


class Dial(ABC):
    """Opens sockets of one client over one transport."""

    def __init__(self, transport: str) -> None:
        self.transport = transport
        self.sockets: list[Socket] = []

    async def connect(self, url: str, namespace: str, auth: Any, *, origin: str | None = None) -> Socket:
        """A connected socket; Refused when the namespace did not let it in."""
        headers = {"Origin": origin} if origin else {}
        socket = await self._open(url, namespace, auth, headers)
        self.sockets.append(socket)
        return socket

    async def close(self) -> None:
        await asyncio.gather(*(socket.close() for socket in self.sockets))
        self.sockets.clear()

    @abstractmethod
    async def _open(self, url: str, namespace: str, auth: Any, headers: Mapping[str, str]) -> Socket: ...
