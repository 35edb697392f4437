"""Who is there: agents by a beat, visitors by their sockets, both swept up when a hub dies."""

import asyncio
import time
from collections import Counter, deque
from typing import Any, TypeVar

import orjson

from config.errors import ChatError
from config.keys import PRESENCE_FRESH_MS, SIGNALS_MAX
from config.logs import get_logger
from hub.live.locks import Locks
from hub.live.sessions import VISITOR_KEEP_MS

FAREWELLS_MAX = 100
"""So many are told of at once."""
T = TypeVar("T")
log = get_logger()


class Presence:
    """The sockets of this hub, counted per agent and per visitor's conversation, and what Redis knows of them.

    `doubtful` is set when Redis may have missed some of it: the next beat tells it everything again.
    """

    def __init__(self, hub: str, locks: Locks) -> None:
        self.hub, self.locks = hub, locks
        self.acts, self.keys, self.redis = locks.acts, locks.keys, locks.redis
        self.settings = locks.sessions.settings
        self.agents: Counter[str] = Counter()
        self.visitors: Counter[tuple[str, str]] = Counter()
        self.doubtful = False
        self._going: deque[tuple[float, str, str]] = deque()
        self._somebody_goes = asyncio.Event()

    async def agent_joins(self, agent_id: str) -> None:
        """Counts a socket; a returning agent's leases get their full length back."""
        self.agents[agent_id] += 1
        try:
            await self._mark_agent(agent_id, arrives=True)
            await self.renew_leases([agent_id])
        except BaseException:
            # The socket is refused, so nobody would ever count it down.
            count_down(self.agents, agent_id)
            raise
        self.locks.sessions.desk.wake()

    async def agent_leaves(self, agent_id: str) -> None:
        """Counts one down; with the last socket anywhere the leases are shortened to the grace."""
        if not count_down(self.agents, agent_id):
            return
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
        try:
            if self.visitors[visitor_id, session_id] == 1:
                await self._mark_visitor(visitor_id, session_id, self.hub, arrives=True)
        except BaseException:
            count_down(self.visitors, (visitor_id, session_id))
            raise

    async def visitor_leaves(self, visitor_id: str, session_id: str) -> None:
        if count_down(self.visitors, (visitor_id, session_id)):
            await self._mark_visitor(visitor_id, session_id, self.hub, arrives=False)

    def visitor_goes(self, visitor_id: str, session_id: str) -> None:
        """A socket has ended; `see_off` lets the visitor leave after the grace, unless another socket has come.

        Who turns from page to page so neither flickers in front of the agents nor costs Redis a word.
        """
        self._going.append((time.monotonic() + self.settings.visitor_grace_s, visitor_id, session_id))
        self._somebody_goes.set()

    async def see_off(self) -> None:
        """Counts down the sockets whose grace is over, for ever."""
        while True:
            while not self._going:
                self._somebody_goes.clear()
                await self._somebody_goes.wait()
            await asyncio.sleep(self._going[0][0] - time.monotonic())
            now = time.monotonic()
            due: list[tuple[float, str, str]] = []
            while self._going and self._going[0][0] <= now and len(due) < FAREWELLS_MAX:
                due.append(self._going.popleft())
            leaving = [self.visitor_leaves(visitor_id, session_id) for _, visitor_id, session_id in due]
            for outcome in await asyncio.gather(*leaving, return_exceptions=True):
                if isinstance(outcome, ChatError):
                    # Counted down all the same: whom Redis still takes to be here, the next beat compares.
                    self.doubtful = True
                    log.warning("presence.away")
                elif isinstance(outcome, BaseException):
                    raise outcome

    async def _mark_visitor(self, visitor_id: str, session_id: str, hub: str, *, arrives: bool) -> None:
        keys = [self.keys.visitor(visitor_id), self.keys.session(session_id), self.keys.visitors, self.keys.signals]
        args = [visitor_id, session_id, hub, int(arrives), VISITOR_KEEP_MS, SIGNALS_MAX]
        await self.acts.run("visitor_presence", keys, args)

    async def move_page(self, visitor_id: str, session_id: str, url: str, title: str) -> None:
        page = orjson.dumps({"url": url, "title": title})
        keys = [self.keys.visitor(visitor_id), self.keys.session(session_id), self.keys.signals]
        await self.acts.run("visitor_page", keys, [session_id, page, SIGNALS_MAX])

    async def beat(self, state: dict[str, Any], tail: str) -> None:
        """Says that this hub lives; after it was taken for dead, or acts were lost, Redis is told again who is here."""
        encoded = orjson.dumps(state)[1:-1]
        keys = [self.keys.hubs, self.keys.tails, self.keys.presence]
        answer = await self.acts.run("hub_beat", keys, [self.hub, encoded, tail, *self.agents])
        if answer[0] == "new" or self.doubtful:
            self.doubtful = False
            await self.announce()

    async def announce(self) -> None:
        """Tells Redis of every socket that is here, and of those that are here no longer."""
        for agent_id in list(self.agents):
            await self._mark_agent(agent_id, arrives=True)
        for visitor_id, session_id in list(self.visitors):
            await self._mark_visitor(visitor_id, session_id, self.hub, arrives=True)
        for visitor_id, session_id in await self._marked_visitors(self.hub):
            if (visitor_id, session_id) not in self.visitors:
                await self._mark_visitor(visitor_id, session_id, self.hub, arrives=False)

    async def _marked_visitors(self, hub: str) -> list[tuple[str, str]]:
        """Whom Redis believes to be on a hub, with their conversations."""
        suffix = f"@{hub}".encode()
        marked = []
        async for member in self.redis.sscan_iter(self.keys.visitors, match=b"*" + suffix, count=1000):
            visitor_id, session_id = member.removesuffix(suffix).decode().split("|", 1)
            marked.append((visitor_id, session_id))
        return marked

    async def sweep_hub(self, hub: str) -> None:
        """Marks the visitors of a dead hub as gone, and then forgets the hub."""
        for visitor_id, session_id in await self._marked_visitors(hub):
            await self._mark_visitor(visitor_id, session_id, hub, arrives=False)
        await self.acts.run("hub_forget", [self.keys.hubs], [hub])

    async def leave(self) -> None:
        """This hub goes: everybody who was here is gone, and the hub with them."""
        for agent_id in list(self.agents):
            self.agents[agent_id] = 1
            await self.agent_leaves(agent_id)
        self._going.clear()
        here = list(self.visitors)
        self.visitors.clear()
        for first in range(0, len(here), FAREWELLS_MAX):
            going = here[first : first + FAREWELLS_MAX]
            await asyncio.gather(*(self._mark_visitor(*one, self.hub, arrives=False) for one in going))
        await self.redis.hdel(self.keys.hubs, self.hub)
        await self.redis.hdel(self.keys.tails, self.hub)


def count_down(counter: Counter[T], key: T) -> bool:
    """Whether that was the last one."""
    counter[key] -= 1
    if counter[key] > 0:
        return False
    del counter[key]
    return True
