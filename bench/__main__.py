"""`python -m bench [PART …]`: all parts, or those that are named; figures, JSON, and the page that shows them."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.goals import find_worse
from bench.grounds import open_grounds
from bench.page import write_page
from bench.parts import PARTS
from bench.processor import allow_sockets, describe_machine
from bench.results import LAST, Record, Results
from bench.rival import Rivals
from bench.rivals import EVERYBODY
from bench.rounds import Taken, medians, show
from deploy.local.services import ROOT

RIVAL_NAMES = {kind.name: kind for kind in EVERYBODY}


def main() -> int:
    asked = read_arguments()
    if asked.draw:
        write_page(Results.read(asked.results), asked.page)
        return 0
    names = [name for word in asked.parts for name in word.split(",") if name] or list(PARTS)
    if unknown := [name for name in names if name not in PARTS]:
        print(f"bench: no part is called {', '.join(unknown)}: there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    rivals = tuple(RIVAL_NAMES[name] for name in asked.rivals.split(",") if name)
    for name, taken in measure(names, asked.size, rivals):
        # A part of the picture, or none, is nothing to be held to later; a smaller size has figures of its own.
        if rivals or asked.size == "tiny":
            continue
        results = asked.results if asked.size == "full" else asked.results.with_name(f"{asked.size}.json")
        keep(name, Record(asked.size, datetime.now(UTC).date().isoformat(), taken), results)
        if asked.size == "full":
            write_page(Results.read(results), asked.page)
    return 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--size", choices=("full", "quick", "tiny"), default="full")
    parser.add_argument("--rivals", default="", help=f"only these, with commas: {', '.join(RIVAL_NAMES)}")
    parser.add_argument("--draw", action="store_true", help="measure nothing, write the page from what is recorded")
    parser.add_argument("--results", type=Path, default=LAST)
    parser.add_argument("--page", type=Path, default=ROOT / "docs", help="the folder for BENCHMARKS.md")
    return parser.parse_args()


def measure(names: list[str], size: str, rivals: Rivals) -> Iterator[tuple[str, Taken]]:
    allow_sockets(0)  # before any child is started, for they inherit it
    with open_grounds() as grounds:
        for name in names:
            part = PARTS[name]
            print(f"{name}: {part.about}", flush=True)
            taken = part.run(grounds, part.sizes[size], rivals or part.rivals)
            for rival, several in taken.items():
                print(f"  {rival:<24} {show(medians(several))}", flush=True)
            yield name, taken


def keep(name: str, record: Record, path: Path) -> None:
    """Says what became worse than the last time, then records it: a run that is cut short keeps what it has."""
    before, now = Results.read(path), Results.read(path)
    now.machine = describe_machine()
    now.parts[name] = record
    for sentence in find_worse(now, before, name) or ["  nothing is worse than recorded"]:
        print(sentence, flush=True)
    now.write(path)


if __name__ == "__main__":
    sys.exit(main())
