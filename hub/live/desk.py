"""Who gets the next conversation: one waiting conversation at a time, oldest first, by an act that chooses."""

import asyncio
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

from config.events import AgentCard
from config.keys import PRESENCE_FRESH_MS, RELEASER_REST_MS, Keys
from config.settings import Settings
from hub.live.accounts import Account, Accounts
from hub.live.acts import Acts
from hub.live.configuration import Configuration

QUEUE_LOOK = 50
"""Waiting conversations looked at in one pass: those in front may rest from whoever released them."""


@dataclass(frozen=True)
class Plan:
    """What an assignment chooses from: `args` are mode, default agent, freshness and rest in ms."""

    candidates: list[str]
    held_keys: list[str]
    args: list[Any]


class Desk:
    """Hands waiting conversations to agents who are online, willing and below their capacity."""

    def __init__(
        self,
        settings: Settings,
        redis: Redis,
        keys: Keys,
        acts: Acts,
        accounts: Accounts,
        configuration: Configuration,
    ) -> None:
        self.settings, self.redis, self.keys, self.acts = settings, redis, keys, acts
        self.accounts, self.configuration = accounts, configuration
        self.changed = asyncio.Event()

    def wake(self) -> None:
        """Something was freed or came back: look at the queue now instead of at the next sweep."""
        self.changed.set()

    async def plan(self) -> Plan:
        """The candidates of this moment, and how to choose among them."""
        accounts = sorted(await self.accounts.all(), key=lambda account: account.id)
        assignment = (await self.configuration.workspace()).assignment
        default = next((a.id for a in accounts if assignment.agent and a.email == assignment.agent), "")
        candidates = [account.id for account in accounts if account.active and account.takes_chats]
        args = [assignment.mode, default, PRESENCE_FRESH_MS, RELEASER_REST_MS]
        return Plan(candidates, [self.keys.held(agent) for agent in candidates], args)

    async def assign_waiting(self) -> int:
        """One pass over the queue; how many conversations found an agent."""
        waiting = await self.redis.zrange(self.keys.waiting, 0, QUEUE_LOOK - 1)
        if not waiting:
            return 0
        plan = await self.plan()
        assigned = 0
        for member in waiting:
            answer = await self._assign(member.decode(), plan)
            assigned += answer == "assigned"
            if answer in ("nobody", "manual"):
                break
        return assigned

    async def _assign(self, session_id: str, plan: Plan) -> str:
        keys = self.keys
        reply = await self.acts.run(
            "session_assign",
            [
                *(keys.session(session_id), keys.log(session_id), keys.firehose),
                *(keys.leases, keys.waiting, keys.agents, keys.presence, *plan.held_keys),
            ],
            [session_id, self.settings.lock_ttl_ms, *plan.args, *plan.candidates],
        )
        return str(reply[0])

    async def serve(self) -> None:
        """Looks at the queue whenever it was woken. Runs for ever."""
        while True:
            await self.changed.wait()
            self.changed.clear()
            while await self.assign_waiting() == QUEUE_LOOK:
                continue

    async def cards(self) -> list[AgentCard]:
        """Every active agent with presence, chosen availability and load."""
        accounts = [account for account in await self.accounts.all() if account.active]
        async with self.redis.pipeline(transaction=False) as pipeline:
            pipeline.time()
            pipeline.zrange(self.keys.presence, 0, -1, withscores=True)
            pipeline.hmget(self.keys.agents, ["-", *(f"{account.id}:status" for account in accounts)])
            for account in accounts:
                pipeline.scard(self.keys.held(account.id))
            (seconds, micros), members, statuses, *loads = await pipeline.execute()
        since = seconds * 1000 + micros // 1000 - PRESENCE_FRESH_MS
        online = {member.rsplit(b"@", 1)[0].decode() for member, seen in members if seen >= since}
        return [
            describe(account, account.id in online, status, load)
            for account, status, load in zip(accounts, statuses[1:], loads, strict=True)
        ]

    async def anyone_online(self) -> bool:
        """Whether a visitor who writes now would find somebody: an agent online who takes chats and isn't away."""
        return any(card["online"] and card["status"] == "online" and card["takes_chats"] for card in await self.cards())


def describe(account: Account, online: bool, status: bytes | None, load: int) -> AgentCard:
    return {
        "id": account.id,
        "name": account.name,
        "avatar": account.avatar,
        "role": account.role,
        "status": "away" if status == b"away" else "online",
        "online": online,
        "load": load,
        "capacity": account.capacity,
        "takes_chats": account.takes_chats,
    }
