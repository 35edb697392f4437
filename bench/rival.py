"""One system under load: what it has to offer to be measured beside the others."""

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from bench.crowd import Person
from bench.grounds import Grounds
from deploy.local.process import Process


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

    def catch_up(self) -> dict[str, float]:
        """Waits for what is still to be done when everything is delivered; figures of it."""
        return {}

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


Rivals = Sequence[type[Rival]]
