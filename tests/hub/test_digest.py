"""What a hub remembers of its visitors, and that it forgets them."""

from dataclasses import dataclass
from typing import Any, cast

import pytest
from engineio.packet import Packet

from config.events import SessionSummary
from hub.delivery import VISITOR, Delivery
from hub.digest import SLICE, Digest
from hub.server import Connection
from tests.hub.conftest import Floor


@dataclass(eq=False)
class Listener(Connection):
    """Counts what would go down the socket."""

    count: int = 0

    def push(self, _packet: Packet) -> None:
        self.count += 1


@pytest.mark.parametrize("inboxes", [0, 1])
async def test_a_hub_forgets_a_visitor_who_has_gone_also_without_an_agent(floor: Floor, inboxes: int) -> None:
    session_id = await floor.open()
    delivery = Delivery(floor.live.log)
    digest = Digest(floor.live, delivery)
    digest.inboxes |= {cast(Any, Listener(cast(Any, None), "agent", "/agent", "vi")) for _ in range(inboxes)}
    visitor = Listener(cast(Any, None), "visitor", VISITOR, "vi")
    watch = delivery.watch(visitor, session_id)
    digest.forget_shown(session_id)
    await digest._flush({session_id}, set())
    assert visitor.count == 2
    assert session_id in digest._shown

    delivery.unwatch(watch)
    await digest._flush({session_id}, {session_id})
    assert digest._shown == {}


async def test_many_conversations_are_told_of_in_slices_so_that_messages_come_between(floor: Floor) -> None:
    ids = [await floor.open() for _ in range(2 * SLICE + 3)]
    digest = Digest(floor.live, Delivery(floor.live.log))
    listener = Listener(cast(Any, None), "agent", "/agent", "vi")
    digest.inboxes.add(cast(Any, listener))
    sessions, asked = floor.live.sessions, list[int]()

    async def count(some: list[str]) -> list[SessionSummary]:
        asked.append(len(some))
        return await type(sessions).summaries(sessions, some)

    sessions.summaries = count  # type: ignore[method-assign]
    await digest._flush(set(ids), set())
    assert asked == [SLICE, SLICE, 3]
    assert listener.count == 1 + len(ids)
