"""The ledger itself: what it has to find is put before it."""

from typing import Any

import pytest

from tests.faults.ledger import Event, Ledger, Send, Verdict

SESSION = "s"


def event(seq: int, kind: str = "message", **more: Any) -> Event:
    return {"session_id": SESSION, "seq": seq, "kind": kind, **more}


OPENED = event(1, "opened")
CLAIMED = event(2, "claimed", data={"agent_id": "lan", "fence": 7})
ASKED = event(3, client_id="a-1", text="một")
ANSWERED = event(4, client_id="b-1", text="hai")
ARCHIVE = [OPENED, CLAIMED, ASKED, ANSWERED]


def judge(archive: list[Event], seen: list[Event], *, fence: int = 7) -> Verdict:
    ledger = Ledger()
    ledger.enter(Send(SESSION, "a", "a-1", "một", seq=3))
    ledger.enter(Send(SESSION, "b", "b-1", "hai", fence, seq=4))
    view = ledger.view("reader", SESSION)
    for each in seen:
        view.take(each)
    return ledger.judge({SESSION: archive})


def test_a_good_run_has_no_problems() -> None:
    assert judge(ARCHIVE, ARCHIVE).problems == []


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
    assert getattr(judge(archive, seen), found)


def test_a_message_of_a_lost_lock_is_found() -> None:
    taken = event(4, "claimed", data={"agent_id": "minh", "fence": 8})
    late = {**ANSWERED, "seq": 5}
    archive = [OPENED, CLAIMED, ASKED, taken, late]
    ledger = Ledger()
    ledger.enter(Send(SESSION, "b", "b-1", "hai", 7, seq=5))
    assert ledger.judge({SESSION: archive}).shared_fences == ["b-1 of fence 7 is archived under 8"]


def test_one_authors_messages_in_another_order_are_found() -> None:
    ledger = Ledger()
    for seq, name in ((4, "a-1"), (3, "a-2")):
        ledger.enter(Send(SESSION, "a", name, name, seq=seq))
    archive = [OPENED, CLAIMED, event(3, client_id="a-2", text="a-2"), event(4, client_id="a-1", text="a-1")]
    assert ledger.judge({SESSION: archive}).reordered
