"""No hole between what a device reads and what it is sent, whatever happens in between."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
import pytest
from engineio.packet import Packet

from config.tasks import end
from hub.delivery import AGENT, VISITOR, Delivery, Resumed, Watch
from hub.frames import read_event, read_frame
from hub.live.eventlog import Entry
from hub.live.sessions import Writer
from hub.server import Connection
from hub.tail import Tail
from tests.hub.conftest import Floor, until

WRITER = Writer.of("visitor", "visitor", "Khách")


@dataclass(eq=False)
class Recorder(Connection):
    """Keeps what would go down the socket."""

    pushed: list[tuple[str, Any]] = field(default_factory=list)
    was_cut: bool = False

    def push(self, packet: Packet) -> None:
        self.pushed.append(read_event(read_frame(packet.data).body))

    def cut(self) -> None:
        self.was_cut = True

    @property
    def seqs(self) -> list[int]:
        return [payload["seq"] for name, payload in self.pushed if name == "event"]


def record(namespace: str = AGENT) -> Recorder:
    return Recorder(cast(Any, None), "sid", namespace, "vi")


def seqs_of(resumed: Resumed) -> list[int]:
    return [orjson.loads(event)["seq"] for event in resumed.events]


@pytest.fixture
async def delivery(floor: Floor) -> AsyncIterator[Delivery]:
    """With a tail that hands on what the firehose says."""
    delivery = Delivery(floor.live.log)
    tail = Tail(
        floor.live.redis,
        floor.live.keys,
        lambda session_id, _kind, entry: delivery.deliver(session_id, entry),
        lambda _kind, _session_id, _data: None,
        delivery.resync,
        stay,
    )
    serving = asyncio.create_task(tail.serve())
    await asyncio.wait_for(tail.ready.wait(), 10)
    yield delivery
    await end([serving])


async def stay() -> bool:
    """It is always the same run."""
    return False


async def say(floor: Floor, session_id: str, first: int, last: int) -> None:
    for n in range(first, last + 1):
        await floor.live.sessions.send(session_id, WRITER, f"c{n}", f"tin {n}")


async def head_of(floor: Floor, session_id: str) -> int:
    return int(await floor.live.redis.hget(floor.live.keys.session(session_id), "head"))


async def resume(floor: Floor, delivery: Delivery, watch: Watch, after: int | None) -> Resumed:
    return await delivery.resume(watch, after, await head_of(floor, watch.session_id))


async def read_event_at(floor: Floor, session_id: str, seq: int) -> Entry:
    return (await floor.live.log.after(session_id, seq - 1, seq, 1))[0]


async def test_nothing_is_missing_between_resume_and_live_while_others_write(floor: Floor, delivery: Delivery) -> None:
    floor.live.sessions.settings = floor.live.settings.model_copy(update={"rate_messages": None})
    session_id = await floor.open(text=None)
    writing = asyncio.create_task(say(floor, session_id, 2, 200))
    devices: list[tuple[Recorder, list[int]]] = []
    for _ in range(10):
        connection = record()
        watch = delivery.watch(connection, session_id)
        resumed = await resume(floor, delivery, watch, 0)
        devices.append((connection, seqs_of(resumed)))
        await asyncio.sleep(0.005)
    await writing
    for connection, first in devices:
        await until(lambda c=connection: c.seqs[-1:] == [200])
        assert first + connection.seqs == list(range(1, 201))
        assert not connection.was_cut


async def test_a_gap_in_the_tail_is_filled_from_the_log_in_order(floor: Floor) -> None:
    delivery, connection = Delivery(floor.live.log), record()
    session_id = await floor.open(text=None)
    await resume(floor, delivery, delivery.watch(connection, session_id), 0)
    await say(floor, session_id, 2, 6)
    for seq in (2, 6, 5):
        delivery.deliver(session_id, await read_event_at(floor, session_id, seq))
    await until(lambda: connection.seqs[-1:] == [6])
    assert connection.seqs == [2, 3, 4, 5, 6]


async def test_what_a_device_has_is_not_sent_again(floor: Floor) -> None:
    delivery, connection = Delivery(floor.live.log), record()
    session_id = await floor.open(text=None)
    await say(floor, session_id, 2, 4)
    resumed = await resume(floor, delivery, delivery.watch(connection, session_id), 0)
    assert seqs_of(resumed) == [1, 2, 3, 4]
    for seq in (3, 4):
        delivery.deliver(session_id, await read_event_at(floor, session_id, seq))
    assert connection.seqs == []


async def test_a_gap_that_nobody_can_fill_cuts_the_socket(floor: Floor) -> None:
    delivery, connection = Delivery(floor.live.log), record()
    session_id = await floor.open(text=None)
    await resume(floor, delivery, delivery.watch(connection, session_id), 0)
    await say(floor, session_id, 2, 3)
    last = await read_event_at(floor, session_id, 3)
    await floor.live.redis.xdel(floor.live.keys.log(session_id), "2-0")
    delivery.deliver(session_id, last)
    await until(lambda: connection.was_cut)


async def test_a_fresh_device_gets_the_newest_and_one_from_the_future_starts_again(floor: Floor) -> None:
    floor.live.sessions.settings = floor.live.settings.model_copy(update={"rate_messages": None})
    delivery, session_id = Delivery(floor.live.log), await floor.open(text=None)
    await say(floor, session_id, 2, 80)
    fresh = await resume(floor, delivery, delivery.watch(record(), session_id), None)
    assert (seqs_of(fresh), fresh.head, fresh.reset) == (list(range(31, 81)), 80, False)
    ahead = await resume(floor, delivery, delivery.watch(record(), session_id), 81)
    assert (seqs_of(ahead), ahead.reset) == (list(range(31, 81)), True)


async def test_two_resumes_of_one_socket_at_once_leave_it_live(floor: Floor, delivery: Delivery) -> None:
    session_id, connection = await floor.open(text=None), record()
    watch = delivery.watch(connection, session_id)
    for _ in range(3):
        head = await head_of(floor, session_id)
        await asyncio.gather(
            delivery.resume(watch, 0, head), say(floor, session_id, head + 1, head + 1), delivery.resume(watch, 0, head)
        )
    await until(lambda: watch.live)
    last = await head_of(floor, session_id) + 1
    await say(floor, session_id, last, last)
    await until(lambda: last in connection.seqs)


async def test_after_a_long_sleep_every_watch_is_compared_with_its_head(floor: Floor) -> None:
    delivery, behind, ahead = Delivery(floor.live.log), record(), record()
    session_id = await floor.open(text=None)
    for connection in (behind, ahead):
        await resume(floor, delivery, delivery.watch(connection, session_id), 0)
    (watch,) = (watch for watch in delivery.watches[session_id] if watch.connection is ahead)
    watch.next = 10
    await say(floor, session_id, 2, 3)
    await delivery.resync()
    await until(lambda: behind.seqs == [2, 3])
    assert (behind.was_cut, ahead.was_cut) == (False, True)


async def test_whoever_has_what_an_older_redis_has_lost_begins_anew(floor: Floor, delivery: Delivery) -> None:
    """The lost seqs are given out again at once, so the head alone would not show it."""
    session_id, fooled, innocent = await floor.open(text=None), record(), record()
    await say(floor, session_id, 2, 3)
    await resume(floor, delivery, delivery.watch(fooled, session_id), 0)
    innocent_watch = delivery.watch(innocent, session_id)
    await resume(floor, delivery, innocent_watch, 0)
    await until(lambda: delivery.seen.get(session_id) == 3)
    innocent_watch.next = 3
    # This run of Redis began with the first two events; then others wrote.
    await floor.live.redis.hset(floor.live.keys.heads, session_id, 2)
    await delivery.begin_run()
    await say(floor, session_id, 4, 6)
    assert (fooled.was_cut, innocent.was_cut) == (True, False)
    back = await resume(floor, delivery, delivery.watch(record(), session_id), 3)
    assert (back.reset, seqs_of(back)) == (True, [1, 2, 3, 4, 5, 6])
    told = await resume(floor, delivery, delivery.watch(record(), session_id), 2)
    assert (told.reset, seqs_of(told)) == (False, [3, 4, 5, 6])


async def test_a_visitor_is_sent_the_visitors_view_and_an_agent_all(floor: Floor, delivery: Delivery) -> None:
    session_id, visitor, agent = await floor.open(text=None), record(VISITOR), record(AGENT)
    for connection in (visitor, agent):
        await resume(floor, delivery, delivery.watch(connection, session_id), 1)
    await floor.live.sessions.send(session_id, floor.agent("Lan"), "n", "ghi chú", 0, "note")
    await until(lambda: visitor.pushed and agent.pushed)
    assert visitor.pushed == [("event", {"session_id": session_id, "seq": 2, "kind": "hidden"})]
    assert agent.pushed[0][1]["text"] == "ghi chú"


async def test_a_tail_that_starts_late_has_sockets_look_up_what_it_did_not_see(floor: Floor) -> None:
    delivery, connection = Delivery(floor.live.log), record()
    session_id = await floor.open(text=None)
    await resume(floor, delivery, delivery.watch(connection, session_id), 0)
    await say(floor, session_id, 2, 3)
    tail = Tail(floor.live.redis, floor.live.keys, lambda *_: None, lambda *_: None, delivery.resync, stay)
    serving = asyncio.create_task(tail.serve())
    await until(lambda: connection.seqs == [2, 3])
    await end([serving])
