"""`python -m bench [PART …]`: all parts, or those that are named; figures, JSON, and the page that shows them."""

import argparse
import sys
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
    measured = measure(names, asked.size, rivals)
    if rivals or asked.size == "tiny":
        return 0  # a part of the picture, or none: nothing to be held to later
    if asked.size == "full":
        keep(measured, asked.size, asked.results)
        write_page(Results.read(asked.results), asked.page)
    else:
        keep(measured, asked.size, asked.results.with_name(f"{asked.size}.json"))
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


def measure(names: list[str], size: str, rivals: Rivals) -> dict[str, Taken]:
    allow_sockets(0)  # before any child is started, for they inherit it
    measured: dict[str, Taken] = {}
    with open_grounds() as grounds:
        for name in names:
            part = PARTS[name]
            print(f"{name}: {part.about}", flush=True)
            measured[name] = part.run(grounds, part.sizes[size], rivals or part.rivals)
            for rival, several in measured[name].items():
                print(f"  {rival:<24} {show(medians(several))}", flush=True)
    return measured


def keep(measured: dict[str, Taken], size: str, results: Path) -> None:
    """Says what became worse than the last time, then records it."""
    before, now = Results.read(results), Results.read(results)
    now.machine = describe_machine()
    for name, taken in measured.items():
        now.parts[name] = Record(size, datetime.now(UTC).date().isoformat(), taken)
    worse = list(find_worse(now, before, list(measured)))
    for sentence in worse:
        print(sentence)
    if not worse:
        print("nothing is worse than recorded")
    now.write(results)


if __name__ == "__main__":
    sys.exit(main())
