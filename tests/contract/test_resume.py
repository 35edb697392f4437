import asyncio
from typing import Any

from config.ids import new_id
from hub.live.sessions import Writer
from tests.contract.scene import Guest, Scene, Staff

LONG = 620


async def write(scene: Scene, session_id: str, count: int, name: str = "hoa") -> int:
    """Messages of the holder, as fast as Redis takes them; the last seq."""
    account = scene.house.accounts[name]
    writer, sessions = Writer.of("agent", account.id, account.name), scene.house.live.sessions
    fence = (await scene.house.summary(session_id))["fence"]
    sends = [sessions.send(session_id, writer, new_id(), f"dòng {n}", fence) for n in range(count)]
    return (await asyncio.gather(*sends))[-1][0]


def numbers(answer: Any) -> list[int]:
    return [event["seq"] for event in answer["events"]]


async def test_a_long_absence_is_made_up_for_in_steps_of_500_and_a_fresh_device_gets_50(scene: Scene) -> None:
    guest, agent, _ = await scene.conversation()
    head = await write(scene, guest.session_id, LONG)
    for person, name, payload in (
        (guest, "resume", {}),
        (agent, "watch", {"session_id": guest.session_id}),
    ):
        first = await person.do(name, after=0, **payload)
        assert (numbers(first), first["head"]) == (list(range(1, 501)), head)
        second = await person.do(name, after=500, **payload)
        assert (numbers(second), second["head"]) == (list(range(501, head + 1)), head)
        assert numbers(await person.do(name, after=None, **payload)) == list(range(head - 49, head + 1))
        assert numbers(await person.do(name, after=head, **payload)) == []


async def test_whoever_knows_more_than_there_is_starts_anew(scene: Scene) -> None:
    guest, agent, _ = await scene.conversation()
    for answer in (
        await guest.do("resume", after=99),
        await agent.do("watch", session_id=guest.session_id, after=99),
    ):
        assert (answer["reset"], numbers(answer), answer["head"]) == (True, [1, 2], 2)
    said = await guest.say("Alo")
    for person in (guest, agent):
        await person.expect("event", seq=said["seq"])


async def test_between_the_ack_of_resume_and_the_first_event_there_is_no_hole(scene: Scene) -> None:
    """The race of reading the past and hearing the present, with a conversation that doesn't stand still."""
    guest, _, _ = await scene.conversation()
    other, agent = await scene.visit(guest.token, guest.session_id, hub=1), await scene.staff("tuan", hub=1)
    writing = asyncio.create_task(keep_writing(scene, guest.session_id))
    answers = await asyncio.gather(
        guest.do("resume", after=0),
        other.do("resume", after=None),
        agent.do("watch", session_id=guest.session_id, after=1),
    )
    head = await writing
    for person, answer in zip((guest, other, agent), answers, strict=True):
        if answer["head"] < head:
            await person.expect("event", seq=head)
        assert person.seqs() == list(range(max(numbers(answer)) + 1, head + 1))


async def keep_writing(scene: Scene, session_id: str) -> int:
    head = 0
    for _ in range(12):
        head = await write(scene, session_id, 10)
    return head


async def test_after_a_lost_line_resume_brings_exactly_what_was_missed(scene: Scene) -> None:
    guest, agent, fence = await scene.conversation()
    await guest.do("resume", after=0)
    seen = (await agent.say(guest.session_id, fence, "Trước khi mất mạng"))["seq"]
    await guest.expect("event", seq=seen)
    await guest.socket.drop()
    missed = [(await agent.say(guest.session_id, fence, f"Lúc mất mạng {n}"))["seq"] for n in range(3)]
    back = await come_back(scene, guest)
    answer = await back.do("resume", after=seen)
    assert numbers(answer) == missed
    live = await agent.say(guest.session_id, fence, "Đã có mạng lại")
    await back.expect("event", seq=live["seq"])
    assert back.seqs()[-1:] == [live["seq"]]


async def come_back(scene: Scene, guest: Guest) -> Guest:
    """The official client reconnects by itself; the other one is started again."""
    if guest.socket.__class__.__name__ == "JavaScriptSocket":
        await guest.socket.until(lambda: guest.socket.connected and guest.socket.connects == 2)
        return guest
    return await scene.visit(guest.token, guest.session_id, hub=1)


async def test_nothing_is_lost_while_a_connection_changes_its_transport(scene: Scene) -> None:
    guest, agent, _ = await scene.conversation()
    device = await scene.visit(guest.token, guest.session_id)
    answer = await device.do("resume", after=0)
    head = await keep_writing(scene, guest.session_id)
    if answer["head"] < head:
        await device.expect("event", seq=head)
    assert device.seqs() == list(range(answer["head"] + 1, head + 1))
    agents_view = await all_events(agent, guest.session_id)
    assert [event["seq"] for event in agents_view] == list(range(1, head + 1))


async def all_events(agent: Staff, session_id: str) -> list[dict[str, Any]]:
    answer = await agent.do("watch", session_id=session_id, after=0)
    events: list[dict[str, Any]] = answer["events"]
    return events
