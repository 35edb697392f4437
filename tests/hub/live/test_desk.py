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
