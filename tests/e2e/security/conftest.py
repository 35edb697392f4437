"""One hub and archiver a test, for windows of visitors and of agents alike."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from deploy.local.services import Hub
from hub.live.accounts import Account
from tests.e2e.dashboard.stage import Stage
from tests.e2e.dashboard.team import hire
from tests.e2e.widget.scene import Scene
from tests.servers import Fleet, Workspace

ENVIRONMENT = {"ALO_RATE_MESSAGES": "off", "ALO_ALLOWED_ORIGINS": "*"}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": shutil.which("chromium"), "args": ["--disable-gpu", "--disable-quic"]}


@pytest.fixture
def team(workspace: Workspace) -> dict[str, Account]:
    return hire(workspace.settings())


@pytest.fixture
def hub(fleet: Fleet, team: dict[str, Account]) -> Hub:
    assert team
    fleet.archiver()
    return fleet.hub(ENVIRONMENT)


@pytest.fixture
def stage(hub: Hub, browser: Browser, team: dict[str, Account]) -> Iterator[Stage]:
    stage = Stage(hub.url, browser, team)
    yield stage
    stage.clear()


@pytest.fixture
def scene(hub: Hub, browser: Browser, team: dict[str, Account]) -> Iterator[Scene]:
    scene = Scene(hub.url, browser, team)
    yield scene
    scene.clear()
