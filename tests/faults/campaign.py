"""A house of real processes under load: two hubs, two archivers, Redis and MongoDB of its own, all breakable."""

import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from pymongo import AsyncMongoClient
from redis.asyncio import Redis

from config.keys import Keys
from deploy.local.process import Process
from deploy.local.servers import MongoServer, RedisServer
from deploy.local.services import ROOT, Archiver, Hub, service_environment
from tests.faults.ledger import Ledger, Verdict
from tests.faults.people import Agent, Person, Visitor
from tests.servers import Fleet, Workspace

PASSWORD = "mat-khau-thu-nghiem-2026"
HEAL_S = 30.0


@dataclass
class Campaign:
    """What a fault may break, who is there, and the ledger of what they sent."""

    redis_server: RedisServer
    mongo_server: MongoServer
    hubs: list[Hub]
    archivers: list[Archiver]
    workspace: Workspace
    seed: int
    ledger: Ledger = field(default_factory=Ledger)
    people: list[Person] = field(default_factory=list)
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)
    healed_after: float = 0.0

    @property
    def keys(self) -> Keys:
        return Keys(self.workspace.name)

    def urls(self) -> list[str]:
        return [hub.url for hub in self.hubs]

    @property
    def visitors(self) -> list[Visitor]:
        return [person for person in self.people if isinstance(person, Visitor)]

    async def again(self, process: Process) -> None:
        """Starts a broken process at its old place without stopping the load meanwhile."""
        process.spawn()
        await asyncio.to_thread(process.wait_ready)

    async def gather_people(self, visitors: int, agents: int, pace: float) -> None:
        """Opens the conversations, signs the agents in, and lets everybody begin."""
        accounts = [await self._hire(f"agent{number}") for number in range(agents)]
        opened = [await self._open(f"khach{number}") for number in range(visitors)]
        for number, answer in enumerate(opened):
            self.people.append(Visitor(f"khach{number}", self.ledger, self.urls, self.seed, answer, pace))
        sessions = [answer["session"]["id"] for answer in opened]
        for number, account in enumerate(accounts):
            self.people.append(Agent(f"agent{number}", self.ledger, self.urls, self.seed, account, sessions, pace))
        self.tasks = [asyncio.create_task(person.run(), name=person.name) for person in self.people]

    async def _hire(self, name: str) -> tuple[str, str]:
        command = [
            sys.executable,
            "-m",
            "web",
            "create-agent",
            f"{name}@alo.example",
            "--name",
            name,
            "--role",
            "agent",
        ]
        environment = service_environment(self.workspace.environment)
        await asyncio.to_thread(
            subprocess.run,
            [*command, "--role", "agent", "--password-stdin"],
            input=f"{PASSWORD}\n".encode(),
            env=environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        answer = await self._post("/api/auth/login", {"email": f"{name}@alo.example", "password": PASSWORD})
        return answer["agent"]["id"], answer["access_token"]

    async def _open(self, name: str) -> dict[str, Any]:
        form = {"name": name, "phone": "0912 345 678", "message": f"Chào shop, mình là {name}"}
        return await self._post("/api/widget/sessions", {"form": form, "client_id": f"mo-{name}"})

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with httpx2.AsyncClient(base_url=self.urls()[0], timeout=10) as http:
            answer = await http.post(path, json=body)
            assert answer.status_code == 200, answer.text
            return dict(answer.json())

    @property
    def acknowledged(self) -> int:
        return sum(send.seq is not None for send in self.ledger.sends)

    async def chat(self, messages: int) -> None:
        """Lets the load go on until so many more messages were acknowledged."""
        aim = self.acknowledged + messages

        async def reached() -> bool:
            return self.acknowledged >= aim

        await self.until(reached, f"{messages} more messages are acknowledged")

    async def settle(self) -> Verdict:
        """No new messages; everybody sends what is left, reads to the end; the archive drains; then the judgement."""
        for person in self.people:
            person.quiet = True  # type: ignore[attr-defined]
        began = time.monotonic()
        await self.until(self._nothing_unsent, "everybody has sent what was left")
        await self.until(self._archived, "the archive has everything")
        archive = await self.read_archive()
        await self.until(lambda: self._all_read(archive), "everybody has read to the end", strict=False)
        self.healed_after = time.monotonic() - began
        await self._dismiss()
        return self.ledger.judge(await self.read_archive())

    async def _dismiss(self) -> None:
        for person in self.people:
            person.stopping = True
            if person.socket is not None:
                await person.socket.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def until(self, condition: Callable[[], Awaitable[bool]], what: str, *, strict: bool = True) -> None:
        end = time.monotonic() + HEAL_S
        while not await condition():
            if time.monotonic() > end:
                assert not strict, f"not within {HEAL_S:.0f} s: {what}"
                return
            await asyncio.sleep(0.1)

    async def _nothing_unsent(self) -> bool:
        return all(getattr(person, "unsent", None) is None for person in self.people)

    async def _archived(self) -> bool:
        """Every conversation's archived head is its live head, and nothing is pending."""
        async with self.database() as database, self.redis() as redis:
            for visitor in self.visitors:
                head = await redis.hget(self.keys.session(visitor.session_id), "head")
                document = await database.conversations.find_one({"_id": visitor.session_id}, {"applied": 1})
                if document is None or head is None or document["applied"] != int(head):
                    return False
        return True

    async def _all_read(self, archive: dict[str, list[dict[str, Any]]]) -> bool:
        return all(view.after >= len(archive.get(view.session_id, [])) for view in self.ledger.views)

    async def read_archive(self) -> dict[str, list[dict[str, Any]]]:
        archive: dict[str, list[dict[str, Any]]] = {visitor.session_id: [] for visitor in self.visitors}
        async with self.database() as database:
            async for message in database.messages.find({}, {"tokens": 0}).sort([("conversation_id", 1), ("seq", 1)]):
                archive.setdefault(message["conversation_id"], []).append(message)
        return archive

    @contextlib.asynccontextmanager
    async def redis(self) -> AsyncIterator[Redis]:
        client = Redis.from_url(self.redis_server.url, socket_timeout=5)
        yield client
        await client.aclose()

    @contextlib.asynccontextmanager
    async def database(self) -> AsyncIterator[Any]:
        async with AsyncMongoClient(self.mongo_server.url, serverSelectionTimeoutMS=5000) as client:
            yield client[self.workspace.environment["ALO_MONGO_DB"]]


@contextlib.asynccontextmanager
async def campaign(folder: Path, seed: int, environment: dict[str, str] | None = None) -> AsyncIterator[Campaign]:
    """A house of its own, gone afterwards whatever happened in it."""
    settings = {"ALO_RATE_MESSAGES": "off", "ALO_ASSIGNMENT": "round_robin", **(environment or {})}
    with RedisServer(folder / "redis") as redis_server, MongoServer(folder / "mongo") as mongo_server:
        workspace = Workspace("faults", redis_server.url, mongo_server.url, folder)
        fleet = Fleet(workspace)
        try:
            hubs = [fleet.hub(settings) for _ in range(2)]
            archivers = [fleet.archiver(settings) for _ in range(2)]
            house = Campaign(redis_server, mongo_server, hubs, archivers, workspace, seed)
            yield house
            await house._dismiss()
        finally:
            fleet.stop()
