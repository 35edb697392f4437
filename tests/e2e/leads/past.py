"""Conversations of other days: their events go through the firehose, as the hub's do, and the archiver keeps them."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
import redis

from config.ids import bound_id, new_id
from config.keys import Keys
from hub.live.accounts import Account

SYSTEM = {"type": "system", "id": "system", "name": ""}


def id_of(moment: datetime) -> str:
    """An identifier as it would have been made then."""
    random = uuid.UUID(new_id()).int & ((1 << 80) - 1)
    return str(uuid.UUID(int=uuid.UUID(bound_id(moment)).int | random))


@dataclass
class PastChat:
    redis: "redis.Redis[bytes]"
    keys: Keys
    name: str
    phone: str
    at: datetime
    form: dict[str, Any] = field(default_factory=dict)
    id: str = ""
    seq: int = 0

    def __post_init__(self) -> None:
        self.id = id_of(self.at)
        self.visitor_id = id_of(self.at)
        visitor = {
            "id": self.visitor_id,
            "name": self.name,
            "phone": self.phone,
            "address": "12 Lê Lợi, Huế",
            "lang": "vi",
            "ip": "203.0.113.9",
            "user_agent": "Mozilla/5.0 (Linux; Android 15; SM-S921B) Chrome/141.0.0.0 Mobile Safari/537.36",
            "page": {"url": "https://shop.example/ao-dai", "title": "Áo dài lụa tơ tằm"},
            "referrer": "https://www.google.com/",
        }
        form = {"name": self.name, "phone": self.phone, **self.form}
        self.write("opened", self.visitor, form=form, visitor=visitor)

    @property
    def visitor(self) -> dict[str, str]:
        return {"type": "visitor", "id": self.visitor_id, "name": self.name}

    def says(self, text: str, after_s: int = 20) -> "PastChat":
        return self.write("message", self.visitor, text, after_s)

    def taken_by(self, agent: Account, after_s: int = 15) -> "PastChat":
        data = {"agent_id": agent.id, "name": agent.name, "avatar": None, "fence": self.seq + 1, "how": "auto"}
        return self.write("claimed", SYSTEM, None, after_s, **data)

    def answered(self, agent: Account, text: str, after_s: int = 40, *, kind: str = "message") -> "PastChat":
        return self.write(kind, {"type": "agent", "id": agent.id, "name": agent.name}, text, after_s)

    def closed(self, agent: Account, after_s: int = 120) -> "PastChat":
        marks = {"delivered": self.seq, "read": self.seq}
        author = {"type": "agent", "id": agent.id, "name": agent.name}
        seen = {"visitor": marks, "agent": marks}
        return self.write("closed", author, None, after_s, by="agent", agent_id=agent.id, seen=seen)

    def rated(self, score: int, comment: str | None = None) -> "PastChat":
        return self.write("rated", self.visitor, None, 30, score=score, comment=comment)

    def tagged(self, agent: Account, *tags: str) -> "PastChat":
        author = {"type": "agent", "id": agent.id, "name": agent.name}
        return self.write("tagged", author, None, 5, tags=list(tags))

    def write(
        self, kind: str, author: dict[str, str], text: str | None = None, after_s: int = 0, **data: Any
    ) -> "PastChat":
        return self.send(self.make(kind, author, text, after_s, **data))

    def make(
        self, kind: str, author: dict[str, str], text: str | None = None, after_s: int = 0, **data: Any
    ) -> dict[str, Any]:
        self.seq += 1
        self.at += timedelta(seconds=after_s)
        return {
            "session_id": self.id,
            "seq": self.seq,
            "kind": kind,
            "ts": int(self.at.timestamp() * 1000),
            "author": author,
            "client_id": new_id() if text is not None else None,
            "text": text,
            "data": data,
        }

    def send(self, event: dict[str, Any]) -> "PastChat":
        fields = {"s": self.id, "n": event["seq"], "k": event["kind"], "e": orjson.dumps(event)}
        self.redis.xadd(self.keys.firehose, fields)  # type: ignore[arg-type]
        return self
