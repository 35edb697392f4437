import orjson
from redis.asyncio import Redis

from archiver.drain import Drain
from archiver.fold import fold
from archiver.letters import replay_letter
from config.clients import Database
from config.keys import Keys
from tests.archiver.conversation import Chat, drain_all, drain_trials


async def list_letters(redis: Redis, keys: Keys) -> list[str]:
    return [identifier.decode() for identifier, _ in await redis.xrange(keys.dead)]


async def mend(redis: Redis, keys: Keys, letter: str, payload: bytes) -> str:
    """What a person does who repairs a payload: the same letter with another content."""
    ((_, fields),) = await redis.xrange(keys.dead, letter, letter)
    await redis.xdel(keys.dead, letter)
    identifier: bytes = await redis.xadd(keys.dead, {**fields, b"e": payload})
    return identifier.decode()


async def test_a_replayed_letter_counts_as_if_it_had_come_in_its_turn(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"))
    poison = chat.make_claimed()
    await chat.stream(poison, b"{")
    await chat.add(chat.make_answered("hai"))
    await drain_trials(drain)
    assert await chat.archived() == 2
    (letter,) = await list_letters(redis, keys)
    refused = await replay_letter(redis, keys, drain.store, letter)
    assert refused == {"ok": False, "reason": "the event is no JSON"}

    mended = await mend(redis, keys, letter, orjson.dumps(poison))
    assert await replay_letter(redis, keys, drain.store, mended) == {"ok": True}
    assert await list_letters(redis, keys) == []
    assert await redis.exists(keys.gaps) == 0
    assert await chat.archived() == 4
    conversation = await database.conversations.find_one({"_id": chat.id})
    assert conversation is not None
    conversation.pop("revision")
    assert conversation == fold(None, chat.events)
    assert conversation["agents"] == ["agent-1"]
    assert await replay_letter(redis, keys, drain.store, mended) == {
        "ok": False,
        "reason": "there is no such dead letter",
    }


async def test_a_conversation_whose_opening_died_comes_to_life(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    opened = chat.make_opened()
    await chat.stream(opened, b"[]")
    await chat.add(chat.make_said("một"))
    poison = chat.make_said("hai")
    await chat.stream(poison, b"null")
    await chat.add(chat.make_said("ba"))
    await drain_trials(drain)
    assert await database.conversations.count_documents({}) == 0
    assert await chat.archived() == 0
    first, second = await list_letters(redis, keys)
    opening = await mend(redis, keys, first, orjson.dumps(opened))
    assert await replay_letter(redis, keys, drain.store, opening) == {"ok": True}
    assert await chat.archived() == 2
    mended = await mend(redis, keys, second, orjson.dumps(poison))
    assert await replay_letter(redis, keys, drain.store, mended) == {"ok": True}
    assert await chat.archived() == 4
    assert await database.visitors.count_documents({"_id": chat.visitor["id"]}) == 1


async def test_a_letter_that_contradicts_the_archive_stays_dead(
    drain: Drain, chat: Chat, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"))
    await drain_all(drain)
    chat.events.pop()
    await chat.stream(chat.make_said("khác"))
    await drain_trials(drain)
    (letter,) = await list_letters(redis, keys)
    answer = await replay_letter(redis, keys, drain.store, letter)
    assert answer == {"ok": False, "reason": "another event is archived under this seq"}
    assert await list_letters(redis, keys) == [letter]
