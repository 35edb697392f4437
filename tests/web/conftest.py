"""The API in this process, on real servers: `call` speaks HTTP to it, `staff` has one account of each role."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from redis.asyncio import Redis
from starlette.applications import Starlette

from config.clients import Database, prepare
from config.events import Role
from config.settings import Settings
from config.tasks import end
from hub.live.accounts import Account
from hub.live.live import Live
from hub.live.tokens import sign_access
from web.app import create_web
from web.call import Office
from web.history import MongoHistory
from web.mirror import copy_all
from web.staff import create_agent, mirror

PASSWORD = "mật khẩu dài"


@dataclass
class Person:
    """An account with a token of its own, and the headers that carry it."""

    account: Account
    settings: Settings

    @property
    def id(self) -> str:
        return self.account.id

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {sign_access(self.settings, self.account)[0]}"}


@pytest.fixture
async def live(settings: Settings, redis: Redis, mongo: Database) -> AsyncIterator[Live]:
    live = Live(settings, redis, MongoHistory(mongo))
    task = asyncio.create_task(live.acts.serve())
    await asyncio.wait_for(live.acts.ready.wait(), 10)
    yield live
    await end([task])


@pytest.fixture
async def app(settings: Settings, live: Live, redis: Redis, mongo: Database) -> Starlette:
    await prepare(mongo)
    app = create_web(settings, live, redis, mongo)
    await copy_all(app.state.office)
    return app


@pytest.fixture
def office(app: Starlette) -> Office:
    office: Office = app.state.office
    return office


@pytest.fixture
async def api(app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False, client=("203.0.113.9", 4711))
    async with httpx2.AsyncClient(transport=transport, base_url="https://chat.example.com") as client:
        yield client


Hire = Callable[..., Awaitable[Person]]


@pytest.fixture
async def hire(office: Office) -> Hire:
    async def hire(name: str, role: Role = "agent", **chosen: Any) -> Person:
        account = await create_agent(
            office.database, email=f"{name}@example.com", name=name.title(), role=role, password=PASSWORD, **chosen
        )
        await mirror(office.accounts, office.keys, account)
        return Person(account, office.settings)

    return hire


@pytest.fixture
async def lan(hire: Hire) -> Person:
    return await hire("lan")


@pytest.fixture
async def minh(hire: Hire) -> Person:
    return await hire("minh")


@pytest.fixture
async def lead(hire: Hire) -> Person:
    return await hire("hoa", "lead")


@pytest.fixture
async def admin(hire: Hire) -> Person:
    return await hire("quan", "admin")
