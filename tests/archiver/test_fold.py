from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.entries import MalformedError, to_date, to_ms
from archiver.fold import changes, fold, hour_of, message_document, read_message, visitor_document
from config.clients import Document
from config.events import Event, Kind
from tests.archiver.conversation import AGENT, SEEN, SYSTEM, describe_visitor

VISITOR = {**describe_visitor(), "phone": "0912 345 678"}
WRITER = {"type": "visitor", "id": VISITOR["id"], "name": VISITOR["name"]}
AGENTS = ["agent-1", "agent-2"]
START = 1_763_694_000_000


def make(seq: int, kind: Kind, ts: int, author: Any = SYSTEM, text: str | None = None, **data: Any) -> Event:
    return {
        "session_id": "s",
        "seq": seq,
        "kind": kind,
        "ts": ts,
        "author": author,
        "client_id": f"c{seq}" if text is not None else None,
        "text": text,
        "data": data,
    }


OPENED = make(1, "opened", START, WRITER, form={"name": VISITOR["name"], "choice": True}, visitor=VISITOR)


def later(seq: int, ts: int) -> st.SearchStrategy[Event]:
    agents = st.sampled_from(AGENTS)
    return st.one_of(
        st.text(min_size=1).map(lambda text: make(seq, "message", ts, WRITER, text)),
        agents.map(lambda agent: make(seq, "message", ts, {**AGENT, "id": agent}, "Dạ")),
        agents.map(lambda agent: make(seq, "note", ts, {**AGENT, "id": agent}, "gọi lại")),
        agents.map(lambda a: make(seq, "claimed", ts, agent_id=a, name=a, avatar=None, fence=ts, how="auto")),
        agents.map(lambda a: make(seq, "released", ts, agent_id=a, why="expired")),
        st.just(make(seq, "closed", ts, by="idle", agent_id=None, seen=SEEN)),
        st.just(make(seq, "reopened", ts, AGENT)),
        st.integers(1, 5).map(lambda score: make(seq, "rated", ts, WRITER, score=score, comment=None)),
        st.lists(st.text(min_size=1, max_size=9)).map(lambda tags: make(seq, "tagged", ts, AGENT, tags=tags)),
    )


@st.composite
def conversations(draw: st.DrawFn) -> list[Event]:
    waits = draw(st.lists(st.integers(0, 10**7), max_size=25))
    events, ts = [OPENED], START
    for seq, wait in enumerate(waits, 2):
        ts += wait
        events.append(draw(later(seq, ts)))
    return events


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Event], list[list[Event]]]:
    """A conversation and batches in which it arrives: each begins at or before the end of the one before it."""
    events = draw(conversations())
    cuts = sorted({0, *draw(st.lists(st.integers(1, len(events)), max_size=6)), len(events)})
    return events, [events[draw(st.integers(0, start)) : end] for start, end in pairwise(cuts)]


@given(deliveries())
def test_however_a_conversation_is_cut_and_repeated_it_folds_to_the_same(
    delivery: tuple[list[Event], list[list[Event]]],
) -> None:
    events, batches = delivery
    conversation: Document | None = None
    for batch in batches:
        conversation = fold(conversation, batch)
    assert conversation == fold(None, events)


@given(deliveries())
def test_the_changes_that_are_written_make_the_document_that_was_folded(
    delivery: tuple[list[Event], list[list[Event]]],
) -> None:
    events, batches = delivery
    written: Document = {}
    before: Document | None = None
    for batch in batches:
        after = fold(before, batch)
        assert after is not None
        written |= changes(before, after)
        before = after
    assert written == fold(None, events)


@given(conversations())
def test_folding_changes_nothing_that_it_was_given(events: list[Event]) -> None:
    first = fold(None, events[:-1])
    kept = repr(first), repr(events)
    fold(first, events)
    assert (repr(first), repr(events)) == kept


@given(conversations())
def test_an_archived_event_reads_back_as_it_was(events: list[Event]) -> None:
    assert [read_message(message_document(event)) for event in events] == events


@given(st.integers(0, 253_402_300_799_999))
def test_a_date_is_exact_to_the_millisecond(ms: int) -> None:
    assert to_ms(to_date(ms)) == ms


def played() -> Iterator[Event]:
    bob = {**AGENT, "id": "agent-2"}
    yield OPENED
    yield make(2, "message", START + 1_000, WRITER, "Chào shop")
    yield make(3, "claimed", START + 5_000, agent_id="agent-1", name="Bình", avatar=None, fence=7, how="auto")
    yield make(4, "released", START + 50_000, agent_id="agent-1", why="transfer")
    yield make(5, "claimed", START + 50_000, agent_id="agent-2", name="Bốn", avatar="b.png", fence=8, how="transfer")
    yield make(6, "note", START + 55_000, bob, "khách quen")
    yield make(7, "message", START + 60_000, bob, "Dạ, em nghe")
    yield make(8, "tagged", START + 61_000, bob, tags=["giao hàng"])
    yield make(9, "released", START + 90_000, bob, agent_id="agent-2", why="closed")
    yield make(10, "closed", START + 90_000, bob, by="agent", agent_id="agent-2", seen=SEEN)
    yield make(11, "rated", START + 95_000, WRITER, score=5, comment="tốt")


def test_a_played_conversation_has_its_figures() -> None:
    conversation = fold(None, played())
    assert conversation is not None
    expected = {
        "status": "closed",
        "holder": None,
        "fence": 8,
        "agents": ["agent-1", "agent-2"],
        "served_by": "agent-2",
        "claimed_at": to_date(START + 5_000),
        "waited_ms": 5_000,
        "first_reply_by": "agent-2",
        "first_reply_ms": 60_000,
        "resolved_ms": 90_000,
        "head": 11,
        "applied": 11,
        "seen": SEEN,
        "tags": ["giao hàng"],
        "rating": {"score": 5, "comment": "tốt"},
        "replies": {"agent-2": 1},
    }
    assert {field: conversation[field] for field in expected} == expected
    assert {"nguyen", "van", "duc", "chao", "shop"} <= set(conversation["search"]["words"])
    assert "0912345678" in conversation["search"]["phones"]
    assert "duc" in conversation["search"]["names"]
    assert {"duc", "chao", "khach", "nghe"} <= set(conversation["search"]["words"])
    assert conversation["last"]["text"] == "Dạ, em nghe"
    assert (conversation["counts"]["visitor"], conversation["counts"]["agent"]) == (1, 1)
    assert hour_of(conversation) == to_date(START).strftime("%Y-%m-%dT%H")


def test_who_holds_a_conversation_follows_its_events() -> None:
    events = list(played())
    active = fold(None, events[:5])
    assert active is not None
    assert (active["status"], active["holder"]) == ("active", {"id": "agent-2", "name": "Bốn", "avatar": "b.png"})
    again = fold(None, [*events, make(12, "reopened", START + 100_000, AGENT)])
    assert again is not None
    assert (again["status"], again["closed_at"], again["resolved_ms"]) == ("waiting", None, None)


def test_events_before_the_opening_make_no_conversation() -> None:
    assert fold(None, list(played())[1:]) is None


def test_a_message_is_found_by_its_folded_words() -> None:
    message = message_document(make(2, "message", START, WRITER, "Đặt hàng, ĐẶT gấp"))
    assert message["tokens"] == ["dat", "gap", "hang"]
    assert "tokens" not in message_document(OPENED)


def test_a_visitor_is_known_by_the_newest_details() -> None:
    visitor = visitor_document(OPENED)
    assert (visitor["_id"], visitor["phone"], visitor["last_seen"]) == (VISITOR["id"], "0912 345 678", to_date(START))


@pytest.mark.parametrize(
    "event",
    [
        make(2, "claimed", START, name="Bình", fence=1),
        make(2, "claimed", START, agent_id="agent-1", name="Bình", fence="eight"),
        make(2, "closed", START, by="agent"),
        make(2, "rated", START, WRITER),
        make(2, "tagged", START, AGENT),
    ],
)
def test_an_event_without_what_its_kind_carries_is_refused(event: Event) -> None:
    with pytest.raises(MalformedError, match="does not fit its kind"):
        fold(None, [OPENED, event])
