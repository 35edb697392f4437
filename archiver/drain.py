"""The way of every event from the firehose into the archive, one bounded batch after the other."""

import asyncio
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from archiver.acts import run_leader_act
from archiver.entries import Entry, read_entry
from archiver.lease import Lease
from archiver.recover import Hole, find_erased, find_holes, find_missing, merge
from archiver.status import Status
from archiver.store import CONTRADICTION, Line, Store
from config.clients import Document
from config.keys import GROUP, Keys
from config.logs import get_logger
from config.tasks import end

BATCH_MAX = 4_000
BATCH_BYTES_MAX = 2_000_000
LINES_MAX = 1_000
"""Entries in one batch, about the length of their events, and about the conversations that they belong to: each waits
for all the others, and all are in memory, a conversation with all its words."""
BITE = 250
"""Entries read at once: Redis does nothing else meanwhile, and somebody waits for the ack of a message."""
PACE_S = (0.1, 0.3)
"""From one batch to the next, for a small one and for one of PACED entries or more: a batch costs both servers by the
conversations in it as well as by the entries, and nobody misses a message in the archive for so long."""
PACED = 1_000
IDLE_MS = 1_000
"""How long one blocking read waits for news; well below the client's time-out."""
TRIES_MAX = 5
FOLLOWING_MAX = 1_000
PAUSES_S = (0.1, 0.2, 0.3, 0.4)
"""Between the tries of an entry, which are made once a batch: all five take some two seconds, as long as the rest of
its conversation waits."""

log = get_logger()


@dataclass
class Trial:
    """A conversation whose first entry could not be archived; the others queue up behind it.

    While `tries` counts, the first entry is tried alone; at 0 it has passed or is buried, and the others follow.
    """

    entries: deque[Entry]
    tries: int = 1
    due: float = field(default_factory=lambda: time.monotonic() + PAUSES_S[0])

    def take(self) -> list[Entry]:
        return list(islice(self.entries, 1 if self.tries else FOLLOWING_MAX))


@dataclass
class Batch:
    """Entries whose messages are written, but those of which `refused` says why not."""

    entries: list[Entry] = field(default_factory=list)
    refused: dict[bytes, str] = field(default_factory=dict)


class Drain:
    """Runs under one lease; all it knows is gone with it, and the next one starts from what is pending."""

    def __init__(self, redis: Redis, keys: Keys, store: Store, lease: Lease, status: Status) -> None:
        self.redis = redis
        self.keys = keys
        self.store = store
        self.lease = lease
        self.status = status
        self.trials: dict[str, Trial] = {}
        self.after = b"0"
        self.cursor: bytes | None = None
        self.finishing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Drains for ever. Raises LeaseLostError, RedisError, PyMongoError or ConflictError; nothing is lost then."""
        try:
            while True:
                began = time.monotonic()
                rest = await self.step()
                if rest is None:
                    await self.wait_for_news()
                elif rest:
                    await asyncio.sleep(began + rest - time.monotonic())
        finally:
            if self.finishing:
                await end([self.finishing])

    async def step(self) -> float | None:
        """Takes one batch: what a former leader left unacknowledged first, then what is new. How many seconds after it
        the next may begin; None when there is nothing to do now, and nothing on its way.

        The messages of a batch are written while the conversations of the one before it are.
        """
        entries, more = await self.read_batch()
        batch = await self.begin(entries) if entries else Batch()
        await self.finish_former()
        if self.after != b">":
            self.after = entries[-1].id if entries else b">"
        elif entries:
            self.cursor = entries[-1].id
        elif not self.due_trials():
            self.status.error = ""
            return None
        self.finishing = asyncio.create_task(self.finish(batch), name="finish")
        return 0 if more or not entries else pace(len(entries))

    async def finish_former(self) -> None:
        finishing, self.finishing = self.finishing, None
        if finishing:
            await finishing

    async def read_batch(self) -> tuple[list[Entry], bool]:
        """In bites, and whether there is more."""
        entries: list[Entry] = []
        size, lines, after, more = 0, set[str](), self.after, True
        while more and len(entries) < BATCH_MAX and size < BATCH_BYTES_MAX and len(lines) < LINES_MAX:
            bite = await self.read(after, BITE)
            entries += bite
            lines.update(entry.line for entry in bite)
            size += sum(len(entry.fields.get(b"e", b"")) for entry in bite)
            more = len(bite) == BITE
            if more and after != b">":
                after = bite[-1].id
        return entries, more

    async def read(self, after: bytes, count: int) -> list[Entry]:
        try:
            rows = await self.act("batch_read", [self.keys.firehose], [GROUP, GROUP, count, after])
        except ResponseError as error:
            if "NOGROUP" not in str(error):
                raise
            await self.create_group()
            return await self.read(after, count)
        # An entry that was deleted while it was pending has no fields: there is nothing left to archive.
        return [read_entry(identifier, pair_up(fields or [])) for identifier, fields in rows]

    async def create_group(self) -> None:
        """From the very beginning: what was archived before is recognised, what was not is never passed over."""
        known = await self.redis.xlen(self.keys.firehose)
        try:
            await self.redis.xgroup_create(self.keys.firehose, GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise
        level = log.warning if known else log.info
        level("consumer group created at the beginning of the firehose", group=GROUP, entries=known)

    def hold_back(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those that may go on now; the others queue up behind a trial."""
        for entry in entries:
            if entry.line in self.trials:
                self.trials[entry.line].entries.append(entry)
        return [entry for entry in entries if entry.line not in self.trials]

    def due_trials(self) -> list[Entry]:
        now = time.monotonic()
        return [entry for trial in self.trials.values() if trial.due <= now for entry in trial.take()]

    async def wait_for_news(self) -> None:
        """Until something is added to the firehose, a trial is due, or a second has passed."""
        now = time.monotonic()
        wait_ms = min([IDLE_MS, *(int((trial.due - now) * 1000) + 1 for trial in self.trials.values())])
        if self.cursor is None:
            self.cursor = await self.last_delivered()
        if wait_ms > 0:
            await self.redis.xread({self.keys.firehose: self.cursor}, count=1, block=wait_ms)

    async def last_delivered(self) -> bytes:
        groups = await self.redis.xinfo_groups(self.keys.firehose)
        return next((group["last-delivered-id"] for group in groups if group["name"] == GROUP.encode()), b"0-0")

    async def begin(self, entries: Sequence[Entry]) -> Batch:
        """Writes the messages, which need no order: those of a conversation on trial as well."""
        erased = await find_erased(self.redis, self.keys, entries)
        gone = [entry for entry in entries if not entry.fields or entry.line in erased]
        await self.acknowledge(gone, {}, set())
        wanted = [entry for entry in entries if entry.fields and entry.line not in erased]
        return Batch(wanted, await self.store.write_messages(wanted))

    async def finish(self, batch: Batch) -> None:
        """Folds the batch and the trials that are due into their conversations, in order, and acknowledges them."""
        tried = await self.begin(due := self.due_trials())
        await self.end_erased({entry.line for entry in due} - {entry.line for entry in tried.entries})
        entries = [*tried.entries, *self.hold_back(batch.entries)]
        refused = {**batch.refused, **tried.refused}
        conversations, holes = await self.load(entries)
        found = await find_missing(self.redis, self.keys, holes)
        if found:
            await self.store.write_messages(found)
            entries = merge(entries, found)
        outcome = await self.store.write_conversations(entries, refused, conversations)
        done = [entry for line in outcome.lines.values() for entry in line.good if entry.id]
        await self.acknowledge(done, outcome.applied, outcome.hours)
        self.status.error = ""
        for name, line in outcome.lines.items():
            await self.judge(name, line)

    async def load(self, entries: Sequence[Entry]) -> tuple[dict[str, Document], list[Hole]]:
        """The conversations of these entries and what is missing before them: where something seems to be, not as they
        are remembered."""
        conversations = await self.store.load({entry.line for entry in entries})
        holes = find_holes(entries, conversations)
        if doubtful := {session for session, _, _ in holes}:
            self.store.recent.drop(doubtful)
            conversations |= await self.store.load(doubtful)
            holes = find_holes(entries, conversations)
        return conversations, holes

    async def end_erased(self, lines: Iterable[str]) -> None:
        """The trials of conversations whose visitor has been erased since: there is nothing left to try."""
        for line in lines:
            await self.acknowledge([entry for entry in self.trials.pop(line).entries if entry.id], {}, set())

    async def acknowledge(self, done: Sequence[Entry], applied: Mapping[str, int], hours: Iterable[str]) -> None:
        if not done:
            return
        keys = [self.keys.firehose, self.keys.gaps, self.keys.touched, self.keys.archiver]
        oldest = int(min(entry.id for entry in done).partition(b"-")[0])
        touched = sorted(hours)
        args: list[str | bytes | int] = [GROUP, oldest, len(done), len(applied), len(touched)]
        args += [entry.id for entry in done]
        for session, seq in applied.items():
            args += [session, seq]
        args += touched
        await self.act("batch_acknowledge", keys + [self.keys.session(session) for session in applied], args)

    async def judge(self, name: str, line: Line) -> None:
        """Opens a trial for what failed, goes on with it, or ends it."""
        trial = self.trials.get(name)
        if trial is None:
            if line.left:
                self.trials[name] = Trial(deque(line.left))
            return
        passed = sum(1 for entry in line.good if entry.id)
        for _ in range(passed):
            trial.entries.popleft()
        if passed or not line.left:
            trial.tries = 0
        if line.left:
            trial.tries += 1
            trial.due = time.monotonic() + PAUSES_S[min(trial.tries, len(PAUSES_S)) - 1]
        if trial.tries >= TRIES_MAX:
            await self.bury(trial.entries.popleft(), line.reason)
            trial.tries, trial.due = 0, time.monotonic()
        if not trial.entries:
            del self.trials[name]

    async def bury(self, entry: Entry, reason: str) -> None:
        level = log.critical if reason == CONTRADICTION else log.error
        level("dead letter", session=entry.field(b"s"), seq=entry.field(b"n"), reason=reason, tries=TRIES_MAX)
        fields = (entry.fields.get(name, b"") for name in (b"s", b"n", b"k", b"e"))
        keys = [self.keys.firehose, self.keys.dead, self.keys.gaps, self.keys.archiver]
        await self.act("letter_bury", keys, [GROUP, entry.id, *fields, reason, TRIES_MAX, int(reason == CONTRADICTION)])

    async def act(self, name: str, keys: list[str], args: list[str | bytes | int]) -> list[tuple[bytes, list[bytes]]]:
        answer: list[tuple[bytes, list[bytes]]]
        answer = await run_leader_act(self.redis, name, self.lease.key, self.lease.token, keys, args)
        return answer


def pace(entries: int) -> float:
    shortest, longest = PACE_S
    return shortest + (longest - shortest) * min(1, entries / PACED)


def pair_up(flat: list[bytes]) -> dict[bytes, bytes]:
    rest = iter(flat)
    return dict(zip(rest, rest, strict=True))
