"""The archiver's own acts in Lua: each file one atomic change, loaded when it is first used."""

from functools import cache
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

FOLDER = Path(__file__).parent / "lua"

Word = str | bytes | int


@cache
def read_script(name: str) -> str:
    return (FOLDER / f"{name}.lua").read_text()


class LeaseLostError(Exception):
    """Another archiver leads: whatever this one still wanted to change has not been changed."""


async def run_act(redis: Redis, name: str, keys: list[str], args: list[Word]) -> Any:
    """The act's answer. Raises RedisError when Redis is away; the outcome is then unknown, and repeating is safe."""
    return await redis.register_script(read_script(name))(keys=keys, args=args)


async def run_leader_act(redis: Redis, name: str, lease: str, token: str, keys: list[str], args: list[Word]) -> Any:
    """An act that only the holder of the lease may do: its script looks at KEYS[1] and ARGV[1] before anything else.

    Raises LeaseLostError, having changed nothing, when `token` no longer is the lease's.
    """
    answer = await run_act(redis, name, [lease, *keys], [token, *args])
    if answer == b"lost":
        raise LeaseLostError
    return answer
