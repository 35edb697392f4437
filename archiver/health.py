"""`python -m archiver.health`: exit 0 while the archiver of this machine tells in Redis that it works, else 1."""

import asyncio
import socket
import sys
import time

import orjson
from redis.exceptions import RedisError

from config.clients import connect_redis
from config.keys import ARCHIVER_FRESH_MS, Keys
from config.settings import SettingsError, load_settings


async def beats() -> bool:
    settings = load_settings()
    redis = connect_redis(settings, connections=1, timeout=2)
    try:
        beats = await redis.hgetall(Keys(settings.workspace).archivers)
    finally:
        await redis.aclose()
    here, now = socket.gethostname() + ":", time.time() * 1000
    return any(
        name.decode().startswith(here) and orjson.loads(beat)["at"] > now - ARCHIVER_FRESH_MS
        for name, beat in beats.items()
    )


def main() -> int:
    try:
        return 0 if asyncio.run(beats()) else 1
    except (RedisError, OSError, TimeoutError, SettingsError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
