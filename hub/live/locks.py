"""The lock of a conversation: holder, fence and lease. Contention is an expected refusal, not an accident."""

import time
from typing import Any

from config.errors import ChatError
from config.keys import PRESENCE_FRESH_MS
from hub.live.acts import Reply
from hub.live.sessions import Sessions, refuse


class Locks:
    """Claim, renew, release, transfer, takeover and expire, each one act."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.acts, self.keys, self.redis = sessions.acts, sessions.keys, sessions.redis
        self.ttl_ms = sessions.settings.lock_ttl_ms
        self._expiry_from = 0.0

    def forbid_expiry(self, ms: int) -> None:
        """After Redis came back nothing expires for one lease: holders could not renew while it was away."""
        self._expiry_from = time.monotonic() + ms / 1000

    def delay_expiry(self, ms: int) -> None:
        """Redis or this hub stood still: nothing expires for so long, or for longer where that was said already."""
        self._expiry_from = max(self._expiry_from, time.monotonic() + ms / 1000)

    @property
    def may_expire(self) -> bool:
        return time.monotonic() >= self._expiry_from

    async def claim(self, session_id: str, agent_id: str) -> int:
        """Takes the conversation by hand, over capacity if need be; the fence. ChatError lock_held with its holder."""
        keys = self.sessions.lock_keys(session_id, agent_id)
        args: list[Any] = [session_id, agent_id, self.ttl_ms, int(self.may_expire)]
        for _ in range(3):
            reply = await self.acts.run("lock_claim", keys, args)
            if reply[0] == "expired":
                await self.expire(session_id, reply[1].decode())
            elif reply[0] != "missing" or not await self.sessions.restore(session_id):
                break
        if reply[0] != "ok":
            raise refuse(reply) if reply[0] != "expired" else ChatError("conflict", retry=200)
        return int(reply[1])

    async def renew(self, session_id: str, agent_id: str) -> bool:
        """Prolongs the lease; False when somebody else holds the conversation by now."""
        return await self._renew(session_id, agent_id, self.ttl_ms)

    async def shorten(self, session_id: str, agent_id: str) -> bool:
        """Leaves the grace of a disconnected holder on the lease."""
        return await self._renew(session_id, agent_id, -self.sessions.settings.grace_ms)

    def renew_keys(self, session_id: str, agent_id: str) -> list[str]:
        keys = self.keys
        return [keys.session(session_id), keys.leases, keys.held(agent_id), keys.presence]

    async def _renew(self, session_id: str, agent_id: str, ttl_ms: int) -> bool:
        keys = self.renew_keys(session_id, agent_id)
        reply = await self.acts.run("lock_renew", keys, [session_id, agent_id, ttl_ms, PRESENCE_FRESH_MS])
        return bool(reply[0] == "ok")

    async def held(self, agent_id: str) -> list[str]:
        return [member.decode() for member in await self.redis.smembers(self.keys.held(agent_id))]

    async def release(self, session_id: str, agent_id: str, fence: int) -> None:
        """Back to the queue. ChatError lock_lost under another fence."""
        keys = self.sessions.lock_keys(session_id, agent_id)
        await self.sessions.act(session_id, "lock_release", keys, [session_id, agent_id, fence])
        self.sessions.desk.wake()

    async def transfer(self, session_id: str, agent_id: str, fence: int, receiver: str) -> None:
        """To a colleague who is online. ChatError lock_lost, or conflict when the colleague is not there."""
        keys = [*self.sessions.lock_keys(session_id, agent_id), self.keys.held(receiver), self.keys.presence]
        args = [session_id, agent_id, fence, receiver, self.ttl_ms, PRESENCE_FRESH_MS]
        await self.sessions.act(session_id, "lock_transfer", keys, args)
        self.sessions.desk.wake()

    async def takeover(self, session_id: str, agent_id: str, address: str = "") -> int:
        """A lead takes it from whoever holds it; the fence. The archiver audits it, with the caller's address."""

        async def attempt(holder: str, _visitor: str) -> Reply:
            keys = [*self.sessions.lock_keys(session_id, holder), self.keys.held(agent_id)]
            return await self.acts.run("lock_takeover", keys, [session_id, agent_id, holder, self.ttl_ms, address])

        reply = await self.sessions.act_with_holder(session_id, attempt)
        self.sessions.desk.wake()
        return int(reply[1])

    async def expire(self, session_id: str, holder: str) -> str:
        """Ends a lease that has run out: 'expired', 'alive', 'changed' or 'gone'."""
        keys = self.sessions.lock_keys(session_id, holder)
        return str((await self.acts.run("lock_expire", keys, [session_id, holder]))[0])
