import contextlib
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import requests
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy.local.process import LOOPBACK, Process, free_port
from deploy.local.servers import mongo_program, redis_program
from deploy.local.services import ROOT, Archiver, Hub, service_environment
from deploy.server.accounts import prepare
from tests.servers import SECRET

PASSWORD, ROOT_PASSWORD = secrets.token_hex(24), secrets.token_hex(24)


def script(folder: Path, name: str, program: str, arguments: list[str], **words: str) -> Process:
    """The script that the container runs, with this machine's server under the name that it calls."""
    folder.mkdir()
    called = folder / "bin" / ("redis-server" if name == "redis" else "mongod")
    called.parent.mkdir()
    called.symlink_to(program)
    environment = {**os.environ, **words, "PATH": f"{called.parent}:{os.environ['PATH']}"}
    command = ["sh", str(ROOT / "deploy" / name / "start.sh"), *arguments]
    return Process(name, command, env=environment, log=folder / "log")


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    port, data = free_port(), tmp_path / "redis-data"
    data.mkdir()
    server = script(
        tmp_path / "redis",
        "redis",
        redis_program(),
        ["--port", str(port), "--bind", LOOPBACK],
        ALO_REDIS_DATA=str(data),
        REDIS_PASSWORD=PASSWORD,
        ALO_REDIS_RUN=str(tmp_path / "redis"),
        ALO_REDIS_CONF=str(ROOT / "deploy" / "redis" / "redis.conf"),
    )
    with server:
        url = f"redis://alo:{PASSWORD}@{LOOPBACK}:{port}/0"
        server.wait_until(lambda: answers(url), 30)
        yield url
        server.kill()


def answers(url: str) -> bool:
    with contextlib.closing(redis.Redis.from_url(url)) as client, contextlib.suppress(redis.ConnectionError):
        return bool(client.ping())
    return False


@pytest.fixture
def mongo_port(tmp_path: Path) -> Iterator[int]:
    port, data = free_port(), tmp_path / "mongo-data"
    data.mkdir()
    server = script(
        tmp_path / "mongo",
        "mongo",
        mongo_program(),
        ["--port", str(port), "--dbpath", str(data), "--setParameter", "diagnosticDataCollectionEnabled=false"],
        MONGO_KEY=secrets.token_hex(48),
        MONGO_CACHE_GB="0.25",
        ALO_MONGO_RUN=str(tmp_path / "mongo"),
        ALO_MONGO_BIND=LOOPBACK,
    )
    with server:
        yield port
        server.kill()


def make_accounts(port: int, password: str = PASSWORD) -> None:
    here = f"{LOOPBACK}:{port}"
    prepare(here, member=here, root=ROOT_PASSWORD, password=password, database="alo")


def sign_in(port: int, user: str, password: str) -> "MongoClient[dict[str, Any]]":
    return MongoClient(LOOPBACK, port, directConnection=True, username=user, password=password, authSource="admin")


async def test_redis_is_durable_and_lets_its_account_do_no_more_than_it_needs(redis_url: str) -> None:
    with contextlib.closing(redis.Redis.from_url(redis_url)) as client:
        info = client.info()
        assert (info["aof_enabled"], info["maxmemory_policy"], info["maxmemory"]) == (1, "noeviction", 512 << 20)
        for forbidden in (
            "FLUSHALL",
            "CONFIG GET *",
            "KEYS *",
            "SHUTDOWN",
            "REPLICAOF NO ONE",
            "ACL LIST",
        ):
            with pytest.raises(redis.exceptions.NoPermissionError):
                client.execute_command(*forbidden.split())
        with pytest.raises(redis.exceptions.NoPermissionError):
            client.set("of-somebody-else", "1")
    stranger = redis_url.replace(f"alo:{PASSWORD}@", "")
    with contextlib.closing(redis.Redis.from_url(stranger)) as client, pytest.raises(redis.AuthenticationError):
        client.get("alo:{main}:run")


async def test_mongodb_has_two_accounts_and_the_chats_own_reaches_one_database(mongo_port: int) -> None:
    make_accounts(mongo_port)
    make_accounts(mongo_port)
    with sign_in(mongo_port, "alo", PASSWORD) as client:
        client.alo.messages.insert_one({"_id": "one"})
        for forbidden in (lambda: client.other.things.insert_one({}), client.admin.system.users.find_one):
            with pytest.raises(OperationFailure):
                forbidden()
    with MongoClient(LOOPBACK, mongo_port, directConnection=True) as stranger, pytest.raises(OperationFailure):
        stranger.alo.messages.find_one()
    changed = secrets.token_hex(24)
    make_accounts(mongo_port, changed)
    with sign_in(mongo_port, "alo", changed) as client:
        assert client.alo.messages.count_documents({}) == 1


def test_every_part_of_alo_works_with_these_accounts(redis_url: str, mongo_port: int, tmp_path: Path) -> None:
    make_accounts(mongo_port)
    environment = {
        "ALO_SECRET": SECRET,
        "ALO_REDIS_URL": redis_url,
        "ALO_MONGO_URL": f"mongodb://alo:{PASSWORD}@{LOOPBACK}:{mongo_port}/?replicaSet=rs0&authSource=admin",
    }
    hub = Hub(environment, log=tmp_path / "hub.log", cwd=tmp_path)
    archiver = Archiver(environment, log=tmp_path / "archiver.log", cwd=tmp_path)
    with hub, archiver, requests.Session() as http:
        create_admin(environment)
        login = http.post(f"{hub.url}/api/auth/login", json={"email": "ban@alo.example", "password": PASSWORD})
        http.headers["Authorization"] = f"Bearer {login.json()['access_token']}"
        form = {"name": "Nguyễn Văn Đức", "phone": "0912 345 678", "message": "Chào shop"}
        opened = http.post(f"{hub.url}/api/widget/sessions", json={"form": form}).json()["session"]
        until(lambda: http.get(f"{hub.url}/api/conversations/{opened['id']}").status_code == 200)
        queues = http.get(f"{hub.url}/api/ops/queues").json()
        assert queues["redis"]["policy"] == "noeviction" and queues["mongodb"]["messages"] >= 1
        assert http.get(f"{hub.url}/metrics").status_code == 200
        assert http.get(f"{hub.url}/api/reports?from=2026-01-01&to=2026-01-02&tz=UTC").status_code == 200
        assert http.delete(f"{hub.url}/api/visitors/{opened['visitor']['id']}").status_code == 202
        until(lambda: "visitor erased" in archiver.log_text())
        assert is_healthy("deploy.server.health", {"ALO_PORT": str(hub.port)})
        assert is_healthy("archiver.health", environment)
        written = hub.log_text() + archiver.log_text()
    assert not is_healthy("deploy.server.health", {"ALO_PORT": str(hub.port)})
    for complaint in ("NOPERM", "permission", "not authorized", "is not rewritten"):
        assert complaint not in written


def create_admin(environment: dict[str, str]) -> None:
    command = ["create-agent", "ban@alo.example", "--name", "Trần Bình", "--role", "admin", "--password-stdin"]
    subprocess.run(
        [sys.executable, "-m", "web", *command],
        input=f"{PASSWORD}\n",
        text=True,
        env=service_environment(environment),
        cwd=ROOT,
        check=True,
        capture_output=True,
    )


def is_healthy(module: str, environment: dict[str, str]) -> bool:
    """What the health check of the image finds."""
    done = subprocess.run([sys.executable, "-m", module], env=service_environment(environment), cwd=ROOT, check=False)
    return done.returncode == 0


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
