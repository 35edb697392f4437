"""How many messages a second are acknowledged and delivered, and what each costs: everybody writes all the time."""

import time
from dataclasses import dataclass

from bench.crowd import Crowd
from bench.grounds import Grounds
from bench.processor import Meter
from bench.rival import Rival, Rivals
from bench.rivals import EVERYBODY
from bench.rounds import Figures, Part, Taken, run_rounds


@dataclass(frozen=True)
class Size:
    rounds: int = 3
    visitors: int = 50
    in_flight: int = 2
    agents: int = 5
    warm_s: float = 2
    seconds: float = 6


def measure(rival: Rival, size: Size) -> Figures:
    with Crowd() as crowd:
        visitors = rival.visitors(size.visitors)
        crowd.join(visitors, rival.agents(size.agents, visitors), readers=size.agents)
        crowd.do("flood", in_flight=size.in_flight)
        time.sleep(size.warm_s)
        figures = watch(crowd, rival, size.seconds, readers=size.agents)
        figures["missing"] = crowd.settle()
    return figures | rival.catch_up()


def watch(crowd: Crowd, rival: Rival, seconds: float, readers: int) -> Figures:
    """Messages a second that were both acknowledged and delivered to all, their times, and the µs that each cost."""
    meter = Meter.start({**rival.pids, "load": crowd.pid})
    before, began = crowd.do("mark"), time.perf_counter()
    time.sleep(seconds)
    after, used = crowd.do("mark"), meter.used()
    took = time.perf_counter() - began
    acked, delivered = after["acked"] - before["acked"], (after["delivered"] - before["delivered"]) / readers
    done = max(1, min(acked, delivered))
    hubs = sum(seconds_used for name, seconds_used in used.items() if name.startswith("hub"))
    return {
        "messages_s": done / took,
        "ack_p50_ms": after["ack"]["p50"],
        "ack_p99_ms": after["ack"]["p99"],
        **{f"{name}_us": 1e6 * used[name] / done for name in used if not name.startswith("hub")},
        "hub_us": 1e6 * hubs / done,
        "load_share": used["load"] / took,
        "others_share": max(0.0, meter.used_by_all() - sum(used.values())) / took,
    }


def run(grounds: Grounds, size: Size, rivals: Rivals) -> Taken:
    return run_rounds(grounds, rivals, size.rounds, lambda rival: measure(rival, size))


PART = Part(
    "messages",
    "50 visitors with two messages under way each, five agents who get all of them",
    run,
    {
        "full": Size(),
        "quick": Size(rounds=1, warm_s=2, seconds=4),
        "tiny": Size(rounds=1, visitors=4, agents=2, warm_s=0.2, seconds=0.5),
    },
    EVERYBODY,
)
