"""Who takes part in a test of the workspace, and that none of them complained."""

from dataclasses import dataclass, field
from typing import Any

import requests
import socketio
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page

from hub.live.accounts import Account
from tests.e2e.dashboard.people import Agent, Visitor
from tests.e2e.dashboard.team import PASSWORD
from tests.e2e.widget.visitor import OPEN_SHADOW
from tests.e2e.widget.visitor import Visitor as WidgetVisitor

EXPECTED = ("Failed to load resource", "WebSocket connection to", "WebSocket is already in CLOSING or CLOSED state")
"""Chromium's own lines about refused requests and lost connections; tests look at what the page makes of them."""


SETTLED = """() => Promise.all(
    document.getAnimations()
        .filter((one) => one.effect.getComputedTiming().iterations !== Infinity)
        .map((one) => one.finished.catch(() => null)),
)"""


def settle(page: Page) -> None:
    """Waits until nothing fades in or out any more; dots that move as long as somebody types don't count."""
    page.evaluate(SETTLED)


@dataclass
class Stage:
    url: str
    browser: Browser
    team: dict[str, Account]
    contexts: list[BrowserContext] = field(default_factory=list)
    visitors: list[Visitor] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def agent(self, key: str, *, url: str | None = None, **options: Any) -> Agent:
        """A window of its own, signed in by the form; `options` are those of a browser context."""
        agent = self.window(key, url=url, **options)
        agent.sign_in()
        return agent

    def window(self, key: str, *, url: str | None = None, **options: Any) -> Agent:
        desk = {} if "no_viewport" in options else {"viewport": {"width": 1440, "height": 900}}
        settings = {**desk, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
        context = self.browser.new_context(base_url=url or self.url, **{**settings, **options})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.contexts.append(context)
        return Agent(self.listen(context.new_page()), self.team[key])

    def second_window(self, agent: Agent) -> Agent:
        """Another tab of the same browser: the same cookies, the same person."""
        return Agent(self.listen(agent.page.context.new_page()), agent.account)

    def shopper(self) -> WidgetVisitor:
        """Somebody on the demo shop, with the widget itself in front of them."""
        context = self.browser.new_context(base_url=self.url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        context.add_init_script(OPEN_SHADOW)
        self.contexts.append(context)
        page = self.listen(context.new_page())
        page.goto("/demo")
        return WidgetVisitor(page).open()

    def visitor(self, name: str, message: str = "", **form: str) -> Visitor:
        return self._arrive(Visitor.open(self.url, name, message, **form))

    def again(self, visitor: Visitor, message: str) -> Visitor:
        """The same visitor, whose last conversation has ended, begins another one."""
        return self._arrive(Visitor.open(self.url, visitor.name, message, token=visitor.token))

    def past_the_page(self, key: str, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        """What the server answers to an agent's own program, which no interface keeps from anything."""
        login = {"email": self.team[key].email, "password": PASSWORD}
        token = requests.post(f"{self.url}/api/auth/login", json=login, timeout=10).json()["access_token"]
        socket = socketio.Client(reconnection=False)
        socket.connect(self.url, namespaces=["/agent"], auth={"token": token})
        try:
            return dict(socket.call(event, payload, namespace="/agent", timeout=10))
        finally:
            socket.disconnect()

    def listen(self, page: Page) -> Page:
        page.on("pageerror", self._broke)
        page.on("console", self._logged)
        return page

    def clear(self) -> None:
        for visitor in self.visitors:
            visitor.leave()
        for context in self.contexts:
            context.close()
        assert self.complaints == []

    def _arrive(self, visitor: Visitor) -> Visitor:
        self.visitors.append(visitor)
        return visitor

    def _broke(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _logged(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.complaints.append(message.text)
