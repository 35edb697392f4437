"""Whether a message costs the same with ten conversations open and with ten thousand, and with a second hub beside."""

import time
from dataclasses import dataclass

from bench.alo import Alo, TwoHubs
from bench.crowd import Crowd
from bench.grounds import Grounds
from bench.messages import watch
from bench.processor import Meter, allow_sockets
from bench.rival import Rivals
from bench.rounds import Figures, Part, Taken, show

WATCHES = 200
"""Conversations that one agent's socket may watch."""


@dataclass(frozen=True)
class Size:
    rounds: int = 2
    sessions: tuple[int, ...] = (10, 100, 1_000, 10_000)
    rate: int = 400
    warm_s: float = 2
    seconds: float = 8


def measure(rival: Alo, sessions: int, size: Size) -> Figures:
    """Every conversation has its visitor and one agent's socket; what silence costs is taken off."""
    visitors = rival.visitors(sessions)
    with Crowd() as crowd:
        crowd.join(visitors, rival.split_agents(visitors, WATCHES), readers=1)
        time.sleep(size.warm_s)
        meter = Meter.start(rival.pids)
        time.sleep(size.seconds)
        silent = meter.used()
        crowd.do("pace", rate=size.rate)
        time.sleep(size.warm_s)
        figures = watch(crowd, rival, size.seconds, readers=1)
        figures["missing"] = crowd.settle()
    idle_us = 1e6 * sum(used for name, used in silent.items() if name.startswith("hub")) / (size.rate * size.seconds)
    return {**figures, "idle_us": idle_us, "message_us": figures["hub_us"] - idle_us}


def run(grounds: Grounds, size: Size, _rivals: Rivals) -> Taken:
    taken: Taken = {}
    limit = allow_sockets(max(size.sessions))
    middle = size.sessions[len(size.sessions) // 2]
    stages = [(f"{sessions:,} open", Alo, sessions) for sessions in size.sessions]
    for number in range(size.rounds):
        for name, kind, sessions in [*stages, (f"{middle:,} open, two hubs", TwoHubs, middle)]:
            rival = kind(grounds)
            with rival.running():
                figures = measure(rival, min(sessions, limit), size)
            taken.setdefault(name, []).append(figures)
            print(f"  round {number + 1}, {name}: {show(figures)}", flush=True)
    return taken


PART = Part(
    "growth",
    "400 messages a second, spread over ever more open conversations",
    run,
    {
        "full": Size(),
        "quick": Size(rounds=1, sessions=(10, 100, 1_000), seconds=4),
        "tiny": Size(rounds=1, sessions=(2, 5), rate=20, warm_s=0.2, seconds=0.5),
    },
    (Alo,),
)
