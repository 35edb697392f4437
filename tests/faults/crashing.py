"""`python -m tests.faults.crashing POINT`: an archiver that dies at the worst moment of its drain, as kill -9 would."""

import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from archiver.__main__ import main
from archiver.drain import Drain

AFTER = {"read": "read", "write": "begin"}
"""Crash points behind a step that had something to do, by the step's name in the drain."""
BEFORE = {"acknowledge": "acknowledge"}


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def crash_after(step: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def crashing(drain: Drain, *args: Any) -> Any:
        result = await step(drain, *args)
        if result if isinstance(result, list) else result.entries:
            die()
        return result

    return crashing


def crash_before(step: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def crashing(drain: Drain, done: Sequence[Any], *args: Any) -> Any:
        if done:
            die()
        return await step(drain, done, *args)

    return crashing


if __name__ == "__main__":
    point = sys.argv[1]
    name = AFTER.get(point) or BEFORE[point]
    wrap = crash_after if point in AFTER else crash_before
    setattr(Drain, name, wrap(getattr(Drain, name)))
    sys.exit(main())
