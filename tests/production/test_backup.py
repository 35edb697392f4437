import contextlib
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import requests
from pymongo import MongoClient

from deploy.local.process import Process
from deploy.local.servers import MongoServer, RedisServer
from deploy.local.services import ROOT, Archiver, Hub, service_environment
from tests.servers import SECRET

FORM = {"name": "Nguyễn Văn Đức", "phone": "0912 345 678"}


class Shop:
    """Alo on servers of its own, and visitors who write to it by REST: each conversation is one first message."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.redis = RedisServer(folder / "redis")
        self.mongo = MongoServer(folder / "mongo")
        self.environment = {"ALO_SECRET": SECRET, "ALO_RATE_SESSIONS": "off", "ALO_MONGO_URL": self.mongo.url}
        self.environment |= {"ALO_REDIS_URL": self.redis.url, "ALO_LOG_FORMAT": "json"}
        self.hub = Hub(self.environment, log=folder / "hub.log", cwd=folder)
        self.archiver = Archiver(self.environment, log=folder / "archiver.log", cwd=folder)

    def start(self, *processes: Process) -> None:
        for process in processes:
            process.start()

    def stop(self) -> None:
        for process in (self.archiver, self.hub, self.mongo, self.redis):
            process.stop()

    def write(self, text: str) -> str:
        body = {"client_id": f"opening-{text}", "form": {**FORM, "message": text}}
        return str(requests.post(f"{self.hub.url}/api/widget/sessions", json=body, timeout=10).json()["token"])

    def read(self, token: str) -> list[str]:
        """What the visitor reads on coming back, wherever it lies."""
        answer = self.ask(token)
        assert answer.status_code == 200, answer.text
        return [item["text"] for item in answer.json()["items"] if item["kind"] == "message"]

    def ask(self, token: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return requests.get(f"{self.hub.url}/api/widget/messages", headers=headers, timeout=10)

    def make(self, target: str, **words: str) -> subprocess.CompletedProcess[str]:
        """`make backup` and its like, as where Docker isn't: on the files of Redis that it is told."""
        environment = service_environment({**self.environment, "ALO_REDIS_DATA": str(self.redis.data), **words})
        environment = {name: value for name, value in environment.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
        given = [f"{name}={value}" for name, value in words.items()]
        command = ["make", "--silent", target, *given]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    def rewrite_log(self) -> None:
        """Replaces the files of Redis while they may be being copied; one rewrite at a time is all that it does."""
        with (
            contextlib.closing(redis.Redis.from_url(self.redis.url)) as client,
            contextlib.suppress(redis.ResponseError),
        ):
            client.bgrewriteaof()

    def archived(self) -> int:
        with self.database() as database:
            return int(database.messages.count_documents({"kind": "message"}))

    @contextlib.contextmanager
    def database(self) -> Iterator[Any]:
        client: MongoClient[dict[str, Any]] = MongoClient(self.mongo.url)
        with client:
            yield client.alo


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path)
    try:
        shop.start(shop.redis, shop.mongo, shop.hub, shop.archiver)
        yield shop
    finally:
        shop.stop()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_what_was_acknowledged_before_a_backup_is_there_after_it_is_put_back(shop: Shop, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    archived = [shop.write(f"đã lưu {number}") for number in range(5)]
    until(lambda: shop.archived() == 5)
    shop.archiver.stop()
    # These are in Redis alone.
    live = [shop.write(f"chưa lưu {number}") for number in range(5)]
    done = shop.make("backup", BACKUPS=str(backups))
    assert done.returncode == 0, done.stderr
    (kept,) = backups.iterdir()
    assert done.stdout.strip() == str(kept)
    assert kept.stat().st_mode & 0o077 == 0
    assert backups.stat().st_mode & 0o077 == 0

    after = shop.write("sau bản sao lưu")
    shop.hub.stop()
    shop.redis.stop()
    done = shop.make("restore", FROM=str(kept))
    assert done.returncode == 0, done.stderr
    shop.start(shop.redis, shop.hub, shop.archiver)
    for number, token in enumerate(archived):
        assert shop.read(token) == [f"đã lưu {number}"]
    for number, token in enumerate(live):
        assert shop.read(token) == [f"chưa lưu {number}"]
    until(lambda: shop.archived() == 10)
    assert shop.ask(after).status_code == 404


def test_a_backup_taken_while_people_write_has_every_conversation_whole(shop: Shop, tmp_path: Path) -> None:
    kept = tmp_path / "kept.tar.gz"
    tokens = [shop.write(f"trước {number}") for number in range(3)]
    with kept.open("wb") as out:
        command = [sys.executable, "-m", "deploy.server.backup", "--redis", str(shop.redis.data)]
        backup = subprocess.Popen(command, cwd=ROOT, env=service_environment(shop.environment), stdout=out)
        count = 0
        while backup.poll() is None:
            shop.write(f"trong khi {count}")
            if count % 10 == 5:
                shop.rewrite_log()
            count += 1
        assert backup.returncode == 0
    assert count > 0
    for process in (shop.hub, shop.archiver, shop.redis):
        process.stop()
    assert shop.make("restore", FROM=str(kept)).returncode == 0
    shop.start(shop.redis, shop.hub, shop.archiver)
    for number, token in enumerate(tokens):
        assert shop.read(token) == [f"trước {number}"]
    with shop.database() as database:
        until(lambda: database.messages.count_documents({"kind": "message"}) >= 3)
        for conversation in database.conversations.find():
            seqs = [m["seq"] for m in database.messages.find({"conversation_id": conversation["_id"]}).sort("seq")]
            assert seqs == list(range(1, conversation["head"] + 1))


def test_a_backup_that_is_cut_short_or_of_something_else_changes_nothing(shop: Shop, tmp_path: Path) -> None:
    token = shop.write("vẫn còn")
    until(lambda: shop.archived() == 1)
    done = shop.make("backup", BACKUPS=str(tmp_path / "backups"))
    whole = Path(done.stdout.strip())
    short = tmp_path / "short.tar.gz"
    short.write_bytes(whole.read_bytes()[:-200])
    other = tmp_path / "other.tar.gz"
    with tarfile.open(other, "w:gz") as tar:
        tar.add(ROOT / "README.md", "../../etc/passwd")
    for process in (shop.hub, shop.archiver, shop.redis):
        process.stop()
    for wrong in (short, other):
        done = shop.make("restore", FROM=str(wrong))
        assert done.returncode != 0
        assert done.stderr.startswith("restore: "), done.stderr
    shop.start(shop.redis, shop.hub)
    assert shop.read(token) == ["vẫn còn"]


def test_a_backup_that_fails_leaves_no_file(shop: Shop, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    done = shop.make("backup", BACKUPS=str(backups), ALO_REDIS_DATA=str(tmp_path / "nowhere"))
    assert done.returncode != 0
    assert "no append-only log" in done.stderr
    assert list(backups.iterdir()) == []
