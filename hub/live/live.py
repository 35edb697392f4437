"""Everything that keeps a conversation alive, built once per process and passed to whoever needs it."""

from dataclasses import replace

from redis.asyncio import Redis

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

log = get_logger()


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

    async def prepare(self) -> None:
        """Before acts are accepted on a new connection: Redis is checked against the archive, our leases renewed."""
        before = self.run.id
        run = await ensure_recovered(self.redis, self.keys, self.settings, self.history, self.hub)
        # A replica that took over has been up for long, but to us it begins now.
        self.run = run if before in ("", run.id) else replace(run, age_ms=0)
        self.presence.doubtful = True
        self.locks.forbid_expiry(max(0, self.settings.lock_ttl_ms - self.run.age_ms))
        for agent_id in list(self.presence.agents):
            for session_id in await self.locks.held(agent_id):
                keys = self.locks.renew_keys(session_id, agent_id)
                args = [session_id, agent_id, self.settings.lock_ttl_ms, PRESENCE_FRESH_MS]
                await perform(self.redis, "lock_renew", keys, args)

    async def open(self, opening: Opening) -> Opened:
        return await self.sessions.open(opening)

    async def visitor_session(self, session_id: str) -> VisitorSession | None:
        return await self.sessions.visitor_session(session_id)

    async def anyone_online(self) -> bool:
        return await self.desk.anyone_online()

    async def cards(self) -> list[AgentCard]:
        return await self.desk.cards()
