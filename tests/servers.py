"""What a test gets for itself on the servers that the whole run shares: a workspace, a database, processes."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from config.settings import Settings
from deploy.local.process import Process
from deploy.local.services import Archiver, Hub

P = TypeVar("P", bound=Process)
SECRET = secrets.token_hex(32)


@dataclass(frozen=True)
class Workspace:
    """A name in Redis and a database in MongoDB that no other test uses."""

    name: str
    redis_url: str
    mongo_url: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "ALO_SECRET": SECRET,
            "ALO_REDIS_URL": self.redis_url,
            "ALO_MONGO_URL": self.mongo_url,
            "ALO_MONGO_DB": f"alo-{self.name}",
            "ALO_WORKSPACE": self.name,
            "ALO_DATA_DIR": str(self.folder),
            "ALO_RATE_SESSIONS": "off",
            "ALO_RATE_LOGIN": "off",
            "ALO_VISITOR_GRACE_S": "0",
        }

    def settings(self, **overrides: object) -> Settings:
        values = {name.removeprefix("ALO_").lower(): value for name, value in self.environment.items()}
        return Settings(_env_file=None, **{**values, **overrides})


@dataclass
class Fleet:
    """Real hubs and archivers of one workspace; `environment` of a call wins over the workspace's."""

    workspace: Workspace
    processes: list[Process] = field(default_factory=list)

    def hub(self, environment: Mapping[str, str] | None = None, *, port: int | None = None) -> Hub:
        name = f"hub-{len(self.processes)}"
        settings = {**self.workspace.environment, **(environment or {})}
        return self._start(Hub(settings, port=port, log=self._log(name), cwd=self.workspace.folder, name=name))

    def archiver(self, environment: Mapping[str, str] | None = None) -> Archiver:
        name = f"archiver-{len(self.processes)}"
        settings = {**self.workspace.environment, **(environment or {})}
        return self._start(Archiver(settings, log=self._log(name), cwd=self.workspace.folder, name=name))

    def start_together(self, hubs: int, archivers: int, environment: Mapping[str, str]) -> None:
        """All of them at once, ready when the last one is: on more than one core that is sooner."""
        settings = {**self.workspace.environment, **environment}
        kinds: list[type[Hub] | type[Archiver]] = [Hub] * hubs + [Archiver] * archivers
        started: list[Process] = []
        for number, kind in enumerate(kinds, len(self.processes)):
            name = f"{kind.__name__.lower()}-{number}"
            started.append(kind(settings, log=self._log(name), cwd=self.workspace.folder, name=name))
            self.processes.append(started[-1])
            started[-1].spawn()
        for process in started:
            process.wait_ready()

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.stop()

    def _start(self, process: P) -> P:
        self.processes.append(process)
        process.start()
        return process

    def _log(self, name: str) -> Path:
        return self.workspace.folder / f"{name}.log"
