"""What a hub remembers of its visitors, and that it forgets them."""

from dataclasses import dataclass
from typing import Any, cast

from engineio.packet import Packet

from config.events import SessionSummary
from config.settings import Settings
from hub.app import Hub
from hub.delivery import AGENT, VISITOR, Delivery
from hub.digest import QUIET_KINDS, SLICE, Digest
from hub.server import Connection
from tests.hub.conftest import Floor


@dataclass(eq=False)
class Listener(Connection):
    """Counts what would go down the socket."""

    count: int = 0

    def push(self, _packet: Packet) -> None:
        self.count += 1


async def test_a_hub_forgets_a_visitor_with_the_last_socket_here(floor: Floor) -> None:
    session_id = await floor.open()
    delivery = Delivery(floor.live.log)
    digest = Digest(floor.live, delivery)
    visitor = Listener(cast(Any, None), "visitor", VISITOR, "vi")
    watches = [delivery.watch(visitor, session_id) for _ in range(2)]
    digest.forget_shown(session_id)
    await digest._flush({session_id}, set())
    assert visitor.count == 4

    delivery.unwatch(watches[0])
    digest.forget_gone(session_id)
    assert session_id in digest._shown
    delivery.unwatch(watches[1])
    digest.forget_gone(session_id)
    assert digest._shown == {}


async def test_a_visitor_who_goes_while_coming_is_forgotten_too(floor: Floor) -> None:
    """The answer to `resume` is on its way, and notes who it is for, when the socket has ended already."""
    session_id = await floor.open()
    digest = Digest(floor.live, Delivery(floor.live.log))
    digest.forget_gone(session_id)
    digest.forget_shown(session_id)
    await digest._flush(digest._changed, set())
    assert digest._shown == {}


async def test_after_a_gap_everything_that_is_shown_is_looked_at_again(floor: Floor) -> None:
    """An event that the tail never brought: nobody else would tell of it until something else happens."""
    delivery = Delivery(floor.live.log)
    digest = Digest(floor.live, delivery)
    shown, elsewhere, closed = [await floor.open() for _ in range(3)]
    visitor = Listener(cast(Any, None), "visitor", VISITOR, "vi")
    delivery.watch(visitor, shown)
    digest.forget_shown(shown)
    await digest._flush({shown}, set())
    before, digest._changed = visitor.count, set()
    await floor.live.sessions.close(shown, "visitor", author=b"null")
    await floor.live.sessions.close(closed, "visitor", author=b"null")

    await digest.look_again()
    assert digest._wake.is_set()
    await digest._flush(digest._changed, set())
    assert visitor.count == before + 1

    inbox = Listener(cast(Any, None), "agent", AGENT, "vi")
    digest.inboxes.add(inbox)
    digest._changed = set()
    await digest.look_again()
    assert digest._changed == {shown, elsewhere, closed}


async def test_a_hub_looks_again_when_its_tail_may_have_missed_something(settings: Settings) -> None:
    hub = Hub(settings)
    try:
        await hub.tail.on_slept()
        assert hub.digest._wake.is_set()
    finally:
        await hub.redis.aclose()
        hub.database.client.close()


async def test_many_conversations_are_told_of_in_slices_so_that_messages_come_between(floor: Floor) -> None:
    ids = [await floor.open() for _ in range(2 * SLICE + 3)]
    digest = Digest(floor.live, Delivery(floor.live.log))
    listener = Listener(cast(Any, None), "agent", "/agent", "vi")
    digest.inboxes.add(cast(Any, listener))
    asked = count_asked(floor)
    await digest._flush(set(ids), set())
    assert asked == [SLICE, SLICE, 3]
    assert listener.count == 1 + len(ids)


async def test_where_there_is_no_inbox_nothing_is_read_that_only_inboxes_show(floor: Floor) -> None:
    """As on a hub of visitors alone, or of agents who watch conversations of another hub's visitors."""
    delivery = Delivery(floor.live.log)
    digest, asked = Digest(floor.live, delivery), count_asked(floor)
    here, elsewhere = await floor.open(), await floor.open()
    delivery.watch(Listener(cast(Any, None), "visitor", VISITOR, "vi"), here)
    delivery.watch(Listener(cast(Any, None), "agent", AGENT, "vi"), elsewhere)
    for kind in QUIET_KINDS:
        digest.note_event(here, kind)
    digest.note_quietly(here)
    digest.note_presence(here)
    assert not digest._wake.is_set()
    digest.note_event(elsewhere, "assigned")
    digest.note_event(here, "assigned")
    await digest._flush(digest._changed, digest._present)
    assert asked == [1]

    digest.inboxes.add(Listener(cast(Any, None), "agent", AGENT, "vi"))
    digest._changed = set()
    digest.note_event(here, "message")
    digest.note_presence(elsewhere)
    assert digest._wake.is_set()
    await digest._flush(digest._changed, set())
    assert asked == [1, 2]


def count_asked(floor: Floor) -> list[int]:
    """How many summaries are asked for, each time."""
    sessions, asked = floor.live.sessions, list[int]()

    async def count(some: list[str]) -> list[SessionSummary]:
        asked.append(len(some))
        return await type(sessions).summaries(sessions, some)

    sessions.summaries = count  # type: ignore[method-assign]
    return asked
