"""A house to work in: hubs on a workspace, and accounts that are made and signed in as real ones are."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import aiohttp
import pytest
from redis.asyncio import Redis

from config.clients import Database, connect_mongo, connect_redis
from config.events import Role
from config.keys import Keys
from config.settings import Settings
from config.tasks import end
from hub.live.accounts import Account, Accounts
from hub.live.live import Live
from tests.contract.scene import House
from tests.servers import Fleet, Workspace
from web.history import MongoHistory
from web.staff import create_agent

PASSWORD = "mật khẩu để thử"
TEAM: dict[str, tuple[str, Role, bool]] = {
    "lan": ("Nguyễn Ngọc Lan", "agent", True),
    "minh": ("Lê Quang Minh", "agent", True),
    "tuan": ("Phạm Anh Tuấn", "agent", False),
    "hoa": ("Trần Thị Hoa", "lead", False),
}
"""Name, role, and whether conversations come to them by themselves."""


@dataclass(frozen=True)
class Ground:
    """What a house stands on: servers, hubs and what those are told, and whether an archiver is there."""

    redis_url: str
    mongo_url: str
    environment: Mapping[str, str] = field(default_factory=dict)
    hubs: int = 2
    archiver: bool = False


GROUND = pytest.StashKey[Ground]()
"""Where a plugin lays out other ground for the contract suite than the servers of the run."""


async def hire(settings: Settings, database: Database, redis: Redis) -> dict[str, Account]:
    """The team in MongoDB and in the copy that the hubs read."""
    copies = Accounts(redis, Keys(settings.workspace))
    team: dict[str, Account] = {}
    for key, (name, role, takes_chats) in TEAM.items():
        email = f"{key}@alo.example"
        team[key] = await create_agent(
            database, email=email, name=name, role=role, password=PASSWORD, takes_chats=takes_chats
        )
        await copies.save(team[key])
    return team


async def sign_in(http: aiohttp.ClientSession, url: str, accounts: dict[str, Account]) -> dict[str, str]:
    """Access tokens, by REST."""

    async def login(account: Account) -> str:
        body = {"email": account.email, "password": PASSWORD}
        async with http.post(f"{url}/api/auth/login", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return str((await answer.json())["access_token"])

    tokens = await asyncio.gather(*(login(account) for account in accounts.values()))
    return dict(zip(accounts, tokens, strict=True))


@contextlib.asynccontextmanager
async def housing(
    workspace: Workspace, environment: Mapping[str, str], *, hubs: int = 2, archiver: bool = False
) -> AsyncIterator[House]:
    """Hubs (and an archiver) with the team at work; everything is gone afterwards."""
    settings = workspace.settings(redis_wait_replicas=environment.get("ALO_REDIS_WAIT_REPLICAS", "0"))
    redis, database = connect_redis(settings), connect_mongo(settings)
    fleet, live = Fleet(workspace), Live(settings, redis, MongoHistory(database))
    serving = asyncio.create_task(live.acts.serve())
    try:
        accounts = await hire(settings, database, redis)
        running = [fleet.hub(environment) for _ in range(hubs)]
        if archiver:
            fleet.archiver(environment)
        await live.acts.ready.wait()
        async with aiohttp.ClientSession() as http:
            tokens = await sign_in(http, running[0].url, accounts)
            yield House(settings, running, live, redis, http, accounts, tokens)
    finally:
        fleet.stop()
        await end([serving])
        await database.client.drop_database(settings.mongo_db)
        database.client.close()
        await redis.aclose()
