"""Everything that keeps a conversation alive, built once per process and passed to whoever needs it."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from redis.asyncio import Redis

from config.clock import CLOCK
from config.events import AgentCard, VisitorSession
from config.ids import new_id
from config.keys import PRESENCE_FRESH_MS, Keys
from config.logs import get_logger
from config.settings import Settings
from hub.live.accounts import Accounts
from hub.live.acts import Acts, perform
from hub.live.configuration import Configuration
from hub.live.desk import Desk
from hub.live.eventlog import EventLog
from hub.live.history import History
from hub.live.locks import Locks
from hub.live.presence import Presence
from hub.live.receipts import Receipts
from hub.live.recovery import Run, ensure_recovered
from hub.live.sessions import Opened, Opening, Sessions

SETTLE_MS = 10_000
"""Within so long every hub notices that Redis answers again, beats, and renews its agents' leases."""
log = get_logger()


async def nothing_to_do() -> None:
    """Nobody has to be told of a new run."""


class Live:
    """The parts by name; `hub` is this process's identity among the hubs."""

    def __init__(self, settings: Settings, redis: Redis, history: History) -> None:
        self.hub = new_id()
        self.settings, self.redis, self.history = settings, redis, history
        self.keys = Keys(settings.workspace)
        self.acts = Acts(redis, self.prepare, settings.redis_wait_replicas)
        self.accounts = Accounts(redis, self.keys)
        self.configuration = Configuration(redis, self.keys, settings)
        self.desk = Desk(settings, redis, self.keys, self.acts, self.accounts, self.configuration)
        self.sessions = Sessions(settings, redis, self.keys, self.acts, self.desk, history)
        self.locks = Locks(self.sessions)
        self.receipts = Receipts(self.sessions)
        self.presence = Presence(self.hub, self.locks)
        self.log = EventLog(redis, self.keys, history)
        self.run = Run("", 0)
        self.on_run: Callable[[], Awaitable[None]] = nothing_to_do
        self._settled_from = 0.0

    async def prepare(self) -> None:
        """Before acts are accepted on a new connection: Redis is checked against the archive, our leases renewed.

        `on_run` is awaited when it is another run than before, so that nobody takes its events for those of the last.
        """
        run = await ensure_recovered(self.redis, self.keys, self.settings, self.history, self.hub)
        if self.run.id not in ("", run.id):
            # A replica that took over has been up for long, but to us it begins now.
            run = replace(run, age_ms=0)
        CLOCK.follow(await self.redis.time())
        self.locks.forbid_expiry(self.settings.lock_ttl_ms - run.age_ms)
        if self.run.id:
            self.settle()
        if self.run.id not in ("", run.id):
            await self.on_run()
        self.run = run
        self.presence.doubtful = True
        for agent_id in list(self.presence.agents):
            for session_id in await self.locks.held(agent_id):
                keys = self.locks.renew_keys(session_id, agent_id)
                args = [session_id, agent_id, self.settings.lock_ttl_ms, PRESENCE_FRESH_MS]
                await perform(self.redis, "lock_renew", keys, args)

    def settle(self) -> None:
        """Nobody could renew or beat for a while: nobody is taken for gone until all have had the time to do so."""
        self._settled_from = time.monotonic() + SETTLE_MS / 1000
        self.locks.delay_expiry(min(self.settings.lock_ttl_ms, SETTLE_MS))

    @property
    def settled(self) -> bool:
        return time.monotonic() >= self._settled_from

    async def open(self, opening: Opening) -> Opened:
        return await self.sessions.open(opening)

    async def visitor_session(self, session_id: str) -> VisitorSession | None:
        return await self.sessions.visitor_session(session_id)

    async def anyone_online(self) -> bool:
        return await self.desk.anyone_online()

    async def cards(self) -> list[AgentCard]:
        return await self.desk.cards()
