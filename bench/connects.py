"""How many new connections a second are accepted: the page, the socket, the namespace, and away again."""

from dataclasses import dataclass

from bench.alo import Alo, HubAlone
from bench.crowd import Crowd
from bench.grounds import Grounds
from bench.processor import Meter
from bench.rival import Rival, Rivals
from bench.rivals import RIVALS
from bench.rounds import Figures, Part, Taken, run_rounds


@dataclass(frozen=True)
class Size:
    rounds: int = 3
    visitors: int = 500
    at_once: int = 32
    seconds: float = 6


def measure(rival: Rival, size: Size) -> Figures:
    visitors = rival.visitors(size.visitors)
    figures = knock(rival, size, [{**vars(visitor), "calls": []} for visitor in visitors], "")
    if isinstance(rival, Alo):
        # What the widget does as well, and no peer has: it asks for what was written while it was away.
        figures |= knock(rival, size, [vars(visitor) for visitor in visitors], "resumed_")
    return figures


def knock(rival: Rival, size: Size, people: list[dict[str, object]], prefix: str) -> Figures:
    with Crowd() as crowd:
        meter = Meter.start({"hub": rival.pids["hub"]})
        done = crowd.do("knock", people=people, at_once=size.at_once, seconds=size.seconds)
        used = meter.used()
    joined = max(1, done["joined"])
    return {f"{prefix}connects_s": joined / done["seconds"], f"{prefix}hub_us": 1e6 * used["hub"] / joined}


def run(grounds: Grounds, size: Size, rivals: Rivals) -> Taken:
    return run_rounds(grounds, rivals, size.rounds, lambda rival: measure(rival, size))


PART = Part(
    "connects",
    "32 clients that connect, are accepted and leave, again and again",
    run,
    {
        "full": Size(),
        "quick": Size(rounds=1, seconds=3),
        "tiny": Size(rounds=1, visitors=5, at_once=2, seconds=0.5),
    },
    tuple(kind for kind in RIVALS if kind is not HubAlone),
)
