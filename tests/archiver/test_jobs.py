import asyncio
import contextlib
from typing import Any

import pytest
from redis.asyncio import Redis

from archiver import worker
from config.clients import Database
from config.jobs import ERASE, open_queue
from config.keys import Keys
from config.settings import Settings
from config.tasks import end


async def test_a_job_that_overhears_being_cancelled_is_over_when_the_jobs_are(
    settings: Settings, redis: Redis, keys: Keys, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would go on by itself, while another archiver begins it anew. Its connections are given back."""
    connections = len(await redis.client_list())
    begun, over = asyncio.Event(), asyncio.Event()

    async def erase(_: dict[str, Any], visitor: str) -> None:
        try:
            begun.set()
            for _ in range(3):
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.sleep(60)
            await asyncio.sleep(60)
        finally:
            over.set()

    monkeypatch.setattr(worker, "erase_visitor", erase)
    running = asyncio.create_task(worker.run_jobs(worker.Archive(settings, redis, database)))
    assert await open_queue(redis, keys).enqueue_job(ERASE, "v")
    async with asyncio.timeout(20):
        await begun.wait()
        await end([running])
    assert over.is_set()
    async with asyncio.timeout(20):
        while len(await redis.client_list()) > connections:
            await asyncio.sleep(0.01)
