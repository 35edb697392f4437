"""Runs what goes on for ever, and ends it."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any

CANCEL_AGAIN_S = 1.0
"""Longer than whoever was cancelled needs to clear up, which another cancel would cut short."""


async def end(tasks: Iterable["asyncio.Task[Any]"]) -> None:
    """Cancels until all have ended, whatever came of them, also when it is cancelled itself meanwhile. Once is not
    always enough: a cancel that comes while the Redis client takes a connection may turn into an error or be lost, and
    a loop that survives its errors would go on for ever."""
    tasks = left = set(tasks)
    cancelled = None
    while left:
        for task in left:
            task.cancel()
        try:
            await asyncio.wait(left, timeout=CANCEL_AGAIN_S)
        except asyncio.CancelledError as error:
            cancelled = error
        left = {task for task in left if not task.done()}
    for task in tasks:
        if not task.cancelled():
            task.exception()  # retrieved, so that asyncio says nothing of it
    if cancelled:
        raise cancelled


async def together(*works: Coroutine[Any, Any, None]) -> None:
    """Runs them until the first has ended, ends the others, and raises what they raised; several errors in a group.
    A TaskGroup cancels each of its tasks once, and waits for ever where that is lost."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await end(tasks)
    errors = [error for task in tasks if not task.cancelled() and (error := task.exception())]
    if len(errors) > 1:
        raise BaseExceptionGroup("several ended", errors)
    if errors:
        raise errors[0]
