"""12: many agents on few conversations, hubs asleep past the lease: one writer a fence, and the late one is told."""

import asyncio
import random
from datetime import UTC, datetime
from typing import Any

from config.tasks import end
from tests.faults.campaign import Campaign
from tests.faults.desk import give, seat
from tests.faults.faults import pause
from tests.faults.ledger import EVER, Send
from tests.faults.people import Agent
from tests.faults.scale import Scale
from tests.faults.socket import GoneError, Socket
from tests.faults.staff import hire

WAIT_S = 60.0
CLAIMS = 0.3
"""Share of turns in which an agent tries to get a conversation instead of writing in one."""


async def run(house: Campaign, scale: Scale) -> None:
    chance = random.Random(house.seed)
    contending = [asyncio.create_task(contend(house, agent, chance.random())) for agent in house.agents]
    past_lease = house.lock_ttl_s + 3
    began = await now(house)
    for number in range(scale.pick(10, 1)):
        hub = house.hubs[number % 2]
        await write_late(house, number)
        if scale.full:
            await pause(house, hub, past_lease)
        await asyncio.sleep(scale.pick(3, 0))
    await end(contending)
    await house.measure(house.is_archived, "the archive has everything")
    await expect_one_writer_a_fence(house, began)


async def expect_one_writer_a_fence(house: Campaign, since: datetime) -> None:
    """The archive's own word: whoever wrote under a lock is who held it just then."""
    holders: dict[str, str | None] = {}
    async with house.database() as database:
        wanted = {"kind": {"$in": ["claimed", "released", "closed", "message"]}}
        async for event in database.messages.find(wanted).sort([("conversation_id", 1), ("seq", 1)]):
            session_id, author = event["conversation_id"], event["author"]
            if event["kind"] != "message":
                holders[session_id] = event["data"]["agent_id"] if event["kind"] == "claimed" else None
            elif author["type"] == "agent" and event["ts"] >= since:
                holder = holders.get(session_id)
                house.expect(author["id"] == holder, f"{author['id']} wrote while {holder} held {session_id}")


async def now(house: Campaign) -> datetime:
    """Redis's time, which stands in every event."""
    async with house.redis() as redis:
        seconds, micros = await redis.time()
    return datetime.fromtimestamp(seconds + micros / 1e6, UTC)


async def contend(house: Campaign, agent: Agent, seed: float) -> None:
    """Claims whatever it likes, and writes under fences that it may have lost long ago."""
    chance, ever = random.Random(seed), dict[str, int]()
    agent.quiet = True
    house.ledger.allow_refusals(agent.name, "lock_lost", EVER)
    while True:
        await asyncio.sleep(chance.uniform(0.5, 1.5))
        socket = agent.socket
        ever.update(agent.fences)
        if socket is None or socket.lost.is_set():
            continue
        try:
            if chance.random() < CLAIMS:
                await socket.ask("claim", {"session_id": chance.choice(house.visitors).session_id})
            elif ever:
                await write_under(house, socket, agent, *chance.choice(sorted(ever.items())))
        except GoneError:
            continue


async def write_under(house: Campaign, socket: Socket, agent: Agent, session_id: str, fence: int) -> None:
    agent.count += 1
    name = f"{agent.name}-cũ-{agent.count}"
    send = house.ledger.enter(Send(session_id, agent.name, name, f"còn của mình không? {agent.count}", fence))
    await agent.send(socket, send, agent.words(send))


async def write_late(house: Campaign, number: int) -> None:
    """An agent's message lies in the line of a sleeping hub while the conversation goes to somebody else."""
    assert house.admin is not None
    hub, other = house.hubs[number % 2], house.hubs[1 - number % 2]
    # Somebody without another tab: one on the other hub would keep the lease alive.
    late = await hire(house.urls, house.admin, f"tre{number}")
    next_one = house.agents[number % len(house.agents)].account
    opened = await house.open(f"muon-{number}", other.url)
    session_id = opened["session"]["id"]
    told: list[Any] = []
    socket = await Socket.open(
        hub.url, "/agent", await late.token(), lambda name, payload: told.append((name, payload))
    )
    await socket.ask("watch", {"session_id": session_id, "after": 0})
    fence = await give(house, session_id, late, socket)
    hub.pause()
    house.faults += 1
    send = house.ledger.enter(Send(session_id, f"tre{number}", f"muon-{number}", "mình còn đây", fence))
    house.ledger.allow_refusals(send.author, "lock_lost")
    said = {"session_id": session_id, "client_id": send.client_id, "fence": fence, "text": send.text}
    asking = asyncio.create_task(socket.ask("send", said, WAIT_S))
    await asyncio.sleep(0.2)
    taker = await seat(next_one, other.url)

    async def is_taken() -> bool:
        async with house.redis() as redis:
            holder = (await redis.hget(house.keys.session(session_id), "holder") or b"").decode()
        if holder == late.agent_id:
            await taker.ask("claim", {"session_id": session_id})
        return bool(holder) and holder != late.agent_id

    await house.measure(is_taken, "the lease of a sleeping hub's agent ends", WAIT_S)
    hub.resume()
    answer = await asking
    while answer.get("error", {}).get("code") == "busy":
        # A hub that was asleep in the middle of an act doesn't know its outcome.
        await asyncio.sleep(answer["error"]["retry"] / 1000)
        answer = await socket.ask("send", said, WAIT_S)
    error = answer.get("error", {})
    send.refusal = error.get("code")
    house.expect(error.get("code") == "lock_lost", f"the late writer was answered {answer}")
    house.expect((error.get("holder") or {}).get("id") not in (None, late.agent_id), "it was not told who holds it")

    async def has_seen_it() -> bool:
        """The end of its own lease, and the other's claim, as events on its line."""
        events = [payload for name, payload in told if name == "event" and payload["session_id"] == session_id]
        moves = [(event["kind"], event["data"]) for event in events if event["kind"] in ("released", "claimed")]
        ends = [place for place, (kind, data) in enumerate(moves) if kind == "released" and data["why"] == "expired"]
        return bool(ends) and any(
            kind == "claimed" and data["agent_id"] != late.agent_id and data["fence"] > fence
            for kind, data in moves[ends[0] :]
        )

    await house.measure(has_seen_it, "the late writer sees that its lease ended and who has the next", 20)
    for each in (socket, taker):
        await each.close()

    async def holds_nothing() -> bool:
        """What it was given while it was there goes back with the grace; a later item would take it for present."""
        async with house.redis() as redis:
            return int(await redis.scard(house.keys.held(late.agent_id))) == 0

    await house.measure(holds_nothing, "whoever has gone holds nothing", 20)
