import asyncio
from typing import Any

import pytest
import uvloop
from pymongo import ASCENDING, IndexModel
from pymongo.errors import WriteError
from redis.exceptions import ConnectionError as RedisConnectionError

from config.clients import Database, connect_mongo, connect_redis, prepare, require_index
from config.documents import COLLECTIONS
from config.settings import Settings


async def test_two_processes_prepare_the_same_database_at_once(mongo: Database, settings: Settings) -> None:
    other = connect_mongo(settings)
    await asyncio.gather(prepare(mongo), prepare(other))
    await prepare(mongo)
    assert {collection.name for collection in COLLECTIONS} <= set(await mongo.list_collection_names())
    for collection in COLLECTIONS:
        present = await mongo[collection.name].index_information()
        assert {index.document["name"] for index in collection.indexes} == set(present) - {"_id_"}
    other.client.close()


async def test_a_document_of_another_shape_is_refused(mongo: Database) -> None:
    await prepare(mongo)
    with pytest.raises(WriteError, match="failed validation"):
        await mongo.messages.insert_one({"_id": "s/1", "conversation_id": "s", "seq": "one"})


async def test_a_validator_that_changed_is_put_in_force(mongo: Database) -> None:
    await mongo.create_collection("messages", validator={"never": True})
    await prepare(mongo)
    (found,) = [c async for c in await mongo.list_collections(filter={"name": "messages"})]
    assert "never" not in found["options"]["validator"]


async def test_an_index_that_changed_is_built_again(mongo: Database) -> None:
    for fields in (["a"], ["a", "b"], ["a", "b"]):
        await require_index(mongo, "things", IndexModel([(field, ASCENDING) for field in fields], name="chosen"))
    information = await mongo.things.index_information()
    assert information["chosen"]["key"] == [("a", 1), ("b", 1)]


def test_a_line_that_was_just_closed_is_one_error_on_every_event_loop(settings: Settings) -> None:
    async def write_to_a_closed_line() -> None:
        redis = connect_redis(settings)
        connection = redis.connection_pool.make_connection()
        await connection.connect()
        connection._writer.transport.abort()
        with pytest.raises(RedisConnectionError):
            await keep_asking(connection)
        await connection.disconnect(nowait=True)
        await redis.aclose()

    async def keep_asking(connection: Any) -> None:
        for _ in range(100):  # asyncio notices later than uvloop
            await connection.send_command("PING")
            await asyncio.sleep(0)

    for make_loop in (asyncio.new_event_loop, uvloop.new_event_loop):
        loop = make_loop()
        loop.run_until_complete(write_to_a_closed_line())
        loop.close()
