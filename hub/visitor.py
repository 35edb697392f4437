"""The namespace of visitors: one conversation a socket, the one that the token names."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from config.errors import ChatError
from config.events import (
    FROM_VISITOR,
    Page,
    Rate,
    Resume,
    VisitorClose,
    VisitorSeen,
    VisitorSend,
    VisitorTyping,
)
from hub.auth import Origins, read_visitor_claims
from hub.delivery import Delivery, Watch
from hub.digest import Digest
from hub.live.live import Live
from hub.live.sessions import Writer
from hub.live.summary import show_visitor
from hub.server import Connection, Space


@dataclass(eq=False)
class VisitorConnection(Connection):
    """A visitor's socket, bound to the conversation of its token."""

    visitor_id: str = field(kw_only=True)
    session_id: str = field(kw_only=True)
    writer: Writer = field(kw_only=True)
    name: str = field(kw_only=True)
    watch: Watch | None = None

    @property
    def session(self) -> str:
        return self.session_id


class VisitorSpace(Space):
    """Handlers of every event that a visitor may send."""

    name = "/visitor"
    known = FROM_VISITOR

    def __init__(self, live: Live, delivery: Delivery, digest: Digest, origins: Origins) -> None:
        self.live, self.delivery, self.digest, self.origins = live, delivery, digest, origins
        self.handlers: Mapping[str, Callable[[Any, Any], Awaitable[dict[str, Any]]]] = {
            "resume": self.resume,
            "send": self.send,
            "typing": self.type,
            "seen": self.see,
            "page": self.move,
            "close": self.close,
            "rate": self.rate,
        }

    async def connect(self, connection: Connection, environ: Mapping[str, Any], auth: Mapping[str, Any]) -> Connection:
        claims = read_visitor_claims(self.live.settings, auth)
        if not self.origins.is_allowed(environ.get("HTTP_ORIGIN"), environ):
            raise ChatError("forbidden")
        visitor = await self.live.sessions.visitor(claims.session_id)
        if visitor is None or visitor["id"] != claims.visitor_id:
            raise ChatError("unauthorized")
        joined = VisitorConnection(
            *(connection.server, connection.eio_sid, connection.namespace, connection.lang),
            visitor_id=claims.visitor_id,
            session_id=claims.session_id,
            writer=Writer.of("visitor", claims.visitor_id, visitor["name"]),
            name=visitor["name"],
        )
        await self.live.presence.visitor_joins(claims.visitor_id, claims.session_id)
        return joined

    async def disconnect(self, connection: VisitorConnection) -> None:
        if connection.watch is not None:
            self.delivery.unwatch(connection.watch)
            self.digest.forget_gone(connection.session_id)
        self.live.presence.visitor_goes(connection.visitor_id, connection.session_id)

    async def resume(self, connection: VisitorConnection, event: Resume) -> dict[str, Any]:
        if connection.watch is None:
            connection.watch = self.delivery.watch(connection, connection.session_id)
        connection.watch.live = False
        summary = await self.live.sessions.summary(connection.session_id)
        if summary is None:
            raise ChatError("not_found")
        position = await self.live.sessions.position(summary)
        resumed = await self.delivery.resume(connection.watch, event.after, summary["head"])
        self.digest.forget_shown(connection.session_id)
        answer = {"session": show_visitor(summary, position), "events": resumed.events, "head": resumed.head}
        return {**answer, "reset": True} if resumed.reset else answer

    async def send(self, connection: VisitorConnection, event: VisitorSend) -> dict[str, Any]:
        session_id = connection.session_id
        connection.keep_order(session_id, event.client_id)
        try:
            seq, ts = await self.live.sessions.send(session_id, connection.writer, event.client_id, event.text)
        except ChatError as error:
            if error.code == "busy":
                connection.stall(session_id, event.client_id)
            raise
        connection.stalled.pop(session_id, None)
        return {"seq": seq, "ts": ts}

    async def type(self, connection: VisitorConnection, event: VisitorTyping) -> dict[str, Any]:
        author = {"type": "visitor", "id": connection.visitor_id, "name": connection.name}
        draft = event.text if self.digest.drafts else None
        await self.live.receipts.say_typing(connection.session_id, "visitor", cast(Any, author), event.on, draft)
        return {}

    async def see(self, connection: VisitorConnection, event: VisitorSeen) -> dict[str, Any]:
        await self.live.receipts.move_seen(connection.session_id, "visitor", "", event.delivered, event.read)
        return {}

    async def move(self, connection: VisitorConnection, event: Page) -> dict[str, Any]:
        await self.live.presence.move_page(connection.visitor_id, connection.session_id, event.url, event.title)
        return {}

    async def close(self, connection: VisitorConnection, _event: VisitorClose) -> dict[str, Any]:
        author = connection.writer.author
        return {"seq": await self.live.sessions.close(connection.session_id, "visitor", author=author)}

    async def rate(self, connection: VisitorConnection, event: Rate) -> dict[str, Any]:
        author, session_id = connection.writer.author, connection.session_id
        return {"seq": await self.live.sessions.rate(session_id, author, event.score, event.comment)}
