"""7: what is sent again is the same message with the same ack, wherever and whenever it comes."""

import asyncio
from typing import Any

from tests.faults.campaign import Campaign
from tests.faults.desk import give, join, seat
from tests.faults.scale import Scale

TIMES = 10


async def run(house: Campaign, scale: Scale) -> None:
    for number in range(scale.pick(10, 1)):
        await repeat(house, f"lap-{number}")


async def repeat(house: Campaign, name: str) -> None:
    tabs = await asyncio.gather(*(house.open(name, url) for url in house.urls() * 2))
    session_id = tabs[0]["session"]["id"]
    house.expect(len({tab["session"]["id"] for tab in tabs}) == 1, "two tabs opened two conversations")
    visitor = [await join(url, "/visitor", tabs[0]["token"]) for url in house.urls()]
    said = {"client_id": "mot-lan", "text": "một lần thôi"}
    first = await same(house, [visitor[n % 2].ask("send", said) for n in range(TIMES)])
    agents = [agent.account for agent in house.agents[:2]]
    sockets = [await seat(agent, url) for url, agent in zip(house.urls(), agents, strict=True)]
    fence = await give(house, session_id, agents[0], sockets[0])
    reply = {"session_id": session_id, "client_id": "tra-loi", "fence": fence, "text": "dạ vâng"}
    answered = await same(house, [sockets[0].ask("send", reply) for _ in range(TIMES)])
    moved = {"session_id": session_id, "fence": fence, "agent_id": agents[1].agent_id}
    house.expect((await sockets[0].ask("transfer", moved))["ok"], "the lock could not be moved")

    async def send_again(what: str) -> None:
        again = await same(house, [socket.ask("send", said) for socket in visitor])
        house.expect(again == first, f"{what}: the visitor's ack changed from {first} to {again}")
        again = await same(house, [sockets[0].ask("send", reply)])
        house.expect(again == answered, f"{what}: the agent's ack changed from {answered} to {again}")

    await send_again("after the lock had moved")
    house.expect((await visitor[0].ask("close", {}))["ok"], "it could not be closed")
    await send_again("after the end")
    await leave_redis(house, session_id)
    await send_again("after the log had left Redis")
    async with house.database() as database:
        for client_id in ("mot-lan", "tra-loi"):
            wanted = {"conversation_id": session_id, "client_id": client_id}
            house.expect(await database.messages.count_documents(wanted) == 1, f"{client_id} is not there once")
    for socket in (*visitor, *sockets):
        await socket.close()


async def same(house: Campaign, asking: list[Any]) -> tuple[int, int]:
    answers = await asyncio.gather(*asking)
    house.faults += len(answers)
    acks = {(answer.get("seq"), answer.get("ts")) for answer in answers}
    house.expect(len(acks) == 1 and answers[0]["ok"], f"one client_id was answered {acks}: {answers[0]}")
    return answers[0].get("seq"), answers[0].get("ts")


async def leave_redis(house: Campaign, session_id: str) -> None:
    """As an hour after its end: the score says when that was, and a new leader looks at once."""

    async def is_archived() -> bool:
        async with house.redis() as redis:
            archived, head = await redis.hmget(house.keys.session(session_id), "archived", "head")
        return bool(archived == head)

    await house.measure(is_archived, "it is archived", 20)
    async with house.redis() as redis:
        await redis.zadd(house.keys.closed, {session_id: 1})
    for archiver in house.archivers:
        await asyncio.to_thread(archiver.stop)
        await house.again(archiver)

    async def is_gone() -> bool:
        async with house.redis() as redis:
            left: int = await redis.exists(house.keys.log(session_id), house.keys.session(session_id))
        return left == 0

    await house.measure(is_gone, "it leaves Redis", 40)
