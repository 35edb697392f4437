"""What waits for a socket leaves in order, whoever reads and whoever gives up waiting."""

import asyncio

import pytest

from hub.backlog import Backlog


async def test_what_came_first_leaves_first() -> None:
    backlog = Backlog(asyncio.get_running_loop())
    backlog.put_nowait(1)
    await backlog.put(2)
    assert backlog.qsize() == 2
    assert [await backlog.get(), backlog.get_nowait()] == [1, 2]
    assert backlog.empty()
    with pytest.raises(asyncio.QueueEmpty):
        backlog.get_nowait()


async def test_two_readers_share_what_comes_and_get_nothing_twice() -> None:
    backlog = Backlog(asyncio.get_running_loop())
    readers = [asyncio.create_task(backlog.get()) for _ in range(2)]
    await asyncio.sleep(0)
    backlog.put_nowait("one")
    done, waiting = await asyncio.wait(readers, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result() for task in done] == ["one"]
    backlog.put_nowait("two")
    assert [await task for task in waiting] == ["two"]


async def test_a_reader_who_gave_up_takes_nothing_from_the_next() -> None:
    backlog = Backlog(asyncio.get_running_loop())
    gone, stays = (asyncio.create_task(backlog.get()) for _ in range(2))
    await asyncio.sleep(0)
    backlog.put_nowait("one")
    gone.cancel()
    assert await asyncio.wait_for(stays, 5) == "one"
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_a_wait_that_timed_out_leaves_the_item_for_later() -> None:
    backlog = Backlog(asyncio.get_running_loop())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(backlog.get(), 0.01)
    backlog.put_nowait("one")
    assert backlog.get_nowait() == "one"
