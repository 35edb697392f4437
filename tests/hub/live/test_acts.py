"""The ordered connection: order, batches, neighbours, and what callers hear when Redis goes away."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from config.clients import connect_mongo, connect_redis
from config.errors import ChatError
from config.ids import new_id
from config.settings import Settings
from deploy.local.servers import RedisServer
from hub.live.acts import BATCH_MAX, BATCH_TIMEOUT_S, TOGETHER_MAX
from hub.live.live import Live
from hub.live.sessions import Writer
from tests.hub.conftest import Floor, hire, running
from web.history import MongoHistory

VISITOR = Writer.of("visitor", "v", "Khách")
HEARD_WITHIN_S = 3.0


async def test_the_acts_of_a_turn_keep_their_order_over_several_batches(floor: Floor) -> None:
    session_id = await floor.open(text=None)
    count = 2 * BATCH_MAX + 7
    live = floor.live.sessions
    answers = await asyncio.gather(
        *(live.send(session_id, floor.agent("Lan"), f"c{n}", f"{n}", 0, "note") for n in range(count))
    )
    assert [seq for seq, _ in answers] == list(range(2, count + 2))


async def test_acts_given_in_after_a_batch_has_left_come_behind_it(floor: Floor) -> None:
    session_id = await floor.open(text=None)
    sends = []
    for n in range(12):
        sends.append(asyncio.create_task(floor.live.sessions.send(session_id, VISITOR, f"c{n}", f"tin {n}")))
        await asyncio.sleep(0)
    assert [seq for seq, _ in await asyncio.gather(*sends)] == list(range(2, 14))


async def test_an_act_that_fails_in_redis_harms_none_of_its_neighbours(floor: Floor) -> None:
    session_id, broken = await floor.open(text=None), new_id()
    await floor.live.redis.set(floor.live.keys.session(broken), "no hash")
    results = await asyncio.gather(
        floor.live.sessions.send(session_id, VISITOR, "before", "trước"),
        floor.live.sessions.send(broken, VISITOR, "wrong", "sai"),
        floor.live.sessions.send(session_id, VISITOR, "after", "sau"),
        return_exceptions=True,
    )
    assert [result[0] for result in results if isinstance(result, tuple)] == [2, 3]
    assert isinstance(results[1], ChatError)
    assert results[1].code == "busy"
    assert floor.live.acts.ready.is_set()


async def test_what_is_sent_in_one_turn_takes_few_runs_and_each_has_its_own_answer(floor: Floor) -> None:
    """As many in one as others can wait for."""
    live, lan = floor.live, floor.agent("Lan")
    first, second, closed, gone = [await floor.open(text=None) for _ in range(3)] + [new_id()]
    await live.sessions.close(closed, "visitor", author=VISITOR.author)
    before = await count_runs(live)
    sends = [
        *(live.sessions.send(first, lan, f"c{n}", f"tin {n}", 0, "note") for n in range(TOGETHER_MAX - 1)),
        live.sessions.send(first, lan, "c0", "tin 0, lần nữa", 0, "note"),
        live.sessions.send(second, VISITOR, "c", "chào shop"),
        live.sessions.send(second, lan, "late", "không giữ khách này", 1),
        live.sessions.send(closed, VISITOR, "c", "còn đó không?"),
    ]
    answers = await asyncio.gather(*sends, return_exceptions=True)
    assert await count_runs(live) - before == 2
    assert [answer[0] for answer in answers if isinstance(answer, tuple)] == [*range(2, TOGETHER_MAX + 1), 2, 2]
    assert [answer.code for answer in answers if isinstance(answer, ChatError)] == ["lock_lost", "session_closed"]
    with pytest.raises(ChatError, match="not_found"):
        await live.sessions.send(gone, VISITOR, "c", "ai đó?")


async def count_runs(live: Live) -> int:
    return int((await live.redis.info("commandstats")).get("cmdstat_evalsha", {}).get("calls", 0))


async def test_a_word_that_cannot_be_written_refuses_its_own_act_alone(floor: Floor) -> None:
    session_id = await floor.open(text=None)
    keys = [floor.live.keys.agents, floor.live.keys.signals]
    wrong = floor.live.acts.run("agent_status", keys, ["\ud800", "away", 1])
    right = floor.live.sessions.send(session_id, VISITOR, "right", "đúng")
    unwritable = Writer("visitor", "\ud800", VISITOR.author)
    neighbour = floor.live.sessions.send(session_id, unwritable, "wrong", "sai")
    results = await asyncio.gather(wrong, right, neighbour, return_exceptions=True)
    assert [result.code for result in results if isinstance(result, ChatError)] == ["invalid", "invalid"]
    assert not isinstance(results[1], BaseException)


async def test_a_batch_of_which_nothing_can_be_sent_holds_up_nobody(floor: Floor) -> None:
    session_id = await floor.open(text=None)
    keys = [floor.live.keys.agents, floor.live.keys.signals]
    with pytest.raises(ChatError, match="invalid"):
        await floor.live.acts.run("agent_status", keys, ["\ud800", "away", 1])
    async with asyncio.timeout(BATCH_TIMEOUT_S / 2):
        assert (await floor.live.sessions.send(session_id, VISITOR, "next", "tiếp"))[0] == 2


async def test_a_caller_that_goes_away_takes_nothing_from_the_others(floor: Floor) -> None:
    session_id = await floor.open(text=None)
    gone = asyncio.create_task(floor.live.sessions.send(session_id, VISITOR, "gone", "đi"))
    stays = asyncio.create_task(floor.live.sessions.send(session_id, VISITOR, "stays", "ở"))
    await asyncio.sleep(0)
    gone.cancel()
    assert (await stays)[0] in (2, 3)
    assert await floor.live.sessions.send(session_id, VISITOR, "next", "tiếp")


async def test_scripts_that_redis_has_forgotten_are_loaded_again(floor: Floor) -> None:
    session_id = await floor.open(text=None)
    await floor.live.redis.script_flush()
    with pytest.raises(ChatError, match="busy"):
        await floor.live.sessions.send(session_id, VISITOR, "c", "một")
    await asyncio.wait_for(floor.live.acts.ready.wait(), 5)
    assert (await floor.live.sessions.send(session_id, VISITOR, "c", "một"))[0] == 2


@pytest.fixture
def own_redis(run_folder: Path) -> Iterator[RedisServer]:
    server = RedisServer(run_folder / f"redis-{new_id()}")
    with server:
        yield server
        server.kill()


@pytest.fixture
async def own_floor(settings: Settings, own_redis: RedisServer) -> AsyncIterator[Floor]:
    own = settings.model_copy(update={"redis_url": own_redis.url})
    client, database = connect_redis(own), connect_mongo(own)
    async with running(Live(own, client, MongoHistory(database))) as live:
        yield Floor(live, await hire(live, "Lan", "Minh"))
    await client.aclose()
    database.client.close()


async def test_a_killed_redis_answers_busy_soon_and_the_connection_heals_alone(
    own_redis: RedisServer, own_floor: Floor
) -> None:
    session_id = await own_floor.open(text=None)
    seq, ts = await own_floor.live.sessions.send(session_id, VISITOR, "kept", "còn")
    own_redis.kill()
    began = time.monotonic()
    sends = [own_floor.live.sessions.send(session_id, VISITOR, f"c{n}", "mất") for n in range(50)]
    results = await asyncio.gather(*sends, return_exceptions=True)
    assert time.monotonic() - began < HEARD_WITHIN_S
    assert {result.code for result in results if isinstance(result, ChatError)} == {"busy"}
    assert len(results) == 50
    own_redis.start()
    own_redis.wait_ready()
    await asyncio.wait_for(own_floor.live.acts.ready.wait(), 20)
    assert await own_floor.live.sessions.send(session_id, VISITOR, "kept", "còn") == (seq, ts)
    assert (await own_floor.live.sessions.send(session_id, VISITOR, "c0", "mất"))[0] == seq + 1
    assert not own_floor.live.locks.may_expire


async def test_a_frozen_redis_answers_busy_within_three_seconds(own_redis: RedisServer, own_floor: Floor) -> None:
    session_id = await own_floor.open(text=None)
    own_redis.pause()
    try:
        began = time.monotonic()
        first = asyncio.create_task(own_floor.live.sessions.send(session_id, VISITOR, "c", "một"))
        await asyncio.sleep(0.5)
        behind = asyncio.create_task(own_floor.live.sessions.send(session_id, VISITOR, "d", "hai"))
        results = await asyncio.gather(first, behind, return_exceptions=True)
        assert time.monotonic() - began < HEARD_WITHIN_S
        assert [result.code for result in results if isinstance(result, ChatError)] == ["busy", "busy"]
    finally:
        own_redis.resume()
    await asyncio.wait_for(own_floor.live.acts.ready.wait(), 20)
    answers = [await own_floor.live.sessions.send(session_id, VISITOR, name, name) for name in ("c", "d")]
    assert sorted(seq for seq, _ in answers) == [2, 3]


@pytest.fixture
def replica(run_folder: Path) -> Iterator[RedisServer]:
    server = RedisServer(run_folder / f"redis-{new_id()}")
    with server:
        yield server
        server.kill()


async def follow(replica: Redis, primary: Redis, port: int) -> None:
    await replica.replicaof("127.0.0.1", port)
    async with asyncio.timeout(20):
        while (await primary.info("replication")).get("slave0", {}).get("state") != "online":
            await asyncio.sleep(0.05)


async def test_with_wait_an_act_is_acknowledged_only_once_a_replica_has_it(
    own_redis: RedisServer, replica: RedisServer, settings: Settings
) -> None:
    own = settings.model_copy(update={"redis_url": own_redis.url, "redis_wait_replicas": 1})
    client, database = connect_redis(own), connect_mongo(own)
    copy = connect_redis(settings.model_copy(update={"redis_url": replica.url}))
    await follow(copy, client, own_redis.port)
    async with running(Live(own, client, MongoHistory(database))) as live:
        floor = Floor(live, await hire(live, "Lan"))
        session_id = await floor.open(text=None)
        seq, ts = await live.sessions.send(session_id, VISITOR, "both", "có ở cả hai")
        assert await copy.hget(live.keys.session(session_id), "head") == str(seq).encode()

        await copy.replicaof("NO", "ONE")
        with pytest.raises(ChatError, match="busy"):
            await live.sessions.send(session_id, VISITOR, "one", "chỉ có ở một")
        await follow(copy, client, own_redis.port)
        await asyncio.wait_for(live.acts.ready.wait(), 20)
        # It was written, if not acknowledged: sent again under its client_id it is the same one.
        assert (await live.sessions.send(session_id, VISITOR, "one", "chỉ có ở một"))[0] == seq + 1
        assert await live.sessions.send(session_id, VISITOR, "both", "có ở cả hai") == (seq, ts)
    await asyncio.gather(client.aclose(), copy.aclose())
    database.client.close()
