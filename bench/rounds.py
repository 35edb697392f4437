"""A part of the benchmark, and its interleaved rounds: every rival once, then all again: noise hits all alike."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.grounds import Grounds
from bench.rival import Rivals

Figures = dict[str, float]
Taken = dict[str, list[Figures]]
"""By rival, one for each round."""


@dataclass(frozen=True)
class Part:
    """`run(grounds, size, rivals)` with one of its `sizes`: `full` is what is recorded, `tiny` what the tests run."""

    name: str
    about: str
    run: Callable[[Grounds, Any, Rivals], Taken]
    sizes: Mapping[str, Any]
    rivals: Rivals


def run_rounds(grounds: Grounds, rivals: Rivals, rounds: int, measure: Callable[[Any], Figures]) -> Taken:
    taken: Taken = {}
    for number in range(rounds):
        for kind in rivals:
            rival = kind(grounds)
            with rival.running():
                figures = measure(rival)
            taken.setdefault(kind.name, []).append(figures)
            print(f"  round {number + 1}, {kind.name}: {show(figures)}", flush=True)
    return taken


def medians(several: list[Figures]) -> Figures:
    return {name: statistics.median(figures[name] for figures in several) for name in several[0]}


def show(figures: Figures) -> str:
    return ", ".join(f"{name} {value:,.4g}" for name, value in figures.items())
