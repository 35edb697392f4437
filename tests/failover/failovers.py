"""Each of the members that lead is killed under load, another one takes over, and the dead one comes back to follow."""

import asyncio

from tests.failover.cluster import Cluster, Stores, wait_for


async def fail_redis(house: Cluster) -> set[str]:
    """The messages that had been acknowledged a good while before."""
    there = stores_of(house)
    dead = await asyncio.to_thread(there.primary)
    safe = {send.client_id for send in house.ledger.sends if send.seq is not None}
    await asyncio.sleep(1)
    dead.kill()
    heir = next(node for node in there.nodes if node is not dead)
    await asyncio.to_thread(wait_for, lambda: heir.role == "master", "the replica takes over")
    # As the sentinels would tell it after a while: it follows whoever leads now.
    dead.follow(heir.port)
    await house.again(dead)
    await asyncio.to_thread(wait_for, heir.has_replicas, "the one that died follows")
    return safe


async def fail_mongo(house: Cluster) -> None:
    there = stores_of(house)
    dead = await asyncio.to_thread(there.leader)
    dead.kill()
    heir = await asyncio.to_thread(there.leader)
    assert heir is not dead
    await house.again(dead)


async def fail_hub(house: Cluster) -> None:
    house.hubs[0].kill()
    await house.again(house.hubs[0])


async def fail_archiver(house: Cluster) -> None:
    house.archivers[0].kill()
    await house.again(house.archivers[0])


def stores_of(house: Cluster) -> Stores:
    assert house.stores is not None
    return house.stores
