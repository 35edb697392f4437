"""What thousands of visitors cost who have the widget open and say nothing."""

import time
from dataclasses import dataclass

from bench.alo import Alo
from bench.crowd import Crowd
from bench.grounds import Grounds
from bench.processor import Meter, allow_sockets, resident_kib
from bench.rival import Rival, Rivals
from bench.rivals import ExpressMongo, NodeStreams, PythonSocketio
from bench.rounds import Figures, Part, Taken, run_rounds


@dataclass(frozen=True)
class Size:
    rounds: int = 1
    sockets: int = 10_000
    first: int = 200
    """Connected before the memory is looked at first, so that what is only loaded once isn't counted."""
    rest_s: float = 5
    seconds: float = 20


def measure(rival: Rival, size: Size) -> Figures:
    sockets = allow_sockets(size.sockets)
    visitors, hub = rival.visitors(sockets), rival.pids["hub"]
    with Crowd() as crowd:
        crowd.join(visitors[: size.first])
        time.sleep(size.rest_s)
        before = resident_kib(hub)
        crowd.join(visitors[size.first :])
        time.sleep(size.rest_s)
        meter = Meter.start({"hub": hub})
        time.sleep(size.seconds)
        used, after = meter.used(), resident_kib(hub)
        closed = crowd.do("mark")["closed"]
    return {
        "sockets": sockets - closed,
        "kib_per_socket": (after - before) / (sockets - size.first),
        "hub_share": used["hub"] / size.seconds,
        "missing": closed,
    }


def run(grounds: Grounds, size: Size, rivals: Rivals) -> Taken:
    return run_rounds(grounds, rivals, size.rounds, lambda rival: measure(rival, size))


PART = Part(
    "idle",
    "10,000 sockets of as many visitors, all silent",
    run,
    {
        "full": Size(),
        "quick": Size(sockets=2_000, seconds=5),
        "tiny": Size(sockets=60, first=10, rest_s=0.2, seconds=0.5),
    },
    (ExpressMongo, PythonSocketio, NodeStreams, Alo),
)
