"""The workspace in a real browser: a hub of its own for each test, agents signed in, visitors on their sockets."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from deploy.local.services import Hub
from hub.live.accounts import Account
from tests.e2e.dashboard.stage import Stage
from tests.e2e.dashboard.team import hire
from tests.e2e.dashboard.wire import Wire
from tests.servers import Fleet, Workspace

ENVIRONMENT = {"ALO_RATE_MESSAGES": "off"}
SOON_GONE = {"ALO_LOCK_TTL_S": "6", "ALO_AGENT_GRACE_S": "3"}
"""For tests in which an agent stays away; in the others a slow machine must not look like an absent agent."""


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": shutil.which("chromium"), "args": ["--disable-gpu", "--disable-quic"]}


@pytest.fixture
def team(workspace: Workspace) -> dict[str, Account]:
    return hire(workspace.settings())


@pytest.fixture
def hub(fleet: Fleet, team: dict[str, Account], request: pytest.FixtureRequest) -> Iterator[Hub]:
    """`@pytest.mark.soon_gone` has it give up on an agent who is away within seconds."""
    assert team
    hub = fleet.hub({**ENVIRONMENT, **(SOON_GONE if request.node.get_closest_marker("soon_gone") else {})})
    yield hub
    hub.kill()


@pytest.fixture
def stage(hub: Hub, browser: Browser, team: dict[str, Account]) -> Iterator[Stage]:
    """`stage.agent("lan")` is a signed-in window, `stage.visitor(…)` somebody who has filled in the form."""
    stage = Stage(hub.url, browser, team)
    yield stage
    stage.clear()


@pytest.fixture
def wire(hub: Hub) -> Iterator[Wire]:
    wire = Wire(hub.port)
    yield wire
    wire.close()
