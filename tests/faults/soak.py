"""`python -m tests.faults.soak [--minutes 60]`: a thousand clients come and go for an hour; nothing is left."""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from config.tasks import end
from tests.faults.__main__ import allow_files, play
from tests.faults.campaign import Campaign
from tests.faults.holdings import read_content, read_processes
from tests.faults.items import LITTLE, Item
from tests.faults.items.churn import CLIENTS, churn
from tests.faults.scale import Scale
from tests.faults.table import head
from tests.faults.wiring import Wiring

SAYS_S = 300.0


async def soak(house: Campaign, seconds: float) -> None:
    saying = asyncio.create_task(say_on(house))
    try:
        await churn(house, CLIENTS, seconds)
    finally:
        await end([saying])


async def say_on(house: Campaign) -> None:
    """What the house holds, every five minutes: where something grows, this says how."""
    began = time.monotonic()
    while True:
        content, processes = await read_content(house), await read_processes(house)
        memory = (processes.hub_memory, processes.archiver_memory, content.memory)
        told = ", ".join(f"{size >> 20} MB" for size in memory)
        print(f"{(time.monotonic() - began) / 60:.0f} min: hubs, archivers, Redis {told}", flush=True)
        print(f"  {processes.counts}\n  {content.counts}", flush=True)
        await asyncio.sleep(SAYS_S)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    arguments = parser.parse_args()
    allow_files()
    item = Item(
        "13",
        f"{CLIENTS:,} come and go",
        lambda house, _scale: soak(house, arguments.minutes * 60),
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
