"""`python -m tests.faults [--only 3,4a] [--seed N]`: every item at its full size, and a table of what came of it."""

import argparse
import asyncio
import resource
import secrets
import sys
import tempfile
import traceback
from pathlib import Path

from tests.faults.items import Item, choose
from tests.faults.scale import Scale
from tests.faults.table import Row, head, write_row
from tests.faults.wiring import campaign

FILES = 20_000
"""Sockets of a thousand clients, on both ends."""
SHOWN = 12
WARM_UP = 200


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", default="", help="items, separated by commas")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9), help="repeats the choices of a run")
    parser.add_argument("--short", action="store_true", help="as small as in the tests")
    parser.add_argument("--keep", type=Path, help="folder for the logs of failed items")
    return parser.parse_args()


async def play(item: Item, seed: int, scale: Scale, folder: Path) -> Row:
    """One item in a house of its own. What raises is a problem of that item, and the next one still runs."""
    async with campaign(folder, seed, item.wiring) as house:
        try:
            await house.gather_people(item.load)
            await house.chat(min(WARM_UP, 5 * item.load.per_second))
            await item.run(house, scale)
            await house.chat(item.load.per_second)
            verdict = await house.settle()
            await item.check(house)
        except Exception:
            house.problems.append(traceback.format_exc(limit=-4).strip())
            verdict = await house.settle()
        return write_row(item.label, item.name, item.load.per_second, house, verdict)


async def run(arguments: argparse.Namespace) -> int:
    print(f"seed {arguments.seed}\n\n{head()}", flush=True)
    labels = {label for label in arguments.only.split(",") if label}
    broken: list[Row] = []
    for item in choose(labels):
        with tempfile.TemporaryDirectory(prefix="alo-faults-") as folder:
            row = await play(item, arguments.seed, Scale(not arguments.short), Path(folder))
            print(row, flush=True)
            if row.problems:
                broken.append(row)
                keep_logs(Path(folder), arguments.keep, item.label)
    for row in broken:
        print(f"\n{row.label} {row.name}: {len(row.problems)} problems")
        print("\n".join(f"  {problem[-900:]}" for problem in row.problems[:SHOWN]))
    return 1 if broken else 0


def keep_logs(folder: Path, target: Path | None, name: str) -> None:
    if target is not None:
        (target / name).mkdir(parents=True, exist_ok=True)
        for log in folder.glob("*.log"):
            (target / name / log.name).write_bytes(log.read_bytes())


def allow_files() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES if hard == resource.RLIM_INFINITY else min(FILES, hard), hard))


def main() -> int:
    allow_files()
    return asyncio.run(run(read_arguments()))


if __name__ == "__main__":
    sys.exit(main())
