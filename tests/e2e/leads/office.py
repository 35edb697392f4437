"""A whole Alo for the pages of leads and ops: hub, archiver, a team, a past, and windows signed in by the form."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import redis
import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pymongo import MongoClient

from config.clients import connect_mongo, connect_redis, prepare
from config.events import Role
from config.keys import Keys
from config.settings import Settings
from deploy.local.services import Archiver, Hub
from hub.live.accounts import Account, Accounts
from tests.e2e.leads.past import PastChat
from tests.servers import Fleet, Workspace
from web.staff import create_agent

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EXPECTED = ("Failed to load resource", "WebSocket connection to")


PASSWORD = "mật khẩu để thử"
TEAM: dict[str, tuple[str, Role]] = {
    "lan": ("Nguyễn Ngọc Lan", "agent"),
    "minh": ("Lê Quang Minh", "agent"),
    "tuan": ("Phạm Anh Tuấn", "agent"),
    "hoa": ("Trần Thị Hoa", "lead"),
    "quan": ("Võ Minh Quân", "admin"),
}


async def hire_all(settings: Settings) -> dict[str, Account]:
    """The team in MongoDB and in the copy that the hubs read."""
    client, database = connect_redis(settings), connect_mongo(settings)
    copies = Accounts(client, Keys(settings.workspace))
    team: dict[str, Account] = {}
    try:
        await prepare(database)
        for key, (name, role) in TEAM.items():
            account = await create_agent(
                database, email=f"{key}@alo.example", name=name, role=role, password=PASSWORD, takes_chats=False
            )
            await copies.save(account)
            team[key] = account
        return team
    finally:
        database.client.close()
        await client.aclose()


def run_apart(work: Callable[[], Any]) -> Any:
    """Playwright's own loop runs in this thread, so ours needs another one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come to that in time"
        time.sleep(0.1)


@dataclass
class Office:
    workspace: Workspace
    fleet: Fleet
    hub: Hub
    archiver: Archiver
    team: dict[str, Account]
    redis: "redis.Redis[bytes]"
    mongo: "MongoClient[dict[str, Any]]"
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> Keys:
        return Keys(self.workspace.name)

    @property
    def database(self) -> Any:
        return self.mongo[self.workspace.environment["ALO_MONGO_DB"]]

    def past(self, name: str, phone: str, at: datetime, **form: Any) -> PastChat:
        return PastChat(self.redis, self.keys, name, phone, at, form)

    def call(self, key: str, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """What a program of that person's gets."""
        if key not in self.tokens:
            login = {"email": self.team[key].email, "password": PASSWORD}
            answer = requests.post(f"{self.hub.url}/api/auth/login", json=login, timeout=10)
            self.tokens[key] = answer.json()["access_token"]
        bearer = {"authorization": f"Bearer {self.tokens[key]}", **headers}
        return requests.request(method, f"{self.hub.url}{path}", json=body, headers=bearer, timeout=10)

    def visit(self, form: dict[str, Any], **more: Any) -> requests.Response:
        body = {"form": form, "lang": "vi", **more}
        return requests.post(f"{self.hub.url}/api/widget/sessions", json=body, timeout=10)


@dataclass
class Windows:
    """Every window is a browser of its own; at the end none of them may have complained."""

    office: Office
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, key: str, path: str = "/inbox/waiting", **options: Any) -> Page:
        settings = {"viewport": {"width": 1440, "height": 900}, "locale": "vi-VN", "timezone_id": str(ZONE)}
        context = self.browser.new_context(base_url=self.office.hub.url, **{**settings, **options})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.contexts.append(context)
        page = self.listen(context.new_page())
        page.goto(f"/dashboard{path}")
        page.get_by_label("Email").fill(self.office.team[key].email)
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("navigation", name="Điều hướng chính")).to_be_visible()
        return page

    def site(self) -> Page:
        """A page without an account."""
        context = self.browser.new_context(base_url=self.office.hub.url, locale="vi-VN")
        self.contexts.append(context)
        return self.listen(context.new_page())

    def listen(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                message.type == "error"
                and not message.text.startswith(EXPECTED)
                and self.complaints.append(message.text)
            ),
        )
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        assert self.complaints == []
