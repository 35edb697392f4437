"""How long people wait for an ack and for what others say, in one series that no busy answer restarts."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tests.faults.ledger import Ledger, Send, View


@dataclass(frozen=True)
class Quantiles:
    """In seconds."""

    p95: float
    p99: float

    def __str__(self) -> str:
        return f"{self.p95 * 1000:.0f}/{self.p99 * 1000:.0f}"

    def allows(self, later: "Quantiles", p95_s: float, p99_s: float) -> bool:
        """Whether what came later is no more than twice this and what two busy cores explain."""
        return later.p95 <= 2 * self.p95 + p95_s and later.p99 <= 2 * self.p99 + p99_s


def acknowledging(ledger: Ledger, since: float, but: Collection[str] = ()) -> Quantiles:
    """Of all that was begun since then: who has no answer yet waits until now. `but` are people who were away."""
    now = time.monotonic()
    begun = (send for send in ledger.sends if send.began >= since and send.refusal is None and send.author not in but)
    return read_quantiles((send.answered or now) - send.began for send in begun)


def delivering(ledger: Ledger, since: float, but: Collection[str] = ()) -> Quantiles:
    """From an author's first try until each other reader was pushed it, as `acknowledging`."""
    now = time.monotonic()
    readers: dict[str, list[View]] = defaultdict(list)
    for view in ledger.views:
        if view.reader not in but:
            readers[view.session_id].append(view)
    sent = [s for s in ledger.sends if s.began >= since and s.refusal is None and s.author not in but]
    return read_quantiles(
        arrival(view, send, now) - send.began
        for send in sent
        for view in readers[send.session_id]
        if view.reader != send.author
    )


def arrival(view: View, send: Send, now: float) -> float:
    return now if send.seq is None else view.pushed.get(send.seq, now)


def read_quantiles(waits: Iterable[float]) -> Quantiles:
    took = sorted(waits) or [0.0]
    return Quantiles(took[int(len(took) * 0.95)], took[int(len(took) * 0.99)])
