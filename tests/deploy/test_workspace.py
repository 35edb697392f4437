from redis.asyncio import Redis

from config.clients import Database
from config.keys import Keys
from tests.servers import Workspace


async def test_a_test_reaches_its_servers(redis: Redis, mongo: Database, keys: Keys) -> None:
    await redis.set(keys.session("one"), "1")
    await mongo.messages.insert_one({"_id": "one"})
    assert await redis.get(keys.session("one")) == b"1"
    assert await mongo.messages.count_documents({}) == 1


async def test_the_next_test_finds_nothing_of_it(redis: Redis, mongo: Database, keys: Keys) -> None:
    assert await redis.get(keys.session("one")) is None
    assert await mongo.messages.count_documents({}) == 0


def test_settings_of_a_test_come_from_its_workspace_alone(workspace: Workspace) -> None:
    settings = workspace.settings(port=1234)
    assert (settings.workspace, settings.redis_url, settings.port) == (workspace.name, workspace.redis_url, 1234)
