"""Live conversations on a real Redis, with three agents whose accounts are known."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from config.clients import Database
from config.ids import new_id
from config.settings import Settings
from config.tasks import end
from hub.live.accounts import Account
from hub.live.live import Live
from hub.live.sessions import Opening, Writer
from web.history import MongoHistory


@dataclass
class Floor:
    """A live hub core with the people on it; `agents` are ids by name."""

    live: Live
    agents: dict[str, str]

    async def open(self, name: str = "Nguyễn Văn Đức", text: str | None = "Xin chào", **details: Any) -> str:
        """A new visitor's conversation; its id."""
        visitor = {
            "id": details.pop("visitor_id", None) or new_id(),
            "name": name,
            "phone": "0912 345 678",
            "address": "",
            "lang": "vi",
            "ip": "127.0.0.1",
            "user_agent": "",
            "page": None,
            "referrer": "",
        }
        client_id = details.pop("client_id", None)
        return (await self.live.open(Opening(visitor, {"name": name}, text, client_id, "127.0.0.1"))).session_id

    async def arrive(self, *names: str) -> None:
        for name in names:
            await self.live.presence.agent_joins(self.agents[name])

    async def leave(self, *names: str) -> None:
        for name in names:
            await self.live.presence.agent_leaves(self.agents[name])

    async def holder(self, session_id: str) -> str | None:
        """The name of whoever holds it."""
        summary = await self.live.sessions.summary(session_id)
        return summary["holder"]["name"] if summary and summary["holder"] else None

    async def fence(self, session_id: str) -> int:
        summary = await self.live.sessions.summary(session_id)
        return summary["fence"] if summary else 0

    def agent(self, name: str) -> Writer:
        return Writer.of("agent", self.agents[name], name)

    async def kinds(self, session_id: str) -> list[str]:
        """The kinds of all events so far, in order."""
        return [event["kind"] for event in await self.events(session_id)]

    async def events(self, session_id: str) -> list[dict[str, Any]]:
        summary = await self.live.sessions.summary(session_id)
        entries = await self.live.log.after(session_id, 0, summary["head"] if summary else 0)
        return [orjson.loads(entry.event) for entry in entries]


@contextlib.asynccontextmanager
async def running(live: Live) -> AsyncIterator[Live]:
    """The live core with its connection for acts open."""
    serving = asyncio.create_task(live.acts.serve())
    await asyncio.wait_for(live.acts.ready.wait(), 10)
    yield live
    await end([serving])


async def hire(live: Live, *names: str, capacity: int = 5) -> dict[str, str]:
    """Accounts that take chats; ids by name."""
    agents = {name: f"agent-{name.lower()}" for name in names}
    for name, agent_id in agents.items():
        email = f"{agent_id}@alo.local"
        await live.accounts.save(Account(agent_id, email, name, None, "agent", capacity, True, 1, True))
    return agents


@pytest.fixture
async def floor(settings: Settings, redis: Redis, mongo: Database) -> AsyncIterator[Floor]:
    async with running(Live(settings, redis, MongoHistory(mongo))) as live:
        yield Floor(live, await hire(live, "Lan", "Minh", "Hoa"))


async def until(condition: Callable[[], object], patience_s: float = 10.0) -> None:
    """Returns as soon as the condition holds."""
    async with asyncio.timeout(patience_s):
        while not condition():
            await asyncio.sleep(0.02)
