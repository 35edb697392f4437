"""What was promised of the speed, and what a run says about it: one line a figure, for the table and for later runs."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.results import Results

SLACK = 0.1
"""A machine that is shared is that much faster or slower from one run to the next."""

Reading = Callable[[Results], float]


@dataclass(frozen=True)
class Goal:
    """`least` must be reached; `aim` is what we would like, a number or what a peer does."""

    part: str
    text: str
    read: Reading
    least: float
    aim: Reading
    aim_text: str
    more_is_better: bool = True
    unit: str = ""

    def reached(self, value: float) -> bool:
        return value >= self.least if self.more_is_better else value <= self.least

    def worse(self, value: float, before: float) -> bool:
        return value < before * (1 - SLACK) if self.more_is_better else value > before * (1 + SLACK)


def over(part: str, figure: str, rival: str, other: str) -> Reading:
    return lambda results: results.ratio(part, figure, rival, other)


def alone(part: str, figure: str, rival: str = "Alo") -> Reading:
    return lambda results: results.find(part, rival, figure)


def fixed(value: float) -> Reading:
    return lambda _: value


def cost(results: Results, sessions: str) -> float:
    """µs of hubs and Redis for one message; what silence costs is taken off."""
    figures = results.table("growth")[sessions]
    return figures["message_us"] + figures["redis_us"]


def one_hub(results: Results) -> list[str]:
    return [sessions for sessions in results.table("growth") if "hubs" not in sessions]


def growth(results: Results) -> float:
    first, *others = one_hub(results)
    return max(cost(results, sessions) for sessions in others) / cost(results, first)


def second_hub(results: Results) -> float:
    both = next(sessions for sessions in results.table("growth") if "hubs" in sessions)
    return cost(results, both) / cost(results, both.removesuffix(", two hubs"))


GOALS = (
    Goal(
        "messages",
        "acknowledged and delivered messages a second, one hub with its archiver, ÷ A's",
        over("messages", "messages_s", "Alo", "A"),
        4,
        over("messages", "messages_s", "C", "A"),
        "C's",
    ),
    Goal(
        "messages",
        "the same ÷ B's",
        over("messages", "messages_s", "Alo", "B"),
        4,
        over("messages", "messages_s", "C", "B"),
        "C's",
    ),
    Goal(
        "messages",
        "the same with the archiver stopped ÷ A's",
        over("messages", "messages_s", "hub", "A"),
        4,
        over("messages", "messages_s", "C", "A"),
        "C's",
    ),
    Goal(
        "messages",
        "processor time of C's process per message ÷ our hub's (archiver stopped)",
        over("messages", "hub_us", "C", "hub"),
        0.9,
        fixed(1.2),
        "1.2",
    ),
    Goal(
        "messages",
        "processor time of A's process per message ÷ our hub's",
        over("messages", "hub_us", "A", "Alo"),
        3.5,
        fixed(5),
        "5",
    ),
    Goal(
        "ack",
        "ack at 500/s, p50, ÷ A's",
        over("ack", "ack_p50_ms", "Alo", "A"),
        0.6,
        over("ack", "ack_p50_ms", "C", "A"),
        "C's",
        more_is_better=False,
    ),
    Goal(
        "ack",
        "ack at 500/s, p99, ÷ A's",
        over("ack", "ack_p99_ms", "Alo", "A"),
        0.6,
        over("ack", "ack_p99_ms", "C", "A"),
        "C's",
        more_is_better=False,
    ),
    Goal(
        "idle",
        "memory per idle socket",
        alone("idle", "kib_per_socket"),
        30,
        alone("idle", "kib_per_socket", "C"),
        "C's",
        more_is_better=False,
        unit="KiB",
    ),
    Goal(
        "connects",
        "new connections a second ÷ C's",
        over("connects", "connects_s", "Alo", "C"),
        0.8,
        fixed(1),
        "C's",
    ),
    Goal(
        "growth",
        "cost of a message, the dearest number of open conversations ÷ ten of them",
        growth,
        1.2,
        fixed(1.1),
        "1.1",
        more_is_better=False,
    ),
    Goal(
        "growth",
        "cost of a message with two hubs ÷ with one",
        second_hub,
        1.2,
        fixed(1.1),
        "1.1",
        more_is_better=False,
    ),
    Goal(
        "archive",
        "events a second into the archive, one process",
        alone("archive", "events_s"),
        5_000,
        fixed(8_000),
        "8,000",
    ),
    Goal(
        "lag",
        "archive lag at 500/s, p99",
        alone("lag", "lag_p99_ms"),
        500,
        fixed(200),
        "200",
        more_is_better=False,
        unit="ms",
    ),
    Goal(
        "search",
        "search, the slowest kind of question, p95",
        alone("search", "worst_p95_ms", "every kind"),
        100,
        fixed(30),
        "30",
        more_is_better=False,
        unit="ms",
    ),
    Goal(
        "start",
        "the whole stack at rest, all processes",
        alone("start", "all_mib"),
        400,
        fixed(250),
        "250",
        more_is_better=False,
        unit="MiB",
    ),
    Goal(
        "start",
        "`make run` the second time, to the first page",
        alone("start", "start_s"),
        8,
        fixed(4),
        "4",
        more_is_better=False,
        unit="s",
    ),
)


def find_worse(now: Results, before: Results, part: str) -> list[str]:
    """A sentence for each figure of the part that is worse than it was when it was recorded, by more than the slack."""
    if part not in before.parts or now.parts[part].size != before.parts[part].size:
        return []
    sentences = []
    for goal in (goal for goal in GOALS if goal.part == part):
        value, old = goal.read(now), goal.read(before)
        if goal.worse(value, old):
            change = abs(value / old - 1)
            said = f"worse than recorded by {change:.0%}: {goal.text}: {value:.3g}, was {old:.3g} {goal.unit}"
            sentences.append(said.rstrip())
    return sentences
