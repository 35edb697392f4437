from redis.asyncio import Redis

from archiver.drain import Drain
from archiver.erasure import erase
from config.clients import Database
from config.keys import Keys
from tests.archiver.conversation import Chat, drain_all, drain_trials


async def find_traces(redis: Redis, database: Database, chat: Chat) -> list[str]:
    """Where anything of the visitor or of what was said still stands, tombstones aside."""
    wanted = (chat.id, chat.visitor["id"], "bí mật", chat.visitor["phone"])
    found = []
    for name in await database.list_collection_names():
        found += [name async for d in database[name].find() if any(word in str(d) for word in wanted)]
    for key in await redis.keys("*" + chat.keys.prefix[4:] + "*"):
        kind = await redis.type(key)
        reads = {b"hash": redis.hgetall, b"set": redis.smembers, b"string": redis.get, b"stream": redis.xrange}
        content = await (reads[kind](key) if kind in reads else redis.zrange(key, 0, -1))
        text = key.decode() + str(content).encode().decode("unicode_escape").encode("latin-1").decode(
            "utf-8", "replace"
        )
        if b":erased:" not in key and any(word in text for word in wanted):
            found.append(key.decode())
    return found


async def test_an_erased_visitor_leaves_no_trace_and_comes_not_back(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    other = chat.another()
    await other.add(other.make_opened(), other.make_said("chào"))
    await chat.add(chat.make_opened(), chat.make_said("bí mật"))
    await chat.stream(chat.make_said("bí mật"), b"{")
    await drain_trials(drain)
    await chat.add(chat.make_said("bí mật nữa"))
    await drain.read(b">", 10)
    await redis.hset(keys.session(chat.id), mapping={"visitor_id": chat.visitor["id"], "holder": "agent-1"})
    for place in (keys.open, keys.leases, keys.waiting):
        await redis.zadd(place, {chat.id: 1, other.id: 1})
    await redis.sadd(keys.held("agent-1"), chat.id)
    await redis.hset(keys.visitor(chat.visitor["id"]), "session", chat.id)
    await redis.xadd(keys.signals, {"t": "typing", "s": chat.id, "d": '{"text":"bí mật"}'})
    assert len(await find_traces(redis, database, chat)) >= 8

    assert await erase(redis, keys, database, chat.visitor["id"]) == 1
    assert await find_traces(redis, database, chat) == []
    drain.after = b"0"
    await drain_all(drain)
    await chat.stream(chat.make_said("bí mật"))
    await drain_all(drain)
    assert await database.messages.count_documents({"conversation_id": chat.id}) == 0
    assert await database.messages.count_documents({"conversation_id": other.id}) == 2
    assert await erase(redis, keys, database, chat.visitor["id"]) == 0


async def test_a_conversation_that_is_not_archived_yet_is_erased_too(
    drain: Drain, chat: Chat, database: Database, redis: Redis, keys: Keys
) -> None:
    await redis.set(keys.erased(chat.visitor["id"]), 1)
    await chat.add(chat.make_opened())
    await drain_all(drain)
    await chat.add(chat.make_said("bí mật"))
    await drain_all(drain)
    assert await database.messages.count_documents({}) == 0
