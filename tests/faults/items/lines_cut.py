"""10: the tail's line is cut and black-holed, Redis stands still, clients are cut: all heal by themselves, in order."""

import asyncio
import time
from functools import partial
from typing import Any

import httpx2

from tests.faults.campaign import Campaign
from tests.faults.desk import join
from tests.faults.faults import cut_clients
from tests.faults.items.archiver_off import bind_readers, have
from tests.faults.items.redis_killed import accepts
from tests.faults.scale import Scale
from tests.faults.socket import Socket

COMPLETE_S = 5.0
REFUSED_S = 3.0
ANSWERED_S = 30.0


async def run(house: Campaign, scale: Scale) -> None:
    """The second hub's tail is behind a proxy."""
    readers = bind_readers(house, [house.hubs[1].url])
    await house.measure(lambda: have(readers, dict.fromkeys(ids(house), 1)), "the readers are there")
    for seconds in scale.pick((0, 30, 30), (0, 5)):
        house.faults += 1
        if seconds:
            house.proxy.swallow()
            await asyncio.sleep(seconds)
            house.expect(not await have(readers, await house.heads()), "the tail was not held up at all")
            house.proxy.heal()
        else:
            house.proxy.cut()
        heads = await house.heads()
        await house.heal(
            partial(have, readers, heads), "readers on the other hub are complete", scale.within(COMPLETE_S)
        )
    for side in range(scale.pick(10, 2)):
        await cut_clients(house, side % 2)
        await asyncio.sleep(0.7)


def ids(house: Campaign) -> list[str]:
    return [visitor.session_id for visitor in house.visitors]


async def run_frozen(house: Campaign, scale: Scale) -> None:
    """Redis is stopped; visitors go on writing, on both hubs."""
    opened = [await house.open(f"giua-chung-{number}") for number in range(len(house.hubs))]
    sockets = [await join(url, "/visitor", one["token"]) for url, one in zip(house.urls(), opened, strict=True)]
    await asyncio.gather(*(send(socket, 0) for socket in sockets))
    processes = [process.pid for process in (*house.hubs, *house.archivers)]
    house.redis_server.pause()
    house.faults += 1
    stopped = time.monotonic()
    await asyncio.gather(*(expect_refused(house, socket, scale) for socket in sockets))
    await house.measure(lambda: all_say(house, 503, "down"), "health says that Redis is away", scale.within(5))
    await asyncio.sleep(max(0.0, scale.pick(15, 4) - (time.monotonic() - stopped)))
    await asyncio.gather(*(expect_refused(house, socket, scale) for socket in sockets))
    await asyncio.sleep(max(0.0, scale.pick(20, 4) - (time.monotonic() - stopped)))
    house.redis_server.resume()
    await house.heal(lambda: accepts(house), "sends are accepted again", scale.within(10))
    await house.measure(lambda: all_say(house, 200, "ok"), "health says that all is well", scale.within(10))
    house.expect(
        processes == [process.pid for process in (*house.hubs, *house.archivers) if process.running],
        "a process did not outlive it",
    )
    for socket in sockets:
        await keep_order(house, socket)
        await socket.close()


async def expect_refused(house: Campaign, socket: Socket, scale: Scale) -> None:
    """Three sends at once, each answered in time."""
    began = time.monotonic()
    refused = await asyncio.gather(*(send(socket, number) for number in (1, 2, 3)))
    took = time.monotonic() - began
    codes = [answer.get("error", {}).get("code") for answer in refused]
    house.expect(
        codes == ["busy"] * 3 and took <= scale.within(REFUSED_S), f"sends were answered {codes} after {took:.1f} s"
    )


async def send(socket: Socket, number: int) -> dict[str, Any]:
    return await socket.ask("send", {"client_id": str(number), "text": str(number)}, ANSWERED_S)


async def keep_order(house: Campaign, socket: Socket) -> None:
    """The message behind the refused one doesn't overtake it, however early it comes."""
    early = await send(socket, 2)
    house.expect(early.get("error", {}).get("code") == "busy", f"a message overtook the one before it: {early}")
    seqs = [(await send(socket, number)).get("seq", 0) for number in (1, 2, 3)]
    house.expect(seqs == sorted(set(seqs)) and 0 not in seqs, f"the order after a busy was {seqs}")


async def all_say(house: Campaign, status: int, redis: str) -> bool:
    """Both hubs; MongoDB is well all the time."""
    async with httpx2.AsyncClient(timeout=5) as http:
        answers = [await http.get(f"{url}/readyz") for url in house.urls()]
    told = [(answer.status_code, answer.json()["redis"], answer.json()["mongodb"]) for answer in answers]
    return told == [(status, redis, "ok")] * len(told)
