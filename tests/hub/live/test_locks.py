import pytest

from config.errors import ChatError
from tests.hub.conftest import Floor


async def test_a_second_agent_is_told_who_holds_the_conversation(floor: Floor) -> None:
    session_id = await floor.open()
    fence = await floor.live.locks.claim(session_id, floor.agents["Lan"])
    assert await floor.live.locks.claim(session_id, floor.agents["Lan"]) == fence
    with pytest.raises(ChatError) as refused:
        await floor.live.locks.claim(session_id, floor.agents["Minh"])
    assert refused.value.code == "lock_held"
    assert refused.value.extras["holder"]["name"] == "Lan"


async def test_only_the_holder_under_the_newest_fence_may_write(floor: Floor) -> None:
    session_id = await floor.open()
    old = await floor.live.locks.claim(session_id, floor.agents["Lan"])
    new = await floor.live.locks.takeover(session_id, floor.agents["Hoa"])
    assert new > old
    with pytest.raises(ChatError, match="lock_lost"):
        await floor.live.sessions.send(session_id, floor.agent("Lan"), "late", "muộn", old)
    with pytest.raises(ChatError, match="lock_lost"):
        await floor.live.sessions.send(session_id, floor.agent("Hoa"), "stale", "sai", old)
    seq, _ = await floor.live.sessions.send(session_id, floor.agent("Hoa"), "ok", "được", new)
    assert seq == await _head(floor, session_id)


async def _head(floor: Floor, session_id: str) -> int:
    summary = await floor.live.sessions.summary(session_id)
    return summary["head"] if summary else 0


async def test_a_release_goes_to_somebody_else(floor: Floor) -> None:
    await floor.arrive("Lan")
    session_id = await floor.open()
    await floor.live.locks.release(session_id, floor.agents["Lan"], await floor.fence(session_id))
    await floor.live.desk.assign_waiting()
    assert await floor.holder(session_id) is None
    await floor.arrive("Minh")
    await floor.live.desk.assign_waiting()
    assert await floor.holder(session_id) == "Minh"


async def test_who_was_answered_and_waits_again_has_waited_since_then_and_keeps_the_place_of_the_opening(
    floor: Floor,
) -> None:
    await floor.arrive("Lan")
    session_id = await floor.open()
    released = await floor.live.redis.time()
    await floor.live.locks.release(session_id, floor.agents["Lan"], await floor.fence(session_id))
    summary = await floor.live.sessions.summary(session_id)
    assert summary
    assert summary["waiting_since"] >= released[0] * 1000 + released[1] // 1000 > summary["opened_at"]
    assert await floor.live.redis.zscore(floor.live.keys.waiting, session_id) == summary["opened_at"]


async def test_a_transfer_needs_a_colleague_who_is_online(floor: Floor) -> None:
    await floor.arrive("Lan")
    session_id = await floor.open()
    lan, minh, fence = floor.agents["Lan"], floor.agents["Minh"], await floor.fence(session_id)
    with pytest.raises(ChatError, match="conflict"):
        await floor.live.locks.transfer(session_id, lan, fence, minh)
    await floor.arrive("Minh")
    await floor.live.locks.transfer(session_id, lan, fence, minh)
    await floor.live.locks.transfer(session_id, lan, fence, minh)
    assert await floor.holder(session_id) == "Minh"
    assert (await floor.kinds(session_id))[-2:] == ["released", "claimed"]


async def test_a_disconnect_leaves_the_grace_and_a_return_the_whole_lease(floor: Floor) -> None:
    await floor.arrive("Lan")
    session_id = await floor.open()
    key, leases = floor.live.keys.session(session_id), floor.live.keys.leases

    async def left() -> int:
        seconds, micros = await floor.live.redis.time()
        return int(await floor.live.redis.zscore(leases, session_id)) - seconds * 1000 - micros // 1000

    await floor.leave("Lan")
    assert await left() <= floor.live.settings.grace_ms
    await floor.arrive("Lan")
    assert await left() > floor.live.settings.grace_ms
    assert await floor.live.redis.hget(key, "holder") == floor.agents["Lan"].encode()
