"""Hub and archiver as child processes, ready when they say so themselves."""

import contextlib
import os
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import redis
from redis.sentinel import Sentinel

from config.keys import Keys
from config.sentinel import is_sentinel, parse_address
from config.settings import Settings
from deploy.local.process import LOOPBACK, Process, cores_beside_chat, free_port

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 60
ARCHIVER_NICENESS = 5
"""People wait for the hubs, nobody for the archive."""


class Hub(Process):
    """`python -m hub` with exactly the given settings, on `port` or a free one."""

    def __init__(
        self,
        settings: Mapping[str, str],
        *,
        port: int | None = None,
        host: str = LOOPBACK,
        log: Path | None = None,
        cwd: Path | None = None,
        name: str = "hub",
    ) -> None:
        self.port = port or free_port()
        # It may listen on every address; it is asked on one that exists.
        self.host = {"0.0.0.0": LOOPBACK, "::": "::1"}.get(host, host)  # noqa: S104
        environment = service_environment({**settings, "ALO_HOST": host, "ALO_PORT": str(self.port)})
        super().__init__(name, [sys.executable, "-m", "hub"], log=log, env=environment, cwd=cwd)

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def wait_ready(self) -> None:
        self.wait_until(self.accepts_chats, START_TIMEOUT_S)

    def accepts_chats(self) -> bool:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
        return False


class Archiver(Process):
    """`python -m archiver`, which has no port: it is ready once it tells the others, in Redis, how it fares."""

    def __init__(
        self,
        settings: Mapping[str, str],
        *,
        log: Path | None = None,
        cwd: Path | None = None,
        name: str = "archiver",
    ) -> None:
        command = [sys.executable, "-m", "archiver"]
        environment = service_environment(settings)
        super().__init__(name, command, log=log, env=environment, cwd=cwd)
        self.niceness, self.cores = ARCHIVER_NICENESS, cores_beside_chat()
        self.redis_url = settings.get("ALO_REDIS_URL", Settings.model_fields["redis_url"].default)
        self.workspace = settings.get("ALO_WORKSPACE", Settings.model_fields["workspace"].default)

    def wait_ready(self) -> None:
        keys = Keys(self.workspace)
        with contextlib.closing(open_redis(self.redis_url)) as client:
            self.wait_until(lambda: self._beats(client, keys.archivers), START_TIMEOUT_S)

    def _beats(self, client: redis.Redis, archivers: str) -> bool:
        with contextlib.suppress(redis.RedisError):
            return any(f":{self.pid}:".encode() in name for name in client.hkeys(archivers))
        return False


def open_redis(url: str) -> redis.Redis:
    """A client for whoever waits; behind Sentinel it follows the primary."""
    if not is_sentinel(url):
        return redis.Redis.from_url(url, socket_timeout=2)
    address = parse_address(url)
    sentinel = Sentinel(address.sentinels, sentinel_kwargs={"socket_timeout": 2})
    account = {"username": address.username, "password": address.password, "db": address.db}
    client: redis.Redis = sentinel.master_for(address.service, socket_timeout=2, **account)
    return client


def service_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The machine's environment without Alo's settings, which come from `settings` alone."""
    machine = {name: value for name, value in os.environ.items() if not name.startswith("ALO_")}
    return {**machine, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **settings}
