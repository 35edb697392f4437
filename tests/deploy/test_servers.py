import contextlib
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymongo
import pytest
import redis

from deploy.local import servers
from deploy.local.process import ProcessError
from deploy.local.servers import MongoServer, RedisServer


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    with RedisServer(tmp_path / "redis") as server:
        yield server


@pytest.fixture(scope="module")
def own_mongo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MongoServer]:
    with MongoServer(tmp_path_factory.mktemp("own") / "mongo") as server:
        yield server


def client_of(server: MongoServer) -> contextlib.closing[pymongo.MongoClient[dict[str, Any]]]:
    return contextlib.closing(pymongo.MongoClient(server.url))


def test_redis_keeps_what_it_acknowledged_through_kill_9(own_redis: RedisServer) -> None:
    with redis.Redis.from_url(own_redis.url) as client:
        client.set("word", "chào")
        own_redis.kill()
        own_redis.start()
        assert client.get("word") == "chào".encode()


def test_redis_writes_each_command_to_disk_and_evicts_nothing(own_redis: RedisServer) -> None:
    with redis.Redis.from_url(own_redis.url) as client:
        wanted = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction", "save": ""}
        assert {name: client.config_get(name)[name] for name in wanted} == wanted
        assert client.config_get("bind")["bind"] == "127.0.0.1"


def test_a_server_says_which_port_is_taken(own_redis: RedisServer, tmp_path: Path) -> None:
    second = RedisServer(tmp_path / "second", port=own_redis.port)
    with pytest.raises(ProcessError, match=f"port {own_redis.port}, which Redis needs, is taken"):
        second.start()
    assert not second.running


def test_mongodb_is_a_primary_with_transactions_when_it_is_ready(own_mongo: MongoServer) -> None:
    with client_of(own_mongo) as client, client.start_session() as session, session.start_transaction():
        client.test.words.insert_one({"_id": "transaction"}, session=session)


def test_mongodb_keeps_what_it_acknowledged_through_kill_9(own_mongo: MongoServer) -> None:
    with client_of(own_mongo) as client:
        words = client.test.get_collection("words", write_concern=pymongo.WriteConcern("majority", j=True))
        words.insert_one({"_id": "killed"})
        own_mongo.kill()
        own_mongo.start()
        assert words.find_one({"_id": "killed"}) is not None


def test_mongodb_finds_its_data_under_another_port(own_mongo: MongoServer) -> None:
    with client_of(own_mongo) as client:
        client.test.words.insert_one({"_id": "moved"})
    own_mongo.stop()
    with MongoServer(own_mongo.data) as moved, client_of(moved) as client:
        assert moved.port != own_mongo.port
        assert client.test.words.find_one({"_id": "moved"}) is not None
        client.test.words.insert_one({"_id": "written there"})
    own_mongo.start()


def test_a_machine_without_mongod_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(servers, "packaged", lambda *_: iter(()))
    with pytest.raises(ProcessError, match="install MongoDB 6 or newer, or set ALO_MONGO_URL"):
        servers.mongo_program()


def test_a_mongod_that_is_too_old_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "mongod"
    program.write_text("#!/bin/sh\necho db version v4.4.1\n")
    program.chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert servers.version_of(str(program)) == 4
    assert servers.mongo_program() != str(program)
