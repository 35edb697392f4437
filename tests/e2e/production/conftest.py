"""The widget in a browser as a visitor of a live server meets it: over TLS, through nginx, in front of two hubs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from deploy.local.process import LOOPBACK, free_port
from deploy.local.services import Hub
from hub.live.accounts import Account
from tests.e2e.widget.conftest import browser_type_launch_args, team
from tests.e2e.widget.scene import Scene
from tests.e2e.widget.staff import Agent
from tests.e2e.widget.test_trouble import NO_WEBSOCKET
from tests.production.entrance import Entrance
from tests.servers import Fleet

__all__ = ["browser_type_launch_args", "team"]


class Live(Scene):
    """Agents sit at a hub directly, so that what visitors see has come through nginx alone."""

    hubs: list[Hub]
    transport: str

    def context(self, **options: Any) -> Any:
        context = super().context(ignore_https_errors=True, **options)
        if self.transport == "polling":
            context.add_init_script(NO_WEBSOCKET)
        return context

    def agent(self, key: str = "lan") -> Agent:
        agent = Agent.come(self.hubs[0].url, self.team[key])
        self.agents.append(agent)
        return agent


@pytest.fixture(params=["websocket", "polling"])
def live(
    request: pytest.FixtureRequest, fleet: Fleet, team: dict[str, Account], browser: Browser, tmp_path: Path
) -> Iterator[Live]:
    ports = [free_port(), free_port()]
    entrance = Entrance(tmp_path / "nginx", [f"{LOOPBACK}:{port}" for port in ports])
    environment = {"ALO_TRUSTED_PROXIES": LOOPBACK, "ALO_PUBLIC_URL": entrance.url}
    hubs = [fleet.hub(environment, port=port) for port in ports]
    with entrance:
        scene = Live(entrance.url, browser, team)
        scene.hubs, scene.transport = hubs, request.param
        yield scene
        scene.clear()
