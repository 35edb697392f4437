import time

import pytest
from redis.asyncio import Redis

from archiver.acts import LeaseLostError
from archiver.drain import Drain
from archiver.lease import Lease
from archiver.trim import forget_closed, trim_firehose
from config.keys import HUB_FRESH_MS, Keys
from tests.archiver.conversation import Chat, drain_all, drain_trials


async def list_left(redis: Redis, keys: Keys) -> list[int]:
    return [int(fields[b"n"]) for _, fields in await redis.xrange(keys.firehose)]


def now_ms() -> int:
    return int(time.time() * 1000)


async def test_what_is_archived_is_trimmed_and_the_cut_recorded(
    drain: Drain, chat: Chat, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"), chat.make_said("hai"))
    await drain_all(drain)
    last = (await redis.xrevrange(keys.firehose, count=1))[0][0]
    assert await trim_firehose(redis, keys, drain.lease) == 2
    assert await list_left(redis, keys) == [3]
    assert await redis.get(keys.trimmed) == last
    assert await trim_firehose(redis, keys, drain.lease) == 0


async def test_nothing_pending_or_unread_is_trimmed(drain: Drain, chat: Chat, redis: Redis, keys: Keys) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"))
    await drain_all(drain)
    await chat.add(chat.make_said("hai"), chat.make_said("ba"))
    await drain.read(b">", 1)
    await trim_firehose(redis, keys, drain.lease)
    assert await list_left(redis, keys) == [3, 4]


async def test_another_group_keeps_what_it_has_not_read(drain: Drain, chat: Chat, redis: Redis, keys: Keys) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"), chat.make_said("hai"))
    await redis.xgroup_create(keys.firehose, "webhooks", id="0")
    await drain_all(drain)
    await trim_firehose(redis, keys, drain.lease)
    assert await list_left(redis, keys) == [1, 2, 3]


@pytest.mark.parametrize(("age_ms", "left"), [(0, [2, 3]), (HUB_FRESH_MS + 5_000, [3])])
async def test_a_living_tail_is_waited_for_and_a_dead_one_is_not(
    age_ms: int, left: list[int], drain: Drain, chat: Chat, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened())
    passed = await chat.stream(chat.make_said("một"))
    await chat.add(chat.make_said("hai"))
    await drain_all(drain)
    await redis.hset(keys.tails, "hub-1", f"{now_ms() - age_ms}:{passed.decode()}")
    await trim_firehose(redis, keys, drain.lease)
    assert await list_left(redis, keys) == left


async def test_a_tail_that_cannot_be_understood_holds_everything_back(
    drain: Drain, chat: Chat, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"))
    await drain_all(drain)
    await redis.hset(keys.tails, "hub-1", "soon")
    await trim_firehose(redis, keys, drain.lease)
    assert await list_left(redis, keys) == [1, 2]


async def test_without_any_group_nothing_is_trimmed(chat: Chat, redis: Redis, keys: Keys) -> None:
    lease = Lease(redis, keys)
    assert await lease.take()
    assert await trim_firehose(redis, keys, lease) == 0
    await chat.add(chat.make_opened(), chat.make_said("một"))
    assert await trim_firehose(redis, keys, lease) == 0
    assert await list_left(redis, keys) == [1, 2]


async def test_who_does_not_lead_trims_nothing(drain: Drain, chat: Chat, redis: Redis, keys: Keys) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"), chat.make_closed())
    await drain_all(drain)
    with pytest.raises(LeaseLostError):
        await trim_firehose(redis, keys, Lease(redis, keys))
    with pytest.raises(LeaseLostError):
        await forget_closed(redis, keys, Lease(redis, keys), keep_ms=-10_000)
    assert await list_left(redis, keys) == [1, 2, 3]
    assert await redis.exists(keys.log(chat.id)) == 1


async def test_a_closed_conversation_leaves_redis_once_it_is_archived(
    drain: Drain, chat: Chat, redis: Redis, keys: Keys
) -> None:
    await redis.hset(keys.sent(chat.id), "visitor:v:1", "1:1")
    await chat.add(chat.make_opened(), chat.make_closed())
    assert await forget_closed(redis, keys, drain.lease, keep_ms=-60_000) == 0
    await drain_all(drain)
    assert await forget_closed(redis, keys, drain.lease) == 0, "an hour has not passed"
    assert await forget_closed(redis, keys, drain.lease, keep_ms=-60_000) == 1
    assert await redis.exists(keys.session(chat.id), keys.log(chat.id), keys.sent(chat.id)) == 0
    assert await redis.zcard(keys.closed) == 0


async def test_a_conversation_that_was_opened_again_stays(drain: Drain, chat: Chat, redis: Redis, keys: Keys) -> None:
    await chat.add(chat.make_opened(), chat.make_closed())
    await drain_all(drain)
    await redis.hset(keys.session(chat.id), "status", "active")
    assert await forget_closed(redis, keys, drain.lease, keep_ms=-60_000) == 0
    assert await redis.exists(keys.session(chat.id), keys.log(chat.id)) == 2


async def test_a_dead_letter_keeps_the_log_of_its_conversation_and_no_other(
    drain: Drain, chat: Chat, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened())
    await chat.stream(chat.make_said("một"), b"{")
    await chat.add(chat.make_closed())
    others = [chat.another() for _ in range(3)]
    for other in others:
        await other.add(other.make_opened(), other.make_closed())
    await drain_trials(drain)
    assert await forget_closed(redis, keys, drain.lease, keep_ms=-60_000) == 3
    assert await redis.zrange(keys.closed, 0, -1) == [chat.id.encode()]
    assert await redis.xlen(keys.log(chat.id)) == 2
