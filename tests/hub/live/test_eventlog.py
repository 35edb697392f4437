"""Reading events: from the log, from the archive where the log has a gap, and as visitors may see them."""

import orjson
import pytest

from config.clients import Database
from hub.live.eventlog import show_event
from hub.live.sessions import Writer
from tests.hub.archive import archive
from tests.hub.conftest import Floor

VISITOR = Writer.of("visitor", "visitor", "Khách")


async def talk(floor: Floor, count: int) -> str:
    """A conversation of `count` events."""
    session_id = await floor.open(text=None, visitor_id="visitor")
    for n in range(2, count + 1):
        await floor.live.sessions.send(session_id, VISITOR, f"c{n}", f"tin {n}")
    return session_id


async def seqs(floor: Floor, session_id: str, after: int, head: int, limit: int = 500) -> list[int]:
    return [entry.seq for entry in await floor.live.log.after(session_id, after, head, limit)]


async def test_events_follow_without_a_gap_up_to_the_limit(floor: Floor) -> None:
    session_id = await talk(floor, 9)
    assert await seqs(floor, session_id, 0, 9) == list(range(1, 10))
    assert await seqs(floor, session_id, 4, 9, 3) == [5, 6, 7]
    assert await seqs(floor, session_id, 9, 9) == []


@pytest.mark.parametrize("missing", [[1, 2, 3], [4], [2, 8], list(range(1, 10))])
async def test_what_the_log_lacks_comes_from_the_archive(floor: Floor, mongo: Database, missing: list[int]) -> None:
    session_id = await talk(floor, 9)
    whole = await floor.events(session_id)
    await archive(floor, mongo, session_id)
    await floor.live.redis.xdel(floor.live.keys.log(session_id), *(f"{seq}-0" for seq in missing))
    assert await floor.events(session_id) == whole
    assert await seqs(floor, session_id, 1, 9, 4) == [2, 3, 4, 5]
    assert [entry.seq for entry in await floor.live.log.before(session_id, 8, 5)] == [3, 4, 5, 6, 7]


async def test_what_nobody_has_ends_the_answer_before_the_gap(floor: Floor) -> None:
    session_id = await talk(floor, 9)
    await floor.live.redis.xdel(floor.live.keys.log(session_id), "4-0")
    assert await seqs(floor, session_id, 0, 9) == [1, 2, 3]


async def test_before_gives_the_newest_that_are_older(floor: Floor) -> None:
    session_id = await talk(floor, 9)
    assert [entry.seq for entry in await floor.live.log.before(session_id, 4, 50)] == [1, 2, 3]
    assert await floor.live.log.before(session_id, 1, 50) == []


async def test_a_visitor_sees_neither_notes_nor_fences_nor_ids_of_agents(floor: Floor) -> None:
    await floor.arrive("Lan")
    session_id = await floor.open(visitor_id="visitor")
    fence, lan = await floor.fence(session_id), floor.agents["Lan"]
    await floor.live.sessions.send(session_id, floor.agent("Lan"), "secret-client", "chào", fence)
    await floor.live.sessions.send(session_id, floor.agent("Lan"), "n", "ghi chú kín", 0, "note")
    await floor.live.sessions.tag(session_id, lan, ["khó tính"])
    await floor.live.sessions.close(session_id, "agent", lan, fence)
    entries = await floor.live.log.after(session_id, 0, 100)
    shown = [show_event(entry.event) for entry in entries]
    events = [orjson.loads(event) for event in shown]
    assert [event["seq"] for event in events] == list(range(1, len(entries) + 1))
    assert [event["kind"] for event in events] == [
        *("opened", "message", "claimed", "message", "hidden", "hidden", "released", "closed")
    ]
    assert events[4] == {"session_id": session_id, "seq": 5, "kind": "hidden"}
    for secret in (lan, '"fence"', "ghi chú kín", "khó tính", "secret-client", "127.0.0.1"):
        assert secret.encode() not in b"".join(shown)
    assert events[2]["data"] == {"name": "Lan", "avatar": None, "how": "auto"}
    assert events[1]["author"]["id"] == "visitor"
