"""The tail beside a real Redis: one entry at once, a rush in few reads, each entry once and in order."""

import asyncio
import time
from typing import Any

import pytest
from redis.asyncio import Redis

from config.keys import Keys
from config.tasks import end
from hub.live.eventlog import Entry
from hub.tail import REST_S, Tail

EVENT = b'{"seq":%d}'


class Heard:
    """A tail and what it has handed on."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self.redis, self.keys = redis, keys
        self.seqs: list[int] = []
        self.reads = 0
        self.tail = Tail(redis, keys, self.on_event, lambda *_: None, self.on_slept, self.on_back)

    def on_event(self, _session: str, _kind: str, entry: Entry) -> None:
        self.seqs.append(entry.seq)

    async def on_slept(self) -> None: ...

    async def on_back(self) -> bool:
        return False

    async def write(self, seq: int) -> None:
        await self.redis.xadd(self.keys.firehose, {"s": "one", "n": seq, "k": "message", "e": EVENT % seq})

    async def hears(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.seqs) < count:
                await asyncio.sleep(0.001)


@pytest.fixture
async def heard(redis: Redis, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> Any:
    heard = Heard(redis, keys)
    ask = Tail._ask

    async def counted(tail: Tail, command: tuple[Any, ...]) -> Any:
        heard.reads += 1
        return await ask(tail, command)

    monkeypatch.setattr(Tail, "_ask", counted)
    serving = asyncio.create_task(heard.tail.serve())
    await heard.tail.ready.wait()
    yield heard
    await end([serving])


async def test_a_rush_comes_in_few_reads_and_in_order(heard: Heard) -> None:
    began, before = time.monotonic(), heard.reads
    for seq in range(1, 301):
        await heard.write(seq)
    await heard.hears(300)
    took = time.monotonic() - began
    assert heard.seqs == list(range(1, 301))
    assert heard.reads - before <= took / REST_S + 2


async def test_what_comes_alone_does_not_wait(heard: Heard) -> None:
    quickest = 1.0
    for seq in range(1, 21):
        await asyncio.sleep(2 * REST_S)
        began = time.monotonic()
        await heard.write(seq)
        await heard.hears(seq)
        quickest = min(quickest, time.monotonic() - began)
    assert quickest < REST_S
