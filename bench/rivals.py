"""Who is measured: the peers and our own hub, started as real processes that one round has for itself."""

import asyncio
import contextlib
import secrets
import shutil
import sys
import tempfile
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import redis
from pymongo import MongoClient

from bench.crowd import Person
from bench.history import build
from config.clients import connect_mongo, connect_redis, prepare
from config.keys import Keys
from config.settings import Settings
from deploy.local.process import LOOPBACK, Process, free_port
from deploy.local.servers import MongoServer, RedisServer
from deploy.local.services import START_TIMEOUT_S, Archiver, Hub, service_environment
from hub.live.accounts import Account, Accounts
from web.staff import create_agent

PEERS = Path(__file__).with_name("peers")
PASSWORD = "mật khẩu để đo"  # noqa: S105
AGENTS_MAX = 5
OPEN_AT_ONCE = 32


class Grounds:
    """Redis and MongoDB that all rivals use in turn, each finding them empty but for what `history` holds."""

    history = "history"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.redis = RedisServer(folder / "redis", maxmemory="4gb")
        self.mongo = MongoServer(folder / "mongo")
        self._built = (0, 0)

    def build_history(self, conversations: int, messages: int) -> None:
        """Months of conversations in the database `history`, once a run: building them takes minutes."""
        if (conversations, messages) == self._built:
            return
        asyncio.run(build_history(self.mongo.url, self.history, conversations, messages))
        self._built = conversations, messages

    def clear(self) -> None:
        with contextlib.closing(redis.Redis.from_url(self.redis.url)) as client:
            client.flushall()
        with contextlib.closing(MongoClient[dict[str, Any]](self.mongo.url)) as mongo:
            for name in mongo.list_database_names():
                if name.startswith("bench"):
                    mongo.drop_database(name)


async def build_history(url: str, name: str, conversations: int, messages: int) -> None:
    database = connect_mongo(Settings(_env_file=None, secret="x" * 32, mongo_url=url, mongo_db=name))
    await database.client.drop_database(name)
    await build(database, conversations, messages)
    database.client.close()


@contextlib.contextmanager
def open_grounds() -> Iterator[Grounds]:
    folder = Path(tempfile.mkdtemp(prefix="alo-bench-"))
    grounds = Grounds(folder)
    try:
        with grounds.redis, grounds.mongo:
            yield grounds
            grounds.redis.kill()
            grounds.mongo.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Rival(ABC):
    """One system under load, from its start to its end."""

    name: str
    about: str
    uses: frozenset[str]
    """Which of `redis` and `mongo` work for it."""

    def __init__(self, grounds: Grounds) -> None:
        self.grounds = grounds
        self.processes: dict[str, Process] = {}

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def visitors(self, count: int) -> list[Person]:
        """People with a conversation each."""

    @abstractmethod
    def agents(self, count: int, visitors: list[Person]) -> list[Person]:
        """Each of them gets what any of the visitors writes."""

    def stop(self) -> None:
        for process in reversed(self.processes.values()):
            process.stop()

    @property
    def pids(self) -> dict[str, int]:
        """The processes by name, the servers' among them."""
        servers: dict[str, Process] = {"redis": self.grounds.redis, "mongo": self.grounds.mongo}
        used = {name: server for name, server in servers.items() if name in self.uses}
        return {name: process.pid for name, process in {**self.processes, **used}.items()}

    @contextlib.contextmanager
    def running(self) -> Iterator["Rival"]:
        self.grounds.clear()
        try:
            self.start()
            yield self
        finally:
            self.stop()


class PeerProcess(Process):
    """A peer, ready when it answers a Socket.IO client's first question."""

    def __init__(self, name: str, program: list[str], environment: Mapping[str, str], log: Path) -> None:
        self.port = free_port()
        super().__init__(name, program, env=service_environment({**environment, "PORT": str(self.port)}), log=log)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def wait_ready(self) -> None:
        self.wait_until(self._answers, START_TIMEOUT_S)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{self.url}/socket.io/?EIO=4&transport=polling", timeout=2).close()
            return True
        return False


class Peer(Rival):
    """A program of `bench/peers`: its sockets join the room that their auth names."""

    program: str

    def start(self) -> None:
        path = str(PEERS / self.program)
        command = [sys.executable, path] if path.endswith(".py") else ["node", path]
        environment = {"NODE_ENV": "production", "MONGO_DB": "bench-peer"}
        if "redis" in self.uses:
            environment["REDIS_URL"] = self.grounds.redis.url
        if "mongo" in self.uses:
            environment["MONGO_URL"] = self.grounds.mongo.url
        log = self.grounds.folder / f"{self.name}.log"
        process = PeerProcess(self.name, command, environment, log)
        self.processes["hub"] = process
        self.url = process.url
        process.start()

    def visitors(self, count: int) -> list[Person]:
        return [Person(self.url, "/", {"conversation": f"c{number}"}) for number in range(count)]

    def agents(self, count: int, visitors: list[Person]) -> list[Person]:
        return [Person(self.url, "/", {"agent": number + 1}) for number in range(count)]


class Nothing(Peer):
    name, program, uses = "nothing", "nothing.js", frozenset[str]()
    about = "a server that keeps nothing: the limit of the load generator"


class ExpressMongo(Peer):
    name, program, uses = "A", "express.js", frozenset({"mongo"})
    about = "Express, Socket.IO and MongoDB, one insert a message"


class ExpressRedisMongo(Peer):
    name, program, uses = "A2", "express.js", frozenset({"redis", "mongo"})
    about = "A with Socket.IO's Redis adapter"


class PythonSocketio(Peer):
    name, program, uses = "B", "python_socketio.py", frozenset({"redis", "mongo"})
    about = "python-socketio with AsyncRedisManager and Motor, one insert a message"


class NodeStreams(Peer):
    name, program, uses = "C", "streams.js", frozenset({"redis"})
    about = "our design in Node: Lua append, stream tail, Socket.IO; nothing is archived"


class Alo(Rival):
    """Hubs and an archiver as `make run` starts them, without the visitors' limits, which the load would meet."""

    name, uses = "Alo", frozenset({"redis", "mongo"})
    about = "hub and archiver"
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


Rivals = Sequence[type[Rival]]
EVERYBODY: list[type[Rival]] = [
    *(Nothing, ExpressMongo, ExpressRedisMongo, PythonSocketio),
    *(NodeStreams, Alo, HubAlone),
]
RIVALS: Rivals = EVERYBODY[1:]
