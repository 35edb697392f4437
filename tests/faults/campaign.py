"""A house of real processes under load: two hubs, two archivers, Redis and MongoDB of its own, all breakable."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from config.keys import GROUP, Keys
from config.tasks import end
from deploy.local.process import Process
from deploy.local.servers import MongoServer, RedisServer
from deploy.local.services import Archiver, Hub
from tests.faults.judgement import judge
from tests.faults.ledger import Ledger, Opening, Verdict
from tests.faults.people import Agent, Person, Visitor
from tests.faults.proxy import Proxy
from tests.faults.staff import SignIn, create_admin, hire, sign_in
from tests.servers import Workspace

HEAL_S = 60.0
AT_ONCE = 8
BUSY = 503
PATIENCE_S = 15.0
Condition = Callable[[], Awaitable[bool]]


@dataclass(frozen=True)
class Load:
    """Who is there, and the seconds between two messages of each of them."""

    visitors: int = 60
    agents: int = 4
    visitor_pace: float = 0.36
    agent_pace: float = 0.1

    @property
    def per_second(self) -> int:
        return round(self.visitors / self.visitor_pace + self.agents / self.agent_pace)


@dataclass
class Campaign:
    """What a fault may break, who is there, the ledger of what they sent, and what was found."""

    redis_server: RedisServer
    mongo_server: MongoServer
    hubs: list[Hub]
    archivers: list[Archiver]
    proxy: Proxy
    workspace: Workspace
    seed: int
    lock_ttl_s: int = 45
    ledger: Ledger = field(default_factory=Ledger)
    people: list[Person] = field(default_factory=list)
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)
    admin: SignIn | None = None
    faults: int = 0
    healed_s: float = 0.0
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def keys(self) -> Keys:
        return Keys(self.workspace.name)

    def urls(self) -> list[str]:
        return [hub.url for hub in self.hubs]

    @property
    def visitors(self) -> list[Visitor]:
        return [person for person in self.people if isinstance(person, Visitor)]

    @property
    def agents(self) -> list[Agent]:
        return [person for person in self.people if isinstance(person, Agent)]

    def expect(self, holds: bool, what: str) -> None:
        """What does not hold is a problem of the run, which goes on, so that one run tells all of them."""
        if not holds:
            self.problems.append(what)

    async def again(self, process: Process) -> None:
        """Starts a broken process at its old place without stopping the load meanwhile."""
        process.spawn()
        await asyncio.to_thread(process.wait_ready)

    async def gather_people(self, load: Load, *, start: bool = True) -> None:
        """Opens the conversations, signs the agents in, and lets everybody begin."""
        await create_admin(self.workspace.environment)
        self.admin = await sign_in(self.urls, "admin")
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(making: Awaitable[Any]) -> Any:
            async with gate:
                return await making

        names = [f"agent{number}" for number in range(load.agents)]
        accounts = await asyncio.gather(*(one(hire(self.urls, self.admin, name)) for name in names))
        guests = [f"khach{number}" for number in range(load.visitors)]
        opened = await asyncio.gather(*(one(self.open(name)) for name in guests))
        for name, answer in zip(guests, opened, strict=True):
            self.people.append(Visitor(name, self.ledger, self.urls, self.seed, answer, load.visitor_pace))
        sessions = [answer["session"]["id"] for answer in opened]
        for name, account in zip(names, accounts, strict=True):
            self.people.append(Agent(name, self.ledger, self.urls, self.seed, account, sessions, load.agent_pace))
        self.began = time.monotonic()
        if start:
            self.tasks += [asyncio.create_task(person.run(), name=person.name) for person in self.people]

    async def open(self, name: str, url: str | None = None) -> dict[str, Any]:
        """A conversation as the widget opens it, again after a `busy`: `token` and `session`."""
        text = f"Chào shop, mình là {name}"
        form = {"name": name, "phone": "0912 345 678", "message": text}
        async with httpx2.AsyncClient(base_url=url or self.urls()[0], timeout=20) as http:
            body = {"form": form, "client_id": f"mo-{name}"}
            answer = await http.post("/api/widget/sessions", json=body)
            end = time.monotonic() + PATIENCE_S
            while answer.status_code == BUSY and time.monotonic() < end:
                await asyncio.sleep(answer.json()["error"]["retry"] / 1000)
                answer = await http.post("/api/widget/sessions", json=body)
            assert answer.status_code == 200, answer.text
            told = dict(answer.json())
            self.ledger.open(Opening(body["client_id"], told["session"]["id"], text))
            return told

    @property
    def per_second(self) -> float:
        """Messages that were acknowledged, by the seconds in which any was: while servers are away nobody writes."""
        end = self.ended or time.monotonic()
        at = [int(send.answered) for send in self.ledger.sends if send.answered and self.began <= send.answered <= end]
        return len(at) / max(1, len(set(at)))

    @property
    def acknowledged(self) -> int:
        return sum(send.seq is not None for send in self.ledger.sends)

    async def chat(self, messages: int) -> None:
        """Lets the load go on until so many more messages were acknowledged."""
        aim = self.acknowledged + messages

        async def reached() -> bool:
            return self.acknowledged >= aim

        await self.measure(reached, f"{messages} more messages are acknowledged")

    async def settle(self) -> Verdict:
        """No new messages; everybody sends what is left and hears the end; the archive drains; then the judgement."""
        speakers = [visitor for visitor in self.visitors if not visitor.quiet]
        self.ended = began = time.monotonic()
        for person in self.people:
            person.quiet = True
        await self.measure(self._nothing_unsent, "everybody has sent what was left")
        await self._hear_out(speakers)
        await self.measure(self.is_archived, "the archive has everything")
        await self.measure(lambda: self.is_archived_of(self.ledger.openings), "the archive has all newcomers")
        await self.measure(self.nothing_pending, "nothing is pending")
        self.expect(await self.dead_letters() == 0, f"{await self.dead_letters()} dead letters are left")
        documents = await self.read_documents()
        archive = await self.read_archive()
        self.healed_s = self.healed_s or time.monotonic() - began
        # What happens once everybody has gone, an agent's conversations given back, is read by nobody any more.
        await self.dismiss()
        return judge(self.ledger, archive, documents)

    async def _hear_out(self, speakers: list[Visitor]) -> None:
        """Everybody is whole, and hears one message more, by what is pushed alone: a reader whose line had fallen
        silent would have to come back for it."""
        await self.measure(self.all_here, "everybody has a line")
        lines = {person.name: person.lines for person in self.people}
        await self.measure(self.all_told, "everybody has read to the end")
        for speaker in speakers:
            speaker.farewell = True
        await self.measure(self._nothing_unsent, "everybody has said one thing more")
        await self.measure(self.all_told, "everybody has heard the last messages")
        back = [person.name for person in self.people if person.lines != lines[person.name]]
        self.expect(not back, f"{len(back)} had to come back to hear the last messages: {back[:5]}")
        ended = [task.get_name() for task in self.tasks if task.done() and not task.cancelled() and task.exception()]
        self.expect(not ended, f"people who fell ill: {ended}")

    async def all_here(self) -> bool:
        return all(person.here for person in self.people if not person.stopping)

    async def all_told(self, heads: Mapping[str, int] | None = None) -> bool:
        """Every reader of the visitors' conversations has what there is, or so much of it."""
        heads = heads if heads is not None else await self.heads()
        return all(view.after >= heads.get(view.session_id, 0) for view in self.ledger.views)

    async def dismiss(self) -> None:
        for person in self.people:
            person.stopping = True
            if person.socket is not None:
                await person.socket.close()
        await end(self.tasks)

    async def measure(self, condition: Condition, what: str, within: float = HEAL_S) -> float:
        """Seconds until it held; a problem when it did not hold in time."""
        began = time.monotonic()
        while not await self._holds(condition):
            if time.monotonic() - began > 3 * within:
                break
            await asyncio.sleep(0.05)
        took = time.monotonic() - began
        self.expect(took <= within, f"not within {within:.0f} s: {what}")
        return took

    async def _holds(self, condition: Condition) -> bool:
        """Servers that are away answer no question: it does not hold then."""
        try:
            return await condition()
        except (OSError, RedisError, PyMongoError):
            return False

    async def heal(self, condition: Condition, what: str, within: float) -> float:
        """As `measure`, for the table's time to heal."""
        took = await self.measure(condition, what, within)
        self.healed_s = max(self.healed_s, took)
        return took

    async def _nothing_unsent(self) -> bool:
        return all(
            person.unsent is None and not (isinstance(person, Visitor) and person.farewell) for person in self.people
        )

    async def heads(self) -> dict[str, int]:
        return await self.heads_of([visitor.session_id for visitor in self.visitors])

    async def heads_of(self, ids: Sequence[str]) -> dict[str, int]:
        """The newest seq of each; 0 where it has left Redis."""
        async with self.redis() as redis, redis.pipeline(transaction=False) as pipeline:
            for session_id in ids:
                pipeline.hget(self.keys.session(session_id), "head")
            found = await pipeline.execute()
        return {session_id: int(head or 0) for session_id, head in zip(ids, found, strict=True)}

    async def archived_heads(self) -> dict[str, int]:
        async with self.database() as database:
            found = database.conversations.find({}, {"applied": 1})
            return {conversation["_id"]: conversation["applied"] async for conversation in found}

    async def is_archived(self, heads: Mapping[str, int] | None = None) -> bool:
        """Every conversation's archive reaches its live head, or the given one."""
        wanted = heads if heads is not None else await self.heads()
        archived = await self.archived_heads()
        return all(archived.get(session_id, 0) >= head > 0 for session_id, head in wanted.items())

    async def is_archived_of(self, ids: Iterable[str], heads: Mapping[str, int] | None = None) -> bool:
        """As `is_archived`, also for those that have ended and left Redis."""
        heads = heads if heads is not None else await self.heads_of(list(ids))
        archived = await self.archived_heads()
        return all(archived.get(session_id, 0) >= max(1, heads[session_id]) for session_id in ids)

    async def nothing_pending(self) -> bool:
        async with self.redis() as redis:
            return int((await redis.xpending(self.keys.firehose, GROUP))["pending"]) == 0

    async def dead_letters(self) -> int:
        async with self.redis() as redis:
            return int(await redis.xlen(self.keys.dead))

    async def read_documents(self) -> dict[str, dict[str, Any]]:
        async with self.database() as database:
            return {document["_id"]: document async for document in database.conversations.find()}

    async def read_archive(self) -> dict[str, list[dict[str, Any]]]:
        """Every conversation's events in order of seq, those included that newcomers opened."""
        written = (send.session_id for send in self.ledger.sends)
        archive: dict[str, list[dict[str, Any]]] = {session_id: [] for session_id in (*written, *self.ledger.openings)}
        async with self.database() as database:
            async for message in database.messages.find({}, {"tokens": 0}).sort([("conversation_id", 1), ("seq", 1)]):
                archive.setdefault(message["conversation_id"], []).append(message)
        return archive

    @contextlib.asynccontextmanager
    async def redis(self) -> AsyncIterator[Redis]:
        async with Redis.from_url(self.redis_server.url, socket_timeout=5) as client:
            yield client

    @contextlib.asynccontextmanager
    async def database(self) -> AsyncIterator[Any]:
        async with AsyncMongoClient(self.mongo_server.url, serverSelectionTimeoutMS=5000, tz_aware=True) as client:
            yield client[self.workspace.environment["ALO_MONGO_DB"]]
