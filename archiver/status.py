"""How this archiver fares, as it tells the others and the ops page."""

import asyncio
import os
import socket
from dataclasses import dataclass, field

import orjson
from redis.asyncio import Redis

from archiver.acts import run_act
from config.ids import new_id
from config.keys import ARCHIVER_FRESH_MS, GROUP, LAG_SAMPLE_MS, LAG_SAMPLES_MAX, Keys

BEAT_S = 1.0


def name_process() -> str:
    """Readable for a person, and another one after every start."""
    return f"{socket.gethostname()}:{os.getpid()}:{new_id()[-4:]}"


@dataclass
class Status:
    """`error` is the last thing that stopped the drain; empty while it works."""

    name: str = field(default_factory=name_process)
    leads: bool = False
    error: str = ""

    async def beat(self, redis: Redis, keys: Keys) -> None:
        """Says it once; of the leader's beats every tenth or so becomes a sample of the lag."""
        error = self.error
        state = orjson.dumps({"leads": self.leads, "error": error, "tasks": len(asyncio.all_tasks())}).decode()[1:-1]
        await run_act(
            redis,
            "archiver_beat",
            [keys.archivers, keys.archiver, keys.firehose, keys.lag],
            [self.name, state, int(self.leads), GROUP, LAG_SAMPLE_MS, LAG_SAMPLES_MAX, ARCHIVER_FRESH_MS, error],
        )
        if not self.leads and self.error == error:
            self.error = ""  # told once: a stand-by that reaches Redis again has nothing to complain of
