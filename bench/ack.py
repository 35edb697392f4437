"""How long an acknowledgement takes at a load that everybody can bear."""

import time
from dataclasses import dataclass

from bench.crowd import Crowd
from bench.grounds import Grounds
from bench.messages import watch
from bench.rival import Rival, Rivals
from bench.rivals import RIVALS
from bench.rounds import Figures, Part, Taken, run_rounds


@dataclass(frozen=True)
class Size:
    rounds: int = 3
    visitors: int = 50
    agents: int = 5
    rate: int = 500
    warm_s: float = 2
    seconds: float = 6


def measure(rival: Rival, size: Size) -> Figures:
    with Crowd() as crowd:
        visitors = rival.visitors(size.visitors)
        crowd.join(visitors, rival.agents(size.agents, visitors), readers=size.agents)
        crowd.do("pace", rate=size.rate)
        time.sleep(size.warm_s)
        figures = watch(crowd, rival, size.seconds, readers=size.agents)
        figures["missing"] = crowd.settle()
    return figures


def run(grounds: Grounds, size: Size, rivals: Rivals) -> Taken:
    return run_rounds(grounds, rivals, size.rounds, lambda rival: measure(rival, size))


PART = Part(
    "ack",
    "500 messages a second from 50 visitors, five agents who get all of them",
    run,
    {
        "full": Size(),
        "quick": Size(rounds=1, warm_s=2, seconds=4),
        "tiny": Size(rounds=1, visitors=4, agents=2, rate=50, warm_s=0.2, seconds=0.5),
    },
    RIVALS,
)
