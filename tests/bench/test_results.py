import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench.goals import GOALS, find_worse
from bench.page import goal_rows, write_page
from bench.parts import PARTS
from bench.results import LAST, Record, Results
from bench.rounds import Taken


def record(**parts: Taken) -> Results:
    return Results({}, {name: Record("full", "2026-11-21", taken) for name, taken in parts.items()})


def acks(*pairs: tuple[float, float], peer: float = 1.0) -> Taken:
    """Rounds of (ours, A's), both as p50 and p99."""

    def rounds(column: int) -> list[dict[str, float]]:
        return [dict.fromkeys(("ack_p50_ms", "ack_p99_ms"), pair[column]) for pair in pairs]

    return {"Alo": rounds(0), "A": rounds(1), "C": [dict.fromkeys(("ack_p50_ms", "ack_p99_ms"), peer) for _ in pairs]}


def test_a_ratio_is_taken_round_by_round_so_that_a_busy_minute_hits_both() -> None:
    results = record(ack=acks((1, 2), (50, 100), (2, 2)))
    assert results.ratio("ack", "ack_p50_ms", "Alo", "A") == 0.5


def test_what_became_worse_than_recorded_is_said_in_a_sentence() -> None:
    before, now = record(ack=acks((1, 2))), record(ack=acks((1.5, 2)))
    said = find_worse(now, before, "ack")
    assert said[0] == "worse than recorded by 50%: ack at 500/s, p50, ÷ A's: 0.75, was 0.5"


@pytest.mark.parametrize("ours", [1.05, 0.5])
def test_noise_and_progress_are_not_complained_of(ours: float) -> None:
    assert find_worse(record(ack=acks((ours, 2))), record(ack=acks((1, 2))), "ack") == []


def test_sizes_that_differ_are_not_compared() -> None:
    now = record(ack=acks((1.5, 2)))
    now.parts["ack"].size = "quick"
    assert find_worse(now, record(ack=acks((1, 2))), "ack") == []


@pytest.mark.parametrize(
    ("ours", "peer", "verdict"),
    [(1.3, 1.4, "**missed**"), (1.3, 1.0, "**missed**"), (1.1, 1.0, "reached"), (0.9, 1.0, "aim met")],
)
def test_a_goal_is_missed_also_where_a_peer_that_is_aimed_at_misses_it(ours: float, peer: float, verdict: str) -> None:
    p50, _ = goal_rows(record(ack=acks((ours, 2), peer=peer)))
    assert p50.endswith(f"| {verdict} |\n")


def test_results_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    results = record(ack=acks((1.25, 2)))
    results.write(tmp_path / "results" / "last.json")
    assert Results.read(tmp_path / "results" / "last.json") == results


def test_the_recorded_results_answer_the_goals_and_make_the_page_that_is_kept(tmp_path: Path) -> None:
    results = Results.read(LAST)
    assert {"messages", "ack"} <= set(results.parts) <= set(PARTS)
    recorded = [goal for goal in GOALS if goal.part in results.parts]
    assert all(goal.read(results) > 0 and goal.aim(results) > 0 for goal in recorded)
    write_page(results, tmp_path)
    kept = LAST.parents[2] / "docs"
    assert (tmp_path / "BENCHMARKS.md").read_text() == (kept / "BENCHMARKS.md").read_text()
    for picture in (tmp_path / "images").glob("*.svg"):
        assert picture.read_text() == (kept / "images" / picture.name).read_text()
        ElementTree.fromstring(picture.read_text())  # noqa: S314 (our own)


def test_the_recorded_results_name_nobodys_machine_but_by_its_kind() -> None:
    kept: dict[str, Any] = json.loads(LAST.read_text())
    assert set(kept["machine"]) == {"processor", "cores", "memory", "system", "python", "allocator"}
