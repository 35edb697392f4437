"""Alo as on many machines, on this one: Redis with a replica and three sentinels, three mongods, three hubs."""

import contextlib
import os
import re
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis as blocking
from pymongo import AsyncMongoClient, MongoClient
from pymongo.errors import PyMongoError
from redis.asyncio import Redis

from config.clients import connect_redis
from deploy.local.process import LOOPBACK, Process, free_port
from deploy.local.servers import MongoServer, RedisServer, redis_program, responds
from deploy.local.services import ROOT, Archiver, Hub
from tests.faults.campaign import Campaign
from tests.faults.proxy import Proxy
from tests.servers import Fleet, Workspace

SERVICE = "alo"
REDIS = ROOT / "deploy" / "redis"
PASSWORD, REPLICATION_PASSWORD = secrets.token_hex(24), secrets.token_hex(24)
PATIENCE_S = 60.0


def wait_for(condition: Callable[[], Any], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.05)


def open_node(port: int) -> blocking.Redis:
    return blocking.Redis(LOOPBACK, port, socket_timeout=2, username="alo", password=PASSWORD)


class Node(RedisServer):
    """A Redis that may be primary or replica, started by the script that its container runs."""

    def __init__(self, data: Path, primary: int | None = None) -> None:
        super().__init__(data)
        script = ["sh", str(REDIS / "start.sh"), "--port", str(self.port), "--bind", LOOPBACK]
        self.command = script
        self.run = data.with_suffix(".run")
        self.env = {
            **os.environ,
            "PATH": f"{self.run}:{os.environ['PATH']}",
            "REDIS_PASSWORD": PASSWORD,
            "REDIS_REPLICATION_PASSWORD": REPLICATION_PASSWORD,
            "ALO_REDIS_RUN": str(self.run),
            "ALO_REDIS_DATA": str(data),
        }
        if primary:
            self.follow(primary)

    def spawn(self) -> None:
        self.run.mkdir(exist_ok=True)
        self.data.mkdir(exist_ok=True)
        program = self.run / "redis-server"
        if not program.exists():
            program.symlink_to(redis_program())
        super().spawn()

    def wait_ready(self) -> None:
        self.wait_until(lambda: bool(self.role), 60)

    def follow(self, port: int) -> None:
        """From its next start on."""
        if "--replicaof" in self.command:
            del self.command[self.command.index("--replicaof") :]
        self.command += ["--replicaof", f"{LOOPBACK} {port}"]

    def replication(self) -> dict[str, Any]:
        """What it says about that; nothing while it doesn't answer."""
        with contextlib.closing(open_node(self.port)) as client:
            try:
                return dict(client.info("replication"))
            except blocking.RedisError:
                return {}

    @property
    def role(self) -> str:
        return str(self.replication().get("role", ""))

    def has_replicas(self) -> bool:
        told = self.replication()
        return bool(told.get("role") == "master" and told.get("slave0", {}).get("state") == "online")


class Sentinel(Process):
    """One of those who watch, with the project's file but for addresses, and quicker to give somebody up."""

    def __init__(self, folder: Path, primary: int) -> None:
        folder.mkdir()
        self.port = free_port()
        text = re.sub(
            r"(?m)^(sentinel monitor \w+) \S+ \d+", rf"\1 {LOOPBACK} {primary}", (REDIS / "sentinel.conf").read_text()
        )
        # They connect once a second: with less patience than twice that they would give up whom they just met.
        text = re.sub(r"(down-after-milliseconds \w+) \d+", r"\1 2000", text)
        text = re.sub(r"(failover-timeout \w+) \d+", r"\1 6000", text)
        text = text.replace("REDIS_REPLICATION_PASSWORD", REPLICATION_PASSWORD)
        file = folder / "sentinel.conf"
        file.write_text(f"port {self.port}\nbind {LOOPBACK}\ndir {folder}\n{text}")
        super().__init__("sentinel", [redis_program(), str(file), "--sentinel"], log=folder / "log")

    def wait_ready(self) -> None:
        self.wait_until(lambda: self.told().get("num-slaves", 0) >= 1, 60)

    def told(self) -> dict[str, Any]:
        """What it says about the primary; nothing while it doesn't answer."""
        with contextlib.closing(blocking.Redis(host=LOOPBACK, port=self.port, socket_timeout=2)) as client:
            with contextlib.suppress(blocking.RedisError, KeyError):
                return dict(client.sentinel_masters()[SERVICE])
            return {}


class Member(MongoServer):
    """One of a replica set of three, which is made when all of them run."""

    def wait_ready(self) -> None:
        with self._member() as member:
            self.wait_until(lambda: responds(member), 60)


@dataclass
class Stores:
    """The databases by their members, and the addresses under which Alo finds whoever leads."""

    nodes: list[Node]
    sentinels: list[Sentinel]
    members: list[Member]

    @property
    def redis_url(self) -> str:
        hosts = ",".join(f"{LOOPBACK}:{sentinel.port}" for sentinel in self.sentinels)
        return f"redis+sentinel://alo:{PASSWORD}@{hosts}/{SERVICE}/0"

    @property
    def mongo_url(self) -> str:
        hosts = ",".join(f"{LOOPBACK}:{member.port}" for member in self.members)
        return f"mongodb://{hosts}/?replicaSet=rs0"

    def primary(self) -> Node:
        wait_for(lambda: any(node.running and node.role == "master" for node in self.nodes), "a primary of Redis")
        return next(node for node in self.nodes if node.running and node.role == "master")

    def other_than(self, node: Node) -> Node:
        return next(other for other in self.nodes if other is not node)

    def agree_on(self, node: Node) -> bool:
        """It leads, and every sentinel says so."""
        return node.role == "master" and {sentinel.told().get("port") for sentinel in self.sentinels} == {node.port}

    def is_whole(self) -> bool:
        """All agree on one that leads, and the other one follows it."""
        return any(self.agree_on(node) and node.has_replicas() for node in self.nodes)

    def leader(self) -> Member:
        """The primary of MongoDB."""
        client: MongoClient[dict[str, Any]] = MongoClient(self.mongo_url, serverSelectionTimeoutMS=30_000)
        with client:
            client.admin.command("ping")
            wait_for(lambda: client.primary, "a primary of MongoDB")
            port = client.primary[1] if client.primary else 0
        return next(member for member in self.members if member.port == port)


@contextlib.contextmanager
def stores(folder: Path) -> Iterator[Stores]:
    """All but the sentinels start at once: one that finds no replica looks again only after ten seconds."""
    primary = Node(folder / "redis-0")
    replica = Node(folder / "redis-1", primary.port)
    sentinels = [Sentinel(folder / f"sentinel-{number}", primary.port) for number in range(3)]
    members = [Member(folder / f"mongo-{number}") for number in range(3)]
    servers: list[Process] = [primary, replica, *members]
    try:
        for member in members:
            member.data.mkdir()
        spawn(servers)
        wait_ready(servers)
        wait_for(primary.has_replicas, "the replica follows")
        spawn(sentinels)
        form_replica_set(members)
        wait_ready(sentinels)
        yield Stores([primary, replica], sentinels, members)
    finally:
        for process in (*sentinels, *reversed(servers)):
            process.kill()


def spawn(processes: Sequence[Process]) -> None:
    for process in processes:
        process.spawn()


def wait_ready(processes: Sequence[Process]) -> None:
    for process in processes:
        process.wait_ready()


def form_replica_set(members: list[Member]) -> None:
    hosts = [{"_id": number, "host": f"{LOOPBACK}:{member.port}"} for number, member in enumerate(members)]
    config = {"_id": "rs0", "members": hosts, "settings": {"electionTimeoutMillis": 2000}}
    client: MongoClient[dict[str, Any]] = MongoClient(LOOPBACK, members[0].port, directConnection=True)
    with client:
        client.admin.command("replSetInitiate", config)
        wait_for(lambda: all_follow(client), "all members follow")


def all_follow(client: "MongoClient[dict[str, Any]]") -> bool:
    with contextlib.suppress(PyMongoError):
        states = [member["stateStr"] for member in client.admin.command("replSetGetStatus")["members"]]
        return sorted(states) == ["PRIMARY", "SECONDARY", "SECONDARY"]
    return False


@dataclass
class Cluster(Campaign):
    """A campaign on stores of several members."""

    stores: Stores | None = None

    @contextlib.asynccontextmanager
    async def redis(self) -> AsyncIterator[Redis]:
        client = connect_redis(self.workspace.settings())
        yield client
        await client.aclose()

    @contextlib.asynccontextmanager
    async def database(self) -> AsyncIterator[Any]:
        async with AsyncMongoClient(self.workspace.mongo_url, serverSelectionTimeoutMS=15_000) as client:
            yield client[self.workspace.environment["ALO_MONGO_DB"]]


@contextlib.asynccontextmanager
async def cluster(folder: Path, seed: int, replicas: int) -> AsyncIterator[Cluster]:
    """Three hubs and two archivers on it, gone afterwards whatever happened."""
    settings = {"ALO_RATE_MESSAGES": "off", "ALO_REDIS_WAIT_REPLICAS": str(replicas)}
    with stores(folder) as there:
        workspace = Workspace("failover", there.redis_url, there.mongo_url, folder)
        fleet = Fleet(workspace)
        unused = Proxy(there.nodes[0].port, b"")
        house = Cluster(there.nodes[0], there.members[0], [], [], unused, workspace, seed, stores=there)
        # What a primary told of and had not passed on when it died may be taken back.
        house.ledger.tail_may_go = house.ledger.tail_went = True
        try:
            fleet.start_together(hubs=3, archivers=2, environment=settings)
            house.hubs += [process for process in fleet.processes if isinstance(process, Hub)]
            house.archivers += [process for process in fleet.processes if isinstance(process, Archiver)]
            yield house
        finally:
            await house.dismiss()
            fleet.stop()
