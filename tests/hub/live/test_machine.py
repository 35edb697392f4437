"""Many agents, two hubs, pauses, expiries and retries in any order: the promises of the lock hold after each step."""

import asyncio
import contextlib
import itertools
import os
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from config.clients import connect_mongo, connect_redis
from config.errors import ChatError
from config.keys import Keys
from config.tasks import end
from hub.live.live import Live
from hub.live.sessions import Opening, Writer
from hub.live.summary import read_number, read_summary
from hub.sweeper import Sweeper
from tests.hub.conftest import hire
from tests.hub.live.ledger import Books, check_books, read_books
from tests.servers import Workspace
from web.history import MongoHistory

settings.register_profile("test", max_examples=40, stateful_step_count=40, derandomize=True)
settings.register_profile("campaign", max_examples=3_000, stateful_step_count=100, print_blob=True)
PROFILE = settings(
    settings.get_profile(os.environ.get("ALO_MACHINE", "test")),
    deadline=None,
    database=None,
    # The campaign takes the time to find the shortest way to a failure.
    phases=[Phase.generate, Phase.shrink] if "ALO_MACHINE" in os.environ else [Phase.generate],
    suppress_health_check=list(HealthCheck),
)
AGENTS = ["agent-lan", "agent-minh", "agent-hoa"]
VISITORS = [f"visitor-{n}" for n in range(4)]
LONG_AGO_MS = 1
numbers = itertools.count(1)

hubs = st.integers(0, 1)
agents = st.sampled_from(AGENTS)
visitors = st.sampled_from(VISITORS)
client_ids = st.sampled_from(["a", "b", "c"]) | st.integers(0, 10_000).map(str)
picks = st.integers(0, 1_000)
Outcome = tuple[str, Any]


class Ground:
    """One loop, one Redis client and one MongoDB for all examples, a new workspace for each."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self.settings = workspace.settings()
        self.redis = connect_redis(self.settings)
        self.database = self.runner.run(self._connect())

    async def _connect(self) -> Any:
        return connect_mongo(self.settings)

    def close(self) -> None:
        self.runner.run(self.redis.aclose())
        self.database.client.close()
        self.runner.close()


async def outcome(act: Awaitable[Any]) -> Outcome:
    """('ok', answer), or (code, None) where the act was refused."""
    try:
        return "ok", await act
    except ChatError as error:
        return error.code, None


class Chat(RuleBasedStateMachine):
    """Acts come from both hubs; `sent` is what was acknowledged, `tried` the fences under which it was tried."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self.ground, self.redis = ground, ground.redis
        name = f"machine{next(numbers)}"
        self.keys = Keys(name)
        own = ground.settings.model_copy(update={"workspace": name, "rate_messages": None})
        self.lives = [Live(own, ground.redis, MongoHistory(ground.database)) for _ in range(2)]
        self.sessions: list[str] = []
        self.owners: dict[str, str] = {}
        self.sent: dict[tuple[str, str, str], tuple[int, int]] = {}
        self.tried: dict[tuple[str, str, str], set[int]] = {}
        self.openings: dict[str, str] = {}
        self.shown: dict[str, dict[str, Any]] = {}
        self.serving: list[asyncio.Task[None]] = []
        self.do(self.begin())

    def do(self, act: Awaitable[Any]) -> Any:
        return self.ground.runner.run(act)  # type: ignore[arg-type]

    async def begin(self) -> None:
        for live in self.lives:
            self.serving.append(asyncio.create_task(live.acts.serve()))
        await self.connected()
        await hire(self.lives[0], "Lan", "Minh", "Hoa", capacity=2)
        for live in self.lives:
            await live.presence.beat({"sockets": 0}, "0-0")

    async def connected(self) -> None:
        for live in self.lives:
            await asyncio.wait_for(live.acts.ready.wait(), 10)
            live.locks.forbid_expiry(0)

    def teardown(self) -> None:
        self.do(self.end())

    async def end(self) -> None:
        await end(self.serving)
        async for key in self.redis.scan_iter(match=self.keys.prefix + "*", count=1000):
            await self.redis.unlink(key)

    def pick(self, number: int) -> str:
        return self.sessions[number % len(self.sessions)]

    async def fields(self, session_id: str) -> dict[bytes, bytes]:
        return dict(await self.redis.hgetall(self.keys.session(session_id)))

    async def fence(self, session_id: str, age: int) -> int:
        """The newest fence, or one that is older."""
        return max(1, read_number(await self.fields(session_id), b"fence") - age)

    def has_opened(self) -> bool:
        return bool(self.sessions)

    # What visitors do

    @rule(hub=hubs, visitor=visitors, client_id=client_ids, text=st.sampled_from([None, "Xin chào"]))
    def open(self, hub: int, visitor: str, client_id: str, text: str | None) -> None:
        details = {"id": visitor, "name": visitor, "phone": "", "address": "", "lang": "vi", "page": None}
        opening = Opening(details, {"name": visitor}, text, f"{visitor}-{client_id}", "127.0.0.1")
        opened = self.do(self.lives[hub].open(opening))
        known = self.openings.setdefault(f"{visitor}-{client_id}", opened.session_id)
        assert opened.session_id == known
        assert opened.created == (known not in self.owners)
        if opened.created:
            self.sessions.append(known)
            self.owners[known] = visitor

    @precondition(has_opened)
    @rule(hub=hubs, number=picks, client_id=client_ids)
    def visitor_writes(self, hub: int, number: int, client_id: str) -> None:
        session_id = self.pick(number)
        self.do(self.write(hub, session_id, self.visitor_of(session_id), client_id, 0))

    def visitor_of(self, session_id: str) -> Writer:
        return Writer.of("visitor", self.owners[session_id], "Khách")

    @precondition(has_opened)
    @rule(hub=hubs, number=picks, age=st.integers(0, 6))
    def visitor_reads(self, hub: int, number: int, age: int) -> None:
        self.do(self.see(hub, self.pick(number), "visitor", "", age))

    @precondition(has_opened)
    @rule(hub=hubs, number=picks)
    def visitor_closes(self, hub: int, number: int) -> None:
        self.do(self.close(hub, self.pick(number), "visitor", "", 0))

    @precondition(has_opened)
    @rule(hub=hubs, number=picks, score=st.integers(4, 5))
    def visitor_rates(self, hub: int, number: int, score: int) -> None:
        live, session_id = self.lives[hub], self.pick(number)
        author = self.visitor_of(session_id).author
        first = self.do(live.sessions.rate(session_id, author, score, None))
        assert self.do(live.sessions.rate(session_id, author, score, None)) == first

    @rule(hub=hubs, visitor=visitors, arrives=st.booleans())
    def visitor_comes_or_goes(self, hub: int, visitor: str, arrives: bool) -> None:
        own = [session_id for session_id in self.sessions if self.owners[session_id] == visitor]
        presence = self.lives[hub].presence
        for session_id in own[-1:]:
            if arrives:
                self.do(presence.visitor_joins(visitor, session_id))
            elif presence.visitors[visitor, session_id]:
                self.do(presence.visitor_leaves(visitor, session_id))

    # What agents do

    @rule(hub=hubs, agent=agents)
    def agent_comes(self, hub: int, agent: str) -> None:
        self.do(self.lives[hub].presence.agent_joins(agent))

    @rule(hub=hubs, agent=agents)
    def agent_goes(self, hub: int, agent: str) -> None:
        if self.lives[hub].presence.agents[agent]:
            self.do(self.lives[hub].presence.agent_leaves(agent))

    @rule(hub=hubs, agent=agents, status=st.sampled_from(["online", "away"]))
    def agent_chooses(self, hub: int, agent: str, status: str) -> None:
        self.do(self.lives[hub].presence.set_status(agent, status))

    @precondition(has_opened)
    @rule(hub=hubs, number=picks, agent=agents, client_id=client_ids, age=st.sampled_from([0, 0, 0, 1]))
    def agent_writes(self, hub: int, number: int, agent: str, client_id: str, age: int) -> None:
        self.do(self.agent_write(hub, self.pick(number), agent, client_id, age))

    @precondition(has_opened)
    @rule(hub=hubs, number=picks, client_id=client_ids, age=st.sampled_from([0, 0, 1]), late=st.booleans())
    def holder_writes(self, hub: int, number: int, client_id: str, age: int, late: bool) -> None:
        session_id = self.pick(number)
        holder = self.do(self.fields(session_id))[b"holder"].decode()
        if holder and late:
            self.do(self.run_out(session_id))
        if holder:
            self.do(self.agent_write(hub, session_id, holder, client_id, age))

    async def agent_write(self, hub: int, session_id: str, agent: str, client_id: str, age: int) -> None:
        fence = await self.fence(session_id, age)
        await self.write(hub, session_id, Writer.of("agent", agent, agent), client_id, fence)

    @precondition(has_opened)
    @rule(hub=hubs, number=picks, agent=agents, client_id=client_ids)
    def agent_notes(self, hub: int, number: int, agent: str, client_id: str) -> None:
        session_id, writer = self.pick(number), Writer.of("agent", agent, agent)
        self.do(self.write(hub, session_id, writer, client_id, 0, "note"))

    @precondition(has_opened)
    @rule(hub=hubs, number=picks, agent=agents, age=st.integers(0, 6))
    def agent_reads(self, hub: int, number: int, agent: str, age: int) -> None:
        self.do(self.see(hub, self.pick(number), "agent", agent, age))

    @precondition(has_opened)
    @rule(hub=hubs, number=picks, agent=agents)
    def claim(self, hub: int, number: int, agent: str) -> None:
        session_id = self.pick(number)
        before = self.do(self.fields(session_id))
        code, fence = self.do(outcome(self.lives[hub].locks.claim(session_id, agent)))
        holder, lease = before[b"holder"].decode(), read_number(before, b"lease_until")
        if before[b"status"] == b"closed":
            assert code == "session_closed"
        elif holder in ("", agent) or lease <= LONG_AGO_MS:
            assert code == "ok"
            assert (fence == read_number(before, b"fence")) == (holder == agent)
        else:
            assert code == "lock_held"

    @precondition(has_opened)
    @rule(hub=hubs, number=picks, agent=agents, age=st.sampled_from([0, 0, 1]))
    def release(self, hub: int, number: int, agent: str, age: int) -> None:
        live, session_id = self.lives[hub], self.pick(number)
        self.expect_lock(session_id, agent, age, lambda fence: live.locks.release(session_id, agent, fence))

    @precondition(has_opened)
    @rule(hub=hubs, number=picks, agent=agents, receiver=agents, age=st.sampled_from([0, 0, 1]))
    def transfer(self, hub: int, number: int, agent: str, receiver: str, age: int) -> None:
        live, session_id = self.lives[hub], self.pick(number)
        self.expect_lock(session_id, agent, age, lambda fence: live.locks.transfer(session_id, agent, fence, receiver))

    def expect_lock(self, session_id: str, agent: str, age: int, act: Callable[[int], Awaitable[Any]]) -> None:
        """An act that needs the lock changes nothing without it."""
        before = self.do(self.fields(session_id))
        fence = self.do(self.fence(session_id, age))
        self.do(outcome(act(fence)))
        if not has_lock(before, agent, fence):
            assert self.do(self.fields(session_id)) == before

    @precondition(has_opened)
    @rule(hub=hubs, number=picks, agent=agents)
    def take_over(self, hub: int, number: int, agent: str) -> None:
        session_id = self.pick(number)
        closed = self.do(self.fields(session_id))[b"status"] == b"closed"
        code, _ = self.do(outcome(self.lives[hub].locks.takeover(session_id, agent)))
        assert code == ("session_closed" if closed else "ok")

    @precondition(has_opened)
    @rule(hub=hubs, number=picks, agent=agents)
    def holder_closes(self, hub: int, number: int, agent: str) -> None:
        session_id = self.pick(number)
        self.do(self.close(hub, session_id, "agent", agent, self.do(self.fence(session_id, 0))))

    @precondition(has_opened)
    @rule(hub=hubs, number=picks, agent=agents)
    def reopen(self, hub: int, number: int, agent: str) -> None:
        session_id = self.pick(number)
        code, answer = self.do(outcome(self.lives[hub].sessions.reopen(session_id, agent)))
        if code == "ok":
            assert self.do(self.lives[1 - hub].sessions.reopen(session_id, agent)) == answer

    @precondition(has_opened)
    @rule(hub=hubs, number=picks, agent=agents, tags=st.sampled_from([[], ["giá"], ["giá", "gấp"]]))
    def tag(self, hub: int, number: int, agent: str, tags: list[str]) -> None:
        live, session_id = self.lives[hub], self.pick(number)
        first = self.do(live.sessions.tag(session_id, agent, tags))
        assert self.do(live.sessions.tag(session_id, agent, tags)) == first

    # What time and accidents do

    @precondition(has_opened)
    @rule(number=picks)
    def a_lease_runs_out(self, number: int) -> None:
        session_id = self.pick(number)
        self.do(self.run_out(session_id))

    async def run_out(self, session_id: str) -> None:
        if (await self.fields(session_id))[b"holder"]:
            await self.redis.hset(self.keys.session(session_id), "lease_until", LONG_AGO_MS)
            await self.redis.zadd(self.keys.leases, {session_id: LONG_AGO_MS})

    @precondition(has_opened)
    @rule(number=picks)
    def a_releaser_has_rested(self, number: int) -> None:
        self.do(self.redis.hdel(self.keys.session(self.pick(number)), "released_at"))

    @precondition(has_opened)
    @rule(hub=hubs, number=picks)
    def nobody_writes_for_an_hour(self, hub: int, number: int) -> None:
        session_id = self.pick(number)
        status = self.do(self.fields(session_id))[b"status"]
        if status != b"closed":
            self.do(self.redis.zadd(self.keys.open, {session_id: LONG_AGO_MS}))
        self.do(Sweeper(self.lives[hub]).sweep())
        after = self.do(self.fields(session_id))[b"status"]
        assert (after == b"closed") == (status != b"waiting" or after == b"closed")

    @rule(hub=hubs)
    def the_sweeper_comes(self, hub: int) -> None:
        sweeper = Sweeper(self.lives[hub])
        self.do(sweeper.sweep())
        assert self.do(self.redis.zrangebyscore(self.keys.leases, 0, LONG_AGO_MS)) == []

    @rule(hub=hubs)
    def hubs_renew(self, hub: int) -> None:
        self.do(self.lives[hub].presence.renew_leases())

    @precondition(has_opened)
    @rule(hub=hubs, number=picks, agent=agents, client_id=client_ids, turns=st.integers(0, 6))
    def the_connection_breaks_in_a_send(self, hub: int, number: int, agent: str, client_id: str, turns: int) -> None:
        self.do(self.break_in_a_send(hub, self.pick(number), agent, client_id, turns))

    async def break_in_a_send(self, hub: int, session_id: str, agent: str, client_id: str, turns: int) -> None:
        live, writer, fence = self.lives[hub], Writer.of("agent", agent, agent), await self.fence(session_id, 0)
        self.tried.setdefault((session_id, f"agent:{agent}", client_id), set()).add(fence)
        sending = asyncio.create_task(outcome(live.sessions.send(session_id, writer, client_id, "đứt", fence)))
        for _ in range(turns):
            await asyncio.sleep(0)
        wire: Any = live.acts._wire
        wire._transport.abort()
        answers = [await sending]
        while live.acts._wire is wire:
            answers.append(await outcome(live.sessions.send(session_id, writer, client_id, "đứt", fence)))
            await asyncio.sleep(0.001)  # a refusal comes at once and would let nothing else run
        for code, answer in answers:
            if code == "ok":
                self.note_sent((session_id, f"agent:{agent}", client_id), answer)
        await self.connected()
        await self.write(hub, session_id, writer, client_id, fence)

    @precondition(has_opened)
    @rule(number=picks, data=st.data())
    def several_at_once(self, number: int, data: st.DataObject) -> None:
        session_id = self.pick(number)
        plan = data.draw(st.lists(st.tuples(hubs, st.integers(0, 6), agents, client_ids), min_size=2, max_size=5))
        self.do(self.act_at_once(session_id, plan))

    async def act_at_once(self, session_id: str, plan: list[tuple[int, int, str, str]]) -> None:
        fence = await self.fence(session_id, 0)
        await asyncio.gather(*(self.act(session_id, fence, *step) for step in plan))

    async def act(self, session_id: str, fence: int, hub: int, kind: int, agent: str, client_id: str) -> None:
        live = self.lives[hub]
        writer = self.visitor_of(session_id) if kind == 0 else Writer.of("agent", agent, agent)
        if kind <= 1:
            key = (session_id, f"{writer.side}:{writer.id}", client_id)
            self.tried.setdefault(key, set()).add(fence)
            code, answer = await outcome(live.sessions.send(session_id, writer, client_id, "cùng lúc", fence))
            if code == "ok":
                self.note_sent(key, answer)
            else:
                assert key not in self.sent, "refused after it was accepted"
            return
        acts: list[Callable[[], Awaitable[Any]]] = [
            lambda: live.locks.claim(session_id, agent),
            lambda: live.locks.takeover(session_id, agent),
            lambda: live.locks.release(session_id, agent, fence),
            lambda: live.sessions.close(session_id, "visitor"),
            lambda: live.sessions.reopen(session_id, agent),
        ]
        await outcome(acts[kind - 2]())

    # What every step shares

    async def write(
        self, hub: int, session_id: str, writer: Writer, client_id: str, fence: int, kind: str = "message"
    ) -> None:
        """A send whose answer is foreseen: known, closed, without the lock, or accepted, in this order."""
        key = (session_id, f"{writer.side}:{writer.id}", client_id)
        self.tried.setdefault(key, set()).add(fence)
        before = await self.fields(session_id)
        known = await self.redis.hget(self.keys.sent(session_id), ":".join(key[1:]))
        code, answer = await outcome(self.lives[hub].sessions.send(session_id, writer, client_id, "chữ", fence, kind))
        if known:
            assert code == "ok"
            assert f"{answer[0]}:{answer[1]}".encode() == known
        elif before[b"status"] == b"closed":
            assert code == "session_closed"
        elif writer.side == "agent" and kind == "message" and not has_lock(before, writer.id, fence):
            assert code == "lock_lost"
        else:
            assert (code, answer[0]) == ("ok", read_number(before, b"head") + 1)
        if code == "ok":
            self.note_sent(key, answer)

    def note_sent(self, key: tuple[str, str, str], answer: tuple[int, int]) -> None:
        assert self.sent.setdefault(key, answer) == answer, "a repeat was answered otherwise"

    async def see(self, hub: int, session_id: str, side: str, agent: str, age: int) -> None:
        head = read_number(await self.fields(session_id), b"head")
        await self.lives[hub].receipts.move_seen(session_id, side, agent, head + 1, max(0, head - age))

    async def close(self, hub: int, session_id: str, by: str, agent: str, fence: int) -> None:
        before = await self.fields(session_id)
        author = self.visitor_of(session_id).author if by == "visitor" else b""
        code, seq = await outcome(self.lives[hub].sessions.close(session_id, by, agent, fence, author=author))
        if before[b"status"] == b"closed" or by == "visitor" or has_lock(before, agent, fence):
            assert code == "ok"
            assert await self.lives[1 - hub].sessions.close(session_id, by, agent, fence, author=author) == seq
        else:
            assert code == "lock_lost"

    @invariant()
    def the_books_agree(self) -> None:
        books: Books = self.do(read_books(self.redis, self.keys, self.sessions, AGENTS, VISITORS))
        told = check_books(books)
        for (session_id, author, client_id), (seq, ts) in self.sent.items():
            event = books.logs[session_id][seq - 1]
            said = f"{event['author']['type']}:{event['author']['id']}"
            assert (said, event["client_id"], event["ts"]) == (author, client_id, ts)
            if seq in told[session_id].fences:
                assert told[session_id].fences[seq] in self.tried[session_id, author, client_id]
        for session_id, fields in books.sessions.items():
            self.check_revision(session_id, fields)

    def check_revision(self, session_id: str, fields: Any) -> None:
        """A client keeps the summary with the higher rev, so whatever changes has to raise it."""
        now: dict[str, Any] = dict(read_summary(fields))
        before = self.shown.get(session_id, {"rev": 0})
        assert now["rev"] >= before["rev"]
        assert now["rev"] > before["rev"] or now == before
        for side in ("visitor", "agent"):
            for mark in ("delivered", "read"):
                assert now["seen"][side][mark] >= before.get("seen", now["seen"])[side][mark]
        self.shown[session_id] = now


def has_lock(fields: Any, agent: str, fence: int) -> bool:
    lease = read_number(fields, b"lease_until")
    return fields[b"holder"].decode() == agent and read_number(fields, b"fence") == fence and lease > LONG_AGO_MS


@pytest.fixture
def ground(workspace: Workspace) -> Iterator[Ground]:
    with contextlib.closing(Ground(workspace)) as ground:
        yield ground


@pytest.mark.timeout(0 if "ALO_MACHINE" in os.environ else 120)
def test_no_order_of_acts_breaks_the_promises_of_the_lock(ground: Ground) -> None:
    run_state_machine_as_test(lambda: Chat(ground), settings=PROFILE)
