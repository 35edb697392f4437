"""What may be lost and heals: typing, watermarks, presence, changes of accounts and settings."""

from collections.abc import Mapping
from typing import Any, Literal

import orjson
from redis.asyncio import Redis

from config.keys import SIGNALS_MAX, Keys

Type = Literal["typing", "seen", "presence", "agents", "account", "config"]


async def publish(
    redis: Redis, keys: Keys, kind: Type, session_id: str = "", data: Mapping[str, Any] | None = None
) -> None:
    """One signal to every hub; `account` with {agent_id, why} closes that account's sockets within a second."""
    entry: dict[Any, Any] = {"t": kind, "s": session_id, "d": orjson.dumps(data or {})}
    await redis.xadd(keys.signals, entry, maxlen=SIGNALS_MAX, approximate=True)
