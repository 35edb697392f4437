import ast
import pickle
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from config.clients import Database
from config.ids import new_id
from config.jobs import REPLAY, open_queue
from tests.contract.scene import House, Scene, until

LOADER = re.compile(r"\b(pickle|marshal|shelve|dill|jsonpickle)\b|\byaml\.load\(|(?<![\w.])(eval|exec)\(")


class Bomb:
    """Whoever loads it has run a command."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return subprocess.call, (["touch", str(self.mark)],)


def has_gone_off(mark: Path) -> bool:
    return mark.exists()


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """The bomb is real: here it goes off where it does no harm."""
    probe = tmp_path / "probe"
    pickle.loads(pickle.dumps(Bomb(probe)))  # noqa: S301
    assert probe.exists()
    return tmp_path / "mark"


async def test_a_pickle_on_the_queue_is_never_loaded_and_jobs_after_it_are_done(house: House, mark: Path) -> None:
    redis, bomb = house.redis, pickle.dumps(Bomb(mark))
    await redis.set("arq:job:bomb", bomb)
    await redis.zadd(house.keys.queue, {"bomb": 1})
    job = await open_queue(redis, house.keys).enqueue_job(REPLAY, "1-1", _job_id="security:after")
    assert job is not None
    assert (await job.result(timeout=30))["ok"] is False

    async def is_taken_off() -> bool:
        return await redis.zscore(house.keys.queue, "bomb") is None

    await until(is_taken_off, 30)
    assert not has_gone_off(mark)
    await redis.delete("arq:job:bomb", "arq:result:bomb", "arq:result:security:after")


async def test_a_pickle_in_a_stream_is_never_loaded_and_stops_neither_hub_nor_archiver(
    scene: Scene, database: Database, mark: Path
) -> None:
    house, bomb = scene.house, pickle.dumps(Bomb(mark))
    guest, agent, _ = await scene.conversation("hoa")
    for fields in (
        {"t": "typing", "s": guest.session_id, "d": bomb},
        {"t": "account", "s": "", "d": bomb},
        {"t": bomb, "s": bomb, "d": bomb},
        {"t": "typing", "s": guest.session_id, "d": b"[]"},
        {"t": "account", "s": "", "d": b"7"},
        {"t": "seen", "s": "\udcff".encode("utf-8", "surrogatepass"), "d": b""},
        {bomb: bomb},
    ):
        await house.redis.xadd(house.keys.signals, fields)
    for fields in ({"s": new_id(), "n": 99, "k": "message", "e": bomb}, {"n": bomb}, {bomb: bomb}):
        await house.redis.xadd(house.keys.firehose, fields)
    seq = (await guest.say("sau quả bom"))["seq"]
    await agent.expect("event", seq=seq, text="sau quả bom")

    async def is_archived() -> bool:
        return await database.messages.count_documents({"_id": f"{guest.session_id}/{seq}"}) == 1

    await until(is_archived, 30)
    assert not has_gone_off(mark)
    await house.redis.delete(house.keys.dead, house.keys.gaps)


async def test_a_pickle_where_a_copy_lies_is_never_loaded(house: House, mark: Path) -> None:
    """Accounts, form and settings in Redis: whoever could write there gets no code to run."""
    bomb, agent_id = pickle.dumps(Bomb(mark)), house.accounts["tuan"].id
    kept = await house.redis.hget(house.keys.agents, agent_id)
    await house.redis.hset(house.keys.agents, agent_id, bomb)
    headers = {"Authorization": f"Bearer {house.tokens['tuan']}"}
    async with house.http.get(f"{house.hubs[0].url}/api/auth/me", headers=headers) as answer:
        assert answer.status == 401
    await house.redis.hset(house.keys.agents, agent_id, kept)
    assert orjson.loads(kept)["name"] == "Phạm Anh Tuấn"
    assert not has_gone_off(mark)


def without_texts(source: Path) -> Iterator[ast.stmt]:
    """The statements of a module, its descriptions left out: these may say the word."""
    for node in ast.parse(source.read_text()).body:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant):
                inner.value.value = None
        yield node


def test_our_own_code_has_no_door_for_foreign_objects() -> None:
    root = Path(__file__).parents[2]
    for package in ("config", "hub", "archiver", "web"):
        for source in (root / package).rglob("*.py"):
            code = "".join(ast.unparse(node) for node in without_texts(source))
            assert not LOADER.search(code), source
