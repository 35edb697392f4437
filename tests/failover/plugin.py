"""Plays the contract suite on a cluster whose leaders die in the middle of tests: `pytest -p tests.failover.plugin`."""

import asyncio
import contextlib
import random
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from redis.exceptions import RedisError

from tests.contract.housing import GROUND, Ground
from tests.contract.scene import Caller, House, until
from tests.failover import failovers
from tests.failover.cluster import PATIENCE_S, Stores, stores

WAIT = {"ALO_REDIS_WAIT_REPLICAS": "1"}
EACH = 3
LATEST_S = 0.5
"""So long into a test somebody dies at the latest: that is how long most of them take."""

Said = list[tuple[str, int, str]]
Logs = dict[str, list[dict[str, Any]]]


@dataclass
class Strike:
    """What dies in the middle of one test, how that went, and what was lost of what had been acknowledged in it."""

    part: str
    after_s: float
    outcome: str = "went through"
    fell: bool = False
    said: Said = field(default_factory=list)
    before: Logs = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    async def fall(self, there: Stores, house: House) -> None:
        self.fell = True
        await asyncio.sleep(self.after_s)
        await asyncio.to_thread(PARTS[self.part], there, house)


def replace_hub(_: Stores, house: House) -> None:
    house.hubs[0].kill()
    house.hubs[0].start()


PARTS: dict[str, Callable[[Stores, House], None]] = {
    "Redis": lambda there, _: failovers.replace_redis(there),
    "MongoDB": lambda there, _: failovers.replace_mongo(there),
    "a hub": replace_hub,
}
STORES = pytest.StashKey[Stores]()
PLAN = pytest.StashKey[dict[str, Strike]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--failover-seed", type=int, default=0, help="repeats in which tests who dies")


def pytest_configure(config: pytest.Config) -> None:
    running = contextlib.ExitStack()
    config.add_cleanup(running.close)
    folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="alo-contract-")))
    there = config.stash[STORES] = running.enter_context(stores(folder))
    config.stash[GROUND] = Ground(there.redis_url, there.mongo_url, WAIT, hubs=3, archiver=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Chooses the tests in which somebody dies; never the last, which takes the house down with it."""
    chance = random.Random(config.getoption("--failover-seed"))
    talking = [item for item in items[:-1] if "scene" in getattr(item, "fixturenames", ())]
    parts = [*PARTS] * EACH
    chosen = chance.sample(talking, min(len(parts), len(talking)))
    strikes = (Strike(part, chance.uniform(0, LATEST_S)) for part in parts)
    config.stash[PLAN] = {item.nodeid: strike for item, strike in zip(chosen, strikes, strict=False)}


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """What a client would do itself, its test may not: a test that somebody's death has ended is played once more."""
    strike = item.config.stash[PLAN].get(item.nodeid)
    if strike is None:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    if any(report.failed for report in reports):
        strike.outcome = "was played again"
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.fixture(autouse=True)
async def failover(
    request: pytest.FixtureRequest, house: House, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[None]:
    """Each test meets another pair of the hubs; the one after a death begins as soon as they say that they are up."""
    house.hubs.append(house.hubs.pop(0))
    strike = request.config.stash[PLAN].get(request.node.nodeid)
    if strike is None or strike.fell:
        yield
    else:
        strike.said, strike.before = listen(monkeypatch), await read_logs(house)
        falling = asyncio.create_task(strike.fall(request.config.stash[STORES], house))
        yield
        await falling
        await until(partial(is_up, house), PATIENCE_S)
        strike.lost = missing(strike, await read_logs(house))
        await house.tidy(PATIENCE_S)
    assert strike is None or strike.lost == []


def listen(monkeypatch: pytest.MonkeyPatch) -> Said:
    """Every message that is acknowledged from now on: its conversation, seq and client_id."""
    said: Said = []
    do = Caller.do

    async def hear(caller: Any, name: str, **payload: Any) -> Any:
        ack = await do(caller, name, **payload)
        if name == "send":
            said.append((payload.get("session_id") or caller.session_id, ack["seq"], payload["client_id"]))
        return ack

    monkeypatch.setattr(Caller, "do", hear)
    return said


async def is_up(house: House) -> bool:
    """By what the hubs say of themselves, and for the test's own connection for acts."""
    with contextlib.suppress(RedisError, OSError):
        answers = await asyncio.gather(*(asyncio.to_thread(hub.accepts_chats) for hub in house.hubs))
        return all(answers) and house.live.acts.ready.is_set() and bool(await house.redis.ping())
    return False


async def read_logs(house: House) -> Logs:
    """Every event of every conversation since the suite began."""
    every = [key.decode().rpartition(":")[2] async for key in house.redis.scan_iter(house.keys.log("*"), count=1000)]
    return {session_id: await house.events(session_id) for session_id in every}


def missing(strike: Strike, after: Logs) -> list[str]:
    """The conversations that have lost an event of an earlier test, and the messages of this one that are not there."""
    shorter = [name for name, events in strike.before.items() if after.get(name, [])[: len(events)] != events]
    there = {(name, event["seq"], event.get("client_id")) for name, events in after.items() for event in events}
    return shorter + [str(one) for one in strike.said if one not in there]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for test, strike in config.stash[PLAN].items():
        before = sum(len(events) for events in strike.before.values())
        terminalreporter.write_line(
            f"{strike.part} died {strike.after_s:.2f} s into {test}, which {strike.outcome}: of {before} events before "
            f"and {len(strike.said)} messages acknowledged in it {len(strike.lost)} lost"
        )
