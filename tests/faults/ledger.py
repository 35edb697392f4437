"""Every send with what became of it, every conversation that was opened, and what each reader was told of them."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]
EVER = 1_000_000
"""As often as it likes."""


@dataclass
class Send:
    """One message by one author: `seq` once it was acknowledged, `refusal` when it was refused for good.

    `began` and `answered` are of the monotonic clock: from the first try to the ack, however often it was tried.
    """

    session_id: str
    author: str
    client_id: str
    text: str
    fence: int = 0
    seq: int | None = None
    refusal: str | None = None
    excused: bool = False
    began: float = field(default_factory=time.monotonic)
    answered: float | None = None


@dataclass
class Opening:
    """A conversation that a form opened; `ended` is how its item left it, None where that says nothing of it."""

    client_id: str
    session_id: str
    text: str
    ended: bool | None = None


def never() -> bool:
    return False


@dataclass
class View:
    """What one reader has of one conversation; a seq that comes twice with other content is a lie."""

    reader: str
    session_id: str
    may_reset: Callable[[], bool] = never
    events: dict[int, Event] = field(default_factory=dict)
    pushed: dict[int, float] = field(default_factory=dict)
    resets: int = 0
    needless: int = 0
    lies: list[int] = field(default_factory=list)
    fences: dict[int, set[str]] = field(default_factory=dict)
    _whole: int = 0

    def take(self, event: Event) -> None:
        known = self.events.get(event["seq"])
        if known is not None and known != event:
            self.lies.append(event["seq"])
        self.events[event["seq"]] = event
        if event["kind"] == "claimed" and "fence" in event["data"]:
            self.fences.setdefault(event["data"]["fence"], set()).add(event["data"]["agent_id"])

    def push(self, event: Event) -> None:
        """It came by itself, without being asked for."""
        self.pushed.setdefault(event["seq"], time.monotonic())
        self.take(event)

    @property
    def after(self) -> int:
        """The last seq up to which nothing is missing."""
        while self._whole + 1 in self.events:
            self._whole += 1
        return self._whole

    def drop_loose(self) -> None:
        """What lies behind a hole is asked for again with what is missing; a device that begins anew has the newest
        events before the others."""
        self.events = {seq: event for seq, event in self.events.items() if seq <= self.after}

    def reset(self) -> None:
        self.events.clear()
        self._whole = 0
        self.resets += 1
        self.needless += not self.may_reset()


@dataclass
class Verdict:
    """Each list is empty after a good run; `problems` says all of them in words."""

    acknowledged: int = 0
    unknown: int = 0
    refused: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    reordered: list[str] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    shared_fences: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    resets: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        named = ("lost", "doubled", "reordered", "incomplete", "shared_fences", "refusals", "resets", "states")
        return [f"{name}: {what}" for name in named for what in getattr(self, name)]


class Ledger:
    """Filled while a campaign runs, judged at its end."""

    def __init__(self) -> None:
        self.sends: list[Send] = []
        self.views: list[View] = []
        self.openings: dict[str, Opening] = {}
        self.allowed: Counter[tuple[str, str]] = Counter()
        self.tail_may_go = self.tail_went = False

    def enter(self, send: Send) -> Send:
        self.sends.append(send)
        return send

    def view(self, reader: str, session_id: str) -> View:
        view = View(reader, session_id, lambda: self.tail_may_go)
        self.views.append(view)
        return view

    def open(self, opening: Opening) -> None:
        """However often its opening is repeated, it is entered once."""
        self.openings.setdefault(opening.session_id, opening)

    def end(self, session_id: str) -> None:
        """It was closed, and nobody opens it again."""
        self.openings[session_id].ended = True

    def allow_refusals(self, author: str, code: str, times: int = 1) -> None:
        """What an item does to this author makes so many refusals right."""
        self.allowed[author, code] += times

    @contextlib.contextmanager
    def losing_tail(self) -> Iterator[None]:
        """Redis may come back older meanwhile: whoever has more than it is told to begin anew."""
        self.tail_may_go = self.tail_went = True
        try:
            yield
        finally:
            self.tail_may_go = False

    def excuse(self, archived: Mapping[str, int]) -> None:
        """A disk is about to lose its last writes: what is acknowledged and not archived yet may go with them."""
        for send in self.sends:
            if send.seq is not None and send.seq > archived.get(send.session_id, 0):
                send.excused = True

    def hold_to(self, archived: Collection[str]) -> int:
        """What outlived the cut that it was excused for is owed again, the next cut excuses it no more. How many
        were lost."""
        excused = [send for send in self.sends if send.excused]
        for send in excused:
            send.excused = send.client_id not in archived
        return sum(send.excused for send in excused)
