"""Visitors and agents of the played day: each keeps what was acknowledged and what was seen, over every lost line."""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from tests.contract.clients import Dial, Socket

ACK_WITHIN_S = 3.0
Event = dict[str, Any]


@dataclass
class View:
    """What one reader has of one conversation; a second telling of the same event has to be the same."""

    events: dict[int, Event] = field(default_factory=dict)

    @property
    def last(self) -> int:
        return max(self.events, default=0)

    def add(self, event: Event) -> None:
        assert self.events.setdefault(event["seq"], event) == event


@dataclass(frozen=True)
class Sent:
    """A message or note that the hub has acknowledged."""

    seq: int
    ts: int
    kind: str
    author: str
    client_id: str
    text: str


def holds(socket: Socket) -> bool:
    """Whether this is still the connection that was caught up: the official client comes back by itself, behind."""
    return socket.connected and socket.connects == 1


@dataclass
class Person(ABC):
    """Somebody with one socket at a time, who comes back to the other hub when the line is lost."""

    dial: Dial
    urls: list[str]
    namespace: str
    token: str
    socket: Socket | None = None
    arrivals: int = 0
    read: int = 0
    views: dict[str, View] = field(default_factory=dict)
    _coming: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def line(self) -> Socket:
        """The socket, connected and caught up."""
        async with self._coming:
            while self.socket is None or not holds(self.socket):
                await self._leave()
                url = self.urls[self.arrivals % len(self.urls)]
                self.arrivals += 1
                self.socket = await self.dial.connect(url, self.namespace, {"token": self.token})
                self.read = 0
                try:
                    await self.catch_up(self.socket)
                except TimeoutError:
                    await self.socket.close()
            return self.socket

    @abstractmethod
    async def catch_up(self, socket: Socket) -> None:
        """Asks a new socket for what it does not have yet."""

    async def ask(self, name: str, payload: dict[str, Any]) -> Any:
        """The ack, asked for again under the same client_id for as long as none comes."""
        for _ in range(10):
            socket = await self.line()
            try:
                ack = await socket.emit(name, payload, timeout=ACK_WITHIN_S)
            except TimeoutError:
                continue
            if ack["ok"] or ack["error"]["code"] != "busy":
                return ack
        raise AssertionError(f"{name} was never acknowledged")

    async def do(self, name: str, **payload: Any) -> Any:
        ack = await self.ask(name, payload)
        assert ack["ok"], (name, ack)
        return ack

    @contextlib.asynccontextmanager
    async def losing_the_line(self) -> AsyncIterator[None]:
        """The line goes dead while what happens inside is under way."""
        socket = await self.line()
        dropping = asyncio.create_task(socket.drop())
        yield
        await dropping

    async def drop(self) -> None:
        await (await self.line()).drop()

    def collect(self) -> None:
        """Takes over what was pushed since the last look."""
        if self.socket is None:
            return
        pushes = self.socket.pushes
        for name, payload in pushes[self.read :]:
            if name == "event":
                self.views.setdefault(payload["session_id"], View()).add(payload)
        self.read = len(pushes)

    async def see(self, session_id: str, seq: int) -> None:
        """Returns once everything up to this seq has been seen, whatever happens to the line."""
        view = self.views.setdefault(session_id, View())
        for _ in range(20):
            socket = await self.line()

            def is_there() -> bool:
                self.collect()
                return seq in view.events or not holds(socket)  # noqa: B023 (called before the next turn)

            await socket.until(is_there)
            if seq in view.events:
                return
        raise AssertionError(f"{seq} was never seen")

    async def _leave(self) -> None:
        if self.socket is not None:
            self.collect()
            await self.socket.close()


@dataclass
class Visitor(Person):
    session_id: str = ""

    async def catch_up(self, socket: Socket) -> None:
        view = self.views.setdefault(self.session_id, View())
        while True:
            ack = await socket.emit("resume", {"after": view.last}, timeout=ACK_WITHIN_S)
            assert ack["ok"] and "reset" not in ack
            for event in ack["events"]:
                view.add(event)
            if view.last >= ack["head"]:
                return

    async def say(self, client_id: str, text: str) -> Sent:
        ack = await self.do("send", client_id=client_id, text=text)
        return Sent(ack["seq"], ack["ts"], "message", "visitor", client_id, text)


@dataclass
class Clerk(Person):
    agent_id: str = ""
    watched: set[str] = field(default_factory=set)

    async def catch_up(self, socket: Socket) -> None:
        assert (await socket.emit("inbox", {}, timeout=ACK_WITHIN_S))["ok"]
        for session_id in list(self.watched):
            self._note_watched(session_id, await socket.emit("watch", self._place(session_id), timeout=ACK_WITHIN_S))

    async def watch(self, session_id: str) -> None:
        self.watched.add(session_id)
        self._note_watched(session_id, await self.ask("watch", self._place(session_id)))

    def _place(self, session_id: str) -> dict[str, Any]:
        return {"session_id": session_id, "after": self.views.setdefault(session_id, View()).last}

    def _note_watched(self, session_id: str, ack: Any) -> None:
        assert ack["ok"] and "reset" not in ack, ack
        for event in ack["events"]:
            self.views[session_id].add(event)

    async def leave(self, session_id: str) -> None:
        self.collect()
        self.watched.discard(session_id)
        await self.do("unwatch", session_id=session_id)

    async def say(self, session_id: str, client_id: str, text: str, fence: int) -> Sent:
        ack = await self.do("send", session_id=session_id, client_id=client_id, text=text, fence=fence)
        return Sent(ack["seq"], ack["ts"], "message", self.agent_id, client_id, text)

    async def note(self, session_id: str, client_id: str, text: str) -> Sent:
        ack = await self.do("note", session_id=session_id, client_id=client_id, text=text)
        return Sent(ack["seq"], ack["ts"], "note", self.agent_id, client_id, text)
