"""Conversations: opening, sending, closing, and bringing one back from the archive when it is asked for again."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

import orjson
from redis.asyncio import Redis

from config.errors import ChatError, Code, busy
from config.events import SessionSummary, VisitorDetails, VisitorSession
from config.ids import new_id
from config.keys import OPENING_TTL_MS, Keys
from config.logs import get_logger
from config.settings import Settings
from hub.live.acts import Acts, Reply, perform
from hub.live.desk import Desk
from hub.live.history import History
from hub.live.orphans import bring_forward, take_sound
from hub.live.summary import (
    PREVIEW_MAX,
    Hash,
    find_unread,
    read_past_holders,
    read_summary,
    restore_fields,
    show_visitor,
)

RECENT_SENDS = 500
"""Sends of a restored conversation whose retries are still recognised; later ones can't have been acknowledged."""
RECENT_EVENTS = 200
"""Events that a restored conversation is told from: which were its newest of each kind, and what is unread."""
MESSAGE_ID_FROM = 32
"""Shorter names of openings aren't halved: too little of them would stay unknown."""
ORPHANS_MAX = 2_000
"""More than two batches of the archiver, which is what can be on its way into the archive."""
HOLDER_TRIES = 8
VISITOR_KEEP_MS = 24 * 3600 * 1000
log = get_logger()


@dataclass(frozen=True)
class Writer:
    """Who writes into a conversation, with the author already encoded."""

    side: str
    id: str
    author: bytes

    @classmethod
    def of(cls, side: str, identifier: str, name: str) -> "Writer":
        author = orjson.dumps({"type": side, "id": identifier, "name": name})
        # orjson's bytes keep the 4 KiB that they were written into, and a socket keeps its writer.
        return cls(side, identifier, bytes(memoryview(author)))


@dataclass(frozen=True)
class Opening:
    """A filled-in form: `visitor` is a VisitorDetails, `address` the network address that is limited."""

    visitor: dict[str, Any]
    form: dict[str, Any]
    first_text: str | None
    client_id: str | None
    address: str

    @property
    def message_id(self) -> str | None:
        """What the first message is called: half of the opening's name.

        So a client may send that message again without knowing whether it went along; and who reads the message still
        can't name the opening, which would be answered with the visitor's token.
        """
        name = self.client_id or ""
        return name[: len(name) // 2] if len(name) >= MESSAGE_ID_FROM else None


@dataclass(frozen=True)
class Opened:
    session_id: str
    visitor_id: str
    session: VisitorSession
    created: bool


def encode_rest(author: bytes, client_id: str | None, text: str | None, data: bytes = b"{}") -> bytes:
    """An event's JSON behind seq, kind and time, which Redis gives it."""
    return b'"author":%b,"client_id":%b,"text":%b,"data":%b' % (
        author,
        orjson.dumps(client_id),
        orjson.dumps(text),
        data,
    )


def encode_preview(author: bytes, text: str) -> bytes:
    return b'"text":%b,"author":%b' % (orjson.dumps(text[:PREVIEW_MAX]), author)


def refuse(reply: Reply) -> ChatError:
    """The error that an act's code stands for."""
    code = cast(Code | str, reply[0])
    if code == "missing":
        return ChatError("not_found")
    if code == "rate_limited":
        return ChatError("rate_limited", retry=int(reply[1]))
    if code in ("lock_lost", "lock_held") and len(reply) > 3:
        holder, name, avatar = (part.decode() for part in reply[1:4])
        shown = {"id": holder, "name": name, "avatar": avatar or None} if holder else None
        return ChatError(cast(Code, code), extras={"holder": shown})
    return ChatError(cast(Code, code if code != "changed" else "busy"), retry=1000 if code == "changed" else None)


class Sessions:
    """All acts on a conversation; a missing one is restored from the archive and the act is tried once more."""

    def __init__(self, settings: Settings, redis: Redis, keys: Keys, acts: Acts, desk: Desk, history: History) -> None:
        self.settings, self.redis, self.keys = settings, redis, keys
        self.acts, self.desk, self.history = acts, desk, history
        self.full = False
        self._restoring: dict[str, asyncio.Future[bool]] = {}

    def lock_keys(self, session_id: str, holder: str) -> list[str]:
        """The keys of every act that changes who holds a conversation."""
        keys = self.keys
        return [
            *(keys.session(session_id), keys.log(session_id), keys.firehose),
            *(keys.leases, keys.waiting, keys.agents, keys.held(holder)),
        ]

    async def act(self, session_id: str, name: str, keys: list[str], args: list[Any]) -> Reply:
        """One act on one conversation; ChatError unless it answers 'ok'."""
        reply = await self.acts.run(name, keys, args)
        if reply[0] == "missing" and await self.restore(session_id):
            reply = await self.acts.run(name, keys, args)
        if reply[0] != "ok":
            raise refuse(reply)
        return reply

    async def act_with_holder(self, session_id: str, attempt: Callable[[str, str], Awaitable[Reply]]) -> Reply:
        """An act that has to name the holder's set: tried again when the holder changed in between."""
        reply: Reply = ["missing"]
        for _ in range(HOLDER_TRIES):
            found = await self.redis.hmget(self.keys.session(session_id), ["holder", "visitor_id"])
            holder, visitor = ((value or b"").decode() for value in found)
            reply = await attempt(holder, visitor)
            if reply[0] == "missing" and await self.restore(session_id):
                continue
            if reply[0] != "changed":
                break
        if reply[0] != "ok":
            raise refuse(reply)
        return reply

    async def open(self, opening: Opening) -> Opened:
        """Creates the conversation, its first message and its assignment in one act, or answers with the open one.

        Raises ChatError rate_limited, busy, or unauthorized for an erased visitor.
        """
        if self.full:
            raise busy()
        session_id, visitor_id = new_id(), str(opening.visitor["id"])
        plan = await self.desk.plan()
        reply = await self.acts.run(
            "session_open",
            [*self._open_keys(session_id, visitor_id, opening), *plan.held_keys],
            [*self._open_args(session_id, visitor_id, opening), *plan.args, *plan.candidates],
        )
        if reply[0] not in ("opened", "repeated"):
            raise refuse(reply)
        session_id = reply[1].decode()
        summary = await self.summary(session_id)
        if summary is None:
            raise ChatError("not_found")
        created = reply[0] == "opened"
        if created and summary["status"] == "waiting":
            self.desk.wake()
        session = show_visitor(summary, await self.position(summary))
        return Opened(session_id, summary["visitor"]["id"], session, created)

    def _open_keys(self, session_id: str, visitor_id: str, opening: Opening) -> list[str]:
        keys = self.keys
        return [
            *self.lock_keys(session_id, "")[:6],
            *(keys.sent(session_id), keys.open, keys.visitor(visitor_id)),
            *(keys.opening(opening.client_id or session_id), keys.rate(f"open:{opening.address}")),
            *(keys.erased(visitor_id), keys.presence),
        ]

    def _open_args(self, session_id: str, visitor_id: str, opening: Opening) -> list[Any]:
        author = Writer.of("visitor", visitor_id, str(opening.visitor.get("name", ""))).author
        form, details = orjson.dumps(opening.form), orjson.dumps(opening.visitor)
        message, preview, client_id = b"", b"", opening.message_id or new_id()
        if opening.first_text:
            message = encode_rest(author, client_id, opening.first_text)
            preview = encode_preview(author, opening.first_text)
        opened = encode_rest(author, None, None, b'{"form":%b,"visitor":%b}' % (form, details))
        rate = self.settings.rate_sessions
        return [
            *(session_id, visitor_id, "1" if opening.client_id else "0", OPENING_TTL_MS),
            *(details, form, opened, message, preview, client_id),
            *((rate.seconds * 1000 // rate.count, rate.count) if rate else (0, 0)),
            self.settings.lock_ttl_ms,
        ]

    async def send(
        self, session_id: str, writer: Writer, client_id: str, text: str, fence: int = 0, kind: str = "message"
    ) -> tuple[int, int]:
        """Appends a message (or note): (seq, ts in ms), the same ones for a repeated client_id.

        Raises ChatError session_closed, lock_lost (with holder), rate_limited, not_found, busy.
        """
        if self.full:
            raise busy()
        keys, rate = self.keys, self.settings.rate_messages
        interval, burst = (rate.seconds * 1000 // rate.count, rate.count) if rate else (0, 0)
        reply = await self.act(
            session_id,
            "session_append",
            [keys.session(session_id), keys.log(session_id), keys.firehose, keys.sent(session_id), keys.open],
            [
                *(session_id, kind, writer.side, writer.id, client_id, fence),
                *(encode_rest(writer.author, client_id, text), encode_preview(writer.author, text)),
                *(interval, burst),
            ],
        )
        return reply[1], reply[2]

    async def close(
        self, session_id: str, by: str, agent_id: str = "", fence: int = 0, idle_before: int = 0, author: bytes = b""
    ) -> int:
        """Ends the conversation; the seq of `closed`, the same for a repeat. `author` for a visitor is encoded.

        Raises ChatError lock_lost for an agent who doesn't hold it.
        """
        said = b'"author":%b,"client_id":null,"text":null,"data":' % (author or SYSTEM_AUTHOR)

        async def attempt(holder: str, visitor: str) -> Reply:
            keys = [*self.lock_keys(session_id, holder), self.keys.open, self.keys.closed, self.keys.visitor(visitor)]
            args = [session_id, by, agent_id, fence, holder, idle_before, VISITOR_KEEP_MS, said]
            return await self.acts.run("session_close", keys, args)

        reply = await self.act_with_holder(session_id, attempt)
        self.desk.wake()
        return int(reply[1])

    async def reopen(self, session_id: str, agent_id: str) -> tuple[int, int]:
        """Opens a closed conversation for this agent: (seq, fence). ChatError conflict while another one is open."""

        async def attempt(_holder: str, visitor: str) -> Reply:
            keys = [*self.lock_keys(session_id, agent_id), self.keys.open, self.keys.closed, self.keys.visitor(visitor)]
            return await self.acts.run("session_reopen", keys, [session_id, agent_id, self.settings.lock_ttl_ms])

        reply = await self.act_with_holder(session_id, attempt)
        return int(reply[1]), int(reply[2])

    async def rate(self, session_id: str, author: bytes, score: int, comment: str | None) -> int:
        """Records the visitor's rating; its seq."""
        said = b'"author":%b,"client_id":null,"text":null,"data":' % author
        rating = orjson.dumps({"score": score, "comment": comment})
        keys = [self.keys.session(session_id), self.keys.log(session_id), self.keys.firehose]
        return int((await self.act(session_id, "session_rate", keys, [session_id, rating, said]))[1])

    async def tag(self, session_id: str, agent_id: str, tags: list[str]) -> int:
        """Sets the tags, each once, in the given order; the seq of `tagged`."""
        encoded = orjson.dumps(list(dict.fromkeys(tags)))
        keys = [self.keys.session(session_id), self.keys.log(session_id), self.keys.firehose, self.keys.agents]
        return int((await self.act(session_id, "session_tag", keys, [session_id, agent_id, encoded]))[1])

    async def fields(self, session_id: str) -> Hash | None:
        """The whole session hash, restored from the archive if need be; None when there is no such conversation."""
        found = await self.acts.ask("HGETALL", self.keys.session(session_id))
        if not found and await self.restore(session_id):
            found = await self.acts.ask("HGETALL", self.keys.session(session_id))
        return dict(zip(found[::2], found[1::2], strict=True)) if found else None

    async def summary(self, session_id: str) -> SessionSummary | None:
        fields = await self.fields(session_id)
        return read_summary(fields) if fields else None

    async def visitor(self, session_id: str) -> VisitorDetails | None:
        """Whose conversation it is, as the form said; None when there is no such conversation."""
        key = self.keys.session(session_id)
        found = await self.acts.ask("HGET", key, "visitor")
        if not found and await self.restore(session_id):
            found = await self.acts.ask("HGET", key, "visitor")
        return orjson.loads(found) if found else None

    async def summaries(self, session_ids: list[str]) -> list[SessionSummary]:
        """Those of the named that are in Redis, in one round trip."""
        async with self.redis.pipeline(transaction=False) as pipeline:
            for session_id in session_ids:
                pipeline.hgetall(self.keys.session(session_id))
            found = await pipeline.execute()
        return [read_summary(fields) for fields in found if b"status" in fields]

    async def open_ids(self) -> list[str]:
        return [member.decode() for member in await self.redis.zrange(self.keys.open, 0, -1)]

    async def closed_ids(self, limit: int) -> list[str]:
        """Those that were closed last and are still in Redis."""
        return [member.decode() for member in await self.redis.zrange(self.keys.closed, 0, limit - 1, desc=True)]

    async def past_holders(self, session_id: str) -> frozenset[str]:
        return read_past_holders(await self.fields(session_id) or {})

    async def position(self, summary: SessionSummary) -> int | None:
        """The place in the queue, 1 is next; None for one that does not wait."""
        if summary["status"] != "waiting":
            return None
        rank = await self.acts.ask("ZRANK", self.keys.waiting, summary["id"])
        return None if rank is None else int(rank) + 1

    async def places(self) -> dict[str, int]:
        """The whole queue, for who tells many of their places: 1 is next."""
        waiting = await self.redis.zrange(self.keys.waiting, 0, -1)
        return {session_id.decode(): place for place, session_id in enumerate(waiting, 1)}

    async def visitor_session(self, session_id: str) -> VisitorSession | None:
        summary = await self.summary(session_id)
        return show_visitor(summary, await self.position(summary)) if summary else None

    async def restore(self, session_id: str) -> bool:
        """Brings the conversation back from the archive; False when it isn't there. Concurrent calls share one."""
        running = self._restoring.get(session_id)
        if running is None:
            running = asyncio.ensure_future(restore(self.redis, self.keys, self.settings, self.history, session_id))
            self._restoring[session_id] = running
            running.add_done_callback(lambda _: self._restoring.pop(session_id, None))
        return await asyncio.shield(running)


SYSTEM_AUTHOR = orjson.dumps({"type": "system", "id": "system", "name": ""})


async def restore(redis: Redis, keys: Keys, settings: Settings, history: History, session_id: str) -> bool:
    """Creates what is absent of a conversation and raises what is older than the archive, in one act.

    False when the archive doesn't know it, or its visitor was erased.
    """
    archived = await history.find(session_id)
    folded = archived["head"] if archived else 0
    orphans = take_sound(folded, await history.events(session_id, folded, ORPHANS_MAX))
    document = bring_forward(archived, orphans)
    if document is None:
        return False
    sends = await history.recent_sends(session_id, RECENT_SENDS)
    sent = {f"{kind}:{author}:{client_id}": f"{seq}:{ts}" for kind, author, client_id, seq, ts in sends}
    recent = await history.last(session_id, RECENT_EVENTS)
    fields = restore_fields(document, recent)
    reply = await perform(
        redis,
        "session_restore",
        [
            *(keys.session(session_id), keys.sent(session_id), keys.leases, keys.waiting, keys.open, keys.closed),
            *(keys.visitor(fields["visitor_id"]), keys.held(fields["holder"]), keys.erased(fields["visitor_id"])),
            *(keys.log(session_id), keys.firehose),
        ],
        [
            *(session_id, document["head"], document["status"], document.get("fence") or 0, settings.lock_ttl_ms),
            *(VISITOR_KEEP_MS, orjson.dumps(fields), orjson.dumps(sent), orjson.dumps(find_unread(recent))),
            orjson.dumps([[event["seq"], event["kind"], orjson.dumps(event).decode()] for event in orphans]),
        ],
    )
    if reply[0] == "erased":
        return False
    log.info("session.restored", session=session_id, seq=document["head"])
    return True
