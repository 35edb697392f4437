"""Each of the members that lead is killed under load, another one takes over, and the dead one comes back to follow."""

import asyncio
import contextlib
import time

import redis

from tests.failover.cluster import Cluster, Stores, open_node, wait_for


def replace_redis(there: Stores) -> None:
    """Over when one leads and the other follows: alone none of them accepts anything."""
    dead = there.primary()
    dead.kill()
    heir = there.other_than(dead)
    wait_for(lambda: there.agree_on(heir), "the replica takes over")
    # As the sentinels would tell it after a while: it follows whoever leads now.
    dead.follow(heir.port)
    dead.start()
    # Who leads may have changed once more on a busy machine.
    wait_for(there.is_whole, "one of them follows the other")


def replace_mongo(there: Stores) -> None:
    dead = there.leader()
    dead.kill()
    assert there.leader() is not dead
    dead.start()


async def fail_redis(house: Cluster) -> set[str]:
    """The messages that had been acknowledged a good while before."""
    safe = {send.client_id for send in house.ledger.sends if send.seq is not None}
    await asyncio.sleep(1)
    await asyncio.to_thread(replace_redis, stores_of(house))
    return safe


async def fail_mongo(house: Cluster) -> None:
    await asyncio.to_thread(replace_mongo, stores_of(house))


async def fail_hub(house: Cluster) -> None:
    house.hubs[0].kill()
    await house.again(house.hubs[0])


async def fail_archiver(house: Cluster) -> None:
    house.archivers[0].kill()
    await house.again(house.archivers[0])


def time_alone(there: Stores) -> float:
    """Seconds for which a primary goes on writing while its replica hangs: nothing older can be lost with it."""
    primary = there.primary()
    replica = there.other_than(primary)
    with contextlib.closing(open_node(primary.port)) as client:
        replica.pause()
        began = time.monotonic()
        try:
            wait_for(lambda: refuses(client), "the primary refuses to write alone")
            return time.monotonic() - began
        finally:
            replica.resume()
            wait_for(there.is_whole, "one of them follows the other")


def refuses(client: redis.Redis) -> bool:
    try:
        client.set("alo:alone", time.monotonic())
    except redis.ResponseError as error:
        return str(error).startswith("NOREPLICAS")
    return False


def stores_of(house: Cluster) -> Stores:
    assert house.stores is not None
    return house.stores
