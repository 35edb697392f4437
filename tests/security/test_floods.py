import asyncio
import contextlib
import json
import time
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from config.tasks import end
from tests.contract.line import bare_line, visitor_line
from tests.contract.scene import Guest, House, Scene

A_SECOND = 1_000
OTHERS = 5
P99_S = 1.0
"""What the others may wait at the worst, or five times what they wait before, where the machine is busy anyway."""


async def flood(line: ClientConnection, codes: list[str | None], seconds: float = 20) -> float:
    """Sends A_SECOND messages a second until the line is cut; how long that took."""
    began = time.monotonic()

    async def listen() -> None:
        async for frame in line:
            if str(frame).startswith("43/visitor,"):
                ack = json.loads(str(frame).partition("[")[2][:-1])
                codes.append(None if ack["ok"] else ack["error"]["code"])

    listening = asyncio.create_task(listen())
    number = 0
    try:
        while (passed := time.monotonic() - began) < seconds:
            while number < passed * A_SECOND:
                number += 1
                await line.send(f'42/visitor,{number}["send",{{"client_id":"c{number}","text":"{number}"}}]')
            await asyncio.sleep(0.005)
    except ConnectionClosed:
        return time.monotonic() - began
    finally:
        await end([listening])
    raise AssertionError("the flood was never cut")


async def talk(guest: Guest, until: "asyncio.Task[Any]") -> list[float]:
    """How long each event of an ordinary visitor took meanwhile."""
    waits: list[float] = []
    while not until.done():
        began = time.monotonic()
        await guest.do("seen", delivered=0, read=0)
        waits.append(time.monotonic() - began)
        await asyncio.sleep(0.05)
    return waits


async def find_p99(guests: list[Guest], during: "asyncio.Task[Any]") -> float:
    waits = sorted(wait for waits in await asyncio.gather(*(talk(guest, during) for guest in guests)) for wait in waits)
    return waits[int(len(waits) * 0.99)]


async def test_a_visitor_at_a_thousand_a_second_is_throttled_then_cut_while_others_go_on(scene: Scene) -> None:
    guests = [await scene.guest() for _ in range(OTHERS)]
    usual = await find_p99(guests, asyncio.create_task(asyncio.sleep(1)))
    codes: list[str | None] = []
    async with visitor_line(scene.house) as line:
        flooding = asyncio.create_task(flood(line, codes))
        assert await find_p99(guests, flooding) < max(P99_S, 5 * usual)
        assert await flooding < 15
    assert codes[:20] == [None] * 20
    assert codes.count(None) <= 60, "20 in ten seconds, whatever is sent"
    assert "rate_limited" in codes
    assert [(await guest.say("vẫn ổn"))["seq"] for guest in guests]


BELOW_THE_LIMIT = 400
FLOODS = {
    "connects to namespaces that do not exist": "40/nowhere,{}",
    "answers that nobody asked for": "43/visitor,1[]",
    "events before joining": '42/agent,1["inbox",{}]',
    "pongs": "3",
    "refused connects": '40/agent,{"token":"x"}',
}


async def is_ended(line: ClientConnection) -> None:
    """Reads until the other side has closed."""
    async for _ in line:
        continue


@pytest.mark.parametrize("why", FLOODS)
async def test_any_other_flood_is_cut_as_well(house: House, why: str) -> None:
    async with bare_line(house) as line, asyncio.timeout(20):
        ending = asyncio.create_task(is_ended(line))
        while not ending.done():
            with contextlib.suppress(ConnectionClosed):
                for _ in range(100):
                    await line.send(FLOODS[why])
            await asyncio.sleep(0)


async def test_what_is_refused_again_and_again_does_not_wash_the_log_away(house: House) -> None:
    before, began = len(house.hubs[0].log_text()), time.monotonic()
    async with visitor_line(house) as line, asyncio.timeout(60):
        for number in range(BELOW_THE_LIMIT):
            await line.send(f'42/visitor,{number}["nonsense",{{}}]')
        for _ in range(BELOW_THE_LIMIT):
            assert '"invalid"' in str(await line.recv())
    lines = house.hubs[0].log_text()[before:].count('"code":"invalid"')
    assert 0 < lines <= 20 * (time.monotonic() - began + 2)


async def test_upgrade_packets_outside_of_an_upgrade_end_the_socket(house: House) -> None:
    """Each would be answered, and the answers pile up for whoever does not read."""
    async with visitor_line(house) as line, asyncio.timeout(10):
        await line.send("5")
        await is_ended(line)
