"""A house for the whole contract suite, and a scenario for each client and transport."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.clients import TRANSPORTS, Dial
from tests.contract.housing import GROUND, Ground, housing
from tests.contract.javascript_client import Driver, JavaScriptDial
from tests.contract.python_client import PythonDial
from tests.contract.scene import House, Scene
from tests.servers import Workspace

VARIANTS = [f"{client}-{transport}" for client in ("python", "javascript") for transport in TRANSPORTS]


@pytest.fixture(scope="session")
def ground(request: pytest.FixtureRequest) -> Ground:
    """The servers of the run, unless a plugin has others (tests/failover/plugin.py)."""
    if GROUND in request.config.stash:
        return request.config.stash[GROUND]
    redis, mongo = request.getfixturevalue("redis_server"), request.getfixturevalue("mongo_server")
    return Ground(redis.url, mongo.url)


@pytest.fixture(scope="session")
async def house(ground: Ground, run_folder: Path) -> AsyncIterator[House]:
    folder = run_folder / "contract"
    folder.mkdir()
    workspace = Workspace("contract", ground.redis_url, ground.mongo_url, folder)
    environment = {"ALO_ALLOWED_ORIGINS": "https://shop.example", **ground.environment}
    async with housing(workspace, environment, hubs=ground.hubs, archiver=ground.archiver) as house:
        yield house


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
