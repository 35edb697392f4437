"""Whether this process lives and can take chats, and what it measures."""

import asyncio

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from pymongo.errors import PyMongoError
from redis.exceptions import RedisError
from starlette.responses import Response

from web.call import Call, Office, answer_json
from web.gauges import registry_of
from web.ops import take_snapshot

PROBE_S = 1.0


class Alive(BaseModel):
    status: str


class Ready(BaseModel):
    """`ready` while chats can be opened and answered; without MongoDB sign-in and history wait."""

    ready: bool
    redis: str
    mongodb: str


async def healthz(_: Call) -> dict[str, str]:
    return {"status": "ok"}


async def readyz(call: Call) -> Response:
    redis, mongodb = await asyncio.gather(probe_redis(call.office), probe_mongo(call.office))
    acts = getattr(call.office.live, "acts", None)
    ready = redis and (acts is None or acts.ready.is_set())
    state = {"ready": ready, "redis": say(redis), "mongodb": say(mongodb)}
    return answer_json(state, 200 if ready else 503)


def say(works: bool) -> str:
    return "ok" if works else "down"


async def probe_redis(office: Office) -> bool:
    try:
        async with asyncio.timeout(PROBE_S):
            return bool(await office.redis.ping())
    except (RedisError, OSError, TimeoutError):
        return False


async def probe_mongo(office: Office) -> bool:
    try:
        async with asyncio.timeout(PROBE_S):
            await office.database.command("ping")
    except (PyMongoError, OSError, TimeoutError):
        return False
    return True


async def metrics(call: Call) -> Response:
    """This process's own measurements, and the figures of the ops page."""
    figures = generate_latest(registry_of(await take_snapshot(call.office)))
    return Response(generate_latest() + figures, headers={"content-type": CONTENT_TYPE_LATEST})
