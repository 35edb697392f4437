"""Agents' accounts and sign-ins for a campaign, renewed by their cookie as a dashboard that stays open does."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2

from deploy.local.services import ROOT, service_environment
from web.auth import REFRESH_COOKIE

PASSWORD = "mat-khau-thu-nghiem-2026"
RENEW_S = 240.0
"""Well within the quarter of an hour that an access token lives."""
CAPACITY = 100


@dataclass
class SignIn:
    """One agent on one device; `token()` is always a fresh one."""

    agent_id: str
    access: str
    cookie: str
    urls: Callable[[], list[str]]
    at: float = field(default_factory=time.monotonic)
    renewed: int = 0

    async def token(self) -> str:
        if time.monotonic() - self.at > RENEW_S:
            await self.renew()
        return self.access

    async def renew(self) -> bool:
        """Whether a hub renewed it; what a dashboard does with a refusal is to try again."""
        for url in self.urls():
            try:
                async with httpx2.AsyncClient(base_url=url, timeout=5) as http:
                    answer = await http.post("/api/auth/refresh", headers={"Cookie": self.cookie, "Origin": url})
            except httpx2.HTTPError:
                continue
            if answer.status_code == 200:
                self.access, self.cookie = answer.json()["access_token"], cookie_of(answer)
                self.at, self.renewed = time.monotonic(), self.renewed + 1
                return True
        return False


def cookie_of(answer: httpx2.Response) -> str:
    cookies = [line.split(";")[0] for line in answer.headers.get_list("set-cookie")]
    return next(cookie for cookie in cookies if cookie.startswith(f"{REFRESH_COOKIE}="))


async def create_admin(environment: dict[str, str]) -> None:
    account = ["create-agent", "admin@alo.example", "--name", "Chủ", "--role", "admin", "--password-stdin"]
    await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "web", *account],
        input=f"{PASSWORD}\n".encode(),
        env=service_environment(environment),
        cwd=ROOT,
        check=True,
        capture_output=True,
    )


async def sign_in(urls: Callable[[], list[str]], name: str) -> SignIn:
    async with httpx2.AsyncClient(base_url=urls()[0], timeout=30) as http:
        body = {"email": f"{name}@alo.example", "password": PASSWORD}
        answer = await http.post("/api/auth/login", json=body)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        return SignIn(told["agent"]["id"], told["access_token"], cookie_of(answer), urls)


async def hire(urls: Callable[[], list[str]], admin: SignIn, name: str) -> SignIn:
    """A new agent with room for every conversation, signed in."""
    account: dict[str, Any] = {"email": f"{name}@alo.example", "name": name, "role": "agent"}
    async with httpx2.AsyncClient(base_url=urls()[0], timeout=30) as http:
        body = {**account, "password": PASSWORD, "capacity": CAPACITY}
        answer = await http.post("/api/agents", json=body, headers={"Authorization": f"Bearer {await admin.token()}"})
        assert answer.status_code == 201, answer.text
    return await sign_in(urls, name)
