"""8: a client that was cut for seconds, minutes or a day gets everything after its seq, once."""

import asyncio
from typing import Any

from tests.faults.campaign import Campaign
from tests.faults.desk import give, join, seat
from tests.faults.items.repeats import leave_redis
from tests.faults.people import catch_up
from tests.faults.scale import Scale

MESSAGES = 30


async def run(house: Campaign, scale: Scale) -> None:
    for seconds in scale.pick((5.0, 300.0), ()):
        absent = Absent(house, await house.open(f"vang-{seconds:.0f}"))
        await absent.read(house.urls()[0])
        await absent.miss(MESSAGES)
        await asyncio.sleep(seconds)
        await absent.miss(MESSAGES)
        await absent.read(house.urls()[1])
    await be_away_for_a_day(house)


async def be_away_for_a_day(house: Campaign) -> None:
    """The log of a conversation that has ended leaves Redis. That of an open one never does; were it lost all the
    same, the archive would fill in."""
    ended, still_open = [Absent(house, await house.open(name)) for name in ("vang-mot-ngay", "vang-con-mo")]
    for absent in (ended, still_open):
        await absent.read(house.urls()[0])
        await absent.miss(MESSAGES)
    await ended.end()
    async with house.redis() as redis:
        await redis.zadd(house.keys.closed, {still_open.session_id: 1})
    await leave_redis(house, ended.session_id)
    await lose_log(house, still_open)
    for absent in (ended, still_open):
        await absent.read(house.urls()[1])
    await still_open.miss(MESSAGES)
    await still_open.read(house.urls()[0])


async def lose_log(house: Campaign, absent: "Absent") -> None:
    log = house.keys.log(absent.session_id)
    async with house.redis() as redis:

        async def was_refused() -> bool:
            return await redis.zscore(house.keys.closed, absent.session_id) is None

        async def is_archived() -> bool:
            archived, head = await redis.hmget(house.keys.session(absent.session_id), "archived", "head")
            return bool(archived == head)

        await house.measure(was_refused, "the archiver sees that a conversation is open", 40)
        house.expect(int(await redis.xlen(log)) == absent.head, "the log of an open conversation left Redis")
        await house.measure(is_archived, "it is archived", 20)
        await redis.delete(log)
        house.faults += 1


class Absent:
    """A visitor who is away most of the time, while an agent writes on."""

    def __init__(self, house: Campaign, opened: dict[str, Any]) -> None:
        self.house, self.token, self.session_id = house, opened["token"], str(opened["session"]["id"])
        self.got: list[int] = []
        self.count = self.head = 0

    async def read(self, url: str) -> None:
        """Comes, reads all that is new, and is cut again."""
        view = Counted(self)
        socket = await join(url, "/visitor", self.token)
        await catch_up(socket, "resume", {}, view)
        await socket.close()
        self.house.faults += 1
        self.house.expect(
            self.got == list(range(1, len(self.got) + 1)) and len(self.got) >= self.head,
            f"a client that was away got {len(self.got)} of {self.head}, the last of them {self.got[-5:]}",
        )

    async def miss(self, messages: int) -> None:
        agent = self.house.agents[0].account
        socket = await seat(agent, self.house.urls()[0])
        fence = await give(self.house, self.session_id, agent, socket)
        for _ in range(messages):
            self.count += 1
            said = {"session_id": self.session_id, "client_id": f"vang-{self.count}", "fence": fence, "text": "ạ"}
            answer = await socket.ask("send", said)
            self.house.expect(answer["ok"], f"a message was refused: {answer}")
            self.head = answer.get("seq", self.head)
        await socket.close()

    async def end(self) -> None:
        socket = await join(self.house.urls()[0], "/visitor", self.token)
        self.head = (await socket.ask("close", {})).get("seq", self.head)
        await socket.close()


class Counted:
    """What `catch_up` fills: every seq in the order in which it came."""

    def __init__(self, absent: Absent) -> None:
        self.got = absent.got

    @property
    def after(self) -> int:
        return self.got[-1] if self.got else 0

    def take(self, event: dict[str, Any]) -> None:
        self.got.append(event["seq"])

    def reset(self) -> None:
        self.got.clear()
