import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.entries import MalformedError, read_entry, read_event
from tests.archiver.conversation import SYSTEM, describe_visitor

EVENT = {
    "session_id": "s",
    "seq": 2,
    "kind": "message",
    "ts": 1_763_694_000_000,
    "author": SYSTEM,
    "client_id": None,
    "text": "chào",
    "data": {},
}
OPENED = {**EVENT, "kind": "opened", "data": {"visitor": describe_visitor(), "form": {}}}


def test_an_event_is_read_as_it_was_written() -> None:
    assert read_event(orjson.dumps(EVENT)) == EVENT
    assert read_event(orjson.dumps(OPENED)) == OPENED


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("session_id", ""),
        ("session_id", 1),
        ("seq", 0),
        ("seq", True),
        ("seq", 2**53 + 1),
        ("kind", "hidden"),
        ("kind", ["message"]),
        ("ts", -1),
        ("ts", 1.5),
        ("ts", 10**15),
        ("author", None),
        ("author", {"type": "robot"}),
        ("author", {"type": ["agent"]}),
        ("author", {"type": "agent", "id": 7}),
        ("client_id", 7),
        ("text", ["chào"]),
        ("data", None),
        ("data", []),
    ],
)
def test_a_wrong_field_is_named(field: str, value: object) -> None:
    with pytest.raises(MalformedError, match=f"the event's {field} is missing or wrong"):
        read_event(orjson.dumps({**EVENT, field: value}))


@pytest.mark.parametrize(
    "data", [{}, {"visitor": {"id": {"$gt": ""}, "name": "x"}, "form": {}}, {"visitor": {"id": "v", "name": "x"}}]
)
def test_an_opening_names_its_visitor(data: dict[str, object]) -> None:
    with pytest.raises(MalformedError, match="data"):
        read_event(orjson.dumps({**OPENED, "data": data}))


@pytest.mark.parametrize("fields", [{b"s": b"other", b"n": b"2"}, {b"s": b"s", b"n": b"3"}, {b"s": b"s"}, {}])
def test_an_event_in_a_foreign_entry_is_flawed(fields: dict[bytes, bytes]) -> None:
    entry = read_entry(b"1-0", {**fields, b"e": orjson.dumps(EVENT)})
    assert entry.event is None
    assert entry.flaw


@given(st.dictionaries(st.sampled_from([b"s", b"n", b"k", b"e", b"x"]), st.binary()))
def test_whatever_lies_in_the_firehose_is_read_without_harm(fields: dict[bytes, bytes]) -> None:
    entry = read_entry(b"1-0", fields)
    assert entry.line
    assert (entry.event is None) == bool(entry.flaw)
