"""The people of a contract scenario: visitors who came by REST, agents who signed in, on two hubs that are shared."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import aiohttp
import orjson
from pydantic import TypeAdapter
from redis.asyncio import Redis

from config.errors import SENTENCES, Lang
from config.events import ACKS_TO_AGENT, ACKS_TO_VISITOR, TO_AGENT, TO_VISITOR, Refused
from config.keys import Keys
from config.settings import Settings
from deploy.local.services import Hub
from hub.live.accounts import Account
from hub.live.live import Live
from tests.contract.clients import Dial, Socket

VISITOR, AGENT = "/visitor", "/agent"
ACKS = {VISITOR: ACKS_TO_VISITOR, AGENT: ACKS_TO_AGENT}
PUSHES = {VISITOR: TO_VISITOR, AGENT: TO_AGENT}
numbers = itertools.count(1)


@cache
def adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def assert_shape(shape: Any, value: Any) -> None:
    """Every field of the type is there and of its type, and no other one."""
    assert adapter(shape).validate_python(value, strict=True) == value


async def until(condition: Callable[[], Awaitable[Any]], timeout: float = 15.0) -> Any:
    """What the condition answers as soon as that is true."""
    async with asyncio.timeout(timeout):
        while not (answer := await condition()):
            await asyncio.sleep(0.02)
        return answer


@dataclass(eq=False)
class Caller:
    """Somebody with a socket; acks and pushes are held against the types of the wire."""

    socket: Socket
    namespace: str
    lang: Lang

    async def do(self, name: str, **payload: Any) -> Any:
        """The good ack."""
        ack = await self.socket.emit(name, payload)
        assert ack["ok"] is True, (name, ack)
        assert_shape(ACKS[self.namespace][name], ack)
        return ack

    async def try_to(self, name: str, *args: Any, **payload: Any) -> Any:
        """The error of the refusal, which has a sentence in the caller's language."""
        ack = await self.socket.emit(name, *(args or (payload,)))
        assert ack["ok"] is False, (name, ack)
        error: dict[str, Any] = ack["error"]
        known = {key: value for key, value in error.items() if key != "fields"}
        assert_shape(Refused, {"ok": False, "error": known})
        assert error["message"] == SENTENCES[error["code"]][self.lang]
        return error

    async def expect(self, name: str, test: Callable[[Any], Any] = bool, **fields: Any) -> Any:
        payload = await self.socket.expect(name, test, **fields)
        assert_shape(PUSHES[self.namespace][name], payload)
        return payload

    def received(self, name: str) -> list[Any]:
        return self.socket.received(name)

    def seqs(self) -> list[int]:
        """Of the events that were pushed, in the order of arrival."""
        return [event["seq"] for event in self.received("event")]


@dataclass(eq=False)
class Guest(Caller):
    """A visitor with an open conversation."""

    session_id: str = ""
    token: str = ""

    async def say(self, text: str, client_id: str | None = None) -> Any:
        return await self.do("send", client_id=client_id or f"c{next(numbers)}", text=text)


@dataclass(eq=False)
class Staff(Caller):
    """An agent at one socket."""

    account: Account = field(kw_only=True)
    token: str = ""

    async def say(self, session_id: str, fence: int, text: str, client_id: str | None = None) -> Any:
        client_id = client_id or f"a{next(numbers)}"
        return await self.do("send", session_id=session_id, client_id=client_id, fence=fence, text=text)


@dataclass
class House:
    """Two hubs on one Redis, the accounts that work there, and a look at what lies in Redis."""

    settings: Settings
    hubs: list[Hub]
    live: Live
    redis: Redis
    http: aiohttp.ClientSession
    accounts: dict[str, Account]
    tokens: dict[str, str]

    @property
    def keys(self) -> Keys:
        return self.live.keys

    async def open(self, hub: int = 0, *, lang: Lang = "vi", **answers: str) -> tuple[str, dict[str, Any]]:
        """A visitor's token and session, by the form."""
        form = {"name": "Nguyễn Văn Đức", "phone": "0912 345 678", **answers}
        body = {"form": form, "lang": lang, "page": {"url": "https://shop.example/ao-dai", "title": "Áo dài"}}
        async with self.http.post(f"{self.hubs[hub].url}/api/widget/sessions", json=body) as answer:
            opened = await answer.json()
            assert answer.status == 200, opened
            return opened["token"], opened["session"]

    async def summary(self, session_id: str) -> Any:
        return await self.live.sessions.summary(session_id)

    async def written(self) -> Any:
        """Where the firehose ends: the same before and after means that nothing was written."""
        return await self.redis.xrevrange(self.keys.firehose, count=1)

    async def events(self, session_id: str) -> list[dict[str, Any]]:
        found = await self.redis.xrange(self.keys.log(session_id))
        return [orjson.loads(fields[b"e"]) for _, fields in found]

    async def tidy(self, patience: float = 15.0) -> None:
        """Ends every conversation and waits until everybody has left, so that the next scenario begins alone."""
        for session_id in await self.live.sessions.open_ids():
            await self.live.sessions.close(session_id, "system")
        await until(self._is_empty, patience)
        await self.redis.hdel(self.keys.agents, *(f"{account.id}:status" for account in self.accounts.values()))
        await self.redis.hdel(self.keys.agents, *(f"{account.id}:assigned" for account in self.accounts.values()))

    async def _is_empty(self) -> bool:
        agents, visitors = await self.redis.zcard(self.keys.presence), await self.redis.scard(self.keys.visitors)
        return bool(agents == 0 and visitors == 0)

    def complaints(self) -> list[str]:
        """Lines of the hubs' logs that no scenario may cause."""
        lines = [line for hub in self.hubs for line in hub.log_text().splitlines()]
        return [line for line in lines if "Traceback" in line or ".failed" in line or "acts.refused" in line]


@dataclass
class Scene:
    """One scenario: its people come by this client over this transport."""

    house: House
    dial: Dial

    async def guest(self, hub: int = 0, *, lang: Lang = "vi", **answers: str) -> Guest:
        """A new visitor with an open conversation and a socket."""
        token, session = await self.house.open(hub, lang=lang, **answers)
        return await self.visit(token, session["id"], hub, lang=lang)

    async def visit(self, token: str, session_id: str, hub: int = 0, *, lang: Lang = "vi") -> Guest:
        """Another socket of a visitor who has a token."""
        socket = await self.dial.connect(self.house.hubs[hub].url, VISITOR, {"token": token, "lang": lang})
        return Guest(socket, VISITOR, lang, session_id, token)

    async def staff(self, name: str, hub: int = 0, *, lang: Lang = "vi") -> Staff:
        """A socket of one of the accounts."""
        token = self.house.tokens[name]
        socket = await self.dial.connect(self.house.hubs[hub].url, AGENT, {"token": token, "lang": lang})
        return Staff(socket, AGENT, lang, account=self.house.accounts[name], token=token)

    async def conversation(self, name: str = "hoa", *, message: str = "") -> tuple[Guest, Staff, int]:
        """A visitor and an agent who has taken the conversation and watches it; its fence."""
        guest = await self.guest(message=message)
        agent = await self.staff(name)
        fence = (await agent.do("claim", session_id=guest.session_id))["fence"]
        await agent.do("watch", session_id=guest.session_id, after=0)
        return guest, agent, fence

    @contextlib.asynccontextmanager
    async def nothing_written(self) -> AsyncIterator[None]:
        before = await self.house.written()
        yield
        assert await self.house.written() == before
