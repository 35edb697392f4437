"""The ledger compared with the archive: what was lost, doubled, reordered, refused or left in a wrong state."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from config.events import AGENTS_ONLY
from tests.faults.ledger import Event, Ledger, Opening, Send, Verdict, View

Archive = Mapping[str, list[Event]]
"""Each conversation's events in order of seq."""
Documents = Mapping[str, Mapping[str, Any]]
"""The archived conversations, read before their events."""
SAID = ("message", "note")


def judge(ledger: Ledger, archive: Archive, documents: Documents) -> Verdict:
    verdict = Verdict()
    sends: dict[str, list[Send]] = defaultdict(list)
    for send in ledger.sends:
        sends[send.session_id].append(send)
    for session_id in archive.keys() | sends.keys():
        events = archive.get(session_id, [])
        judge_seqs(verdict, session_id, events)
        judge_repeats(verdict, session_id, events)
        judge_sends(verdict, events, sends[session_id])
        judge_holders(verdict, events, {send.client_id: send for send in sends[session_id]})
    for view in ledger.views:
        judge_view(verdict, view, archive.get(view.session_id, []))
    judge_fences(verdict, ledger.views)
    judge_refusals(verdict, ledger, archive)
    judge_openings(verdict, ledger.openings.values(), archive, documents)
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


def judge_repeats(verdict: Verdict, session_id: str, events: list[Event]) -> None:
    """What was sent under one client_id is there once, whoever sent it, also those who are in no ledger."""
    said = Counter(name_send(event) for event in events if event["kind"] in SAID and event.get("client_id"))
    verdict.doubled += [f"{session_id} has {what} {times} times" for what, times in said.items() if times > 1]


def name_send(event: Event) -> str:
    author = event.get("author") or {}
    return f"{author.get('type')}:{author.get('id')}:{event['client_id']}"


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
    """A reader has every event up to the end, with the text that was archived, and began anew only where it had to."""
    name = f"{view.reader} of {view.session_id}"
    if view.needless:
        verdict.resets.append(f"{name} was told {view.needless} times to begin anew")
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


def judge_refusals(verdict: Verdict, ledger: Ledger, archive: Archive) -> None:
    """Nobody is refused for good but as often as an item says; or for a lock whose claim went with Redis's tail."""
    refused: Counter[tuple[str, str]] = Counter()
    for send in ledger.sends:
        if send.refusal is not None and not (ledger.tail_went and is_of_lost_claim(send, archive)):
            refused[send.author, send.refusal] += 1
    for (author, code), times in refused.items():
        if times > ledger.allowed[author, code]:
            verdict.refusals.append(f"{author}: {code}, {times} times, {ledger.allowed[author, code]} expected")


def is_of_lost_claim(send: Send, archive: Archive) -> bool:
    claims = (event["data"]["fence"] for event in archive.get(send.session_id, []) if event["kind"] == "claimed")
    return send.refusal == "lock_lost" and send.fence not in claims


def judge_openings(verdict: Verdict, openings: Iterable[Opening], archive: Archive, documents: Documents) -> None:
    """Every form made one conversation, whole in the archive, and open or closed as it was left."""
    places: dict[str, list[str]] = defaultdict(list)
    for opening in openings:
        places[opening.client_id].append(opening.session_id)
        events, document = archive.get(opening.session_id, []), documents.get(opening.session_id)
        name = f"{opening.client_id} ({opening.session_id})"
        if document is None or not events:
            verdict.lost.append(f"{name} is not archived")
            continue
        begun = [event["seq"] for event in events if event["kind"] == "opened"]
        greeted = [event["seq"] for event in events if event.get("text") == opening.text]
        if begun != [1] or len(greeted) != 1:
            verdict.doubled.append(f"{name} was opened at {begun} and its form said at {greeted}")
        judge_state(verdict, name, opening, events, document)
    verdict.doubled += [f"{name} opened {places}" for name, places in places.items() if len(places) > 1]


def judge_state(verdict: Verdict, name: str, opening: Opening, events: list[Event], document: Any) -> None:
    ends = [event["kind"] for event in events[: document["applied"]] if event["kind"] in ("closed", "reopened")]
    closed = ends[-1:] == ["closed"]
    if (document["status"] == "closed") != closed:
        verdict.states.append(f"{name} is {document['status']} and its last word on that is {ends[-1:]}")
    if opening.ended not in (None, closed):
        verdict.states.append(f"{name} should be {'closed' if opening.ended else 'open'} and is {document['status']}")
    if document["head"] != document["applied"] or document["applied"] > len(events):
        verdict.states.append(
            f"{name} is folded up to {document['applied']} of {document['head']}, {len(events)} there"
        )
