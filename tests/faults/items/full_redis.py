"""6: Redis at its limit: new things are refused, nothing is thrown away, what makes room goes on, and room comes."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import httpx2
from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError

from config.keys import PRESENCE_FRESH_MS
from tests.faults.campaign import Campaign
from tests.faults.desk import join
from tests.faults.items.archiver_off import reassign
from tests.faults.items.redis_killed import accepts, expiries
from tests.faults.scale import Scale

LONG = "d" * 4_000
WRITERS = 8
TIGHT = 1 << 20
"""Less than an empty Redis uses: it is full whatever is freed."""
BELOW = 0.9
"""Then the limit is put below what is used, so that it is full until something goes."""
LOOKS_S = 0.5
LONG_AGO = "#!lua flags=allow-oom\nreturn redis.call('ZADD', KEYS[1], 1, ARGV[1])"


async def run(house: Campaign, scale: Scale) -> None:
    for archiver in house.archivers:
        await asyncio.to_thread(archiver.stop)
    opened = await fill(house, scale.pick(8_000, 1_200))
    lost = await expiries(house)
    async with house.redis() as redis, limited(house, redis):
        await stay_full(house, redis, scale)
        house.expect(await expiries(house) == lost, "a lease was not renewed")
        if scale.full:
            await reassign(house, house.agents[0])
        used = int((await redis.info("memory"))["used_memory"])
        await redis.config_set("maxmemory", int(used * BELOW))
        await expect_full(house, redis)
        began = time.monotonic()
        await end(house, opened)
        await house.measure(lambda: accepts(house), "sends are accepted again", 60)
        house.healed_s = max(house.healed_s, time.monotonic() - began)
        for url in house.urls():
            house.expect("token" in await house.open(f"lai-{url}", url), "an opening was refused")
        left = int((await redis.info("memory"))["used_memory"])
        house.expect(int((await redis.info("stats"))["evicted_keys"]) == 0, "something was evicted")
        house.notes.append(f"{used >> 20} → {left >> 20} MB")


@contextlib.asynccontextmanager
async def limited(house: Campaign, redis: Redis) -> AsyncIterator[None]:
    before = (await redis.config_get("maxmemory"))["maxmemory"]
    await redis.config_set("maxmemory", TIGHT)
    house.faults += 1
    try:
        yield
    finally:
        await redis.config_set("maxmemory", before)


async def fill(house: Campaign, messages: int) -> list[tuple[str, str]]:
    """Long messages into conversations of their own: each one's id and its visitor's token."""

    async def write(number: int) -> tuple[str, str]:
        opened = await house.open(f"dai-{number}")
        socket = await join(house.urls()[number % 2], "/visitor", opened["token"])
        for count in range(messages // WRITERS):
            answer = await socket.ask("send", {"client_id": f"{count}", "text": LONG})
            house.expect(answer["ok"], f"there was room, and a message was refused: {answer}")
        await socket.close()
        return opened["session"]["id"], opened["token"]

    return list(await asyncio.gather(*(write(number) for number in range(WRITERS))))


async def stay_full(house: Campaign, redis: Redis, scale: Scale) -> None:
    """Longer than two leases of agents and archivers and two absences, or one lease in the short cut."""
    await check_refusals(house, scale.within(10))
    accepted, held, backlog = house.acknowledged, await holders(house, redis), await house.heads()
    for archiver in house.archivers:
        await house.again(archiver)
    end = time.monotonic() + scale.pick(2 * max(house.lock_ttl_s, PRESENCE_FRESH_MS / 1000) + 2, house.lock_ttl_s + 1)
    leaders: set[bytes] = set()
    while time.monotonic() < end:
        await expect_full(house, redis)
        leaders |= {await redis.hget(house.keys.archiver, "leader")} if await leads(house, redis) else set()
        await asyncio.sleep(LOOKS_S)
    house.expect(len(leaders) == 1 and await leads(house, redis), f"an archiver lost its lease: {leaders}")
    house.expect(await house.is_archived(backlog), "the archive did not catch up while Redis was full")
    house.expect(int(await redis.xlen(house.keys.firehose)) < len(backlog), "what was archived was not trimmed")
    house.expect(await holders(house, redis) == held, "a lock was lost")
    house.expect(house.acknowledged == accepted, "a message was accepted")
    await check_refusals(house, scale.within(10))


async def expect_full(house: Campaign, redis: Redis) -> None:
    with contextlib.suppress(OutOfMemoryError):
        await redis.set("ballast", "")
        house.expect(False, "Redis was not full")


async def leads(house: Campaign, redis: Redis) -> bool:
    """Whether the archiver that says it leads has the lease just now."""
    leader, lease = await redis.hget(house.keys.archiver, "leader"), await redis.get(house.keys.lease("archiver"))
    return bool(leader and lease and lease.startswith(leader + b"/"))


async def holders(house: Campaign, redis: Redis) -> list[tuple[bytes, ...]]:
    """Who holds the conversations, under which fence."""
    wanted = [house.keys.session(visitor.session_id) for visitor in house.visitors]
    return [tuple(await redis.hmget(key, "holder", "fence")) for key in wanted]


async def check_refusals(house: Campaign, within: float) -> None:
    """On both hubs; what needs no room is done."""
    for url in house.urls():
        await expect_refusals(house, url, within)


async def expect_refusals(house: Campaign, url: str, within: float) -> None:
    socket = await join(url, "/visitor", house.visitors[0].opened["token"])

    async def is_refused() -> bool:
        answer = await socket.ask("send", {"client_id": "day", "text": "còn chỗ không?"})
        return not answer["ok"] and answer["error"]["code"] == "busy" and answer["error"]["retry"] > 0

    async def is_closed_to_new_ones() -> bool:
        async with httpx2.AsyncClient(base_url=url, timeout=10) as http:
            body = {"form": {"name": "Muộn", "phone": "0912 345 678"}}
            answer = await http.post("/api/widget/sessions", json=body)
        return bool(answer.status_code == 503 and answer.json()["error"]["code"] == "busy")

    await house.measure(is_refused, "a send into a full Redis is refused", within)
    await house.measure(is_closed_to_new_ones, "an opening in a full Redis is refused", within)
    seen = await socket.ask("seen", {"delivered": 1, "read": 1})
    house.expect(seen["ok"], f"what needs no room was refused: {seen}")
    await socket.close()


async def end(house: Campaign, opened: list[tuple[str, str]]) -> None:
    """The conversations that fill Redis end, while it is full, and an hour later the archiver lets them go."""
    for number, (_, token) in enumerate(opened):
        socket = await join(house.urls()[number % 2], "/visitor", token)
        answer = await socket.ask("close", {})
        house.expect(answer["ok"], f"a conversation could not be ended: {answer}")
        await socket.close()
    async with house.redis() as redis:
        for session_id, _ in opened:
            await redis.eval(LONG_AGO, 1, house.keys.closed, session_id)
    for archiver in house.archivers:
        await asyncio.to_thread(archiver.stop)
        await house.again(archiver)
