from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from archiver.acts import LeaseLostError
from archiver.drain import BATCH_BYTES_MAX, BITE, Drain, pace
from archiver.entries import Entry, to_ms
from archiver.fold import fold
from archiver.lease import Lease
from archiver.status import Status
from archiver.store import CONTRADICTION, Store
from config.clients import Database, Document
from config.events import Event
from config.keys import GROUP, Keys
from tests.archiver.conversation import AGENT, Chat, drain_all, drain_trials


async def read_messages(database: Database, chat: Chat) -> list[Document]:
    return [d async for d in database.messages.find({"conversation_id": chat.id}).sort("seq")]


async def count_pending(redis: Redis, keys: Keys) -> int:
    return int((await redis.xpending(keys.firehose, GROUP))["pending"])


async def test_a_conversation_lies_complete_in_the_archive(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    await chat.add(
        chat.make_opened(),
        chat.make_said("Chào shop 👋\ncòn hàng không ạ?"),
        chat.make_claimed(),
        chat.make_answered("Dạ còn ạ"),
        chat.make_closed(),
    )
    await drain_all(drain)
    messages = await read_messages(database, chat)
    assert [m["_id"] for m in messages] == [f"{chat.id}/{seq}" for seq in range(1, 6)]
    for message, event in zip(messages, chat.events, strict=True):
        assert to_ms(message["ts"]) == event["ts"]
        for field in ("seq", "kind", "author", "client_id", "text", "data"):
            assert message[field] == event[field]
    conversation = await database.conversations.find_one({"_id": chat.id})
    assert conversation is not None
    assert (conversation["status"], conversation["applied"], conversation["agents"]) == ("closed", 5, ["agent-1"])
    assert await chat.archived() == 5
    assert await count_pending(redis, keys) == 0


async def test_any_number_of_batches_leaves_the_document_that_the_events_fold_to(
    drain: Drain, chat: Chat, database: Database
) -> None:
    await chat.add(chat.make_opened())
    await drain_all(drain)
    chat.make_said("Chào shop")
    chat.make_claimed()
    chat.make("note", AGENT, text="khách quen")
    chat.make_answered("Chào chị")
    chat.make_closed()
    for event in chat.events[1:]:
        await chat.add(event)
        await drain_all(drain)
    conversation = await database.conversations.find_one({"_id": chat.id})
    assert conversation is not None
    assert conversation.pop("revision") == 6
    assert conversation == fold(None, chat.events)


async def test_what_is_delivered_twice_is_archived_once(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"), chat.make_claimed(), chat.make_answered("hai"))
    await drain_all(drain)
    before = await database.conversations.find_one({"_id": chat.id})
    await redis.xgroup_setid(keys.firehose, GROUP, "0")
    await drain_all(drain)
    assert len(await read_messages(database, chat)) == 4
    assert await database.conversations.find_one({"_id": chat.id}) == before
    assert await redis.xlen(keys.dead) == 0
    assert await count_pending(redis, keys) == 0


async def test_a_new_leader_first_archives_what_the_former_had_read(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"))
    assert len(await drain.read(b">", 10)) == 2
    await chat.add(chat.make_said("hai"))
    await drain.lease.give_up()
    lease = Lease(redis, keys)
    assert await lease.take()
    await drain_all(Drain(redis, keys, Store(database), lease, Status()))
    assert [m["text"] for m in await read_messages(database, chat)] == [None, "một", "hai"]
    assert await count_pending(redis, keys) == 0


async def test_a_former_leader_that_wakes_up_changes_nothing(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"))
    slept_on = await drain.read(b">", 10)
    stale = await drain.store.load([chat.id])
    await redis.delete(drain.lease.key)
    lease = Lease(redis, keys)
    assert await lease.take()
    successor = Drain(redis, keys, Store(database), lease, Status())
    await chat.add(chat.make_claimed(), chat.make_answered("hai"), chat.make_closed())
    await drain_all(successor)
    before = await database.conversations.find_one({"_id": chat.id})

    assert await drain.store.write_messages(slept_on) == {}
    outcome = await drain.store.write_conversations(slept_on, {}, stale)
    assert outcome.lines[chat.id].failed is None
    assert await database.conversations.find_one({"_id": chat.id}) == before
    await chat.add(chat.make_said("ba"))
    for change in (
        lambda: drain.acknowledge(slept_on, outcome.applied, outcome.hours),
        lambda: drain.bury(slept_on[0], "asleep"),
        drain.step,
    ):
        with pytest.raises(LeaseLostError):
            await change()
    await drain_all(successor)
    assert await redis.xlen(keys.dead) == 0
    assert await chat.archived() == 6
    assert await count_pending(redis, keys) == 0


async def test_poison_is_buried_after_five_tries_and_harms_nobody_else(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    other = chat.another()
    await chat.add(chat.make_opened(), chat.make_said("một"))
    poison = chat.make_said("hai")
    await chat.stream(poison, orjson.dumps({**poison, "ts": "hôm qua"}))
    await chat.add(chat.make_said("ba"))
    await other.add(other.make_opened(), other.make_said("bốn"))
    await drain_all(drain)
    assert await other.archived() == 2
    assert await chat.archived() == 2
    assert await redis.xlen(keys.dead) == 0

    await drain_trials(drain)
    ((_, letter),) = await redis.xrange(keys.dead)
    assert (letter[b"s"], letter[b"n"], letter[b"tries"]) == (chat.id.encode(), b"3", b"5")
    assert letter[b"reason"] == b"the event's ts is missing or wrong"
    assert orjson.loads(letter[b"e"])["text"] == "hai"
    assert [m["text"] for m in await read_messages(database, chat)] == [None, "một", "ba"]
    await chat.add(chat.make_said("năm"))
    await drain_all(drain)
    conversation = await database.conversations.find_one({"_id": chat.id})
    assert conversation is not None
    assert conversation["last"]["text"] == "năm"
    assert await chat.archived() == 2
    assert await count_pending(redis, keys) == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"e": "{"},
        {"e": "[]"},
        {"x": "y"},
        {"s": "", "n": "1", "e": "{}"},
        {"s": "a\x00b", "n": "-1", "k": "?", "e": "null"},
    ],
)
async def test_an_entry_that_is_no_event_is_buried(
    fields: dict[str, str], drain: Drain, redis: Redis, keys: Keys
) -> None:
    await redis.xadd(keys.firehose, fields)
    await drain_trials(drain)
    assert await redis.xlen(keys.dead) == 1
    assert await count_pending(redis, keys) == 0


async def test_an_event_that_mongodb_refuses_is_buried_alone(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"))
    await chat.add(chat.make("tagged", chat.author, tags=[1, 2]), chat.make_said("hai"))
    await chat.add(chat.make("rated", chat.author, score=5, comment=None, much={"a\0b": 1}), chat.make_said("ba"))
    await drain_trials(drain)
    letters = await redis.xrange(keys.dead)
    assert [letter[b"n"] for _, letter in letters] == [b"3", b"5"]
    conversation = await database.conversations.find_one({"_id": chat.id})
    assert conversation is not None
    assert (conversation["last"]["text"], conversation["tags"]) == ("ba", [])
    assert await chat.archived() == 2


async def test_an_event_that_contradicts_the_archive_is_an_alarm(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"))
    await drain_all(drain)
    chat.events.pop()
    await chat.stream(chat.make_said("khác hẳn"))
    await drain_trials(drain)
    ((_, letter),) = await redis.xrange(keys.dead)
    assert letter[b"reason"] == CONTRADICTION.encode()
    assert await redis.hget(keys.archiver, "alarms") == b"1"
    assert [m["text"] for m in await read_messages(database, chat)] == [None, "một"]


async def test_a_group_that_is_lost_begins_again_at_the_beginning(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"))
    await drain_all(drain)
    await chat.add(chat.make_said("hai"))
    await redis.xgroup_destroy(keys.firehose, GROUP)
    await drain_all(drain)
    assert [m["text"] for m in await read_messages(database, chat)] == [None, "một", "hai"]
    assert await redis.xlen(keys.dead) == 0


async def test_events_that_the_firehose_lost_are_taken_from_the_log(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"))
    lost = await redis.xadd(keys.firehose, {"s": "x"})
    await redis.xdel(keys.firehose, lost)
    await chat.add(chat.make_said("hai"), chat.make_claimed())
    for identifier, fields in await redis.xrange(keys.firehose):
        if fields[b"n"] in (b"1", b"3"):
            await redis.xdel(keys.firehose, identifier)
    await drain_all(drain)
    assert [m["seq"] for m in await read_messages(database, chat)] == [1, 2, 3, 4]
    assert await chat.archived() == 4


async def write_firehose(redis: Redis, keys: Keys, chat: Chat, events: list[Event]) -> None:
    async with redis.pipeline(transaction=False) as pipe:
        for event in events:
            pipe.xadd(keys.firehose, {"s": chat.id, "n": event["seq"], "k": event["kind"], "e": orjson.dumps(event)})
        await pipe.execute()


async def drain_in_batches(drain: Drain, chat: Chat, database: Database) -> list[int]:
    """How many messages were archived after each batch."""
    sizes = []
    while await drain.step() is not None:
        sizes.append(await database.messages.count_documents({"conversation_id": chat.id}))
    return sorted({size for size in sizes if size})


@pytest.mark.parametrize("slept_on", [False, True])
async def test_batches_are_bounded_and_keep_the_order(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys, monkeypatch: Any, slept_on: bool
) -> None:
    monkeypatch.setattr("archiver.drain.BATCH_MAX", 1_000)
    events = [chat.make_opened(), *(chat.make_said(f"số {n}") for n in range(2_300))]
    await write_firehose(redis, keys, chat, events)
    if slept_on:
        assert len(await drain.read(b">", 10_000)) == 2_301
    assert await drain_in_batches(drain, chat, database) == [1000, 2000, 2301]
    messages = await read_messages(database, chat)
    assert [m["text"] for m in messages] == [event["text"] for event in events]
    assert await count_pending(redis, keys) == 0


async def test_a_batch_of_long_messages_is_smaller(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    long = "rất dài " * 500
    await write_firehose(redis, keys, chat, [chat.make_opened(), *(chat.make_said(long) for _ in range(1_200))])
    bites = -(-BATCH_BYTES_MAX // (BITE * len(long.encode())))
    assert (await drain_in_batches(drain, chat, database))[:2] == [bites * BITE, 2 * bites * BITE]


async def test_a_batch_of_many_conversations_is_smaller(
    drain: Drain, database: Database, redis: Redis, keys: Keys, monkeypatch: Any
) -> None:
    monkeypatch.setattr("archiver.drain.LINES_MAX", 2 * BITE)
    for _ in range(3 * BITE):
        other = Chat(redis, keys)
        await write_firehose(redis, keys, other, [other.make_opened()])
    sizes = set()
    while await drain.step() is not None:
        sizes.add(await database.messages.count_documents({}))
    assert sorted(sizes - {0}) == [2 * BITE, 3 * BITE]


async def test_redis_is_read_in_bites_that_keep_nobody_waiting(
    drain: Drain, chat: Chat, redis: Redis, keys: Keys, monkeypatch: Any
) -> None:
    asked = []
    read = drain.read

    async def count(after: bytes, entries: int) -> list[Entry]:
        asked.append(entries)
        return await read(after, entries)

    monkeypatch.setattr(drain, "read", count)
    await write_firehose(redis, keys, chat, [chat.make_opened(), *(chat.make_said("ạ") for _ in range(2 * BITE))])
    await drain_all(drain)
    assert set(asked) == {BITE}


def test_the_larger_a_batch_the_later_the_next_one() -> None:
    assert [round(pace(entries), 2) for entries in (1, 50, 500, 1_000, 4_000)] == [0.1, 0.11, 0.2, 0.3, 0.3]


async def test_nothing_of_an_erased_visitor_is_archived(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    await redis.set(keys.erased(chat.visitor["id"]), "1")
    await chat.add(chat.make_opened(), chat.make_said("một"))
    await drain_all(drain)
    assert await read_messages(database, chat) == []
    assert await database.conversations.find_one({"_id": chat.id}) is None
    assert await count_pending(redis, keys) == 0


async def test_the_keys_of_a_deleted_conversation_are_not_made_again(
    drain: Drain, chat: Chat, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened())
    await redis.delete(keys.session(chat.id))
    await drain_all(drain)
    assert await redis.exists(keys.session(chat.id)) == 0


async def test_a_takeover_is_audited_once_with_its_address_however_often_it_is_delivered(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened())
    taken = chat.make("claimed", AGENT, agent_id="lead-1", name="Hoa", avatar=None, fence=9, how="takeover")
    fields: dict[Any, Any] = {"s": chat.id, "n": 2, "k": "claimed", "e": orjson.dumps(taken), "a": "203.0.113.7"}
    for _ in range(2):
        await redis.xadd(keys.firehose, fields)
        await drain_all(drain)
    entries = await database.audit.find({}).to_list(None)
    assert [(e["action"], e["target"], e["actor"]["name"], e["address"]) for e in entries] == [
        ("session.taken_over", chat.id, "Hoa", "203.0.113.7")
    ]


async def test_a_trial_ends_with_the_erasure_of_its_visitor(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"))
    await drain_all(drain)
    await chat.stream({**chat.make_said("hai"), "seq": 2})
    await chat.add(chat.make_said("ba"))
    await drain_all(drain)
    assert chat.id in drain.trials
    await redis.set(keys.erased(chat.id), 1)
    await drain_trials(drain)
    assert await drain.step() is None
    assert await count_pending(redis, keys) == 0
    assert await redis.xlen(keys.dead) == 0


async def test_any_number_of_entries_is_acknowledged_at_once(
    drain: Drain, chat: Chat, redis: Redis, keys: Keys
) -> None:
    """More than Lua's stack takes: a batch, and as many again for each trial that is due."""
    said = [chat.make_opened(), *(chat.make_said(f"số {number}") for number in range(9_000))]
    async with redis.pipeline(transaction=False) as pipeline:
        for event in said:
            fields: dict[Any, Any] = {"s": chat.id, "n": event["seq"], "k": event["kind"], "e": orjson.dumps(event)}
            pipeline.xadd(keys.firehose, fields)
        await pipeline.execute()
    entries = await drain.read(b">", 10_000)
    assert len(entries) == len(said)
    await drain.acknowledge(entries, {}, set())
    assert await count_pending(redis, keys) == 0
