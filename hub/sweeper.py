"""What must happen though nobody asks: one hub, by a lease, expires locks, serves the queue and ends silent chats."""

import asyncio
import time

from redis.exceptions import RedisError

from config.errors import ChatError
from config.keys import HUB_FRESH_MS, PRESENCE_FRESH_MS, SIGNALS_MAX, TAIL_FRESH_MS
from config.logs import get_logger
from hub.live.live import Live

EVERY_S = 1.0
LEASE_MS = 4_000
STALLED_S = 5.0
"""A round that comes so late: this hub or Redis stood still, and leases ended that nobody could renew."""
EXPIRE_MAX = 200
IDLE_EVERY_S = 10.0
log = get_logger()


class Sweeper:
    """Runs on every hub; works on the one that has the lease."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self._idle_at = 0.0

    async def serve(self) -> None:
        at = time.monotonic()
        while True:
            await asyncio.sleep(EVERY_S)
            await self.live.acts.ready.wait()
            if time.monotonic() - at > STALLED_S:
                self.live.settle()
            at = time.monotonic()
            try:
                if await self._leads():
                    await self.sweep()
            except (ChatError, RedisError, OSError, TimeoutError) as error:
                log.warning("sweeper.away", error=type(error).__name__)

    async def _leads(self) -> bool:
        lease = self.live.keys.lease("sweeper")
        return bool(await self.live.acts.run("lease_take", [lease], [self.live.hub, LEASE_MS]))

    async def sweep(self) -> None:
        """One round of everything."""
        if self.live.settled:
            await self._sweep_hubs()
        await self._expire_leases()
        await self.live.desk.assign_waiting()
        if time.monotonic() - self._idle_at >= IDLE_EVERY_S:
            self._idle_at = time.monotonic()
            await self._close_idle()

    async def _sweep_hubs(self) -> None:
        keys = self.live.keys
        gone = await self.live.acts.run(
            "hub_sweep",
            [keys.hubs, keys.tails, keys.presence, keys.signals],
            [HUB_FRESH_MS, TAIL_FRESH_MS, PRESENCE_FRESH_MS, SIGNALS_MAX],
        )
        for name in gone:
            hub = name.decode() if isinstance(name, bytes) else name
            log.warning("hub.gone", hub=hub)
            await self.live.presence.sweep_hub(hub)

    async def _now_ms(self) -> int:
        seconds, micros = await self.live.redis.time()
        return int(seconds * 1000 + micros // 1000)

    async def _expire_leases(self) -> None:
        """Nothing expires for one lease after Redis was started, and for some seconds after it stood still."""
        if not self.live.locks.may_expire:
            return
        ended = await self.live.redis.zrangebyscore(
            self.live.keys.leases, "-inf", await self._now_ms(), start=0, num=EXPIRE_MAX
        )
        for member in ended:
            session_id = member.decode()
            holder = await self.live.redis.hget(self.live.keys.session(session_id), "holder")
            if await self.live.locks.expire(session_id, (holder or b"").decode()) == "expired":
                log.info("lock.expired", session=session_id, agent=(holder or b"").decode())

    async def _close_idle(self) -> None:
        """Ends conversations that an agent has and nobody wrote in; those who wait are never sent away."""
        minutes = (await self.live.configuration.workspace()).idle_close_min
        before = await self._now_ms() - minutes * 60_000
        for member in await self.live.redis.zrangebyscore(self.live.keys.open, "-inf", before):
            session_id = member.decode()
            if await self.live.redis.hget(self.live.keys.session(session_id), "status") == b"active":
                await self._end(session_id, before)

    async def _end(self, session_id: str, before: int) -> None:
        try:
            await self.live.sessions.close(session_id, "idle", idle_before=before)
            log.info("session.idle", session=session_id)
        except ChatError as error:
            if error.code == "busy":
                raise
