"""The hub's own pulse: says that it lives, renews its agents' leases, watches memory and the time a turn takes."""

import asyncio
import time

from redis.exceptions import RedisError

from config.clock import CLOCK
from config.errors import ChatError
from config.keys import PRESENCE_BEAT_MS
from config.logs import get_logger
from hub.agent import AgentConnection
from hub.delivery import Delivery
from hub.live.live import Live
from hub.server import SocketServer
from hub.tail import Tail

LAG_EVERY_S = 0.5
FULL_AT = 0.85
"""Share of maxmemory from which opening and sending are refused, so that what frees memory still runs."""
log = get_logger()


class Heartbeat:
    """`lag_ms` is the longest that the event loop was late since the last beat."""

    def __init__(self, live: Live, server: SocketServer, tail: Tail, delivery: Delivery) -> None:
        self.live, self.server, self.tail, self.delivery = live, server, tail, delivery
        self.lag_ms = 0
        self._started_ms = int(CLOCK.now() * 1000)

    @property
    def every_s(self) -> float:
        return min(PRESENCE_BEAT_MS, self.live.settings.lock_ttl_ms // 3) / 1000

    async def serve(self) -> None:
        renewed = 0.0
        while True:
            await self.live.acts.ready.wait()
            try:
                await self._beat()
                if time.monotonic() - renewed >= self.live.settings.lock_ttl_s / 3:
                    await self.live.presence.renew_leases()
                    renewed = time.monotonic()
            except (ChatError, RedisError, OSError, TimeoutError) as error:
                log.warning("beat.away", error=type(error).__name__)
            await self._measure_lag()

    async def _beat(self) -> None:
        state = {
            "sockets": len(self.server.connections),
            "agents": len(self.live.presence.agents),
            "visitors": len(self.live.presence.visitors),
            "watches": sum(len(watches) for watches in self.delivery.watches.values()),
            "rooms": len(self.delivery.watches),
            "tasks": len(asyncio.all_tasks()),
            "lag_ms": self.lag_ms,
            "started_at": self._started_ms,
        }
        self.lag_ms = 0
        await self.live.presence.beat(state, self.tail.position)
        CLOCK.follow(await self.live.redis.time())
        memory = await self.live.redis.info("memory")
        limit = int(memory.get("maxmemory") or 0)
        self.live.sessions.full = limit > 0 and int(memory["used_memory"]) > FULL_AT * limit
        await self.server.reap_strangers()
        self._end_expired_tokens()
        await self._end_revoked_sign_ins()

    def _end_expired_tokens(self) -> None:
        for connection in list(self.server.connections.values()):
            expires_at = getattr(connection, "expires_at", None)
            if expires_at is not None and expires_at <= CLOCK.now():
                log.info("socket.expired")
                connection.cut()

    async def _end_revoked_sign_ins(self) -> None:
        """What the signal of a disabled account or an ended sign-in does at once, in case it was lost."""
        held = [one for one in self.server.connections.values() if isinstance(one, AgentConnection)]
        if not held:
            return
        ended = await self.live.accounts.find_ended([(one.account, one.family) for one in held])
        for connection, has_ended in zip(held, ended, strict=True):
            if has_ended:
                log.info("socket.closed", agent=connection.agent, why="revoked")
                connection.cut()

    async def _measure_lag(self) -> None:
        until = time.monotonic() + self.every_s
        while (left := until - time.monotonic()) > 0:
            nap = min(LAG_EVERY_S, left)
            before = time.monotonic()
            await asyncio.sleep(nap)
            self.lag_ms = max(self.lag_ms, round((time.monotonic() - before - nap) * 1000))
