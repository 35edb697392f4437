"""Dead letters get another chance once a person has put right what killed them."""

from collections.abc import Awaitable
from typing import Any, cast

from redis.asyncio import Redis

from archiver.acts import run_act
from archiver.entries import Entry, MalformedError, read_entry
from archiver.fold import fold, hour_of, message_document, read_message, visitor_document
from archiver.recover import find_erased
from archiver.store import CONFLICTS_MAX, ConflictError, Store, conversation_operation, visitor_operations
from config.clients import Document
from config.documents import CONVERSATIONS, MESSAGES, VISITORS
from config.keys import Keys
from config.logs import get_logger

log = get_logger()


async def replay_letter(redis: Redis, keys: Keys, store: Store, letter: str) -> dict[str, Any]:
    """Archives a dead letter as if it had come in its turn, and takes it away.

    Answers `{"ok": True}`, or `{"ok": False, "reason"}` when it still cannot be archived. May be repeated.
    """
    rows = await redis.xrange(keys.dead, letter, letter)
    if not rows:
        return {"ok": False, "reason": "there is no such dead letter"}
    entry = read_entry(b"", cast("dict[bytes, bytes]", rows[0][1]))
    reason, applied = await archive_again(redis, keys, store, entry)
    if reason:
        log.warning("dead letter is still refused", letter=letter, reason=reason)
        return {"ok": False, "reason": reason}
    of_session = [keys.dead, keys.gaps, keys.session(entry.line)]
    await run_act(redis, "letter_settle", of_session, [letter, entry.line, entry.field(b"n"), applied])
    log.info("dead letter archived", letter=letter, session=entry.line, seq=entry.field(b"n"))
    return {"ok": True}


async def archive_again(redis: Redis, keys: Keys, store: Store, entry: Entry) -> tuple[str, int]:
    """Why not (or nothing), and how far the conversation is folded now."""
    if entry.event is None:
        return entry.flaw, 0
    if await find_erased(redis, keys, [entry]):
        return "", 0
    for reason in (await store.insert_messages([message_document(entry.event)])).values():
        return reason, 0
    if entry.event["kind"] == "opened":
        await store.send(VISITORS, visitor_operations(visitor_document(entry.event)))
    gaps = await cast("Awaitable[bytes | None]", redis.hget(keys.gaps, entry.line))
    others = {int(seq) for seq in (gaps or b"").split()} - {entry.event["seq"]}
    reason, conversation = await rebuild(store, entry.line, others)
    if conversation is None:
        return reason, 0
    await cast("Awaitable[int]", redis.hincrby(keys.touched, hour_of(conversation), 1))
    return "", conversation["applied"]


async def rebuild(store: Store, session: str, without: set[int]) -> tuple[str, Document | None]:
    """Folds a conversation anew from all its messages but those that are still dead; over the drain's own writes."""
    for _ in range(CONFLICTS_MAX):
        before = (await store.read([session])).get(session)
        found = store.database[MESSAGES].find({"conversation_id": session, "seq": {"$nin": sorted(without)}})
        try:
            after = fold(None, [read_message(message) async for message in found.sort("seq")])
        except MalformedError as error:
            return str(error), None
        if after is None:
            return "", None
        written, refused = await store.send(CONVERSATIONS, [conversation_operation(before, after, anew=True)])
        if written:
            return "", after
        for _code, reason in refused.values():
            if before is not None:
                return reason, None
    raise ConflictError("the conversation was written by somebody else all the time")
