"""`python -m tests.faults.soak [--minutes 60]`: a thousand clients come and go for an hour; nothing is left."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.faults.__main__ import allow_files, play
from tests.faults.items import LITTLE, Item
from tests.faults.items.churn import churn
from tests.faults.scale import Scale
from tests.faults.table import head
from tests.faults.wiring import Wiring

CLIENTS = 1000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    arguments = parser.parse_args()
    allow_files()
    item = Item(
        "13",
        f"{CLIENTS:,} come and go",
        lambda house, _scale: churn(house, CLIENTS, arguments.minutes * 60),
        LITTLE,
        Wiring({"ALO_IDLE_CLOSE_MIN": str(7 * 24 * 60)}),  # or those who stay would find theirs closed for silence
    )
    with tempfile.TemporaryDirectory(prefix="alo-soak-") as folder:
        row = asyncio.run(play(item, 1, Scale(full=True), Path(folder)))
    print(f"{head()}\n{row}")
    print("\n".join(row.problems))
    return 1 if row.problems else 0


if __name__ == "__main__":
    sys.exit(main())
