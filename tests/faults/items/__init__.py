"""Everything that is broken, by its number in the list of promises: load, settings, and what breaks it."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from tests.faults.campaign import Campaign, Load
from tests.faults.items import (
    absent_client,
    archiver_killed,
    archiver_off,
    churn,
    clocks,
    deaf_client,
    full_redis,
    hub_killed,
    late_writer,
    lines_cut,
    mongo_gone,
    poison,
    redis_killed,
    repeats,
)
from tests.faults.scale import Scale
from tests.faults.wiring import Wiring

Run = Callable[[Campaign, Scale], Awaitable[None]]
Check = Callable[[Campaign], Awaitable[None]]
LITTLE = Load(visitors=10, agents=2, visitor_pace=2.5, agent_pace=2.0)
NIGHT = Load(visitors=10, agents=3, visitor_pace=2.5, agent_pace=2.0)
CROWD = Load(visitors=20, agents=50, visitor_pace=4.0, agent_pace=2.0)
SHORT_LEASES = Wiring({"ALO_LOCK_TTL_S": "6", "ALO_AGENT_GRACE_S": "3"})


async def nothing_more(_house: Campaign) -> None:
    """The ledger says it all."""


@dataclass(frozen=True)
class Item:
    """`check` is asked when the load is over and everything is archived."""

    label: str
    name: str
    run: Run
    load: Load = field(default_factory=Load)
    wiring: Wiring = field(default_factory=Wiring)
    check: Check = nothing_more


ITEMS = (
    Item("1a", "mongod gone for 2 minutes", mongo_gone.run, wiring=SHORT_LEASES),
    Item("1b", "mongod gone for 20 minutes", mongo_gone.run_long, NIGHT, SHORT_LEASES),
    Item("2a", "Redis killed", redis_killed.run),
    Item("2b", "Redis loses its tail", redis_killed.run_cut),
    Item("3", "archivers killed", archiver_killed.run, check=archiver_killed.check),
    Item("4a", "archivers off for 10 minutes", archiver_off.run, wiring=SHORT_LEASES),
    Item("4b", "consumer group destroyed", archiver_off.run_group),
    Item("4c", "hub asleep past a cut", archiver_off.run_asleep),
    Item("5", "poison", poison.run),
    Item("6", "Redis full", full_redis.run, wiring=SHORT_LEASES),
    Item("7", "sent again", repeats.run, LITTLE),
    Item("8", "client absent", absent_client.run, LITTLE),
    Item("9a", "hub killed with 1,000 sockets", hub_killed.run),
    Item("9b", "hubs restarted in turn", hub_killed.run_restarts),
    Item("10a", "lines cut and black-holed", lines_cut.run, wiring=Wiring(proxied=True)),
    Item("10b", "Redis frozen", lines_cut.run_frozen),
    Item("11", "client that never reads", deaf_client.run, LITTLE),
    Item("12", "50 agents, late writers", late_writer.run, CROWD, SHORT_LEASES),
    Item("13", "1,000 come and go", churn.run, LITTLE),
    Item("14", "wrong clocks", clocks.run, wiring=Wiring(SHORT_LEASES.environment, clocks=clocks.CLOCKS)),
)


def choose(labels: set[str]) -> Iterator[Item]:
    """All of them where none is named; `4` stands for all of its parts."""
    return (item for item in ITEMS if not labels or {item.label, item.label.rstrip("abc")} & labels)
