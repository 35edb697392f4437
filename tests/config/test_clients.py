import asyncio

import pytest
from pymongo import ASCENDING, IndexModel
from pymongo.errors import WriteError

from config.clients import Database, connect_mongo, prepare, require_index
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
