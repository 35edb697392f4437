"""Who is measured: the peers, programs of `bench/peers`, and beside them our own hub."""

import contextlib
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from bench.alo import Alo, HubAlone
from bench.crowd import Person
from bench.rival import Rival, Rivals
from deploy.local.process import LOOPBACK, Process, free_port
from deploy.local.services import START_TIMEOUT_S, service_environment

PEERS = Path(__file__).with_name("peers")


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


EVERYBODY: list[type[Rival]] = [
    *(Nothing, ExpressMongo, ExpressRedisMongo, PythonSocketio),
    *(NodeStreams, Alo, HubAlone),
]
RIVALS: Rivals = EVERYBODY[1:]
