"""What the firehose no longer has, found in the conversations' own logs; and who asked to be forgotten."""

from collections.abc import Awaitable, Iterable, Mapping, Sequence
from itertools import takewhile
from typing import cast

from redis.asyncio import Redis

from archiver.entries import Entry, read_entry
from config.clients import Document
from config.keys import Keys
from config.logs import get_logger

log = get_logger()


Hole = tuple[str, int, int]
"""Session, first and last missing seq."""


async def find_missing(redis: Redis, keys: Keys, holes: Sequence[Hole]) -> list[Entry]:
    """The events that were skipped.

    An entry can go missing when Redis comes back without its last writes and the group with them. Dead letters are
    holes too, but known ones. What is in no log either is said aloud and passed over.
    """
    if not holes:
        return []
    sessions = [session for session, _, _ in holes]
    known = await cast("Awaitable[list[bytes | None]]", redis.hmget(keys.gaps, sessions))
    found: list[Entry] = []
    for (session, first, last), gaps in zip(holes, known, strict=True):
        missing = set(range(first, last + 1)) - {int(seq) for seq in (gaps or b"").split()}
        if missing:
            found += await read_log(redis, keys, session, missing)
    return found


def find_holes(entries: Sequence[Entry], conversations: Mapping[str, Document]) -> list[Hole]:
    """What was skipped on the way to these entries; behind a flawed one nothing is archived yet, or missed."""
    newest: dict[str, int] = {session: document["applied"] for session, document in conversations.items()}
    flawed: set[str] = set()
    holes: list[Hole] = []
    for entry in entries:
        session = entry.line
        if entry.event is None:
            flawed.add(session)
        elif session not in flawed:
            before, seq = newest.get(session, 0), entry.event["seq"]
            if seq > before + 1:
                holes.append((session, before + 1, seq - 1))
            newest[session] = seq
    return holes


async def read_log(redis: Redis, keys: Keys, session: str, missing: set[int]) -> list[Entry]:
    rows = await redis.xrange(keys.log(session), f"{min(missing)}-0", f"{max(missing)}-0")
    found: list[Entry] = []
    for identifier, fields in cast("list[tuple[bytes, dict[bytes, bytes]]]", rows):
        seq = identifier.partition(b"-")[0]
        if int(seq) in missing:
            entry = read_entry(b"", {**fields, b"s": session.encode(), b"n": seq})
            found += [entry] if is_sound(entry) else []
    level = log.info if len(found) == len(missing) else log.error
    level("hole in the firehose", session=session, missing=len(missing), found_in_log=len(found), seq=min(missing))
    return found


def merge(entries: Sequence[Entry], found: Sequence[Entry]) -> list[Entry]:
    """Each conversation's entries ascending by seq; those of different conversations keep no order among them."""
    missing, merged = group(found), []
    for line, own in group(entries).items():
        sound = list(takewhile(is_sound, own))
        merged += [*sorted((*missing.get(line, ()), *sound), key=seq_of), *own[len(sound) :]]
    return merged


def group(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    lines: dict[str, list[Entry]] = {}
    for entry in entries:
        lines.setdefault(entry.line, []).append(entry)
    return lines


def is_sound(entry: Entry) -> bool:
    return entry.event is not None


def seq_of(entry: Entry) -> int:
    return entry.event["seq"] if entry.event else 0


async def find_erased(redis: Redis, keys: Keys, entries: Iterable[Entry]) -> set[str]:
    """The conversations of visitors who were erased: nothing of them is archived any more.

    A visitor's tombstone is passed on to the conversation, whose later events do not name the visitor.
    """
    owners: dict[str, set[str]] = {}
    for entry in entries:
        if entry.event:
            session = entry.event["session_id"]
            owners.setdefault(session, set()).add(session)
            if entry.event["kind"] == "opened":
                owners.setdefault(entry.event["data"]["visitor"]["id"], set()).add(session)
    if not owners:
        return set()
    stones = await redis.mget([keys.erased(owner) for owner in owners])
    erased = {owner: sessions for (owner, sessions), stone in zip(owners.items(), stones, strict=True) if stone}
    found = {session for sessions in erased.values() for session in sessions}
    for session in found - erased.keys():
        await redis.set(keys.erased(session), 1)
    return found
