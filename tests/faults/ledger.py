"""Every send with what became of it, and the comparison of all readers with the archive at the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from config.events import AGENTS_ONLY

Event = dict[str, Any]


@dataclass
class Send:
    """One message by one author: `seq` once it was acknowledged, `refusal` when it was refused for good."""

    session_id: str
    author: str
    client_id: str
    text: str
    fence: int = 0
    seq: int | None = None
    refusal: str | None = None
    excused: bool = False


@dataclass
class View:
    """What one reader has of one conversation; a seq that comes twice with other content is a lie."""

    reader: str
    session_id: str
    events: dict[int, Event] = field(default_factory=dict)
    resets: int = 0
    lies: list[int] = field(default_factory=list)
    fences: dict[int, set[str]] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        known = self.events.get(event["seq"])
        if known is not None and known != event:
            self.lies.append(event["seq"])
        self.events[event["seq"]] = event
        if event["kind"] == "claimed" and "fence" in event["data"]:
            self.fences.setdefault(event["data"]["fence"], set()).add(event["data"]["agent_id"])

    @property
    def after(self) -> int:
        """The last seq up to which nothing is missing."""
        seq = 0
        while seq + 1 in self.events:
            seq += 1
        return seq

    def reset(self) -> None:
        self.events.clear()
        self.resets += 1


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

    @property
    def problems(self) -> list[str]:
        named = ("lost", "doubled", "reordered", "incomplete", "shared_fences")
        return [f"{name}: {what}" for name in named for what in getattr(self, name)]


class Ledger:
    """Filled while a campaign runs; `judge` compares it with the archived messages."""

    def __init__(self) -> None:
        self.sends: list[Send] = []
        self.views: list[View] = []

    def enter(self, send: Send) -> Send:
        self.sends.append(send)
        return send

    def view(self, reader: str, session_id: str) -> View:
        view = View(reader, session_id)
        self.views.append(view)
        return view

    def excuse(self, archived: Mapping[str, int]) -> None:
        """A disk is about to lose its last writes: what is acknowledged and not archived yet may go with them."""
        for send in self.sends:
            if send.seq is not None and send.seq > archived.get(send.session_id, 0):
                send.excused = True

    def judge(self, archive: dict[str, list[Event]]) -> Verdict:
        """`archive` maps each conversation to its events in order of seq."""
        verdict = Verdict()
        for session_id, events in archive.items():
            judge_seqs(verdict, session_id, events)
            sends = [send for send in self.sends if send.session_id == session_id]
            judge_sends(verdict, events, sends)
            judge_holders(verdict, events, {send.client_id: send for send in sends})
        for view in self.views:
            judge_view(verdict, view, archive.get(view.session_id, []))
        judge_fences(verdict, self.views)
        return verdict


def judge_fences(verdict: Verdict, views: list[View]) -> None:
    """A fence is one agent's, also where the event that told of it is lost."""
    holders: dict[tuple[str, int], set[str]] = {}
    for view in views:
        for fence, agents in view.fences.items():
            holders.setdefault((view.session_id, fence), set()).update(agents)
    verdict.shared_fences += [f"{place}: {agents}" for place, agents in holders.items() if len(agents) > 1]


def judge_seqs(verdict: Verdict, session_id: str, events: list[Event]) -> None:
    seqs = [event["seq"] for event in events]
    if seqs != list(range(1, len(seqs) + 1)):
        verdict.lost.append(f"{session_id} has seqs {seqs[:3]}…{seqs[-3:]} ({len(seqs)})")


def judge_sends(verdict: Verdict, events: list[Event], sends: list[Send]) -> None:
    places: dict[str, list[int]] = {}
    writers: dict[int, set[str]] = {}
    for event in events:
        if event["kind"] == "message":
            places.setdefault(event["client_id"], []).append(event["seq"])
    order: dict[str, list[int]] = {}
    for send in sends:
        found = places.get(send.client_id, [])
        count(verdict, send)
        if len(found) > 1:
            verdict.doubled.append(f"{send.client_id} at {found}")
        if send.seq is not None and send.seq not in found and not (send.excused and not found):
            verdict.lost.append(f"{send.client_id} acknowledged as {send.seq}, found at {found}")
        if send.refusal is not None and found:
            verdict.doubled.append(f"{send.client_id} was refused ({send.refusal}) and is at {found}")
        if found:
            order.setdefault(send.author, []).append(found[0])
            writers.setdefault(send.fence, set()).add(send.author)
    verdict.reordered += [f"{author}: {seqs}" for author, seqs in order.items() if seqs != sorted(seqs)]
    verdict.shared_fences += [f"{fence}: {authors}" for fence, authors in writers.items() if fence and len(authors) > 1]


def count(verdict: Verdict, send: Send) -> None:
    verdict.acknowledged += send.seq is not None
    verdict.refused += send.refusal is not None
    verdict.unknown += send.seq is None and send.refusal is None


def judge_view(verdict: Verdict, view: View, events: list[Event]) -> None:
    """A reader has every event up to the end, with the text that was archived."""
    name = f"{view.reader} of {view.session_id}"
    if view.lies:
        verdict.doubled.append(f"{name} was told two things at {view.lies[:5]}")
    missing = [f"{event['seq']} {event['kind']}" for event in events if event["seq"] not in view.events]
    if missing:
        verdict.incomplete.append(f"{name} misses {', '.join(missing[:5])} ({len(missing)} of {len(events)})")
    archived = {event["seq"] for event in events}
    # Nobody writes any more; that a hub still moves a conversation after the archive was read is no one's fault.
    made_up = [seq for seq, seen in view.events.items() if seq not in archived and seen["kind"] == "message"]
    if made_up:
        verdict.lost.append(f"{name} was told of {made_up[:5]}, which the archive does not have")
    for event in events:
        seen = view.events.get(event["seq"])
        if seen is not None and not is_same(seen, event):
            verdict.doubled.append(f"{name} has another event at {event['seq']}: {seen['kind']}, not {event['kind']}")


def is_same(seen: Event, archived: Event) -> bool:
    """Whether a reader was told what is archived; what is for agents alone is hidden from visitors."""
    if seen["kind"] == "hidden":
        return archived["kind"] in AGENTS_ONLY
    told = ["client_id"] if seen.get("client_id") else []
    return all(seen.get(name) == archived.get(name) for name in ("kind", "text", *told))


def judge_holders(verdict: Verdict, events: list[Event], sends: dict[str, Send]) -> None:
    """What was written under a lock lies behind the claim that gave it, and before the next holder's."""
    fence = 0
    for event in events:
        if event["kind"] == "claimed":
            fence = event["data"]["fence"]
        elif event["kind"] in ("released", "closed"):
            fence = 0
        send = sends.get(event.get("client_id") or "")
        if send is not None and event["kind"] == "message" and send.fence not in (0, fence) and not send.excused:
            verdict.shared_fences.append(f"{send.client_id} of fence {send.fence} is archived under {fence}")
