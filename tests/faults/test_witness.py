import asyncio

import pytest

from tests.faults.witness import looking_on


async def test_a_look_that_breaks_is_told() -> None:
    """Else nobody would look on from there, and the campaign would pass."""
    broken = asyncio.Event()

    async def look() -> None:
        if not broken.is_set():
            broken.set()
            raise KeyError("a bug")

    async def go_on() -> None:
        async with asyncio.timeout(10), looking_on(0.01, look):
            await broken.wait()
            await asyncio.sleep(0)

    with pytest.raises(KeyError, match="a bug"):
        await go_on()
