"""What must be true of a workspace at any moment, read from Redis alone."""

from dataclasses import dataclass
from typing import Any

import orjson
from redis.asyncio import Redis

from config.events import SessionSummary
from config.keys import Keys
from hub.live.summary import Hash, read_number, read_summary


@dataclass(frozen=True)
class Told:
    """What a transcript says: who holds, under which fence, in what status, and the fence of each agent's message."""

    status: str
    holder: str
    fence: int
    fences: dict[int, int]


def replay(events: list[dict[str, Any]]) -> Told:
    """Reads a transcript as a person would; fails where it contradicts itself."""
    status, holder, fence, fences = "none", "", 0, {}
    for event in events:
        kind, data = event["kind"], event["data"]
        if kind == "opened":
            assert status == "none", "opened once"
            status = "waiting"
        elif kind == "claimed":
            assert (status, holder) == ("waiting", ""), "claimed while somebody held it"
            assert data["fence"] > fence, "a fence grows"
            status, holder, fence = "active", data["agent_id"], data["fence"]
        elif kind == "released":
            assert data["agent_id"] == holder != "", "released by another than the holder"
            status, holder = "waiting", ""
        elif kind == "closed":
            assert (status, holder) == ("waiting", ""), "closed while held"
            status = "closed"
        elif kind == "reopened":
            assert status == "closed"
            status = "waiting"
        elif kind in ("message", "note"):
            assert status in ("waiting", "active"), "written after the end"
            if kind == "message" and event["author"]["type"] == "agent":
                assert event["author"]["id"] == holder, "written without the lock"
                fences[event["seq"]] = fence
    return Told(status, holder, fence, fences)


@dataclass(frozen=True)
class Books:
    """Everything that Redis holds of some conversations and people, read in one transaction."""

    sessions: dict[str, Hash]
    logs: dict[str, list[dict[str, Any]]]
    firehose: list[tuple[str, int, bytes]]
    held: dict[str, set[str]]
    visitors: dict[str, str | None]
    waiting: dict[str, float]
    leases: dict[str, float]
    open: dict[str, float]
    closed: dict[str, float]


def words(members: Any) -> Any:
    return {member.decode() for member in members}


def scores(pairs: Any) -> dict[str, float]:
    return {member.decode(): score for member, score in pairs}


async def read_books(redis: Redis, keys: Keys, sessions: list[str], agents: list[str], visitors: list[str]) -> Books:
    async with redis.pipeline(transaction=True) as pipe:
        for session_id in sessions:
            pipe.hgetall(keys.session(session_id))
            pipe.xrange(keys.log(session_id))
        pipe.xrange(keys.firehose)
        for agent in agents:
            pipe.smembers(keys.held(agent))
        for visitor in visitors:
            pipe.hget(keys.visitor(visitor), "session")
        for name in (keys.waiting, keys.leases, keys.open, keys.closed):
            pipe.zrange(name, 0, -1, withscores=True)
        found = iter(await pipe.execute())
    hashes, logs = {}, {}
    for session_id in sessions:
        hashes[session_id] = next(found)
        logs[session_id] = [
            {**orjson.loads(fields[b"e"]), "entry": entry.decode(), "raw": fields[b"e"]}
            for entry, fields in next(found)
        ]
    firehose = [(fields[b"s"].decode(), int(fields[b"n"]), fields[b"e"]) for _, fields in next(found)]
    held = {agent: words(next(found)) for agent in agents}
    pointers = {visitor: (next(found) or b"").decode() or None for visitor in visitors}
    return Books(hashes, logs, firehose, held, pointers, *(scores(pairs) for pairs in found))


def check_books(books: Books) -> dict[str, Told]:
    """Fails where log, firehose, session, desk and people contradict each other."""
    told = {session_id: check_session(books, session_id) for session_id in books.sessions}
    for agent, held in books.held.items():
        assert held == {s for s, said in told.items() if said.holder == agent}, f"what {agent} holds"
    for visitor, pointer in books.visitors.items():
        own = [s for s, said in told.items() if said.status != "closed" and owner(books, s) == visitor]
        assert own == ([pointer] if pointer else []), "a visitor has one open conversation"
    return told


def owner(books: Books, session_id: str) -> str:
    return books.sessions[session_id][b"visitor_id"].decode()


def check_session(books: Books, session_id: str) -> Told:
    log, fields = books.logs[session_id], books.sessions[session_id]
    seqs = [event["seq"] for event in log]
    assert seqs == list(range(1, len(log) + 1)), "a seq without a gap"
    assert [event["entry"] for event in log] == [f"{seq}-0" for seq in seqs]
    in_firehose = [(seq, event) for session, seq, event in books.firehose if session == session_id]
    assert in_firehose == [(event["seq"], event["raw"]) for event in log], "the firehose says the same"
    told = replay(log)
    summary = read_summary(fields)
    assert summary["head"] == len(log)
    assert (summary["status"], fields[b"holder"].decode(), summary["fence"]) == (told.status, told.holder, told.fence)
    check_desk(books, session_id, told)
    check_summary(summary, log)
    clients = [(e["author"]["type"], e["author"].get("id"), e["client_id"]) for e in log if e["client_id"] is not None]
    assert len(clients) == len(set(clients)), "a client_id made two messages"
    return told


def check_desk(books: Books, session_id: str, told: Told) -> None:
    places = {
        "waiting": session_id in books.waiting,
        "leases": session_id in books.leases,
        "open": session_id in books.open,
        "closed": session_id in books.closed,
    }
    assert places == {
        "waiting": told.status == "waiting",
        "leases": told.status == "active",
        "open": told.status != "closed",
        "closed": told.status == "closed",
    }, f"where a conversation that is {told.status} stands"
    lease_until = read_number(books.sessions[session_id], b"lease_until")
    assert lease_until == books.leases.get(session_id, 0)


def check_summary(summary: SessionSummary, log: list[dict[str, Any]]) -> None:
    read = summary["seen"]["agent"]["read"]
    messages = [event for event in log if event["kind"] == "message"]
    unread = [event for event in messages if event["author"]["type"] == "visitor" and event["seq"] > read]
    assert summary["unread"] == len(unread)
    assert (summary["last"] and summary["last"]["seq"]) == (messages[-1]["seq"] if messages else None)
    for side in (summary["seen"]["visitor"], summary["seen"]["agent"]):
        assert 0 <= side["read"] <= side["delivered"] <= summary["head"]
