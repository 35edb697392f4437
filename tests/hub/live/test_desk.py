from tests.hub.conftest import Floor


async def test_conversations_go_in_turn_to_the_least_loaded(floor: Floor) -> None:
    await floor.arrive("Lan", "Minh")
    holders = [await floor.holder(await floor.open()) for _ in range(4)]
    assert sorted(holders[:2], key=str) == ["Lan", "Minh"]
    assert sorted(holders[2:], key=str) == ["Lan", "Minh"]


async def test_nobody_gets_more_than_their_capacity_and_the_queue_is_first_come_first_served(floor: Floor) -> None:
    await floor.arrive("Lan")
    sessions = [await floor.open() for _ in range(7)]
    holders = [await floor.holder(session_id) for session_id in sessions]
    assert holders == ["Lan"] * 5 + [None] * 2
    waiting = await floor.live.sessions.visitor_session(sessions[6])
    assert waiting is not None
    assert waiting["position"] == 2
    await floor.live.sessions.close(sessions[0], "agent", floor.agents["Lan"], await floor.fence(sessions[0]))
    await floor.live.desk.assign_waiting()
    assert [await floor.holder(s) for s in sessions[5:]] == ["Lan", None]


async def test_who_is_away_gets_nothing(floor: Floor) -> None:
    await floor.arrive("Lan", "Minh")
    await floor.live.presence.set_status(floor.agents["Lan"], "away")
    assert {await floor.holder(await floor.open()) for _ in range(3)} == {"Minh"}


async def choose(floor: Floor, mode: str, agent: str | None = None) -> None:
    """What a lead saves as the way of assigning."""
    workspace = await floor.live.configuration.workspace()
    assignment = workspace.assignment.model_copy(update={"mode": mode, "agent": agent})
    await floor.live.configuration.save_workspace(workspace.model_copy(update={"assignment": assignment}))


async def test_the_default_agent_gets_everything_while_able_and_the_others_the_rest(floor: Floor) -> None:
    await choose(floor, "default", "agent-minh@alo.local")
    await floor.arrive("Lan", "Minh")
    holders = [await floor.holder(await floor.open()) for _ in range(6)]
    assert holders == ["Minh"] * 5 + ["Lan"]


async def test_by_hand_nobody_gets_a_conversation_unasked(floor: Floor) -> None:
    await choose(floor, "manual")
    await floor.arrive("Lan")
    session_id = await floor.open()
    await floor.live.desk.assign_waiting()
    assert await floor.holder(session_id) is None
    await floor.live.locks.claim(session_id, floor.agents["Lan"])
    assert await floor.holder(session_id) == "Lan"


async def test_whoever_was_given_back_stands_before_those_who_came_later(floor: Floor) -> None:
    await floor.arrive("Lan")
    first = await floor.open()
    await floor.live.presence.set_status(floor.agents["Lan"], "away")
    second = await floor.open()
    await floor.live.locks.release(first, floor.agents["Lan"], await floor.fence(first))
    waiting = [await floor.live.visitor_session(session_id) for session_id in (first, second)]
    assert [session["position"] for session in waiting if session] == [1, 2]
    await floor.arrive("Minh")
    await floor.live.desk.assign_waiting()
    assert [await floor.holder(session_id) for session_id in (first, second)] == ["Minh", "Minh"]
