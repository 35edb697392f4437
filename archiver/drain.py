"""The way of every event from the firehose into the archive, one bounded batch after the other."""

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from archiver.acts import run_leader_act
from archiver.entries import Entry, read_entry
from archiver.lease import Lease
from archiver.recover import find_erased, find_missing
from archiver.status import Status
from archiver.store import CONTRADICTION, Line, Outcome, Store
from config.keys import GROUP, Keys
from config.logs import get_logger

BATCH_MAX = 1_000
"""Entries in one batch: more make MongoDB no faster, and each waits for all the others."""
IDLE_MS = 1_000
"""How long one blocking read waits for news; well below the client's time-out."""
TRIES_MAX = 5
PAUSES_S = (0.1, 0.2, 0.3, 0.4)
"""Between the tries of an entry: all five fit into the 2 s that the rest of its conversation may wait."""

log = get_logger()


@dataclass
class Trial:
    """A conversation whose first entry could not be archived; the others queue up behind it."""

    entries: deque[Entry]
    tries: int = 1
    due: float = field(default_factory=lambda: time.monotonic() + PAUSES_S[0])


class Drain:
    """Runs under one lease; all it knows is gone with it, and the next one starts from what is pending."""

    def __init__(self, redis: Redis, keys: Keys, store: Store, lease: Lease, status: Status) -> None:
        self.redis = redis
        self.keys = keys
        self.store = store
        self.lease = lease
        self.status = status
        self.trials: dict[str, Trial] = {}
        self.ready: list[Entry] = []
        self.cursor: bytes | None = None

    async def run(self) -> None:
        """Drains for ever. Raises LeaseLostError, RedisError, PyMongoError or ConflictError; nothing is lost then."""
        after = b"0"
        while after != b">":
            after = await self.take_pending(after)
        while True:
            if not await self.take_new():
                self.status.error = ""
                await self.wait_for_news()

    async def take_pending(self, after: bytes) -> bytes:
        """One batch of what was delivered to a former leader and not acknowledged; answers where the next begins."""
        entries = await self.read(after, BATCH_MAX)
        if not entries:
            return b">"
        await self.archive([*self.due_trials(), *self.hold_back(entries)])
        return entries[-1].id

    async def take_new(self) -> bool:
        """One batch of new entries with the trials that are due; False when there was nothing at all."""
        released, self.ready = self.ready[:BATCH_MAX], self.ready[BATCH_MAX:]
        entries = await self.read(b">", BATCH_MAX - len(released)) if len(released) < BATCH_MAX else []
        if entries:
            self.cursor = entries[-1].id
        batch = [*self.due_trials(), *self.hold_back([*released, *entries])]
        if batch:
            await self.archive(batch)
        return bool(batch or entries)

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
        """Those that may be archived now; the others queue up behind a trial, or behind what a trial released."""
        behind = {entry.line for entry in self.ready}
        free = []
        for entry in entries:
            if entry.line in self.trials:
                self.trials[entry.line].entries.append(entry)
            elif entry.line in behind:
                self.ready.append(entry)
            else:
                free.append(entry)
        return free

    def due_trials(self) -> list[Entry]:
        now = time.monotonic()
        return [trial.entries[0] for trial in self.trials.values() if trial.due <= now]

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

    async def archive(self, batch: list[Entry]) -> None:
        erased = await find_erased(self.redis, self.keys, batch)
        gone = [entry for entry in batch if not entry.fields or entry.line in erased]
        wanted = [entry for entry in batch if entry.fields and entry.line not in erased]
        conversations = await self.store.load({entry.line for entry in wanted})
        healed = await find_missing(self.redis, self.keys, wanted, conversations)
        outcome = await self.store.write(healed, conversations)
        written = [entry for line in outcome.lines.values() for entry in line.good if entry.id]
        await self.acknowledge([*gone, *written], outcome)
        self.status.error = ""
        for entry in gone:
            self.trials.pop(entry.line, None)
        for name, line in outcome.lines.items():
            await self.judge(name, line)

    async def acknowledge(self, done: list[Entry], outcome: Outcome) -> None:
        if not done:
            return
        sessions = outcome.applied
        keys = [self.keys.firehose, self.keys.gaps, self.keys.touched, self.keys.archiver]
        oldest = min(int(entry.id.partition(b"-")[0]) for entry in done)
        args: list[str | bytes | int] = [GROUP, oldest, len(done), len(sessions), len(outcome.hours)]
        args += [entry.id for entry in done]
        for session, seq in sessions.items():
            args += [session, seq]
        args += outcome.hours
        await self.act("batch_acknowledge", keys + [self.keys.session(s) for s in sessions], args)

    async def judge(self, name: str, line: Line) -> None:
        """Opens a trial for what failed, goes on with it, or ends it."""
        trial = self.trials.get(name)
        if line.failed is None:
            if trial:
                trial.entries.popleft()
                self.close_trial(name)
        elif trial is None or line.left[0] is not trial.entries[0]:
            behind = list(trial.entries)[1:] if trial else []
            self.trials[name] = Trial(deque([*line.left, *behind]))
        elif trial.tries + 1 < TRIES_MAX:
            trial.tries += 1
            trial.due = time.monotonic() + PAUSES_S[trial.tries - 1]
        else:
            await self.bury(trial.entries.popleft(), line.reason)
            self.close_trial(name)

    def close_trial(self, name: str) -> None:
        self.ready += self.trials.pop(name).entries

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


def pair_up(flat: list[bytes]) -> dict[bytes, bytes]:
    return dict(zip(flat[::2], flat[1::2], strict=True))
