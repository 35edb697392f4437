import asyncio

import pytest

from config.errors import ChatError
from config.ids import new_id
from hub.live.sessions import Writer
from tests.hub.conftest import Floor

VISITOR = Writer.of("visitor", "v", "Khách")


async def test_opening_creates_the_first_message_and_the_assignment_in_one_go(floor: Floor) -> None:
    await floor.arrive("Lan")
    session_id = await floor.open(text="Cho mình hỏi giá")
    assert await floor.kinds(session_id) == ["opened", "message", "claimed"]
    summary = await floor.live.sessions.summary(session_id)
    assert summary is not None
    assert (summary["status"], summary["unread"], summary["head"]) == ("active", 1, 3)
    assert summary["last"] is not None
    assert summary["last"]["text"] == "Cho mình hỏi giá"


async def test_seqs_of_concurrent_sends_have_no_gap_and_keep_their_order(floor: Floor) -> None:
    session_id = await floor.open(text=None)
    sends = [floor.live.sessions.send(session_id, VISITOR, f"c{n}", f"tin {n}") for n in range(20)]
    answers = await asyncio.gather(*sends)
    assert [seq for seq, _ in answers] == list(range(2, 22))
    assert [event["text"] for event in await floor.events(session_id)][1:] == [f"tin {n}" for n in range(20)]


async def test_a_repeated_client_id_is_answered_with_its_first_seq_even_after_the_end(floor: Floor) -> None:
    session_id = await floor.open()
    first = await floor.live.sessions.send(session_id, VISITOR, "same", "một")
    assert await floor.live.sessions.send(session_id, VISITOR, "same", "một") == first
    await floor.live.sessions.close(session_id, "visitor")
    assert await floor.live.sessions.send(session_id, VISITOR, "same", "một") == first
    with pytest.raises(ChatError, match="session_closed"):
        await floor.live.sessions.send(session_id, VISITOR, "other", "hai")


async def test_a_repeated_opening_is_the_same_conversation(floor: Floor) -> None:
    first, again = await asyncio.gather(floor.open(client_id="once"), floor.open(client_id="once"))
    assert first == again
    visitor_id = new_id()
    assert await floor.open(visitor_id=visitor_id) == await floor.open(visitor_id=visitor_id)


async def test_the_first_message_has_half_the_openings_name_so_that_sending_it_again_adds_nothing(
    floor: Floor,
) -> None:
    visitor_id = new_id()
    visitor = Writer.of("visitor", visitor_id, "Khách")
    session_id = await floor.open(visitor_id=visitor_id, text="Cho mình hỏi giá", client_id="a" * 16 + "b" * 16)
    seq, _ = await floor.live.sessions.send(session_id, visitor, "a" * 16, "Cho mình hỏi giá")
    assert seq == 2
    assert (await floor.kinds(session_id)).count("message") == 1


@pytest.mark.parametrize("name", ["once", "x" * 31, "y" * 32, "z" * 64])
async def test_no_event_names_the_opening_which_would_be_answered_with_the_visitors_token(
    floor: Floor, name: str
) -> None:
    session_id = await floor.open(text="Cho mình hỏi giá", client_id=name)
    assert name not in [event["client_id"] for event in await floor.events(session_id)]


async def test_closing_twice_answers_the_same_seq_and_frees_the_holder(floor: Floor) -> None:
    await floor.arrive("Lan")
    session_id = await floor.open()
    fence = await floor.fence(session_id)
    seq = await floor.live.sessions.close(session_id, "agent", floor.agents["Lan"], fence)
    assert await floor.live.sessions.close(session_id, "agent", floor.agents["Lan"], fence) == seq
    assert await floor.live.locks.held(floor.agents["Lan"]) == []
    assert (await floor.kinds(session_id))[-2:] == ["released", "closed"]


async def test_reopening_claims_and_is_a_conflict_beside_another_open_conversation(floor: Floor) -> None:
    visitor_id = new_id()
    old = await floor.open(visitor_id=visitor_id)
    await floor.live.sessions.close(old, "visitor")
    new = await floor.open(visitor_id=visitor_id)
    with pytest.raises(ChatError, match="conflict"):
        await floor.live.sessions.reopen(old, floor.agents["Lan"])
    await floor.live.sessions.close(new, "visitor")
    seq, fence = await floor.live.sessions.reopen(old, floor.agents["Lan"])
    assert await floor.live.sessions.reopen(old, floor.agents["Lan"]) == (seq, fence)
    assert await floor.holder(old) == "Lan"


async def test_a_conversation_that_does_not_exist_is_not_found(floor: Floor) -> None:
    with pytest.raises(ChatError, match="not_found"):
        await floor.live.sessions.send(new_id(), VISITOR, "c", "text")


async def test_a_visitor_who_writes_too_fast_waits_but_a_repeat_is_answered(floor: Floor) -> None:
    session_id = await floor.open(text=None)
    rate = floor.live.settings.rate_messages
    assert rate is not None
    for number in range(rate.count):
        await floor.live.sessions.send(session_id, VISITOR, f"fast-{number}", "nhanh")
    with pytest.raises(ChatError) as refused:
        await floor.live.sessions.send(session_id, VISITOR, "one-more", "nữa")
    assert refused.value.code == "rate_limited"
    assert refused.value.retry is not None
    assert await floor.live.sessions.send(session_id, VISITOR, "fast-0", "nhanh") is not None
