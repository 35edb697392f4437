"""What changed in the last 200 ms, told once: summaries to inboxes, agents' cards, and to visitors their own view."""

import asyncio
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson
from redis.exceptions import RedisError

from config.errors import ChatError
from config.events import AgentCard, SessionSummary, VisitorPresence
from config.logs import get_logger
from hub.delivery import AGENT, VISITOR, Delivery
from hub.frames import build_event
from hub.live.live import Live
from hub.live.summary import show_visitor
from hub.server import Connection

EVERY_S = 0.2
CLOSED_AGAIN = 1_000
"""So many of those that were closed last are told of anew when something was missed."""
SLICE = 10
"""Conversations told of in one go, well below a millisecond: messages and acks come between."""
QUIET_KINDS = frozenset({"message", "note", "tagged"})
"""Kinds after which the visitor's own view of the conversation is the same."""
log = get_logger()


class Shown(NamedTuple):
    """What a visitor was told last, as fingerprints: there may be ten thousand of them."""

    waiting: bool
    view: bytes
    presence: bytes


NOTHING = Shown(waiting=False, view=b"", presence=b"")


class Digest:
    """Collects what changed and flushes it at most every 200 ms, each conversation once."""

    def __init__(self, live: Live, delivery: Delivery) -> None:
        self.live, self.delivery = live, delivery
        self.inboxes: set[Connection] = set()
        self.cards: list[AgentCard] = []
        self.agents_changed = False
        self.drafts = False
        self._changed: set[str] = set()
        self._present: set[str] = set()
        self._shown: dict[str, Shown] = {}
        self._wake = asyncio.Event()

    def note_event(self, session_id: str, kind: str) -> None:
        if kind in QUIET_KINDS:
            self.note_quietly(session_id)
            return
        self._changed.add(session_id)
        self._changed.update(self._waiting_here())
        self.agents_changed = True
        self._wake.set()

    def note_quietly(self, session_id: str) -> None:
        """Inboxes alone show what has changed. A hub without any, one of visitors alone perhaps, reads nothing."""
        if self.inboxes:
            self._changed.add(session_id)
            self._wake.set()

    def note_presence(self, session_id: str) -> None:
        if self.inboxes:
            self._present.add(session_id)
        self.note_quietly(session_id)

    def note_agents(self) -> None:
        """Somebody came, went, or is another now."""
        self.agents_changed = True
        self._changed.update(self._shown)
        self._wake.set()

    def forget_shown(self, session_id: str) -> None:
        """A new socket of this visitor has seen nothing yet: tell it, and note who it is for."""
        self._shown[session_id] = NOTHING
        self._changed.add(session_id)
        self._wake.set()

    def forget_gone(self, session_id: str) -> None:
        """A visitor's socket has ended, perhaps the last one here."""
        if not self._has_visitor(session_id):
            self._shown.pop(session_id, None)

    async def look_again(self) -> None:
        """Something may have been missed: whatever is shown here is compared, or told, once more."""
        self.note_agents()
        if self.inboxes:
            sessions = self.live.sessions
            self._changed.update(await sessions.open_ids(), await sessions.closed_ids(CLOSED_AGAIN))

    def _waiting_here(self) -> list[str]:
        return [session_id for session_id, shown in self._shown.items() if shown.waiting]

    async def serve(self) -> None:
        """Flushes for ever; what could not be read stays for the next time."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            changed, self._changed = self._changed, set()
            present, self._present = self._present, set()
            try:
                await self._flush(changed, present)
            except (RedisError, OSError, TimeoutError, ChatError) as error:
                log.warning("digest.away", error=type(error).__name__)
                self._changed |= changed
                self._present |= present
                self.agents_changed = True
                self._wake.set()
            await asyncio.sleep(EVERY_S)

    async def _flush(self, changed: set[str], present: set[str]) -> None:
        if self.agents_changed or not self.cards:
            self.agents_changed = False
            await self._tell_agents()
        for session_id in changed:
            self.forget_gone(session_id)  # who went while the conversation was still being read has been noted since
        ids = [session_id for session_id in changed if self.inboxes or self._has_visitor(session_id)]
        places = await self.live.sessions.places() if ids else {}
        for start in range(0, len(ids), SLICE):
            for summary in await self.live.sessions.summaries(ids[start : start + SLICE]):
                self._tell_inboxes(summary, present=summary["id"] in present)
                if self._has_visitor(summary["id"]):
                    self._tell_visitor(summary, places)

    def _has_visitor(self, session_id: str) -> bool:
        return any(self.delivery.of_session(session_id, VISITOR))

    async def _tell_agents(self) -> None:
        cards = await self.live.cards()
        if cards != self.cards:
            self.cards = cards
            self._changed.update(self._shown)
            if self._changed:
                self._wake.set()
            self._push_all("agents", orjson.dumps({"agents": cards}))

    def _tell_inboxes(self, summary: SessionSummary, *, present: bool) -> None:
        self._push_all("session", orjson.dumps(summary))
        if present:
            page = summary["visitor"].get("page")
            state = {"session_id": summary["id"], "online": summary["visitor_online"], "page": page}
            self._push_all("presence", orjson.dumps(state))

    def _push_all(self, name: str, payload: bytes) -> None:
        if self.inboxes:
            packet = build_event(AGENT, name, payload)
            for connection in list(self.inboxes):
                connection.push(packet)

    def _tell_visitor(self, summary: SessionSummary, places: dict[str, int]) -> None:
        place = places.get(summary["id"]) if summary["status"] == "waiting" else None
        session = show_visitor(summary, place)
        presence = orjson.dumps(self.describe_presence(summary))
        before = self._shown.get(summary["id"], NOTHING)
        shown = Shown(session["status"] == "waiting", fingerprint(encode_view(session)), fingerprint(presence))
        self._shown[summary["id"]] = shown
        if shown.view != before.view:
            self.delivery.tell(summary["id"], VISITOR, "session", orjson.dumps(session))
        if shown.presence != before.presence:
            self.delivery.tell(summary["id"], VISITOR, "presence", presence)

    def describe_presence(self, summary: SessionSummary) -> VisitorPresence:
        holder = summary["holder"]
        if holder is None:
            return {"online": any(takes(card) for card in self.cards), "agent": None}
        online = any(card["id"] == holder["id"] and card["online"] for card in self.cards)
        return {"online": online, "agent": {"name": holder["name"], "avatar": holder["avatar"]}}


def fingerprint(encoded: bytes) -> bytes:
    return blake2b(encoded, digest_size=16).digest()


def takes(card: AgentCard) -> bool:
    return card["online"] and card["status"] == "online" and card["takes_chats"]


def encode_view(session: Any) -> bytes:
    """What a visitor's view is compared by: head and watermarks reach the visitor on their own."""
    return orjson.dumps({key: value for key, value in session.items() if key not in ("head", "seen")})
