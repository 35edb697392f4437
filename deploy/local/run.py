"""`make run`: the whole of Alo on one machine, with servers of its own and accounts to try it with."""

import contextlib
import fcntl
import os
import secrets
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import redis
from dotenv import dotenv_values

from config.settings import Settings, SettingsError, load_settings
from deploy.local.accounts import Account, demo_accounts
from deploy.local.process import ProcessError, cores_beside_chat, port_is_taken
from deploy.local.servers import MongoServer, RedisServer, Server
from deploy.local.services import Archiver, Hub
from deploy.local.supervisor import Supervisor

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """Ctrl-C or its like: whatever is under way is left, and what was started is stopped."""


def main() -> int:
    for number in SIGNALS:
        signal.signal(number, interrupt)
    try:
        given = given_settings()
        settings = load_settings(**({} if "ALO_SECRET" in given else {"secret": secrets.token_hex(32)}))
        with data_folder(settings) as data:
            serve(settings, given, data)
    except (ProcessError, SettingsError, OSError) as error:
        for line in str(error).splitlines():
            print(f"alo: {line}", file=sys.stderr)
        return 2
    except Interrupted:
        return 0
    return 0


def serve(settings: Settings, given: dict[str, str], data: Path) -> None:
    if port_is_taken(settings.port, settings.host):
        raise ProcessError(f"port {settings.port} is taken: stop what listens there or set ALO_PORT to another")
    supervisor = Supervisor(say)
    servers = own_servers(settings, data)
    try:
        for server in servers.values():
            supervisor.start(server)
            say(f"{server.name} is ready on port {server.port}")
        environment = {**given, "ALO_SECRET": given.get("ALO_SECRET") or own_secret(data)}
        environment |= {name: server.url for name, server in servers.items()}
        run_services(supervisor, settings, environment, data)
    finally:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        supervisor.stop()
        say("everything is stopped; what was said is kept in " + str(data))


def run_services(supervisor: Supervisor, settings: Settings, environment: dict[str, str], data: Path) -> None:
    """Returns never but by an exception: a signal, or a process that nothing can start."""
    expect_redis(environment.get("ALO_REDIS_URL", settings.redis_url))
    accounts = demo_accounts(data, environment, environment.get("ALO_MONGO_URL", settings.mongo_url), settings.mongo_db)
    hub = Hub(environment, port=settings.port, host=settings.host, log=fresh_log(data, "hub"))
    archiver = Archiver(environment, log=fresh_log(data, "archiver"))
    for service in (hub, archiver):
        supervisor.start(service, revive=service.spawn)
        say(f"{service.name} is up")
    welcome(hub.port, data, accounts)
    supervisor.watch()


def given_settings() -> dict[str, str]:
    """Alo's settings from `.env` and, before it, the environment: what the processes that we start are to see."""
    from_file = {name.upper(): value or "" for name, value in dotenv_values(".env").items()}
    return {name: value for name, value in {**from_file, **os.environ}.items() if name.startswith("ALO_")}


@contextlib.contextmanager
def data_folder(settings: Settings) -> Iterator[Path]:
    """The folder that outlives the run, ours alone while it lasts."""
    data = settings.data_dir.resolve()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ProcessError(f"another make run uses {data}: stop it or set ALO_DATA_DIR to another folder") from None
        yield data


def own_servers(settings: Settings, data: Path) -> dict[str, Server]:
    """The servers that nobody gave us; that their programs are here is known before the first of them starts."""
    servers: dict[str, Server] = {}
    if "redis_url" not in settings.model_fields_set:
        servers["ALO_REDIS_URL"] = RedisServer(data / "redis", log=fresh_log(data, "redis"))
    if "mongo_url" not in settings.model_fields_set:
        servers["ALO_MONGO_URL"] = MongoServer(data / "mongo", log=fresh_log(data, "mongo"), cores=cores_beside_chat())
    return servers


def own_secret(data: Path) -> str:
    path = data / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()


def expect_redis(url: str) -> None:
    with contextlib.closing(redis.Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3)) as client:
        try:
            client.ping()
        except redis.RedisError:
            raise ProcessError("no Redis answers at ALO_REDIS_URL: start it or take the setting away") from None


def fresh_log(data: Path, name: str) -> Path:
    """Logs are of this run and the one before it, so that they do not grow for ever."""
    log = data / "logs" / f"{name}.log"
    if log.exists():
        log.replace(log.with_suffix(".before.log"))
    return log


def welcome(port: int, data: Path, accounts: list[Account]) -> None:
    say("")
    say(f"Alo is ready. A shop's page with the widget:  http://localhost:{port}/demo")
    say(f"              The workspace for agents:       http://localhost:{port}/dashboard")
    say("")
    for account in accounts:
        say(f"  {account.role:<6} {account.email:<18} {account.password:<14} {account.name}")
    say(f"\nPasswords: {data / 'accounts.txt'}   logs: {data / 'logs'}   Ctrl-C stops everything.")


def interrupt(*_: object) -> None:
    raise Interrupted


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
