"""The Redis and the MongoDB that everybody is measured on, and the months of history that lie there."""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import redis
from pymongo import MongoClient

from bench.history import build
from bench.processor import REDIS_ALLOCATOR
from config.clients import connect_mongo
from config.settings import Settings
from deploy.local.servers import MongoServer, RedisServer


class Grounds:
    """Redis and MongoDB that all rivals use in turn, each finding them empty but for what `history` holds."""

    history = "history"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.redis = RedisServer(folder / "redis", maxmemory="4gb", preload=REDIS_ALLOCATOR)
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
