"""Who takes part in a test of the widget, and that no page complained."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page

from hub.live.accounts import Account
from tests.contract.housing import PASSWORD
from tests.e2e.widget.staff import WAIT, Agent
from tests.e2e.widget.visitor import OPEN_SHADOW, Visitor

DESK = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}

EXPECTED = ("Failed to load resource", "WebSocket connection to", "Access to XMLHttpRequest")
"""Chromium's own lines about refused requests and lost connections; tests look at what the widget makes of them."""


@dataclass
class Scene:
    url: str
    browser: Browser
    team: dict[str, Account]
    contexts: list[BrowserContext] = field(default_factory=list)
    agents: list[Agent] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def context(self, **options: Any) -> BrowserContext:
        """A browser of its own, its clock in Vietnam."""
        settings = {**DESK, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
        context = self.browser.new_context(base_url=self.url, **{**settings, **options})
        context.add_init_script(OPEN_SHADOW)
        self.contexts.append(context)
        return context

    def visitor(self, path: str = "/demo", context: BrowserContext | None = None, **options: Any) -> Visitor:
        """A tab on the shop; in the same browser where a context is given."""
        page = self.listen((context or self.context(**options)).new_page())
        page.goto(path)
        return Visitor(page)

    def agent(self, key: str = "lan") -> Agent:
        agent = Agent.come(self.url, self.team[key])
        self.agents.append(agent)
        return agent

    def revise(self, path: str, change: Callable[[dict[str, Any]], object]) -> None:
        """What the lead changes in the form or the settings, as the dashboard saves it."""
        login = {"email": self.team["hoa"].email, "password": PASSWORD}
        token = requests.post(f"{self.url}/api/auth/login", json=login, timeout=WAIT).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.get(f"{self.url}/api/{path}", headers=headers, timeout=WAIT)
        # A hub that has just started may still be storing the default fields of a new workspace.
        while path == "form-fields" and answer.json()["revision"] == 0:
            time.sleep(0.1)
            answer = requests.get(f"{self.url}/api/{path}", headers=headers, timeout=WAIT)
        document = answer.json()
        change(document)
        headers["If-Match"] = answer.headers["etag"]
        keep = {"items": document["items"]} if path == "form-fields" else document
        saved = requests.put(f"{self.url}/api/{path}", json=keep, headers=headers, timeout=WAIT)
        assert saved.status_code == 200, saved.text

    def listen(self, page: Page) -> Page:
        page.on("pageerror", self._broke)
        page.on("console", self._logged)
        return page

    def clear(self) -> None:
        for agent in self.agents:
            agent.leave()
        for context in self.contexts:
            context.close()
        assert self.complaints == []

    def _broke(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _logged(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.complaints.append(message.text)
