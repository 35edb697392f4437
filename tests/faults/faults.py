"""What is broken, and how it is mended: each a function on a campaign under load."""

import asyncio

from tests.faults.campaign import Campaign


async def kill_redis(house: Campaign, times: int, every: float) -> None:
    """kill -9, and back at once: nothing acknowledged may be missing, no lock lost."""
    for _ in range(times):
        await asyncio.sleep(every)
        house.redis_server.kill()
        await house.again(house.redis_server)


async def kill_mongo(house: Campaign, gone: float) -> None:
    house.mongo_server.kill()
    await asyncio.sleep(gone)
    await house.again(house.mongo_server)


async def kill_archivers(house: Campaign, times: int, every: float) -> None:
    for number in range(times):
        await asyncio.sleep(every)
        archiver = house.archivers[number % len(house.archivers)]
        archiver.kill()
        await house.again(archiver)


async def kill_hubs(house: Campaign, times: int, every: float) -> None:
    for number in range(times):
        await asyncio.sleep(every)
        hub = house.hubs[number % len(house.hubs)]
        hub.kill()
        await house.again(hub)


async def restart_hubs(house: Campaign) -> None:
    """A rolling restart by SIGTERM."""
    for hub in house.hubs:
        await asyncio.to_thread(hub.stop, 10)
        await house.again(hub)


async def pause_redis(house: Campaign, seconds: float) -> None:
    house.redis_server.pause()
    await asyncio.sleep(seconds)
    house.redis_server.resume()


async def destroy_group(house: Campaign) -> None:
    async with house.redis() as redis:
        await redis.xgroup_destroy(house.keys.firehose, "archiver")


async def cut_clients(house: Campaign, times: int, every: float) -> None:
    for number in range(times):
        await asyncio.sleep(every)
        for person in house.people[number % 2 :: 2]:
            if person.socket is not None:
                await person.socket.close()
