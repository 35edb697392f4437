"""Acts done by halves: what find_discord has to find is put before it."""

from dataclasses import replace

import orjson
import pytest

from tests.faults.halves import Held, Places, find_discord

SESSION = "s"
PLACES: Places = {
    "open": frozenset({SESSION}),
    "leases": frozenset({SESSION}),
    "waiting": frozenset(),
    "closed": frozenset(),
    "lan": frozenset({SESSION}),
    "minh": frozenset(),
}


def write(seq: int, kind: str, **more: object) -> bytes:
    return orjson.dumps({"seq": seq, "ts": 1, "kind": kind, **more})


LOG = {
    1: write(1, "opened"),
    2: write(2, "claimed", data={"agent_id": "lan", "fence": 7}),
    3: write(3, "message", author={"type": "visitor", "id": "v"}, client_id="c"),
}
FIELDS = {"status": "active", "holder": "lan", "fence": "7", "head": "3", "archived": "1", "last": '{"seq":3}'}
WHOLE = Held(SESSION, FIELDS, LOG, {2: LOG[2], 3: LOG[3]}, {"visitor:v:c": "3:1"})


def test_whole_acts_agree() -> None:
    assert list(find_discord(WHOLE, PLACES)) == []


def test_what_was_restored_from_the_archive_need_not_lie_in_the_log() -> None:
    restored = replace(WHOLE, fields={**FIELDS, "head": "9", "archived": "9"}, firehose={})
    assert list(find_discord(restored, PLACES)) == []


@pytest.mark.parametrize(
    ("held", "places"),
    [
        pytest.param(replace(WHOLE, fields={**FIELDS, "head": "2"}), PLACES, id="logged, the head not raised"),
        pytest.param(replace(WHOLE, fields={**FIELDS, "head": "4"}), PLACES, id="the head raised, not logged"),
        pytest.param(replace(WHOLE, firehose={2: LOG[2]}), PLACES, id="logged, not in the firehose"),
        pytest.param(replace(WHOLE, log={1: LOG[1], 3: LOG[3]}), PLACES, id="a hole in the log"),
        pytest.param(replace(WHOLE, firehose={2: LOG[3], 3: LOG[3]}), PLACES, id="another event in the firehose"),
        pytest.param(replace(WHOLE, fields={**FIELDS, "fence": "6"}), PLACES, id="claimed, the fence not raised"),
        pytest.param(replace(WHOLE, fields={**FIELDS, "holder": "minh"}), PLACES, id="another holder"),
        pytest.param(replace(WHOLE, fields={**FIELDS, "last": '{"seq":2}'}), PLACES, id="said, no last message"),
        pytest.param(replace(WHOLE, sent={}), PLACES, id="said, its client_id not known"),
        pytest.param(WHOLE, {**PLACES, "leases": frozenset()}, id="held without a lease"),
        pytest.param(WHOLE, {**PLACES, "lan": frozenset()}, id="held, not in the holder's set"),
        pytest.param(WHOLE, {**PLACES, "minh": frozenset({SESSION})}, id="in two agents' sets"),
        pytest.param(WHOLE, {**PLACES, "waiting": frozenset({SESSION})}, id="held and waiting"),
        pytest.param(WHOLE, {**PLACES, "open": frozenset()}, id="active and not open"),
    ],
)
def test_an_act_done_by_half_is_found(held: Held, places: Places) -> None:
    assert list(find_discord(held, places))
