"""The only place where connections to Redis and MongoDB are made."""

from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo import ReadPreference, WriteConcern
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from config.settings import Settings

CONNECT_TIMEOUT_S = 2.0
REDIS_TIMEOUT_S = 3.0
"""An act that Redis has not answered by then is of unknown outcome; a blocking read must ask for less."""
MONGO_TIMEOUT_MS = 5_000

Document = dict[str, Any]
Database = AsyncIOMotorDatabase[Document]


def connect_redis(settings: Settings, *, connections: int = 16, timeout: float = REDIS_TIMEOUT_S) -> "Redis[bytes]":
    """A client that answers bytes and never retries by itself: repeating is the caller's decision."""
    return Redis.from_url(
        settings.redis_url,
        max_connections=connections,
        socket_connect_timeout=CONNECT_TIMEOUT_S,
        socket_timeout=timeout,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
        protocol=2,
    )


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
