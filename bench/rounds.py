"""Interleaved rounds: every rival once, then all of them again, so that a busy minute of the machine hits them alike."""

import statistics
from collections.abc import Callable, Sequence

from bench.rivals import Grounds, Rival, Rivals

Figures = dict[str, float]


def run_rounds(
    grounds: Grounds, rivals: Rivals, rounds: int, measure: Callable[[Rival], Figures]
) -> dict[str, Figures]:
    """Medians by rival and figure."""
    taken: dict[str, list[Figures]] = {}
    for number in range(rounds):
        for kind in rivals:
            rival = kind(grounds)
            with rival.running():
                figures = measure(rival)
            taken.setdefault(kind.name, []).append(figures)
            print(f"  round {number + 1}, {kind.name}: {show(figures)}", flush=True)
    return {name: medians(several) for name, several in taken.items()}


def medians(several: Sequence[Figures]) -> Figures:
    return {name: statistics.median(figures[name] for figures in several) for name in several[0]}


def show(figures: Figures) -> str:
    return ", ".join(f"{name} {value:,.4g}" for name, value in figures.items())
