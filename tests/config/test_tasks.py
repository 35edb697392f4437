import asyncio
import gc

import pytest

from config.tasks import end, together


async def go_on(rounds: list[int]) -> None:
    """Takes two cancels for something else."""
    while True:
        rounds.append(len(rounds))
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            if len(rounds) == 3:
                raise


async def fail() -> None:
    await asyncio.sleep(0)
    raise OSError("away")


async def test_a_loop_that_takes_its_cancel_for_an_error_is_ended_all_the_same() -> None:
    rounds: list[int] = []
    going = asyncio.create_task(go_on(rounds))
    while not rounds:
        await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await end([going])
    assert going.cancelled() and len(rounds) == 3


async def test_nothing_is_said_of_a_task_whose_cancel_became_an_error() -> None:
    said: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: said.append(context))

    async def fail_when_cancelled() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise OSError("away") from None

    failing = asyncio.create_task(fail_when_cancelled())
    await asyncio.sleep(0)
    await end([failing])
    await end([])
    del failing
    gc.collect()
    assert not said


async def test_what_fails_ends_what_runs_beside_it_even_where_that_overhears_its_cancel() -> None:
    rounds: list[int] = []
    async with asyncio.timeout(10):
        with pytest.raises(OSError, match="away"):
            await together(go_on(rounds), fail())
    assert len(rounds) == 3


async def test_of_two_that_fail_at_once_both_are_told() -> None:
    with pytest.raises(ExceptionGroup) as raised:
        await together(fail(), fail())
    assert [type(error) for error in raised.value.exceptions] == [OSError, OSError]


async def test_one_that_was_cancelled_by_somebody_else_ends_the_others_and_cancels_nobody() -> None:
    rounds: list[int] = []

    async def give_up() -> None:
        raise asyncio.CancelledError

    async with asyncio.timeout(10):
        await together(go_on(rounds), give_up())
    assert len(rounds) == 3


async def test_all_of_them_end_with_who_waits_for_them() -> None:
    rounds: list[int] = []
    waiting = asyncio.create_task(together(go_on(rounds), go_on([])))
    while not rounds:
        await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await end([waiting])
    assert waiting.cancelled() and len(rounds) == 3
