"""Which archiver leads: a lease in Redis with its own token, so that a leader that slept past it can do nothing."""

import asyncio
from dataclasses import dataclass, field

from redis.asyncio import Redis
from redis.exceptions import RedisError

from archiver.acts import LeaseLostError, run_act
from config.ids import new_id
from config.keys import Keys

LEASE_MS = 5_000
"""How long a dead leader holds up the archive; a living one asks four times in that time."""
RENEW_S = LEASE_MS / 4 / 1000


@dataclass
class Lease:
    """One term of leading. Every act of the leader names `token`, and Redis refuses it once it is another's.

    `owner` is one run of one process; its terms are numbered.
    """

    redis: Redis
    keys: Keys
    owner: str = field(default_factory=new_id)
    term: int = 1

    @property
    def token(self) -> str:
        return f"{self.owner}/{self.term}"

    @property
    def key(self) -> str:
        return self.keys.lease("archiver")

    async def take(self) -> bool:
        """Takes or prolongs the lease; False when another holds it."""
        return bool(await run_act(self.redis, "lease_hold", [self.key], [self.owner, self.term, LEASE_MS]))

    async def wait(self) -> None:
        """Returns as the leader; until then it stands by."""
        while not await self.take():  # noqa: ASYNC110  (the lease lies in Redis: no event of ours could tell)
            await asyncio.sleep(RENEW_S)

    async def keep(self) -> None:
        """Prolongs the lease for ever; raises LeaseLostError when another has it, RedisError when Redis is away."""
        while True:
            await asyncio.sleep(RENEW_S)
            if not await self.take():
                raise LeaseLostError

    async def give_up(self) -> None:
        """Lets a stand-by take over at once instead of after LEASE_MS; nothing is lost where that fails."""
        try:
            await run_act(self.redis, "lease_release", [self.key], [self.token])
        except (RedisError, OSError):
            return
