"""Each part of the benchmark runs at its smallest size, so that `make bench` works on the day it is needed."""

import math
from collections.abc import Iterator

import pytest

from bench import ack, archive, connects, idle, lag, messages, room, search
from bench.grounds import Grounds, open_grounds
from bench.rival import Rivals
from bench.rivals import ExpressRedisMongo, NodeStreams, Nothing, PythonSocketio
from bench.rounds import Part


@pytest.fixture(scope="module")
def grounds() -> Iterator[Grounds]:
    with open_grounds() as grounds:
        yield grounds


@pytest.mark.parametrize(
    ("part", "rivals"),
    [
        (messages.PART, (ExpressRedisMongo, PythonSocketio, NodeStreams)),
        (ack.PART, (Nothing,)),
        (room.PART, (Nothing,)),
        (connects.PART, (Nothing,)),
        (idle.PART, (Nothing,)),
    ],
    ids=lambda value: value.name if isinstance(value, Part) else "",
)
def test_a_part_measures_whom_it_is_asked_to(grounds: Grounds, part: Part, rivals: Rivals) -> None:
    taken = part.run(grounds, part.sizes["tiny"], rivals)
    assert list(taken) == [rival.name for rival in rivals]
    for (figures,) in taken.values():
        assert figures.get("missing", 0) == 0
        assert all(math.isfinite(value) for value in figures.values())


@pytest.mark.parametrize("part", [lag.PART, archive.PART, search.PART], ids=lambda part: part.name)
def test_a_part_measures_alo(grounds: Grounds, part: Part) -> None:
    for several in part.run(grounds, part.sizes["tiny"], part.rivals).values():
        for figures in several:
            assert figures.get("missing", 0) == 0
            assert all(math.isfinite(value) for value in figures.values())
