"""From the streams to the sockets: each durable event once, in order, without a gap, to whoever watches it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

from engineio.packet import Packet
from pymongo.errors import PyMongoError
from redis.exceptions import RedisError

from config.errors import ChatError
from config.events import FRESH_MAX, RESUME_MAX
from config.logs import get_logger
from hub.frames import build_event
from hub.live.eventlog import Entry, EventLog, show_event
from hub.server import Connection

AGENT, VISITOR = "/agent", "/visitor"
SEEN_MAX = 50_000
"""Conversations whose newest seq is remembered; those that were first heard of longest ago are forgotten first."""
log = get_logger()


@dataclass(eq=False)
class Watch:
    """One socket on one conversation: `next` is the seq that it gets next, `latest` the highest that the tail brought.

    While it is not `live` it is catching up, and what the tail brings is kept in `missed`.
    """

    connection: Connection
    session_id: str
    next: int = 1
    live: bool = False
    latest: int = 0
    missed: dict[int, bytes] = field(default_factory=dict)


@dataclass(eq=False)
class Shared:
    """One event as the packets that its recipients share, each encoded when the first one needs it."""

    entry: Entry
    packets: dict[str, Packet] = field(default_factory=dict)

    def packet(self, namespace: str) -> Packet:
        found = self.packets.get(namespace)
        if found is None:
            event = self.entry.event if namespace == AGENT else show_event(self.entry.event)
            found = self.packets[namespace] = build_event(namespace, "event", event)
        return found


@dataclass(frozen=True)
class Resumed:
    """What a device gets that had everything up to `after`: `reset` when it had more than there is."""

    events: list[bytes]
    head: int
    reset: bool


class Delivery:
    """The conversations that are watched on this hub, and what each of their sockets has.

    `seen` is the newest seq of each conversation that this run of Redis has told of, watched here or not.
    """

    def __init__(self, eventlog: EventLog) -> None:
        self.log = eventlog
        self.watches: dict[str, set[Watch]] = {}
        self.seen: dict[str, int] = {}
        self._mending: set[asyncio.Task[None]] = set()

    def watch(self, connection: Connection, session_id: str) -> Watch:
        """Begins to collect events before the log is read, so that none falls between reading and watching."""
        watch = Watch(connection, session_id)
        self.watches.setdefault(session_id, set()).add(watch)
        return watch

    def unwatch(self, watch: Watch) -> None:
        watches = self.watches.get(watch.session_id)
        if watches is not None:
            watches.discard(watch)
            if not watches:
                del self.watches[watch.session_id]

    def of_session(self, session_id: str, namespace: str) -> Iterator[Watch]:
        return (w for w in list(self.watches.get(session_id, ())) if w.connection.namespace == namespace)

    async def resume(self, watch: Watch, after: int | None, head: int) -> Resumed:
        """What follows `after` (a fresh device: the newest), at most 500; live once the head is reached.

        The caller sends the answer without another await, so that no event overtakes it. What the tail brought
        beyond the head while this was read, and another resume of the same socket took away, follows as events.
        """
        reset = after is not None and (after > head or await self.log.was_rewound(watch.session_id, after))
        resumed = await self._read(watch, None if reset else after, head, reset=reset)
        if watch.next > head and not watch.live:
            self._mend(watch, watch.latest)
        return resumed

    async def _read(self, watch: Watch, after: int | None, head: int, *, reset: bool = False) -> Resumed:
        start = max(0, head - FRESH_MAX) if after is None else after
        entries = await self.log.after(watch.session_id, start, head, RESUME_MAX)
        events = {entry.seq: entry.event for entry in entries}
        watch.next = max(events, default=start) + 1
        if watch.next > head:
            while watch.next in watch.missed and len(events) < RESUME_MAX:
                events[watch.next] = watch.missed[watch.next]
                watch.next += 1
            watch.live = watch.next > watch.latest
            head = max(head, watch.next - 1, watch.latest)
        if watch.live:
            watch.missed.clear()
        shown = [show(event, watch.connection.namespace) for event in events.values()]
        return Resumed(shown, head, reset)

    def deliver(self, session_id: str, entry: Entry) -> None:
        """Hands one event of the firehose to everybody here who watches its conversation."""
        self._note_seen(session_id, entry.seq)
        watches = self.watches.get(session_id)
        if not watches:
            return
        shared = Shared(entry)
        for watch in list(watches):
            self._hand(watch, shared)

    def _note_seen(self, session_id: str, seq: int) -> None:
        if session_id not in self.seen and len(self.seen) >= SEEN_MAX:
            del self.seen[next(iter(self.seen))]
        self.seen[session_id] = seq

    def _hand(self, watch: Watch, shared: Shared) -> None:
        seq = shared.entry.seq
        watch.latest = max(watch.latest, seq)
        if not watch.live:
            if len(watch.missed) < RESUME_MAX:
                watch.missed[seq] = shared.entry.event
        elif seq == watch.next:
            watch.next += 1
            watch.connection.push(shared.packet(watch.connection.namespace))
        elif seq > watch.next:
            watch.missed[seq] = shared.entry.event
            self._mend(watch, seq)

    def _mend(self, watch: Watch, head: int) -> None:
        watch.live = False
        task = asyncio.get_running_loop().create_task(self._catch_up(watch, head))
        self._mending.add(task)
        task.add_done_callback(self._mending.discard)

    async def _catch_up(self, watch: Watch, head: int) -> None:
        """Reads from the log what the tail did not bring; a socket that can't be helped is cut and resumes."""
        try:
            while not watch.live:
                resumed = await self._read(watch, watch.next - 1, head)
                namespace = watch.connection.namespace
                for event in resumed.events:
                    watch.connection.push(build_event(namespace, "event", event))
                if not resumed.events and not watch.live:
                    raise ChatError("not_found")
                head = max(head, resumed.head)
        except (ChatError, RedisError, PyMongoError, OSError, TimeoutError):
            log.warning("delivery.gap", session=watch.session_id, seq=watch.next)
            watch.connection.cut()

    async def resync(self) -> None:
        """After the tail slept past a cut: every watch is compared with its head."""
        for session_id, head in (await self.log.heads(list(self.watches))).items():
            for watch in list(self.watches.get(session_id, ())):
                if watch.next - 1 > head:
                    watch.connection.cut()
                elif watch.live and watch.next - 1 < head:
                    self._mend(watch, head)

    async def begin_run(self) -> None:
        """Redis is another run, perhaps an older one, and accepts no act of ours yet.

        Whoever has more of a conversation than this run began with is cut and told `reset` on the return: those seqs
        are given out anew.
        """
        had = dict(self.seen)
        for session_id, watches in self.watches.items():
            had[session_id] = max(had.get(session_id, 0), *(watch.next - 1 for watch in watches))
        heads = await self.log.first_heads(list(had))
        for session_id, seq in had.items():
            # One without a head has left Redis since, or its opening is lost: there is nothing to note it on.
            if seq > heads[session_id] > 0:
                log.warning("delivery.rewound", session=session_id, head=heads[session_id], seq=seq)
                await self.log.rewind(session_id, heads[session_id], seq)
            for watch in list(self.watches.get(session_id, ())):
                watch.missed.clear()
                watch.latest = min(watch.latest, heads[session_id])
                if watch.next - 1 > heads[session_id]:
                    watch.connection.cut()
        self.seen = {}

    def tell(self, session_id: str, namespace: str, name: str, payload: bytes, but: str | None = None) -> None:
        """One event of the moment to all who watch on that side, except the agent `but`."""
        packet: Packet | None = None
        for watch in self.of_session(session_id, namespace):
            if but is not None and watch.connection.agent == but:
                continue
            packet = packet or build_event(namespace, name, payload)
            watch.connection.push(packet)


def show(event: bytes, namespace: str) -> bytes:
    return event if namespace == AGENT else show_event(event)
