"""The namespace of agents: the inbox, the conversations that they watch, and what they do in them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from config.errors import ChatError
from config.events import (
    FROM_AGENT,
    AgentClose,
    AgentSeen,
    AgentSend,
    AgentTyping,
    Claim,
    Inbox,
    Me,
    Note,
    Refresh,
    Release,
    Reopen,
    SessionSummary,
    SetAvailability,
    SetTags,
    Takeover,
    Transfer,
    Unwatch,
)
from config.events import Watch as WatchEvent
from hub.auth import Origins, read_account, read_address
from hub.delivery import Delivery, Watch
from hub.digest import Digest
from hub.live.accounts import Account
from hub.live.desk import describe
from hub.live.live import Live
from hub.live.sessions import Writer
from hub.live.summary import read_past_holders, read_summary
from hub.server import Connection, Space

WATCHES_MAX = 200


@dataclass(eq=False)
class AgentConnection(Connection):
    """A signed-in agent's socket; `expires_at` in s is when its token ends."""

    account: Account = field(kw_only=True)
    writer: Writer = field(kw_only=True)
    expires_at: int = field(kw_only=True)
    family: str = ""
    address: str = ""
    watches: dict[str, Watch] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """The events that are being noted as forbidden: however many come meanwhile, they are one note."""

    @property
    def agent(self) -> str:
        return self.account.id


class AgentSpace(Space):
    """Handlers of every event that an agent may send."""

    name = "/agent"
    known = FROM_AGENT

    def __init__(self, live: Live, delivery: Delivery, digest: Digest, origins: Origins) -> None:
        self.live, self.delivery, self.digest, self.origins = live, delivery, digest, origins
        self.handlers: Mapping[str, Callable[[Any, Any], Awaitable[dict[str, Any]]]] = {
            "inbox": self.inbox,
            "watch": self.watch,
            "unwatch": self.unwatch,
            "claim": self.claim,
            "release": self.release,
            "transfer": self.transfer,
            "takeover": self.takeover,
            "send": self.send,
            "note": self.note,
            "typing": self.type,
            "seen": self.see,
            "availability": self.choose_status,
            "close": self.close,
            "reopen": self.reopen,
            "tag": self.tag,
            "refresh": self.refresh,
        }

    async def connect(self, connection: Connection, environ: Mapping[str, Any], auth: Mapping[str, Any]) -> Connection:
        if not self.origins.is_own(environ.get("HTTP_ORIGIN"), environ):
            raise ChatError("forbidden")
        account, claims = await read_account(self.live.settings, self.live.accounts, auth.get("token"))
        joined = AgentConnection(
            *(connection.server, connection.eio_sid, connection.namespace, connection.lang),
            account=account,
            writer=Writer.of("agent", account.id, account.name),
            expires_at=claims.expires_at,
            family=claims.family,
            address=read_address(environ, self.live.settings),
        )
        await self.live.presence.agent_joins(account.id)
        return joined

    async def disconnect(self, connection: AgentConnection) -> None:
        self.digest.inboxes.discard(connection)
        for watch in connection.watches.values():
            self.delivery.unwatch(watch)
        await self.live.presence.agent_leaves(connection.account.id)

    async def inbox(self, connection: AgentConnection, _event: Inbox) -> dict[str, Any]:
        """Subscribed before it is read: a change in between arrives too, and its higher rev wins."""
        self.digest.inboxes.add(connection)
        sessions = await self.live.sessions.summaries(await self.live.sessions.open_ids())
        cards = await self.live.cards()
        found = [card for card in cards if card["id"] == connection.account.id]
        card = found[0] if found else describe(connection.account, True, None, 0)
        me: Me = {**card, "email": connection.account.email}
        return {"sessions": sessions, "agents": cards, "me": me}

    async def watch(self, connection: AgentConnection, event: WatchEvent) -> dict[str, Any]:
        watch = connection.watches.get(event.session_id)
        if watch is None:
            if len(connection.watches) >= WATCHES_MAX:
                raise ChatError("conflict")
            watch = connection.watches[event.session_id] = self.delivery.watch(connection, event.session_id)
        watch.live = False
        try:
            summary = await self._find_visible(connection.account, event.session_id)
            resumed = await self.delivery.resume(watch, event.after, summary["head"])
        except BaseException:
            self._drop_watch(connection, event.session_id)
            raise
        answer = {"session": summary, "events": resumed.events, "head": resumed.head}
        return {**answer, "reset": True} if resumed.reset else answer

    async def unwatch(self, connection: AgentConnection, event: Unwatch) -> dict[str, Any]:
        self._drop_watch(connection, event.session_id)
        return {}

    def _drop_watch(self, connection: AgentConnection, session_id: str) -> None:
        watch = connection.watches.pop(session_id, None)
        if watch is not None:
            self.delivery.unwatch(watch)

    async def _find_visible(self, account: Account, session_id: str) -> SessionSummary:
        """What the agent may see: live ones, their own, earlier ones of a visitor whom they hold; a lead all."""
        fields = await self.live.sessions.fields(session_id)
        if not fields:
            raise ChatError("not_found")
        summary = read_summary(fields)
        if account.role != "agent" or summary["status"] != "closed" or account.id in read_past_holders(fields):
            return summary
        if await self._holds_visitor(account.id, summary["visitor"]["id"]):
            return summary
        raise ChatError("not_found")

    async def _holds_visitor(self, agent_id: str, visitor_id: str) -> bool:
        held = await self.live.sessions.summaries(await self.live.locks.held(agent_id))
        return any(summary["visitor"]["id"] == visitor_id for summary in held)

    async def claim(self, connection: AgentConnection, event: Claim) -> dict[str, Any]:
        return {"fence": await self.live.locks.claim(event.session_id, connection.account.id)}

    async def release(self, connection: AgentConnection, event: Release) -> dict[str, Any]:
        await self.live.locks.release(event.session_id, connection.account.id, event.fence)
        return {}

    async def transfer(self, connection: AgentConnection, event: Transfer) -> dict[str, Any]:
        await self.live.locks.transfer(event.session_id, connection.account.id, event.fence, event.agent_id)
        return {}

    async def takeover(self, connection: AgentConnection, event: Takeover) -> dict[str, Any]:
        if connection.account.role == "agent":
            raise ChatError("forbidden")
        return {"fence": await self.live.locks.takeover(event.session_id, connection.account.id, connection.address)}

    async def send(self, connection: AgentConnection, event: AgentSend) -> dict[str, Any]:
        return await self._append(connection, event.session_id, event.client_id, event.text, event.fence, "message")

    async def note(self, connection: AgentConnection, event: Note) -> dict[str, Any]:
        return await self._append(connection, event.session_id, event.client_id, event.text, 0, "note")

    async def _append(
        self, connection: AgentConnection, session_id: str, client_id: str, text: str, fence: int, kind: str
    ) -> dict[str, Any]:
        connection.keep_order(session_id, client_id)
        try:
            seq, ts = await self.live.sessions.send(session_id, connection.writer, client_id, text, fence, kind)
        except ChatError as error:
            if error.code == "busy":
                connection.stall(session_id, client_id)
            raise
        connection.stalled.pop(session_id, None)
        return {"seq": seq, "ts": ts}

    async def type(self, connection: AgentConnection, event: AgentTyping) -> dict[str, Any]:
        account = connection.account
        author: Any = {"type": "agent", "id": account.id, "name": account.name}
        await self.live.receipts.say_typing(event.session_id, "agent", author, event.on, None)
        return {}

    async def see(self, connection: AgentConnection, event: AgentSeen) -> dict[str, Any]:
        agent_id = connection.account.id
        await self.live.receipts.move_seen(event.session_id, "agent", agent_id, event.delivered, event.read)
        return {}

    async def choose_status(self, connection: AgentConnection, event: SetAvailability) -> dict[str, Any]:
        await self.live.presence.set_status(connection.account.id, event.status)
        return {}

    async def close(self, connection: AgentConnection, event: AgentClose) -> dict[str, Any]:
        agent_id = connection.account.id
        return {"seq": await self.live.sessions.close(event.session_id, "agent", agent_id, event.fence)}

    async def reopen(self, connection: AgentConnection, event: Reopen) -> dict[str, Any]:
        await self._find_visible(connection.account, event.session_id)
        seq, fence = await self.live.sessions.reopen(event.session_id, connection.account.id)
        return {"seq": seq, "fence": fence}

    async def tag(self, connection: AgentConnection, event: SetTags) -> dict[str, Any]:
        await self._find_visible(connection.account, event.session_id)
        return {"seq": await self.live.sessions.tag(event.session_id, connection.account.id, event.tags)}

    async def refresh(self, connection: AgentConnection, event: Refresh) -> dict[str, Any]:
        """A newer token of the same agent keeps the socket alive."""
        account, claims = await read_account(self.live.settings, self.live.accounts, event.token)
        if account.id != connection.account.id:
            raise ChatError("forbidden")
        connection.account, connection.expires_at, connection.family = account, claims.expires_at, claims.family
        connection.writer = Writer.of("agent", account.id, account.name)
        return {}
