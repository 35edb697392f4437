"""What an archiver remembers of the conversations that it wrote last, and what becomes of it when it is wrong."""

from collections.abc import Iterable

import pytest
from redis.asyncio import Redis

from archiver import recent, recover
from archiver.drain import Drain
from archiver.entries import Entry
from archiver.fold import fold
from archiver.lease import Lease
from archiver.recent import WEIGHT_WITHOUT_WORDS, Recent
from archiver.status import Status
from archiver.store import ConflictError, Store
from config.clients import Database, Document
from config.keys import Keys
from tests.archiver.conversation import AGENT, Chat, drain_all


def make_conversation(name: str, words: int) -> Document:
    search = {"names": ["anh"], "phones": ["0912"], "words": [str(number) for number in range(words)]}
    return {"_id": name, "visitor": {}, "form": {}, "search": search, "revision": 1}


def test_the_oldest_are_forgotten_when_there_are_too_many_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "WEIGHT_MAX", 3 * WEIGHT_WITHOUT_WORDS + 60)
    known = Recent()
    for name in "abc":
        known.keep(make_conversation(name, 20))
    known.keep(make_conversation("a", 20))
    assert known.find("abcd").keys() == set("abc")
    known.keep(make_conversation("a", 30))
    assert known.find("abcd").keys() == set("ac")
    known.keep(make_conversation("d", 1_000))
    assert known.find("abcd") == {}
    known.keep(make_conversation("e", 60))
    known.drop("e")
    for name in "abc":
        known.keep(make_conversation(name, 20))
    assert known.find("abcde").keys() == set("abc")
    assert known.find("a")["a"].keys() == {"_id", "search", "revision"}
    assert known.find("a")["a"]["search"].keys() == {"words"}


async def test_a_conversation_that_goes_on_is_not_read_again(
    drain: Drain, chat: Chat, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()
    read = Store.read

    async def watched(store: Store, sessions: Iterable[str]) -> dict[str, Document]:
        sessions = set(sessions)
        asked.update(sessions)
        return await read(store, sessions)

    await chat.add(chat.make_opened())
    await drain_all(drain)
    monkeypatch.setattr(Store, "read", watched)
    for text in ("Chào shop", "còn hàng không ạ", "chào em"):
        await chat.add(chat.make_said(text))
        await drain_all(drain)
    assert asked == set()
    document = await database.conversations.find_one({"_id": chat.id})
    assert document is not None
    assert document.pop("revision") == 4
    assert document == fold(None, chat.events)


async def test_what_another_archiver_wrote_in_between_is_folded_on_not_over(
    drain: Drain,
    chat: Chat,
    database: Database,
    redis: Redis,
    keys: Keys,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor taken for a hole, though this archiver remembers nothing of it."""
    holes: list[object] = []

    async def note_hole(*asked: object) -> list[Entry]:
        holes.append(asked)
        return []

    monkeypatch.setattr(recover, "read_log", note_hole)
    await chat.add(chat.make_opened(), chat.make_said("một"))
    await drain_all(drain)
    await drain.lease.give_up()
    other = Lease(redis, keys)
    assert await other.take()
    chat.make_claimed()
    chat.make("note", AGENT, text="khách quen")
    await chat.add(*chat.events[2:])
    await drain_all(Drain(redis, keys, Store(database), other, Status()))
    await other.give_up()
    assert await drain.lease.take()
    await chat.add(chat.make_answered("hai"))
    await drain_all(drain)
    document = await database.conversations.find_one({"_id": chat.id})
    assert document is not None
    document.pop("revision")
    assert document == fold(None, chat.events)
    assert holes == []


async def test_an_older_state_that_was_put_back_is_folded_from_where_it_stands(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"))
    await drain_all(drain)
    older = await database.conversations.find_one({"_id": chat.id})
    assert older is not None
    await chat.add(chat.make_said("hai"), chat.make_said("ba"))
    await drain_all(drain)
    await database.conversations.replace_one({"_id": chat.id}, older)
    await database.messages.delete_many({"conversation_id": chat.id, "seq": {"$gt": 2}})
    await chat.add(chat.make_said("bốn"))
    with pytest.raises(ConflictError):
        await drain_all(drain)
    await drain_all(Drain(redis, keys, Store(database), drain.lease, Status()))
    document = await database.conversations.find_one({"_id": chat.id})
    assert document is not None
    document.pop("revision")
    assert document == fold(None, chat.events)
    assert await database.messages.count_documents({"conversation_id": chat.id}) == 5


async def test_what_is_remembered_brings_no_deleted_conversation_back(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    await chat.add(chat.make_opened(), chat.make_said("một"))
    await drain_all(drain)
    await database.conversations.delete_one({"_id": chat.id})
    for text in ("hai", "ba"):
        said = chat.make_said(text)
        await redis.delete(keys.log(chat.id))
        await chat.stream(said)
        await drain_all(drain)
    assert await database.conversations.find_one({"_id": chat.id}) is None
    assert drain.store.recent.find([chat.id]) == {}
