"""6: Redis at its limit: new things are refused, nothing is thrown away, what makes room goes on, and room comes."""

import asyncio

import httpx2

from tests.faults.campaign import Campaign
from tests.faults.desk import ignore
from tests.faults.items.redis_killed import accepts, expiries
from tests.faults.scale import Scale
from tests.faults.socket import Socket

LONG = "d" * 4_000
WRITERS = 8
BELOW = 0.9
"""The limit is put below what is used already."""


async def run(house: Campaign, scale: Scale) -> None:
    for archiver in house.archivers:
        await asyncio.to_thread(archiver.stop)
    await fill(house, scale.pick(8_000, 2_000))
    lost = await expiries(house)
    async with house.redis() as redis:
        before = (await redis.config_get("maxmemory"))["maxmemory"]
        used = int((await redis.info("memory"))["used_memory"])
        await redis.config_set("maxmemory", int(used * BELOW))
        house.faults += 1
        try:
            await check_refusals(house, scale.within(10))
            for archiver in house.archivers:
                await house.again(archiver)
            await house.heal(lambda: accepts(house), "sends are accepted again", 60)
            house.expect(int((await redis.info("stats"))["evicted_keys"]) == 0, "something was evicted")
            left = int((await redis.info("memory"))["used_memory"])
            house.notes.append(f"{used >> 20} → {left >> 20} MB")
        finally:
            await redis.config_set("maxmemory", before)
    house.expect(await expiries(house) == lost, "a lease was not renewed")


async def fill(house: Campaign, messages: int) -> None:
    """Long messages into conversations of their own."""

    async def write(number: int) -> None:
        opened = await house.open(f"dai-{number}")
        socket = await Socket.open(house.urls()[number % 2], "/visitor", opened["token"], ignore)
        for count in range(messages // WRITERS):
            await socket.ask("send", {"client_id": f"{count}", "text": LONG})
        await socket.close()

    await asyncio.gather(*(write(number) for number in range(WRITERS)))


async def check_refusals(house: Campaign, within: float) -> None:
    opened = house.visitors[0].opened
    socket = await Socket.open(house.urls()[0], "/visitor", opened["token"], ignore)

    async def is_refused() -> bool:
        answer = await socket.ask("send", {"client_id": "day", "text": "còn chỗ không?"})
        return not answer["ok"] and answer["error"]["code"] == "busy" and answer["error"]["retry"] > 0

    async def is_closed_to_new_ones() -> bool:
        async with httpx2.AsyncClient(base_url=house.urls()[0], timeout=10) as http:
            body = {"form": {"name": "Muộn", "phone": "0912 345 678"}}
            answer = await http.post("/api/widget/sessions", json=body)
        return bool(answer.status_code == 503 and answer.json()["error"]["code"] == "busy")

    await house.measure(is_refused, "a send into a full Redis is refused", within)
    await house.measure(is_closed_to_new_ones, "an opening in a full Redis is refused", within)
    closing = house.visitors[-1].opened
    other = await Socket.open(house.urls()[1], "/visitor", closing["token"], ignore)
    seen = await other.ask("seen", {"delivered": 1, "read": 1})
    house.expect(seen["ok"], f"what needs no room was refused: {seen}")
    await socket.close()
    await other.close()
