"""Alo as it is measured: hubs and an archiver as real processes, with agents who signed in and visitors by the form."""

import asyncio
import contextlib
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import redis

from bench.crowd import Person
from bench.rival import Rival
from config.clients import connect_mongo, connect_redis, prepare
from config.keys import Keys
from config.settings import Settings
from deploy.local.process import cores_beside_chat, keep_to
from deploy.local.services import Archiver, Hub
from hub.live.accounts import Account, Accounts
from web.staff import create_agent

PASSWORD = "mật khẩu để đo"  # noqa: S105
AGENTS_MAX = 5
OPEN_AT_ONCE = 32
CATCH_UP_S = 300


class Alo(Rival):
    """Hubs and an archiver as `make run` starts them, without the visitors' limits, which the load would meet."""

    name, uses = "Alo", frozenset({"redis", "mongo"})
    about = "hub and archiver; the latter and MongoDB, for its sake, keep off the first core"
    hubs = 1
    archives = True

    @property
    def environment(self) -> dict[str, str]:
        return {
            "ALO_SECRET": self.secret,
            "ALO_REDIS_URL": self.grounds.redis.url,
            "ALO_MONGO_URL": self.grounds.mongo.url,
            "ALO_MONGO_DB": self.database,
            "ALO_WORKSPACE": self.workspace,
            "ALO_DATA_DIR": str(self.grounds.folder),
            **dict.fromkeys(("ALO_RATE_MESSAGES", "ALO_RATE_SESSIONS", "ALO_RATE_LOGIN"), "off"),
        }

    @property
    def database(self) -> str:
        return f"bench-{self.workspace}"

    @property
    def settings(self) -> Settings:
        values: dict[str, Any] = {name.removeprefix("ALO_").lower(): value for name, value in self.environment.items()}
        return Settings(_env_file=None, **values)

    @property
    def urls(self) -> list[str]:
        return [process.url for process in self.processes.values() if isinstance(process, Hub)]

    def name_workspace(self) -> None:
        self.secret, self.workspace = secrets.token_hex(32), f"w{secrets.token_hex(4)}"

    def start(self) -> None:
        self.name_workspace()
        self.accounts = asyncio.run(self._hire())
        for number in range(self.hubs):
            name = f"hub{number + 1}" if number else "hub"
            hub = self.processes[name] = Hub(self.environment, log=self._log(name), cwd=self.grounds.folder, name=name)
            hub.start()
        if self.archives:
            archiver = Archiver(self.environment, log=self._log("archiver"), cwd=self.grounds.folder)
            self.processes["archiver"] = archiver
            archiver.start()

    @contextlib.contextmanager
    def running(self) -> Iterator[Rival]:
        """With MongoDB on the cores that it has in `make run` and in Compose."""
        keep_to(self.grounds.mongo.pid, cores_beside_chat())
        try:
            with super().running():
                yield self
        finally:
            keep_to(self.grounds.mongo.pid, os.sched_getaffinity(0))

    def visitors(self, count: int) -> list[Person]:
        return asyncio.run(self._open(count))

    def agents(self, count: int, visitors: list[Person]) -> list[Person]:
        tokens = asyncio.run(self._sign_in())
        return [self._watcher(number, tokens, visitors) for number in range(count)]

    def split_agents(self, visitors: list[Person], watches: int) -> list[Person]:
        """As many sockets as it takes to watch each conversation once."""
        groups = [visitors[first : first + watches] for first in range(0, len(visitors), watches)]
        tokens = asyncio.run(self._sign_in())
        return [self._watcher(number, tokens, group) for number, group in enumerate(groups)]

    def catch_up(self) -> dict[str, float]:
        """How long the archiver goes on after a burst. Raises TimeoutError."""
        if not self.archives:
            return {}
        began = time.monotonic()
        with contextlib.closing(redis.Redis.from_url(self.grounds.redis.url)) as client:
            while time.monotonic() < began + CATCH_UP_S:
                (group,) = client.xinfo_groups(Keys(self.workspace).firehose)
                if group["pending"] == group["lag"] == 0:
                    return {"behind_s": time.monotonic() - began}
                time.sleep(0.05)
        raise TimeoutError(f"the archive was not complete after {CATCH_UP_S} s")

    def _watcher(self, number: int, tokens: list[str], visitors: list[Person]) -> Person:
        watched = [self.sessions[str(visitor.auth["token"])] for visitor in visitors]
        calls = [("watch", {"session_id": session_id, "after": 0}) for session_id in watched]
        url = self.urls[number % len(self.urls)]
        return Person(url, "/agent", {"token": tokens[number % len(tokens)]}, calls)

    async def _hire(self) -> list[Account]:
        """Agents who take what they choose: no conversation comes to them by itself."""
        settings = self.settings
        client, database = connect_redis(settings), connect_mongo(settings)
        await prepare(database)
        copies, hired = Accounts(client, Keys(settings.workspace)), []
        for number in range(AGENTS_MAX):
            email = f"agent{number}@alo.example"
            account = await create_agent(
                database, email=email, name=f"Lan {number}", role="agent", password=PASSWORD, takes_chats=False
            )
            await copies.save(account)
            hired.append(account)
        database.client.close()
        await client.aclose()
        return hired

    async def _sign_in(self) -> list[str]:
        async with aiohttp.ClientSession(raise_for_status=True) as http:
            tokens = []
            for account in self.accounts:
                body = {"email": account.email, "password": PASSWORD}
                async with http.post(f"{self.urls[0]}/api/auth/login", json=body) as answer:
                    tokens.append(str((await answer.json())["access_token"]))
            return tokens

    async def _open(self, count: int) -> list[Person]:
        self.sessions: dict[str, str] = {}
        urls, gate = self.urls, asyncio.Semaphore(OPEN_AT_ONCE)

        async def open_one(number: int) -> Person:
            form = {"name": "Nguyễn Văn Đức", "phone": f"09{number:08d}"}
            url = urls[number % len(urls)]
            async with gate, http.post(f"{url}/api/widget/sessions", json={"form": form, "lang": "vi"}) as answer:
                opened = await answer.json()
            self.sessions[opened["token"]] = opened["session"]["id"]
            return Person(url, "/visitor", {"token": opened["token"]}, [("resume", {"after": 0})])

        async with aiohttp.ClientSession(raise_for_status=True) as http:
            return await asyncio.gather(*(open_one(number) for number in range(count)))

    def _log(self, name: str) -> Path:
        return self.grounds.folder / f"{name}.log"


class HubAlone(Alo):
    name, archives = "hub", False
    about = "the archiver stopped, since C archives nothing"


class TwoHubs(Alo):
    name, hubs = "2 hubs", 2
    about = "two hubs share the sockets"
