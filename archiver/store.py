"""Writes to MongoDB that may be repeated at any time, by anybody: what lies there already is left as it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import bson
from bson.errors import BSONError
from pymongo import InsertOne, UpdateOne
from pymongo.errors import BulkWriteError, DocumentTooLarge, PyMongoError

from archiver.entries import SPOKEN, Entry, MalformedError
from archiver.fold import audit_document, changes, fold_one, fold_words, hour_of, message_document, visitor_document
from archiver.recent import Recent
from config.clients import Database, Document
from config.documents import AUDIT, CONVERSATIONS, MESSAGES, VISITORS
from config.events import Event

DUPLICATE = 11000
TRANSIENT = frozenset(
    {1, 6, 7, 8, 11, 13, 18, 24, 46, 50, 64, 89, 91, 96, 100, 112, 134, 189, 202, 237, 251, 262, 290, 384}
    | {9001, 10107, 11600, 11601, 11602, 13388, 13435, 13436, 14031, 16500}
)
"""The server's codes for its own trouble (stepping down, shutting down, out of time, disk or rights): no document is
to blame for them."""
CONTRADICTION = "another event is archived under this seq"
CONFLICTS_MAX = 8
DOCUMENT_MAX = 16 * 1024 * 1024
WITHOUT_OPENING = {"visitor": 0, "form": 0, "search.names": 0, "search.phones": 0}
Operation = InsertOne[Document] | UpdateOne


class ConflictError(Exception):
    """Somebody else writes the same conversations, or has put older ones back; the batch has to be tried again."""


@dataclass
class Line:
    """The entries of one conversation in a batch. What stands at `failed` and behind it has not been archived."""

    entries: list[Entry]
    failed: int | None = None
    reason: str = ""

    def fail(self, position: int, reason: str) -> None:
        if self.failed is None or position < self.failed:
            self.failed, self.reason = position, reason

    @property
    def good(self) -> list[Entry]:
        return self.entries[: self.failed]

    @property
    def left(self) -> list[Entry]:
        return [] if self.failed is None else self.entries[self.failed :]


@dataclass
class Outcome:
    """What became of a batch: `applied` is how far each conversation is folded, `hours` are the roll-ups it touches."""

    lines: dict[str, Line]
    applied: dict[str, int] = field(default_factory=dict)
    hours: set[str] = field(default_factory=set)


class Store:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.recent = Recent()

    async def load(self, sessions: Iterable[str]) -> dict[str, Document]:
        """The conversations as far as folding needs them, as they were written here or, unless they were, are read."""
        wanted = set(sessions)
        known = self.recent.find(wanted)
        return known | await self.read(wanted - known.keys())

    async def read(self, sessions: Iterable[str]) -> dict[str, Document]:
        """Without what only the opening says."""
        ids = list(sessions)
        if not ids:
            return {}
        found = self.database[CONVERSATIONS].find({"_id": {"$in": ids}}, WITHOUT_OPENING)
        return {document["_id"]: document async for document in found}

    async def write_messages(self, entries: Sequence[Entry]) -> dict[bytes, str]:
        """Writes each event as a message; answers which entries could not be written, and why.

        Idempotent, as everything here: what was written before, by whomever, stays as it is. Raises PyMongoError when
        MongoDB has not taken the batch; only what is wrong with a single document is that entry's failure.
        """
        sound = [entry for entry in entries if entry.event]
        refused = await self.insert_messages([message_document(event_of(entry), entry.words) for entry in sound])
        flaws = {entry.id: entry.flaw for entry in entries if entry.event is None}
        return flaws | {sound[index].id: reason for index, reason in refused.items()}

    async def insert_messages(self, documents: list[Document]) -> dict[int, str]:
        """Why which of them could not be written. A duplicate is written if it agrees with what is there."""
        if not documents:
            return {}
        try:
            await self.database[MESSAGES].insert_many(documents, ordered=False)
        except BulkWriteError as error:
            refused = read_refusals(error)
            twice = [index for index, (code, _) in refused.items() if code == DUPLICATE]
            agreeing = await self.find_agreeing([documents[index] for index in twice])
            contradictions = {at: CONTRADICTION for at in twice if documents[at]["_id"] not in agreeing}
            return {at: why for at, (code, why) in refused.items() if code != DUPLICATE} | contradictions
        except (BSONError, OverflowError, DocumentTooLarge):
            return await self.insert_encodable(documents)
        return {}

    async def insert_encodable(self, documents: list[Document]) -> dict[int, str]:
        flaws = {index: flaw for index, document in enumerate(documents) if (flaw := find_encoding_flaw(document))}
        if not flaws:
            raise PyMongoError("a batch could not be encoded, though each of its documents can")
        sound = [index for index in range(len(documents)) if index not in flaws]
        refused = await self.insert_messages([documents[index] for index in sound])
        return flaws | {sound[index]: reason for index, reason in refused.items()}

    async def find_agreeing(self, documents: list[Document]) -> set[str]:
        """Of duplicates, the ids of those that are archived with the same client_id and ts."""
        if not documents:
            return set()
        ids = [document["_id"] for document in documents]
        found = self.database[MESSAGES].find({"_id": {"$in": ids}}, {"client_id": 1, "ts": 1})
        archived = {there["_id"]: (there["client_id"], there["ts"]) async for there in found}
        return {d["_id"] for d in documents if archived.get(d["_id"]) == (d["client_id"], d["ts"])}

    async def write_conversations(
        self, entries: Sequence[Entry], refused: Mapping[bytes, str], before: dict[str, Document]
    ) -> Outcome:
        """Folds what lies above each conversation's `applied`, for entries whose messages are written.

        Whoever was overtaken by another writer reads again and folds the rest. Raises PyMongoError and ConflictError.
        """
        outcome = Outcome(split_lines(entries, refused))
        good = (entry for line in outcome.lines.values() for entry in line.good)
        acts = [entry for entry in good if event_of(entry)["kind"] not in SPOKEN]
        await self.write_visitors(acts)
        await self.write_audit(acts)
        waiting = list(outcome.lines)
        for _ in range(CONFLICTS_MAX):
            after = {session: fold_line(outcome.lines[session], before.get(session)) for session in waiting}
            changed = [s for s in waiting if (new := after[s]) is not None and new is not before.get(s)]
            operations = [conversation_operation(before.get(s), after[s] or {}) for s in changed]
            written, refusals = await self.send(CONVERSATIONS, operations)
            for index, (code, reason) in refusals.items():
                if code != DUPLICATE:
                    line = outcome.lines[changed[index]]
                    line.fail(first_unfolded(line, before.get(changed[index])), reason)
            whole = written == len(operations)
            done = waiting if whole else set(waiting) - set(changed)
            note_progress(outcome, [document for session in done if (document := after[session])])
            if whole:
                self.remember(before, [document for session in changed if (document := after[session])])
                return outcome
            self.recent.drop(changed)
            waiting, former = changed, before
            before = await self.read(waiting)
            if any(went_back(former.get(session), found) for session, found in before.items()):
                raise ConflictError("the archive no longer has what was written to it")
        raise ConflictError("conversations were written by somebody else all the time")

    def remember(self, before: Mapping[str, Document], written: Iterable[Document]) -> None:
        for document in written:
            former = before.get(document["_id"])
            self.recent.keep({**document, "revision": former["revision"] + 1 if former else 1})

    async def write_visitors(self, acts: Iterable[Entry]) -> None:
        operations: list[Operation] = []
        for entry in acts:
            if event_of(entry)["kind"] == "opened":
                operations += visitor_operations(visitor_document(event_of(entry)))
        await self.send(VISITORS, operations)

    async def write_audit(self, acts: Iterable[Entry]) -> None:
        """Takeovers, each once however often it is written."""
        operations: list[Operation] = []
        for entry in acts:
            if document := audit_document(event_of(entry), entry.field(b"a")):
                operations.append(UpdateOne({"_id": document["_id"]}, {"$setOnInsert": document}, upsert=True))
        await self.send(AUDIT, operations)

    async def send(self, collection: str, operations: list[Operation]) -> tuple[int, dict[int, tuple[int, str]]]:
        """How many operations met their document, and the code and reason of those that were refused."""
        if not operations:
            return 0, {}
        try:
            result = await self.database[collection].bulk_write(operations, ordered=False)
        except BulkWriteError as error:
            refused = read_refusals(error)
            details: Any = error.details
            return details["nMatched"] + details["nInserted"] + details["nUpserted"], refused
        return result.matched_count + result.inserted_count + result.upserted_count, {}


def split_lines(entries: Sequence[Entry], refused: Mapping[bytes, str]) -> dict[str, Line]:
    lines: dict[str, Line] = {}
    for entry in entries:
        line = lines.setdefault(entry.line, Line([]))
        if entry.id in refused:
            line.fail(len(line.entries), refused[entry.id])
        line.entries.append(entry)
    return lines


def event_of(entry: Entry) -> Event:
    if entry.event is None:
        raise MalformedError(entry.flaw)
    return entry.event


def fold_line(line: Line, conversation: Document | None) -> Document | None:
    """As far as the line is good; an event that cannot be folded is where it ends."""
    said: list[Sequence[str]] = []
    for at, entry in enumerate(line.good):
        former = conversation
        try:
            conversation = fold_one(former, event_of(entry))
        except MalformedError as error:
            line.fail(at, str(error))
            break
        if conversation is not former:
            said.append(entry.words)
    return fold_words(conversation, said)


def went_back(former: Document | None, found: Document) -> bool:
    """Then what is missing was looked for above a state that is gone, and has to be looked for again."""
    return former is not None and found["applied"] < former["applied"]


def first_unfolded(line: Line, conversation: Document | None) -> int:
    """Where the refused change began: the entry to be tried alone next time."""
    applied = conversation["applied"] if conversation else 0
    return next((at for at, entry in enumerate(line.good) if event_of(entry)["seq"] > applied), 0)


def note_progress(outcome: Outcome, conversations: Iterable[Document]) -> None:
    for conversation in conversations:
        outcome.applied[conversation["_id"]] = conversation["applied"]
        outcome.hours.add(hour_of(conversation))


def conversation_operation(before: Document | None, after: Document, *, anew: bool = False) -> Operation:
    """Written only over the very state that was folded from: `revision` counts the writes. What was folded `anew`
    may replace a state that was folded as far."""
    if before is None:
        return InsertOne({**after, "revision": 1})
    guard = {"_id": after["_id"], "revision": before["revision"]}
    if not anew:
        guard["applied"] = {"$lt": after["applied"]}
    fields = changes(before, after)
    pushed: Document = {}
    if not anew and "search" in fields:
        # The words of a long conversation are many; only those of its new messages travel.
        known = len(before["search"].get("words", ()))
        pushed = {"$push": {"search.words": {"$each": fields.pop("search")["words"][known:]}}}
    return UpdateOne(guard, {"$set": fields, "$inc": {"revision": 1}, **pushed})


def visitor_operations(visitor: Document) -> list[Operation]:
    """The newest details win, in whatever order conversations arrive."""
    seen = visitor["last_seen"]
    return [
        UpdateOne({"_id": visitor["_id"], "last_seen": {"$lt": seen}}, {"$set": visitor}),
        UpdateOne({"_id": visitor["_id"]}, {"$setOnInsert": visitor, "$min": {"first_seen": seen}}, upsert=True),
    ]


def read_refusals(error: BulkWriteError) -> dict[int, tuple[int, str]]:
    """Per position the code and reason. Raises the error again when it is no single document's fault."""
    details: Any = error.details
    errors = details["writeErrors"]
    if details["writeConcernErrors"] or any(refused["code"] in TRANSIENT for refused in errors):
        raise error
    return {refused["index"]: (refused["code"], describe(refused)) for refused in errors}


def describe(refused: Mapping[str, Any]) -> str:
    """The server's own short name for it; its details quote the document."""
    if refused["code"] == 121:
        return "the document does not have the shape that its collection asks for"
    return f"MongoDB refuses the document (code {refused['code']})"


def find_encoding_flaw(document: Document) -> str | None:
    try:
        size = len(bson.encode(document))
    except (BSONError, OverflowError) as error:
        return f"the event cannot be a document ({type(error).__name__})"
    return "the event is too large for a document" if size > DOCUMENT_MAX else None
