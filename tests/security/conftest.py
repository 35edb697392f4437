"""One house for the whole suite: two hubs and an archiver that log everything, as lines for programs."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from config.clients import Database, connect_mongo
from config.tasks import end
from deploy.local.servers import MongoServer, RedisServer
from hub.live.accounts import Accounts
from tests.contract.housing import PASSWORD, housing, sign_in
from tests.contract.javascript_client import Driver, JavaScriptDial
from tests.contract.line import QUERY, bare_line
from tests.contract.scene import House, Scene
from tests.servers import Workspace
from web.staff import create_agent

SHOP = "https://good.com"
ENVIRONMENT = {"ALO_ALLOWED_ORIGINS": SHOP, "ALO_LOG_LEVEL": "debug", "ALO_LOG_FORMAT": "json"}


@pytest.fixture(scope="session")
async def stronghold(redis_server: RedisServer, mongo_server: MongoServer, run_folder: Path) -> AsyncIterator[House]:
    folder = run_folder / "security"
    folder.mkdir()
    workspace = Workspace("security", redis_server.url, mongo_server.url, folder)
    async with housing(workspace, ENVIRONMENT, archiver=True) as house:
        database = connect_mongo(house.settings)
        admin = await create_agent(
            database, email="quan@alo.example", name="Đỗ Minh Quân", role="admin", password=PASSWORD
        )
        await Accounts(house.redis, house.keys).save(admin)
        house.accounts["quan"] = admin
        house.tokens |= await sign_in(house.http, house.hubs[0].url, {"quan": admin})
        yield house
        database.client.close()


@pytest.fixture
async def house(stronghold: House) -> AsyncIterator[House]:
    """Whatever a test tries, no hub complains in its log, and everybody is gone afterwards."""
    before = stronghold.complaints()
    yield stronghold
    await stronghold.tidy()
    assert [line for line in stronghold.complaints() if line not in before] == []


@pytest.fixture
async def scene(house: House, driver: Driver) -> AsyncIterator[Scene]:
    dial = JavaScriptDial("websocket", driver)
    yield Scene(house, dial)
    await dial.close()


@pytest.fixture
async def database(stronghold: House) -> AsyncIterator[Database]:
    database = connect_mongo(stronghold.settings)
    yield database
    database.client.close()


SILENT = {
    "nothing": "",
    "half a request": "GET / HTTP/1.1\r\nHost: alo\r\n",
    "half a body": "POST /api/auth/login HTTP/1.1\r\nHost: alo\r\nContent-Length: 99\r\n"
    "Content-Type: application/json\r\n\r\n{{",
    "a second transport without a word": "GET {move} HTTP/1.1\r\nHost: alo\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: YWxvLWFsby1hbG8tYWxvIQ==\r\n\r\n",
}


@dataclass
class Strangers:
    """Transports that were opened when the suite began and join nothing: one of each kind."""

    socket: asyncio.Task[float]
    poll: str
    silent: dict[str, asyncio.Task[float]]
    """By what they began with; how long the hub waited for the rest."""


@pytest.fixture(scope="session", autouse=True)
async def strangers(stronghold: House) -> AsyncIterator[Strangers]:
    """They wait while the other tests run, for nobody should have to wait for them."""
    began = asyncio.get_running_loop().time()

    async def wait_for_the_end() -> float:
        async with bare_line(stronghold) as line:
            while True:
                try:
                    await line.recv()
                except Exception:
                    return asyncio.get_running_loop().time() - began

    async def begin(text: str) -> float:
        reader, writer = await asyncio.open_connection("127.0.0.1", stronghold.hubs[0].port)
        writer.write(text.encode())
        try:
            while await reader.read(1000):
                continue
        except ConnectionError:
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        return asyncio.get_running_loop().time() - began

    waiting = asyncio.create_task(wait_for_the_end())
    async with aiohttp.ClientSession() as http:
        poll, other = [await open_poll(http, stronghold) for _ in range(2)]
    move = other.partition(stronghold.hubs[0].url)[2].replace("polling", "websocket")
    silent = {why: asyncio.create_task(begin(text.format(move=move))) for why, text in SILENT.items()}
    yield Strangers(waiting, poll, silent)
    await end([waiting, *silent.values()])


async def open_poll(http: aiohttp.ClientSession, house: House) -> str:
    async with http.get(f"{house.hubs[0].url}{QUERY}polling") as answer:
        sid = (await answer.text()).partition('"sid":"')[2].partition('"')[0]
    return f"{house.hubs[0].url}{QUERY}polling&sid={sid}"
