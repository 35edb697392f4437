"""Whatever a socket sends is a frame or a FrameError, and what is built is read back as it was meant."""

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.frames import FrameError, build_ack, build_event, read_event, read_frame

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
looks_like_a_frame = st.from_regex(r"[0-9](/[a-z]*,)?[0-9]*[\[{\"a-z]*", fullmatch=True)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(st.text() | looks_like_a_frame)
def test_any_text_is_a_frame_or_a_frame_error(text: str) -> None:
    try:
        frame = read_frame(text)
    except FrameError:
        return
    assert frame.type in "0123456"
    assert frame.namespace.startswith("/")
    assert frame.ack_id is None or (frame.ack_id.isascii() and frame.ack_id.isdigit())


@given(st.text() | values.map(json.dumps) | st.sampled_from(["[" * 5000, '["send",' * 3000, '["\\ud800"]', "[]", "{}"]))
def test_any_body_is_an_event_or_a_frame_error(body: str) -> None:
    try:
        read_event(body)
    except FrameError:
        return
    assert isinstance(orjson.loads(body), list)


@given(st.sampled_from(["send", "resume"]), values)
def test_an_event_is_read_as_it_was_written(name: str, payload: object) -> None:
    frame = read_frame("2/visitor,17" + json.dumps([name, payload]))
    assert (frame.type, frame.namespace, frame.ack_id) == ("2", "/visitor", "17")
    assert read_event(frame.body) == (name, payload)


@pytest.mark.parametrize("text", ["", "9", "7[]", "x", "/agent,", "\x002"])
def test_what_no_packet_begins_with_is_refused(text: str) -> None:
    with pytest.raises(FrameError):
        read_frame(text)


def test_an_event_without_a_namespace_belongs_to_the_main_one() -> None:
    frame = read_frame('2["send"]')
    assert (frame.namespace, frame.ack_id, read_event(frame.body)) == ("/", None, ("send", None))


def test_digits_of_other_scripts_are_no_ack_id() -> None:
    assert read_frame('2/agent,١["x"]').ack_id is None


@given(values)
def test_what_is_built_is_one_frame_of_the_protocol(payload: object) -> None:
    encoded = orjson.dumps(payload)
    event = read_frame(build_event("/agent", "event", encoded).data)
    assert (event.type, event.namespace, read_event(event.body)) == ("2", "/agent", ("event", payload))
    ack = read_frame(build_ack("/agent", "5", encoded).data)
    assert (ack.type, ack.namespace, ack.ack_id, orjson.loads(ack.body)) == ("3", "/agent", "5", [payload])
