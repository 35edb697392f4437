"""Two hubs for the whole contract suite, and a scenario for each client and transport."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from config.clients import connect_mongo, connect_redis
from deploy.local.servers import MongoServer, RedisServer
from hub.live.live import Live
from tests.contract.clients import TRANSPORTS, Dial
from tests.contract.javascript_client import Driver, JavaScriptDial
from tests.contract.python_client import PythonDial
from tests.contract.scene import House, Scene
from tests.contract.staff import hire, sign_in
from tests.servers import Fleet, Workspace
from web.history import MongoHistory

VARIANTS = [f"{client}-{transport}" for client in ("python", "javascript") for transport in TRANSPORTS]


@pytest.fixture(scope="session")
async def driver() -> AsyncIterator[Driver]:
    driver = await Driver.start()
    yield driver
    await driver.stop()


@pytest.fixture(scope="session")
async def house(redis_server: RedisServer, mongo_server: MongoServer, run_folder: Path) -> AsyncIterator[House]:
    folder = run_folder / "contract"
    folder.mkdir()
    workspace = Workspace("contract", redis_server.url, mongo_server.url, folder)
    settings = workspace.settings()
    redis, database = connect_redis(settings), connect_mongo(settings)
    fleet = Fleet(workspace)
    try:
        accounts = await hire(settings, database, redis)
        hubs = [fleet.hub({"ALO_ALLOWED_ORIGINS": "https://shop.example"}) for _ in range(2)]
        live = Live(settings, redis, MongoHistory(database))
        serving = asyncio.create_task(live.acts.serve())
        await live.acts.ready.wait()
        async with aiohttp.ClientSession() as http:
            tokens = await sign_in(http, hubs[0].url, accounts)
            yield House(settings, hubs, live, redis, http, accounts, tokens)
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving
    finally:
        fleet.stop()
        await database.client.drop_database(settings.mongo_db)
        database.client.close()
        await redis.aclose()


@pytest.fixture(params=VARIANTS)
async def dial(request: pytest.FixtureRequest, driver: Driver) -> AsyncIterator[Dial]:
    client, transport = request.param.split("-")
    dial: Dial = PythonDial(transport) if client == "python" else JavaScriptDial(transport, driver)
    yield dial
    await dial.close()


@pytest.fixture
async def scene(house: House, dial: Dial) -> AsyncIterator[Scene]:
    """Played by both clients over every transport; whatever happens in it, the hubs' logs have no traceback."""
    yield Scene(house, dial)
    await dial.close()
    await house.tidy()
    assert house.complaints() == []


@pytest.fixture
async def one_scene(house: House, driver: Driver) -> AsyncIterator[Scene]:
    """For what no transport changes: played by the official client over WebSocket alone."""
    dial = JavaScriptDial("websocket", driver)
    yield Scene(house, dial)
    await dial.close()
    await house.tidy()
    assert house.complaints() == []
