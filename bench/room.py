"""One writes and two hundred read: what a delivery costs, and how long the text travels to the readers."""

import time
from dataclasses import dataclass

from bench.alo import HubAlone
from bench.crowd import Crowd
from bench.grounds import Grounds
from bench.processor import Meter
from bench.rival import Rival, Rivals
from bench.rivals import RIVALS
from bench.rounds import Figures, Part, Taken, run_rounds


@dataclass(frozen=True)
class Size:
    rounds: int = 3
    readers: int = 200
    rate: int = 40
    warm_s: float = 2
    seconds: float = 6


def measure(rival: Rival, size: Size) -> Figures:
    with Crowd() as crowd:
        writer = rival.visitors(1)
        crowd.join(writer, rival.agents(size.readers, writer), readers=size.readers)
        crowd.do("pace", rate=size.rate, timed=True)
        time.sleep(size.warm_s)
        meter, before = Meter.start({"hub": rival.pids["hub"]}), crowd.do("mark")
        time.sleep(size.seconds)
        after, used = crowd.do("mark"), meter.used()
        delivered = max(1, after["delivered"] - before["delivered"])
        return {
            "deliveries_s": delivered / size.seconds,
            "hub_us": 1e6 * used["hub"] / delivered,
            "travel_p50_ms": after["travel"]["p50"],
            "travel_p99_ms": after["travel"]["p99"],
            "missing": crowd.settle(),
        }


def run(grounds: Grounds, size: Size, rivals: Rivals) -> Taken:
    return run_rounds(grounds, rivals, size.rounds, lambda rival: measure(rival, size))


PART = Part(
    "room",
    "one writes 40 messages a second, 200 read",
    run,
    {
        "full": Size(),
        "quick": Size(rounds=1, seconds=3),
        "tiny": Size(rounds=1, readers=10, rate=20, warm_s=0.2, seconds=0.5),
    },
    tuple(kind for kind in RIVALS if kind is not HubAlone),
)
