"""What Redis holds of every conversation, compared with itself: an act that was half done leaves it in two minds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.faults.campaign import Campaign

LOCKS = ("claimed", "released", "closed", "reopened")
Places = dict[str, frozenset[str]]
"""By the name of a sorted set or of an agent's set: the conversations in it."""


@dataclass(frozen=True)
class Held:
    """One conversation: its hash, its log and what the firehose still has of it by seq, its known sends."""

    session_id: str
    fields: Mapping[str, str]
    log: Mapping[int, bytes] = field(default_factory=dict)
    firehose: Mapping[int, bytes] = field(default_factory=dict)
    sent: Mapping[str, str] = field(default_factory=dict)

    def number(self, name: str) -> int:
        return int(self.fields.get(name) or 0)


async def find_halves(house: Campaign) -> list[str]:
    """One look at all of Redis at one instant."""
    conversations, places = await read_redis(house)
    return [f"{held.session_id}: {what}" for held in conversations for what in find_discord(held, places)]


async def read_redis(house: Campaign) -> tuple[list[Held], Places]:
    keys, sets = house.keys, ("open", "waiting", "leases", "closed")
    async with house.redis() as redis:
        agents = [name.decode() for name in await redis.hkeys(keys.agents) if b":" not in name]
        found = {
            member.decode() for name in ("open", "closed") for member in await redis.zrange(getattr(keys, name), 0, -1)
        }
        ids = sorted(found | {visitor.session_id for visitor in house.visitors})
        async with redis.pipeline(transaction=True) as pipeline:
            pipeline.xrange(keys.firehose)
            for name in sets:
                pipeline.zrange(getattr(keys, name), 0, -1)
            for agent in agents:
                pipeline.smembers(keys.held(agent))
            for session_id in ids:
                pipeline.hgetall(keys.session(session_id))
                pipeline.xrange(keys.log(session_id))
                pipeline.hgetall(keys.sent(session_id))
            answers = iter(await pipeline.execute())
    firehose: dict[str, dict[int, bytes]] = {}
    for _, entry in next(answers):
        firehose.setdefault(entry[b"s"].decode(), {})[int(entry[b"n"])] = entry[b"e"]
    places = {name: frozenset(member.decode() for member in next(answers)) for name in (*sets, *agents)}
    conversations = [
        Held(
            session_id,
            decode(next(answers)),
            read_log(next(answers)),
            firehose.get(session_id, {}),
            decode(next(answers)),
        )
        for session_id in ids
    ]
    return [held for held in conversations if held.fields], places


def decode(pairs: Mapping[bytes, bytes]) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in pairs.items()}


def read_log(entries: list[tuple[bytes, dict[bytes, bytes]]]) -> dict[int, bytes]:
    return {int(entry_id.split(b"-")[0]): fields[b"e"] for entry_id, fields in entries}


def find_discord(held: Held, places: Places) -> Iterator[str]:
    """Where its log, the firehose, its hash and the sets say different things of one conversation."""
    head, archived = held.number("head"), held.number("archived")
    for name, stream in (("log", held.log), ("firehose", held.firehose)):
        if max(stream, default=0) > head:
            yield f"the {name} reaches {max(stream)}, its head is {head}"
    if lost := [seq for seq in range(archived + 1, head + 1) if seq not in held.log]:
        yield f"the log lacks {lost[:5]}, which are not archived"
    if unsent := [seq for seq in held.log if seq > archived and seq not in held.firehose]:
        yield f"the firehose lacks {unsent[:5]}, which are not archived"
    if other := [seq for seq in held.log.keys() & held.firehose.keys() if held.log[seq] != held.firehose[seq]]:
        yield f"log and firehose differ at {other[:5]}"
    yield from find_lock_discord(held, [orjson.loads(event) for event in whole_end(held, head)])
    yield from find_place_discord(held, places)


def whole_end(held: Held, head: int) -> list[bytes]:
    """The log's events up to the head as far back as none is missing; what was restored lies in the archive alone."""
    events: list[bytes] = []
    while head in held.log:
        events.append(held.log[head])
        head -= 1
    return events[::-1]


def find_lock_discord(held: Held, events: list[dict[str, Any]]) -> Iterator[str]:
    """The hash follows from the newest events, and every send in them is known by its client_id."""
    locks = [event for event in events if event["kind"] in LOCKS]
    holder = held.fields.get("holder", "")
    if locks:
        newest = locks[-1]["data"] if locks[-1]["kind"] == "claimed" else {}
        claimed = (newest.get("agent_id", ""), newest.get("fence", held.number("fence")))
        if claimed != (holder, held.number("fence")):
            yield f"the last word on its lock is {locks[-1]['kind']} {claimed}, its hash says {holder!r}"
    for event in events:
        if event["kind"] == "message":
            name = f"{event['author']['type']}:{event['author']['id']}:{event['client_id']}"
            if held.sent.get(name) != f"{event['seq']}:{event['ts']}":
                yield f"the send of {event['seq']} is known as {held.sent.get(name)}"
    said = [event["seq"] for event in events if event["kind"] == "message"]
    if said and orjson.loads(held.fields["last"])["seq"] != said[-1]:
        yield f"its last message is {said[-1]}, its hash says {held.fields['last'][:40]}"


def find_place_discord(held: Held, places: Places) -> Iterator[str]:
    """Status and holder decide in which sets it is."""
    status, holder = held.fields.get("status"), held.fields.get("holder", "")
    wanted = {"open": status != "closed", "closed": status == "closed", "waiting": status == "waiting"}
    wanted |= {"leases": status == "active"} | {name: name == holder for name in places.keys() - ALL_SETS}
    for name, inside in wanted.items():
        if (held.session_id in places[name]) != inside:
            yield f"it is {status} with {holder!r} and {'not ' if inside else ''}in {name}"


ALL_SETS = frozenset({"open", "waiting", "leases", "closed"})
