"""The only place where connections to Redis and MongoDB are made."""

from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo import IndexModel, ReadPreference, WriteConcern
from pymongo.errors import CollectionInvalid, OperationFailure
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError

from config.documents import COLLECTIONS, Collection
from config.sentinel import is_sentinel, open_pool
from config.settings import Settings

CONNECT_TIMEOUT_S = 2.0
REDIS_TIMEOUT_S = 3.0
"""An act that Redis has not answered by then is of unknown outcome; a blocking read must ask for less."""
MONGO_TIMEOUT_MS = 5_000

NAMESPACE_EXISTS = 48
INDEX_CONFLICTS = (85, 86)
"""The server's codes for an index of that name, or on those fields, that is defined otherwise."""

Document = dict[str, Any]
Database = AsyncIOMotorDatabase[Document]


def connect_redis(settings: Settings, *, connections: int = 16, timeout: float = REDIS_TIMEOUT_S) -> Redis:
    """A client that answers bytes and never retries by itself: repeating is the caller's decision.

    Whoever finds all its connections in use waits for one, as long as for an answer.
    """
    options = {
        "max_connections": connections,
        "timeout": timeout,
        "socket_timeout": timeout,
        "socket_keepalive": True,
        "retry": Retry(NoBackoff(), 0),
        "health_check_interval": 0,
        "protocol": 2,
    }
    if is_sentinel(settings.redis_url):
        pool = open_pool(settings.redis_url, connect_timeout=CONNECT_TIMEOUT_S, **options)
    else:
        pool = BlockingConnectionPool.from_url(settings.redis_url, socket_connect_timeout=CONNECT_TIMEOUT_S, **options)
    pool.connection_class = with_one_word(pool.connection_class)
    return Redis.from_pool(pool)


def with_one_word(kind: Any) -> Any:
    """Such connections, but with the same error for a line that was just closed: uvloop has another than asyncio."""

    class Line(kind):  # type: ignore[misc]
        async def send_packed_command(self, *args: Any, **options: Any) -> None:
            try:
                await super().send_packed_command(*args, **options)
            except RuntimeError as error:
                raise RedisConnectionError("the line was closed") from error

    return Line


def connect_mongo(settings: Settings) -> Database:
    """The database, written with majority and journal; dates come back aware, in UTC."""
    client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
        settings.mongo_url,
        tz_aware=True,
        serverSelectionTimeoutMS=MONGO_TIMEOUT_MS,
        connectTimeoutMS=int(CONNECT_TIMEOUT_S * 1000),
        appname="alo",
    )
    return client.get_database(
        settings.mongo_db,
        read_preference=ReadPreference.PRIMARY,
        write_concern=WriteConcern(w="majority", j=True, wtimeout=10_000),
    )


async def prepare(database: Database) -> None:
    """Makes what is missing of collections, validators and indexes; any number of processes may do it at once."""
    present = set(await database.list_collection_names())
    for collection in COLLECTIONS:
        await require_shape(database, collection, known=collection.name in present)
        for index in collection.indexes:
            await require_index(database, collection.name, index)


async def require_shape(database: Database, collection: Collection, *, known: bool) -> None:
    if not known:
        try:
            await database.create_collection(collection.name, validator=collection.validator)
        except (CollectionInvalid, OperationFailure) as error:
            if not isinstance(error, CollectionInvalid) and error.code != NAMESPACE_EXISTS:
                raise
        else:
            return
    await database.command("collMod", collection.name, validator=collection.validator)


async def require_index(database: Database, collection: str, index: IndexModel) -> None:
    """An index whose definition has changed since is built again."""
    try:
        await database[collection].create_indexes([index])
    except OperationFailure as error:
        if error.code not in INDEX_CONFLICTS:
            raise
        await database[collection].drop_index(index.document["name"])
        await database[collection].create_indexes([index])
