"""Search on months of history: the time that every filter and every pair of them takes."""

import asyncio
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Any

from bench.grounds import Grounds
from bench.history import AGENTS, FAMILY, GIVEN, MIDDLE, RARE, SPAN, START, TAGS, WEIGHTS, WORDS
from bench.rival import Rivals
from bench.rounds import Figures, Part, Taken
from bench.spread import percentile
from config.clients import Database, connect_mongo
from config.settings import Settings
from web.marks import find_hits
from web.search import ConversationQuery, build_filters, find_page, read_page


@dataclass(frozen=True)
class Size:
    conversations: int = 200_000
    messages: int = 1_000_000
    rounds: int = 40


def choose(chance: random.Random) -> dict[str, list[dict[str, str]]]:
    """What people ask: for each kind of filter a few values, from common to rare."""

    def name() -> dict[str, str]:
        parts = [chance.choice(FAMILY), chance.choice(MIDDLE), chance.choice(GIVEN)]
        return {"name": " ".join(parts[: chance.randint(1, 3)])}

    def words(count: int, *, whole: bool = True) -> dict[str, str]:
        chosen = chance.choices(WORDS, WEIGHTS, k=count)
        return {"q": " ".join(chosen) if whole else " ".join(chosen)[: -1 or None]}

    day = START + SPAN * chance.random()
    return {
        "all": [{}],
        "name": [name(), {"name": "nguyen"}, {"name": "n"}, {"name": "thi h"}, {"name": "nguyen van duc"}],
        "phone": [{"phone": f"{chance.randrange(10**4, 10**5)}"}, {"phone": "0912"}, {"phone": "+8498"}],
        "words": [words(1), words(2), words(3), words(5), {"q": "ạ"}, {"q": "em anh cho hỏi giá"}, {"q": "hoa h"}],
        "rare word": [{"q": chance.choice(RARE)}, {"q": chance.choice(RARE)[:6]}],
        "time": [{"from": day.isoformat(), "to": (day + timedelta(days=chance.choice([1, 7, 30]))).isoformat()}],
        "agent": [{"agent": chance.choice(AGENTS)}],
        "status": [{"status": chance.choice(["closed", "waiting", "active"])}],
        "tag": [{"tag": chance.choice(TAGS)}],
        "visitor": [{"visitor": f"v{chance.randrange(1000)}"}],
    }


async def ask(database: Database, values: dict[str, str]) -> float:
    """ms until the page and its hits are there."""
    query = ConversationQuery.model_validate({**values, "limit": 30})
    began = time.perf_counter()
    filters = await build_filters(database, query)
    documents, _ = await find_page(database, filters, {}, read_page(query, "vi"))
    await find_hits(database, documents, query)
    return (time.perf_counter() - began) * 1000


async def measure(database: Database, rounds: int) -> dict[str, list[float]]:
    """ms by kind of question."""
    taken: dict[str, list[float]] = {}
    chance = random.Random(11)
    for _ in range(rounds):
        asked = choose(chance)
        for kind, values in asked.items():
            for value in values:
                taken.setdefault(kind, []).append(await ask(database, value))
        for (one, first), (other, second) in combinations(asked.items(), 2):
            pair = {**chance.choice(first), **chance.choice(second)}
            if "all" not in (one, other) and {one, other} != {"words", "rare word"}:
                taken.setdefault(f"{one} + {other}", []).append(await ask(database, pair))
    return taken


async def measure_depth(database: Database, rounds: int) -> tuple[float, float]:
    """ms of a page at the start and of one at the very end of the history."""
    first = await database.conversations.find({}, {"_id": 1}).sort("_id", 1).limit(40).to_list(None)
    starts = [await ask(database, {}) for _ in range(rounds)]
    ends = [await ask(database, {"cursor": first[-1]["_id"]}) for _ in range(rounds)]
    return percentile(starts), percentile(ends)


async def ask_all(settings: Settings, size: Size) -> Taken:
    database = connect_mongo(settings)
    taken = await measure(database, size.rounds)
    start, end = await measure_depth(database, size.rounds)
    database.client.close()
    kinds = {kind: [summarize(times)] for kind, times in taken.items()}
    worst = max(figures["p95_ms"] for several in kinds.values() for figures in several)
    whole = {"p95_ms": percentile([time for times in taken.values() for time in times]), "worst_p95_ms": worst}
    return {"every kind": [{**whole, "first_page_ms": start, "last_page_ms": end}], **kinds}


def summarize(times: Iterable[float]) -> Figures:
    values = list(times)
    return {"p50_ms": percentile(values, 0.5), "p95_ms": percentile(values)}


def run(grounds: Grounds, size: Size, _rivals: Rivals) -> Taken:
    grounds.build_history(size.conversations, size.messages)
    values: dict[str, Any] = {"secret": "x" * 32, "mongo_url": grounds.mongo.url, "mongo_db": grounds.history}
    return asyncio.run(ask_all(Settings(_env_file=None, **values), size))


PART = Part(
    "search",
    "1,000,000 messages in 200,000 conversations, every filter and every pair",
    run,
    {"full": Size(), "quick": Size(20_000, 100_000, 10), "tiny": Size(50, 200, 1)},
    (),
)
