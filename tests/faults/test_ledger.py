"""The ledger itself: what it has to find is put before it."""

from typing import Any

import pytest

from tests.faults.judgement import judge
from tests.faults.ledger import Event, Ledger, Opening, Send, Verdict

SESSION = "s"


def event(seq: int, kind: str = "message", **more: Any) -> Event:
    return {"session_id": SESSION, "seq": seq, "kind": kind, **more}


OPENED = event(1, "opened")
CLAIMED = event(2, "claimed", data={"agent_id": "lan", "fence": 7})
ASKED = event(3, client_id="a-1", text="một")
ANSWERED = event(4, client_id="b-1", text="hai")
ARCHIVE = [OPENED, CLAIMED, ASKED, ANSWERED]


def judge_run(archive: list[Event], seen: list[Event], *, fence: int = 7) -> Verdict:
    ledger = Ledger()
    ledger.enter(Send(SESSION, "a", "a-1", "một", seq=3))
    ledger.enter(Send(SESSION, "b", "b-1", "hai", fence, seq=4))
    view = ledger.view("reader", SESSION)
    for each in seen:
        view.take(each)
    return judge(ledger, {SESSION: archive}, {})


def test_a_good_run_has_no_problems() -> None:
    assert judge_run(ARCHIVE, ARCHIVE).problems == []


@pytest.mark.parametrize(
    ("archive", "seen", "found"),
    [
        pytest.param([OPENED, CLAIMED, ASKED], [OPENED, CLAIMED, ASKED], "lost", id="acknowledged, not archived"),
        pytest.param([*ARCHIVE, {**ANSWERED, "seq": 5}], ARCHIVE, "doubled", id="archived twice"),
        pytest.param(ARCHIVE, ARCHIVE[:3], "incomplete", id="a reader without the last"),
        pytest.param(ARCHIVE, [*ARCHIVE, event(5, text="ba")], "lost", id="a reader with more"),
        pytest.param(ARCHIVE, [*ARCHIVE[:3], event(4, "hidden")], "doubled", id="a message hidden"),
        pytest.param(ARCHIVE, [OPENED, event(2, "released"), ASKED, ANSWERED], "doubled", id="another kind"),
        pytest.param(ARCHIVE, [*ARCHIVE[:3], {**ANSWERED, "text": "khác"}], "doubled", id="another text"),
        pytest.param(ARCHIVE, [*ARCHIVE, {**ASKED, "text": "khác"}], "doubled", id="told two things"),
        pytest.param(
            [OPENED, CLAIMED, {**ASKED, "seq": 4}, {**ANSWERED, "seq": 3}], [], "lost", id="under another seq"
        ),
    ],
)
def test_what_is_wrong_is_found(archive: list[Event], seen: list[Event], found: str) -> None:
    assert getattr(judge_run(archive, seen), found)


def test_a_message_of_a_lost_lock_is_found() -> None:
    taken = event(4, "claimed", data={"agent_id": "minh", "fence": 8})
    late = {**ANSWERED, "seq": 5}
    archive = [OPENED, CLAIMED, ASKED, taken, late]
    ledger = Ledger()
    ledger.enter(Send(SESSION, "b", "b-1", "hai", 7, seq=5))
    assert judge(ledger, {SESSION: archive}, {}).shared_fences == ["b-1 of fence 7 is archived under 8"]


def test_one_authors_messages_in_another_order_are_found() -> None:
    ledger = Ledger()
    for seq, name in ((4, "a-1"), (3, "a-2")):
        ledger.enter(Send(SESSION, "a", name, name, seq=seq))
    archive = [OPENED, CLAIMED, event(3, client_id="a-2", text="a-2"), event(4, client_id="a-1", text="a-1")]
    assert judge(ledger, {SESSION: archive}, {}).reordered


def test_a_refusal_that_nobody_expected_is_found() -> None:
    ledger = Ledger()
    for number in (1, 2):
        ledger.enter(Send(SESSION, "b", f"b-{number}", "hai", 7, refusal="lock_lost"))
    ledger.allow_refusals("b", "lock_lost")
    assert judge(ledger, {SESSION: [OPENED, CLAIMED]}, {}).refusals == ["b: lock_lost, 2 times, 1 expected"]
    ledger.allow_refusals("b", "lock_lost")
    assert judge(ledger, {SESSION: [OPENED, CLAIMED]}, {}).refusals == []


def test_a_lock_that_went_with_the_tail_is_no_wrong_refusal_but_one_that_did_not_is() -> None:
    ledger = Ledger()
    ledger.enter(Send(SESSION, "b", "b-1", "hai", 9, refusal="lock_lost"))
    with ledger.losing_tail():
        assert judge(ledger, {SESSION: [OPENED, CLAIMED]}, {}).refusals == []
    ledger.enter(Send(SESSION, "b", "b-2", "hai", 7, refusal="lock_lost"))
    assert judge(ledger, {SESSION: [OPENED, CLAIMED]}, {}).refusals


def test_beginning_anew_is_wrong_where_nothing_was_lost() -> None:
    ledger = Ledger()
    view = ledger.view("reader", SESSION)
    with ledger.losing_tail():
        view.reset()
    assert judge(ledger, {}, {}).resets == []
    view.reset()
    assert judge(ledger, {}, {}).resets


def test_a_cut_excuses_only_what_went_with_it() -> None:
    ledger = Ledger()
    kept, gone = (ledger.enter(Send(SESSION, "a", name, name, seq=seq)) for seq, name in ((3, "a-1"), (4, "a-2")))
    ledger.excuse({SESSION: 2})
    assert ledger.hold_to({"a-1"}) == 1
    assert (kept.excused, gone.excused) == (False, True)
    assert judge(ledger, {SESSION: [OPENED, CLAIMED]}, {}).lost == ["a-1 acknowledged as 3, found at []"]


GREETED = event(2, client_id="mo", text="chào", author={"type": "visitor", "id": "v"})
CLOSED = event(3, "closed")


@pytest.mark.parametrize(
    ("events", "status", "ended", "found"),
    [
        pytest.param([OPENED, GREETED], "active", None, "", id="as it should be"),
        pytest.param([OPENED, GREETED, CLOSED], "closed", True, "", id="closed, as it should be"),
        pytest.param([], None, None, "lost", id="not archived"),
        pytest.param([OPENED, GREETED], "active", True, "states", id="not closed"),
        pytest.param([OPENED, GREETED, CLOSED], "active", None, "states", id="closed, and the archive says active"),
        pytest.param([OPENED, GREETED, {**GREETED, "seq": 3}], "active", None, "doubled", id="its form said twice"),
        pytest.param(
            [OPENED, {**OPENED, "seq": 2}, {**GREETED, "seq": 3}], "active", None, "doubled", id="opened twice"
        ),
    ],
)
def test_newcomers_are_judged_too(events: list[Event], status: str | None, ended: bool | None, found: str) -> None:
    ledger = Ledger()
    ledger.open(Opening("mo-khach", SESSION, "chào", ended))
    documents = {SESSION: {"status": status, "head": len(events), "applied": len(events)}} if status else {}
    problems = judge(ledger, {SESSION: events}, documents).problems
    assert [problem.split(":")[0] for problem in problems[:1]] == ([found] if found else [])


def test_one_form_that_made_two_conversations_is_found() -> None:
    ledger = Ledger()
    archive, documents = {}, {}
    for name in ("s1", "s2"):
        ledger.open(Opening("mo-khach", name, "chào"))
        archive[name] = [OPENED, GREETED]
        documents[name] = {"status": "active", "head": 2, "applied": 2}
    assert judge(ledger, archive, documents).doubled == ["mo-khach opened ['s1', 's2']"]
