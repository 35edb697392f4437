"""Visitors and agents who behave as the widget and the dashboard do: in order, again under the same id, and back."""

import asyncio
import contextlib
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Protocol

from tests.faults.ledger import Ledger, Send
from tests.faults.socket import GoneError, Socket
from tests.faults.staff import SignIn

FINAL = frozenset({"session_closed", "lock_lost", "invalid", "too_large", "forbidden", "not_found", "conflict"})


class Person(ABC):
    """Keeps one socket open for as long as the campaign runs, on whichever hub answers."""

    namespace: str
    retry_s = (0.1, 0.6)
    running: "asyncio.Task[None]"

    def __init__(self, name: str, ledger: Ledger, urls: Callable[[], list[str]], seed: int) -> None:
        self.name, self.ledger, self.urls = name, ledger, urls
        self.random = random.Random(f"{seed} {name}")
        self.socket: Socket | None = None
        self.stopping = False
        self.quiet = False
        self.unsent: Send | None = None
        self.lines = 0
        self._read_on: Socket | None = None

    @property
    def here(self) -> bool:
        """Reads on a line on which it has asked for what was missing."""
        return self._read_on is not None and not self._read_on.lost.is_set()

    @abstractmethod
    async def token(self) -> str: ...

    @abstractmethod
    async def begin(self, socket: Socket) -> None:
        """Resumes what this person reads; GoneError to try elsewhere."""

    @abstractmethod
    async def act(self, socket: Socket) -> None:
        """One turn of what this person does."""

    @abstractmethod
    def on_push(self, name: str, payload: Any) -> None: ...

    async def run(self) -> None:
        while not self.stopping:
            with contextlib.suppress(GoneError):
                await self._stay()
            await asyncio.sleep(self.random.uniform(*self.retry_s))

    async def _stay(self) -> None:
        url = self.random.choice(self.urls())
        self.socket = await Socket.open(url, self.namespace, await self.token(), self.on_push)
        try:
            await self.begin(self.socket)
            self._read_on, self.lines = self.socket, self.lines + 1
            while not self.stopping and not self.socket.lost.is_set():
                await self.act(self.socket)
        finally:
            await self.socket.close()

    async def send(self, socket: Socket, send: Send, payload: dict[str, Any]) -> None:
        """Until it is acknowledged or refused for good; GoneError leaves it to be sent again on the next socket."""
        while send.seq is None and send.refusal is None:
            answer = await socket.ask("send", payload)
            if answer["ok"]:
                send.seq, send.answered = answer["seq"], time.monotonic()
            elif answer["error"]["code"] in FINAL:
                send.refusal = answer["error"]["code"]
            else:
                await asyncio.sleep((answer["error"]["retry"] or 200) / 1000)


class Visitor(Person):
    """Writes one message after the other, `pace` s apart, and reads everything."""

    namespace = "/visitor"

    def __init__(self, name: str, ledger: Ledger, urls: Any, seed: int, opened: dict[str, Any], pace: float) -> None:
        super().__init__(name, ledger, urls, seed)
        self.opened = opened
        self._token: str = opened["token"]
        self.session_id: str = opened["session"]["id"]
        self.view = ledger.view(name, self.session_id)
        self.pace = pace
        self.count = 0
        self.farewell = False
        """One message more, though it is quiet."""

    async def token(self) -> str:
        return self._token

    async def begin(self, socket: Socket) -> None:
        self.view.drop_loose()
        await catch_up(socket, "resume", {}, self.view)

    async def act(self, socket: Socket) -> None:
        if self.unsent is None and (self.farewell or not self.quiet):
            self.farewell = False
            self.count += 1
            text = f"Tin thứ {self.count} của {self.name} ạ 🙂"
            self.unsent = self.ledger.enter(Send(self.session_id, self.name, f"{self.name}-{self.count}", text))
        if self.unsent is not None:
            await self.send(socket, self.unsent, {"client_id": self.unsent.client_id, "text": self.unsent.text})
            self.unsent = None
        await asyncio.sleep(self.random.uniform(0.5, 1.5) * self.pace)

    def on_push(self, name: str, payload: Any) -> None:
        if name == "event":
            self.view.push(payload)


class Agent(Person):
    """Watches every conversation and answers in those that are held, under the fence that came with the claim."""

    namespace = "/agent"

    def __init__(
        self,
        name: str,
        ledger: Ledger,
        urls: Any,
        seed: int,
        account: SignIn,
        sessions: list[str],
        pace: float,
    ) -> None:
        super().__init__(name, ledger, urls, seed)
        self.account, self.agent_id, self.pace = account, account.agent_id, pace
        self.views = {session_id: ledger.view(name, session_id) for session_id in sessions}
        self.fences: dict[str, int] = {}
        self.shown = ""
        self.count = 0

    async def token(self) -> str:
        return await self.account.token()

    async def begin(self, socket: Socket) -> None:
        self.shown = self.account.access
        answer = await socket.ask("inbox", {})
        if not answer["ok"]:
            raise GoneError("inbox")
        for session_id, view in self.views.items():
            view.drop_loose()
            await catch_up(socket, "watch", {"session_id": session_id}, view)
            self.fences.pop(session_id, None)
            for seq in sorted(view.events):
                self._note_holder(view.events[seq])

    async def act(self, socket: Socket) -> None:
        await asyncio.sleep(self.random.uniform(0.5, 1.5) * self.pace)
        await self._stay_signed_in(socket)
        if self.unsent is None and self.fences and not self.quiet:
            session_id, fence = self.random.choice(sorted(self.fences.items()))
            self.count += 1
            client_id = f"{self.name}-{self.count}"
            self.unsent = self.ledger.enter(Send(session_id, self.name, client_id, f"Dạ vâng {client_id}", fence))
        if self.unsent is not None:
            await self.send(socket, self.unsent, self.words(self.unsent))
            self.unsent = None

    def words(self, send: Send) -> dict[str, Any]:
        """What goes over the wire."""
        told = {"client_id": send.client_id, "fence": send.fence, "text": send.text}
        return {"session_id": send.session_id, **told}

    def on_push(self, name: str, payload: Any) -> None:
        if name == "event":
            view = self.views.get(payload["session_id"])
            if view is not None:
                view.push(payload)
                self._note_holder(payload)

    async def _stay_signed_in(self, socket: Socket) -> None:
        if self.shown != (token := await self.account.token()):
            answer = await socket.ask("refresh", {"token": token})
            if answer["ok"]:
                self.shown = token

    def _note_holder(self, event: dict[str, Any]) -> None:
        session_id, data = event["session_id"], event.get("data") or {}
        if event["kind"] == "claimed" and data["agent_id"] == self.agent_id:
            self.fences[session_id] = data["fence"]
        elif event["kind"] in ("claimed", "released", "closed"):
            self.fences.pop(session_id, None)


class Readable(Protocol):
    """What one device has of a conversation."""

    @property
    def after(self) -> int: ...

    def take(self, event: dict[str, Any]) -> None: ...

    def reset(self) -> None: ...


async def catch_up(socket: Socket, name: str, payload: dict[str, Any], view: Readable) -> None:
    """Asks until the head is reached, from the last seq below which nothing is missing."""
    while True:
        answer = await socket.ask(name, {**payload, "after": view.after})
        if not answer["ok"]:
            raise GoneError(answer["error"]["code"])
        if answer.get("reset"):
            view.reset()
        for event in answer["events"]:
            view.take(event)
        if not answer["events"] or view.after >= answer["head"]:
            return
