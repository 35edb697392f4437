"""A conversation as the hub's acts write it: log, firehose and session hash in step."""

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

import orjson
from redis.asyncio import Redis

from archiver.drain import Drain
from config.events import Author, Event, Kind, VisitorDetails
from config.ids import new_id
from config.keys import Keys

AGENT: Author = {"type": "agent", "id": "agent-1", "name": "Trần Thị Bình"}
SYSTEM: Author = {"type": "system", "id": "system", "name": ""}
SEEN = {"visitor": {"delivered": 3, "read": 3}, "agent": {"delivered": 2, "read": 2}}
numbers = itertools.count(12_345_678)
clock = itertools.count(int(time.time() * 1000))


def describe_visitor(name: str = "Nguyễn Văn Đức") -> VisitorDetails:
    return {
        "id": new_id(),
        "name": name,
        "phone": f"09{next(numbers):08}",
        "address": "12 Lê Lợi, Huế",
        "lang": "vi",
        "ip": "203.0.113.9",
        "user_agent": "Firefox",
        "page": {"url": "https://shop.example/", "title": "Cửa hàng"},
        "referrer": "",
    }


@dataclass
class Chat:
    redis: Redis
    keys: Keys
    id: str = field(default_factory=new_id)
    visitor: VisitorDetails = field(default_factory=describe_visitor)
    events: list[Event] = field(default_factory=list)

    def another(self) -> "Chat":
        return Chat(self.redis, self.keys)

    @property
    def author(self) -> Author:
        return {"type": "visitor", "id": self.visitor["id"], "name": self.visitor["name"]}

    def make(self, kind: Kind, author: Author, *, text: str | None = None, **data: Any) -> Event:
        event: Event = {
            "session_id": self.id,
            "seq": len(self.events) + 1,
            "kind": kind,
            "ts": next(clock),
            "author": author,
            "client_id": new_id() if text is not None else None,
            "text": text,
            "data": data,
        }
        self.events.append(event)
        return event

    def make_opened(self, **changed: Any) -> Event:
        form = {"name": self.visitor["name"], "phone": self.visitor["phone"]}
        return self.make("opened", self.author, form=form, visitor={**self.visitor, **changed})

    def make_said(self, text: str) -> Event:
        return self.make("message", self.author, text=text)

    def make_claimed(self, agent: str = "agent-1", fence: int = 1) -> Event:
        return self.make("claimed", SYSTEM, agent_id=agent, name="Bình", avatar=None, fence=fence, how="auto")

    def make_answered(self, text: str, agent: str = "agent-1") -> Event:
        return self.make("message", {**AGENT, "id": agent}, text=text)

    def make_closed(self) -> Event:
        return self.make("closed", SYSTEM, by="agent", agent_id="agent-1", seen=SEEN)

    async def add(self, *events: Event) -> None:
        """What the hub does in its acts."""
        for event in events:
            await self.redis.hset(self.keys.session(self.id), mapping={"status": "active", "head": event["seq"]})
            await self.redis.xadd(self.keys.log(self.id), {"e": orjson.dumps(event)}, id=f"{event['seq']}-0")
            await self.stream(event)
            if event["kind"] == "closed":
                await self.redis.hset(self.keys.session(self.id), "status", "closed")
                await self.redis.zadd(self.keys.closed, {self.id: event["ts"]})

    async def stream(self, event: Event, payload: bytes | None = None) -> bytes:
        """The firehose entry alone."""
        fields = {"s": self.id, "n": event["seq"], "k": event["kind"], "e": payload or orjson.dumps(event)}
        identifier: bytes = await self.redis.xadd(self.keys.firehose, fields)
        return identifier

    async def archived(self) -> int:
        return int(await self.redis.hget(self.keys.session(self.id), "archived") or 0)


async def drain_all(drain: Drain) -> None:
    """Until nothing is left that is not on trial."""
    while await drain.step() is not None:
        pass


async def drain_trials(drain: Drain) -> None:
    """Until nothing is left at all."""
    await drain_all(drain)
    while drain.trials:
        await drain.wait_for_news()
        await drain_all(drain)
