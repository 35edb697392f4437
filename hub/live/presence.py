"""Who is there: agents by a beat, visitors by their sockets, both swept up when a hub dies."""

from collections import Counter
from typing import Any

import orjson

from config.keys import PRESENCE_FRESH_MS, SIGNALS_MAX
from hub.live.locks import Locks
from hub.live.sessions import VISITOR_KEEP_MS


class Presence:
    """The sockets of this hub, counted per agent and per visitor's conversation, and what Redis knows of them."""

    def __init__(self, hub: str, locks: Locks) -> None:
        self.hub, self.locks = hub, locks
        self.acts, self.keys, self.redis = locks.acts, locks.keys, locks.redis
        self.agents: Counter[str] = Counter()
        self.visitors: Counter[tuple[str, str]] = Counter()

    async def agent_joins(self, agent_id: str) -> None:
        """Counts a socket; a returning agent's leases get their full length back."""
        self.agents[agent_id] += 1
        await self._mark_agent(agent_id, arrives=True)
        await self.renew_leases([agent_id])
        self.locks.sessions.desk.wake()

    async def agent_leaves(self, agent_id: str) -> None:
        """Counts one down; with the last socket anywhere the leases are shortened to the grace."""
        self.agents[agent_id] -= 1
        if self.agents[agent_id] > 0:
            return
        del self.agents[agent_id]
        if await self._mark_agent(agent_id, arrives=False) == "away":
            for session_id in await self.locks.held(agent_id):
                await self.locks.shorten(session_id, agent_id)

    async def _mark_agent(self, agent_id: str, *, arrives: bool) -> str:
        args = [agent_id, self.hub, int(arrives), PRESENCE_FRESH_MS, SIGNALS_MAX]
        return str((await self.acts.run("agent_presence", [self.keys.presence, self.keys.signals], args))[0])

    async def set_status(self, agent_id: str, status: str) -> None:
        """The availability that the agent chose, on every hub."""
        await self.acts.run("agent_status", [self.keys.agents, self.keys.signals], [agent_id, status, SIGNALS_MAX])
        self.locks.sessions.desk.wake()

    async def renew_leases(self, agents: list[str] | None = None) -> None:
        """Renews every lease of the given agents, or of all who have a socket here."""
        for agent_id in agents if agents is not None else list(self.agents):
            for session_id in await self.locks.held(agent_id):
                await self.locks.renew(session_id, agent_id)

    async def visitor_joins(self, visitor_id: str, session_id: str) -> None:
        self.visitors[visitor_id, session_id] += 1
        if self.visitors[visitor_id, session_id] == 1:
            await self._mark_visitor(visitor_id, session_id, self.hub, arrives=True)

    async def visitor_leaves(self, visitor_id: str, session_id: str) -> None:
        self.visitors[visitor_id, session_id] -= 1
        if self.visitors[visitor_id, session_id] <= 0:
            del self.visitors[visitor_id, session_id]
            await self._mark_visitor(visitor_id, session_id, self.hub, arrives=False)

    async def _mark_visitor(self, visitor_id: str, session_id: str, hub: str, *, arrives: bool) -> None:
        keys = [self.keys.visitor(visitor_id), self.keys.session(session_id), self.keys.visitors, self.keys.signals]
        args = [visitor_id, session_id, hub, int(arrives), VISITOR_KEEP_MS, SIGNALS_MAX]
        await self.acts.run("visitor_presence", keys, args)

    async def move_page(self, visitor_id: str, session_id: str, url: str, title: str) -> None:
        page = orjson.dumps({"url": url, "title": title})
        keys = [self.keys.visitor(visitor_id), self.keys.session(session_id), self.keys.signals]
        await self.acts.run("visitor_page", keys, [session_id, page, SIGNALS_MAX])

    async def beat(self, state: dict[str, Any], tail: str) -> None:
        """Says that this hub lives; announces everybody again after it had been taken for dead."""
        encoded = orjson.dumps(state)[1:-1]
        keys = [self.keys.hubs, self.keys.tails, self.keys.presence]
        answer = await self.acts.run("hub_beat", keys, [self.hub, encoded, tail, *self.agents])
        if answer[0] == "new":
            await self.announce()

    async def announce(self) -> None:
        """Tells Redis of every socket that is here."""
        for agent_id in list(self.agents):
            await self._mark_agent(agent_id, arrives=True)
        for visitor_id, session_id in list(self.visitors):
            await self._mark_visitor(visitor_id, session_id, self.hub, arrives=True)

    async def sweep_hub(self, hub: str) -> None:
        """Marks the visitors of a dead hub as gone."""
        suffix = f"@{hub}".encode()
        async for member in self.redis.sscan_iter(self.keys.visitors, match=b"*" + suffix, count=1000):
            visitor_id, session_id = member.removesuffix(suffix).decode().split("|", 1)
            await self._mark_visitor(visitor_id, session_id, hub, arrives=False)

    async def leave(self) -> None:
        """This hub goes: everybody who was here is gone, and the hub with them."""
        for agent_id in list(self.agents):
            self.agents[agent_id] = 1
            await self.agent_leaves(agent_id)
        for visitor_id, session_id in list(self.visitors):
            self.visitors[visitor_id, session_id] = 1
            await self.visitor_leaves(visitor_id, session_id)
        await self.redis.hdel(self.keys.hubs, self.hub)
        await self.redis.hdel(self.keys.tails, self.hub)
