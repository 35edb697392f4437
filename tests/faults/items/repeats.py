"""7: what is sent again is the same message with the same ack, wherever and whenever it comes."""

import asyncio
from typing import Any

import httpx2

from tests.faults.campaign import Campaign
from tests.faults.desk import give, join, seat
from tests.faults.ledger import Send
from tests.faults.people import catch_up
from tests.faults.scale import Scale
from tests.faults.socket import Socket

TIMES = 10


async def run(house: Campaign, scale: Scale) -> None:
    for number in range(scale.pick(10, 1)):
        await repeat(house, f"lap-{number}")


async def repeat(house: Campaign, name: str) -> None:
    tabs = await asyncio.gather(*(house.open(name, url) for url in house.urls() * 2))
    session_id, token = tabs[0]["session"]["id"], tabs[0]["token"]
    house.expect(len({tab["session"]["id"] for tab in tabs}) == 1, "two tabs opened two conversations")
    readers = [await Reader.join(house, url, session_id, token) for url in house.urls()]
    visitor = [await join(url, "/visitor", token) for url in house.urls()]
    said = Repeated(house, visitor, Send(session_id, name, f"{name}-1", "một lần thôi"))
    await said.send(TIMES, "at once")
    agents = [agent.account for agent in house.agents[:2]]
    desks = [await seat(agents[0], url) for url in house.urls()]
    fence = await give(house, session_id, agents[0], desks[0])
    reply = Repeated(house, desks, Send(session_id, agents[0].agent_id, f"{name}-2", "dạ vâng", fence))
    await reply.send(TIMES, "at once")
    moved = {"session_id": session_id, "fence": fence, "agent_id": agents[1].agent_id}
    house.expect((await desks[0].ask("transfer", moved))["ok"], "the lock could not be moved")

    async def send_again(when: str) -> None:
        await asyncio.gather(said.send(2, when), reply.send(2, when))
        for reader in readers:
            await reader.expect_once([said.message, reply.message], when)

    await send_again("after the lock had moved")
    house.expect((await visitor[0].ask("close", {}))["ok"], "it could not be closed")
    await send_again("after the end")
    await leave_redis(house, session_id)
    await send_again("after the log had left Redis")
    for url in house.urls():
        readers.append(await Reader.join(house, url, session_id, token))
        await readers[-1].expect_once([said.message, reply.message], "on a fresh device")
    await open_again(house, token)
    for socket in (*visitor, *desks, *(reader.socket for reader in readers)):
        await socket.close()


async def open_again(house: Campaign, token: str) -> None:
    """Two tabs of a visitor whose conversation is over, each with an id of its own for what it does."""

    async def one(number: int, url: str) -> str:
        async with httpx2.AsyncClient(base_url=url, timeout=20) as http:
            form = {"name": "Khách cũ", "phone": "0912 345 678"}
            body = {"form": form, "client_id": f"lai-{number}", "visitor_token": token}
            return str((await http.post("/api/widget/sessions", json=body)).json()["session"]["id"])

    opened = await asyncio.gather(*(one(number, url) for number, url in enumerate(house.urls() * 2)))
    house.expect(len(set(opened)) == 1, f"tabs of one visitor opened {len(set(opened))} conversations")


class Repeated:
    """One message that is sent again and again over all of its author's lines."""

    def __init__(self, house: Campaign, sockets: list[Socket], message: Send) -> None:
        self.house, self.sockets, self.message = house, sockets, house.ledger.enter(message)
        self.ack: tuple[int, int] | None = None

    async def send(self, times: int, when: str) -> None:
        """So many at once; every ack is the first one."""
        message = self.message
        words: dict[str, Any] = {"client_id": message.client_id, "text": message.text}
        if message.fence:
            words |= {"session_id": message.session_id, "fence": message.fence}
        lines = [self.sockets[number % len(self.sockets)] for number in range(times)]
        answers = await asyncio.gather(*(line.ask("send", words) for line in lines))
        self.house.faults += len(answers)
        acks = {(answer.get("seq"), answer.get("ts")) for answer in answers}
        self.ack = self.ack or min(acks)
        message.seq = self.ack[0]
        self.house.expect(
            acks == {self.ack} and all(answer["ok"] for answer in answers),
            f"{when}: {message.client_id} was answered {acks}, at first {self.ack}: {answers[0]}",
        )


class Reader:
    """A device that stays and counts what it is sent."""

    def __init__(self, house: Campaign, url: str, session_id: str) -> None:
        self.house = house
        self.view = house.ledger.view(f"reader at {url}", session_id)
        self.pushed: list[int] = []
        self.socket: Socket

    @classmethod
    async def join(cls, house: Campaign, url: str, session_id: str, token: str) -> "Reader":
        reader = cls(house, url, session_id)
        reader.socket = await Socket.open(url, "/visitor", token, reader.on_push)
        await catch_up(reader.socket, "resume", {}, reader.view)
        return reader

    def on_push(self, name: str, payload: Any) -> None:
        if name == "event":
            self.pushed.append(payload["seq"])
            self.view.take(payload)

    async def expect_once(self, messages: list[Send], when: str) -> None:
        """Each message once, at the acknowledged seq, and nothing was sent to this device twice."""
        wanted = [(message.seq, message.text) for message in messages]

        def seen() -> list[tuple[int | None, str]]:
            texts = {message.text for message in messages}
            return [
                (seq, event["text"]) for seq, event in sorted(self.view.events.items()) if event.get("text") in texts
            ]

        async def has_all() -> bool:
            return set(wanted) <= set(seen())

        await self.house.measure(has_all, f"{when}: a reader has what was acknowledged", 20)
        self.house.expect(seen() == wanted, f"{when}: a reader has {seen()}, acknowledged was {wanted}")
        self.house.expect(len(self.pushed) == len(set(self.pushed)), f"{when}: a reader was sent {self.pushed}")


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
