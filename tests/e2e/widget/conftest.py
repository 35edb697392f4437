"""The widget on the demo shop in a real browser, a hub of its own for each test, agents on their sockets."""

import asyncio
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from config.clients import connect_mongo, connect_redis
from config.settings import Settings
from deploy.local.services import Hub
from hub.live.accounts import Account
from tests.contract.housing import hire
from tests.e2e.widget.scene import Scene
from tests.servers import Fleet, Workspace

ENVIRONMENT = {"ALO_ALLOWED_ORIGINS": "*"}


expect.set_options(timeout=15_000)
"""A loaded machine is slow, not wrong."""


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": shutil.which("chromium"), "args": ["--disable-gpu", "--disable-quic"]}


@pytest.fixture
def team(workspace: Workspace) -> dict[str, Account]:
    # Playwright's own loop runs in this thread, so ours needs another one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _hire(workspace.settings())).result()


async def _hire(settings: Settings) -> dict[str, Account]:
    redis, database = connect_redis(settings), connect_mongo(settings)
    try:
        return await hire(settings, database, redis)
    finally:
        database.client.close()
        await redis.aclose()


@pytest.fixture
def hub(fleet: Fleet, team: dict[str, Account]) -> Hub:
    assert team
    return fleet.hub(ENVIRONMENT)


@pytest.fixture
def scene(hub: Hub, browser: Browser, team: dict[str, Account]) -> Iterator[Scene]:
    """`scene.visitor()` is a window on the shop, `scene.agent()` somebody who answers."""
    scene = Scene(hub.url, browser, team)
    yield scene
    scene.clear()
