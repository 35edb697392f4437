"""How soon an acknowledged message can be found in the archive, at 500 a second."""

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from bench.alo import Alo
from bench.crowd import Crowd
from bench.grounds import Grounds
from bench.rival import Rivals
from bench.rounds import Figures, Part, Taken, run_rounds
from bench.spread import percentile


@dataclass(frozen=True)
class Size:
    rounds: int = 3
    visitors: int = 50
    agents: int = 5
    rate: int = 500
    warm_s: float = 3
    seconds: float = 10


class Reader(threading.Thread):
    """Sees each message as soon as a reader of MongoDB can, and notes how long ago Redis gave it its time."""

    def __init__(self, url: str, database: str) -> None:
        super().__init__()
        self.client: MongoClient[dict[str, Any]] = MongoClient(url, tz_aware=True)
        self.changes = self.client[database].messages.watch([{"$match": {"operationType": "insert"}}])
        self.lags: list[float] = []

    def run(self) -> None:
        try:
            for change in self.changes:
                since = datetime.now(UTC) - change["fullDocument"]["ts"]
                self.lags.append(since.total_seconds() * 1000)
        except PyMongoError:
            return  # closed from outside: the end

    def stop(self) -> None:
        self.changes.close()
        self.join()
        self.client.close()


def measure(rival: Alo, size: Size) -> Figures:
    reader = Reader(rival.grounds.mongo.url, rival.database)
    with Crowd() as crowd:
        visitors = rival.visitors(size.visitors)
        crowd.join(visitors, rival.agents(size.agents, visitors), readers=size.agents)
        crowd.do("pace", rate=size.rate)
        reader.start()
        time.sleep(size.warm_s)
        first = len(reader.lags)
        time.sleep(size.seconds)
        lags = reader.lags[first:]
        missing = crowd.settle()
        reader.stop()
    return {
        "archived_s": len(lags) / size.seconds,
        "lag_p50_ms": percentile(lags, 0.5),
        "lag_p99_ms": percentile(lags, 0.99),
        "missing": missing,
    }


def run(grounds: Grounds, size: Size, rivals: Rivals) -> Taken:
    return run_rounds(grounds, rivals, size.rounds, lambda rival: measure(rival, size))


PART = Part(
    "lag",
    "500 messages a second, until a majority read of MongoDB has them",
    run,
    {
        "full": Size(),
        "quick": Size(rounds=1, seconds=4),
        "tiny": Size(rounds=1, visitors=4, agents=1, rate=50, warm_s=0.5, seconds=1),
    },
    (Alo,),
)
