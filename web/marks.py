"""Where a found conversation matches, so that the hit can be shown: positions in the original, accented text."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from config.clients import Database, Document
from config.folding import PHONE_FRAGMENT_MIN, PHONE_RUN, fold_phone, split_words
from hub.live.summary import in_ms

if TYPE_CHECKING:
    from web.search import ConversationQuery

LETTERS = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
SNIPPET_MAX = 240
MESSAGES_MAX = 400
"""Messages looked at to show hits of one page: the newest that have one of the words."""

Span = tuple[int, int]
Wanted = Callable[[str], bool]


class FoundMessage(BaseModel):
    seq: int
    ts: int
    text: str
    marks: list[Span]


class Hit(BaseModel):
    """Marks are [start, end) in code points of the text beside them."""

    name: list[Span]
    phone: list[Span]
    message: FoundMessage | None


async def find_hits(database: Database, documents: list[Document], query: "ConversationQuery") -> dict[str, Any]:
    """By conversation; empty when nothing was searched for by text."""
    if query.q is None and query.name is None and query.phone is None:
        return {}
    line = PHONE_RUN.sub(lambda run: " " if is_number(run[0]) else run[0], query.q or "")
    words, names = split_words(line), split_words(query.name or "")
    numbers = [fold_phone(run) for run in PHONE_RUN.findall(f"{query.q or ''} / {query.phone or ''}") if is_number(run)]
    messages = await find_messages(database, [document["_id"] for document in documents], words)
    in_name, in_text = any_of(match_words(words), match_words(names)), match_words(words)
    return {
        document["_id"]: {
            "name": mark_words(document["visitor"].get("name", ""), in_name),
            "phone": mark_digits(document["visitor"].get("phone", ""), numbers),
            "message": show_message(messages.get(document["_id"]), in_text),
        }
        for document in documents
    }


def is_number(run: str) -> bool:
    return len(fold_phone(run)) >= PHONE_FRAGMENT_MIN


async def find_messages(database: Database, ids: list[str], words: list[str]) -> dict[str, Document]:
    """For each conversation its newest message that has most of the words."""
    if not words or not ids:
        return {}
    last = {"$gte": words[-1], "$lt": words[-1] + "\U0010ffff"}
    wanted = {
        "conversation_id": {"$in": ids},
        "$or": [{"tokens": {"$in": words}}, {"tokens": {"$elemMatch": last}}],
    }
    fields = {"conversation_id": 1, "seq": 1, "ts": 1, "text": 1, "tokens": 1}
    cursor = database.messages.find(wanted, fields).hint("in order").sort("seq", -1).limit(MESSAGES_MAX)
    best: dict[str, tuple[int, Document]] = {}
    async for document in cursor:
        score = count_found(document["tokens"], words)
        if score > best.get(document["conversation_id"], (0, {}))[0]:
            best[document["conversation_id"]] = (score, document)
    return {session_id: document for session_id, (_, document) in best.items()}


def count_found(tokens: list[str], words: list[str]) -> int:
    whole = sum(word in tokens for word in words)
    return whole or sum(token.startswith(words[-1]) for token in tokens[:200]) > 0


def match_words(words: list[str]) -> Wanted:
    """Whether a folded word is one of them, or begins like the last."""
    return lambda word: bool(words) and (word in words or word.startswith(words[-1]))


def any_of(*tests: Wanted) -> Wanted:
    return lambda word: any(test(word) for test in tests)


def mark_words(text: str, wanted: Wanted) -> list[Span]:
    """Spans of the words whose folded form is wanted; neighbours stay apart."""
    return [found.span() for found in LETTERS.finditer(text) if any(map(wanted, split_words(found[0])))]


def mark_digits(text: str, numbers: Iterable[str]) -> list[Span]:
    """Spans of the digits of a phone number as it was typed, also where spaces stand between them."""
    places = [at for at, letter in enumerate(text) if letter.isdigit()]
    digits = "".join(str(unicodedata.digit(text[at])) for at in places)
    spans: list[Span] = []
    for number in numbers:
        for piece in (number, number.removeprefix("0")):
            start = digits.find(piece) if len(piece) >= PHONE_FRAGMENT_MIN - 1 else -1
            if start >= 0:
                spans.append((places[start], places[start + len(piece) - 1] + 1))
                break
    return spans


def show_message(document: Document | None, wanted: Wanted) -> dict[str, Any] | None:
    if document is None:
        return None
    text, marks = snip(document["text"] or "", mark_words(document["text"] or "", wanted))
    return {"seq": document["seq"], "ts": in_ms(document["ts"]), "text": text, "marks": marks}


def snip(text: str, marks: list[Span]) -> tuple[str, list[Span]]:
    """The part of a long text around its first mark, with the marks moved along."""
    if len(text) <= SNIPPET_MAX:
        return text, marks
    first = marks[0][0] if marks else 0
    start = max(0, min(first - SNIPPET_MAX // 3, len(text) - SNIPPET_MAX))
    end = start + SNIPPET_MAX
    before, after = "…" if start else "", "…" if end < len(text) else ""
    moved = [(a - start + len(before), b - start + len(before)) for a, b in marks if a >= start and b <= end]
    return before + text[start:end] + after, moved
