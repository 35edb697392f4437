"""`python -m tests.failover`: the contract suite and rounds of load through failovers, and what those lost."""

import argparse
import asyncio
import secrets
import sys
import tempfile
from pathlib import Path

from deploy.local.services import ROOT
from tests.contract.javascript_client import Driver
from tests.failover import failovers
from tests.failover.cluster import Cluster, cluster
from tests.failover.talks import Talks
from tests.faults.campaign import Load
from tests.faults.ledger import Verdict

LOAD = Load(visitors=40, agents=4, visitor_pace=0.4, agent_pace=0.1)
ROUNDS = 5
CHAT = 300
ALONE_S = 7.0
"""What docs/en/scaling.md says of `min-replicas-max-lag`: Redis counts whole seconds and looks once a second."""
CONTRACT = ("-m", "pytest", "-q", "-p", "tests.failover.plugin", "--timeout", "400", "tests/contract")


async def rounds(house: Cluster, count: int) -> set[str]:
    """The messages that were acknowledged a second or more before any failover of Redis, and so must not be lost."""
    safe: set[str] = set()
    for _ in range(count):
        await house.chat(CHAT)
        safe |= await failovers.fail_redis(house)
        await house.chat(CHAT)
        for fail in (failovers.fail_mongo, failovers.fail_hub, failovers.fail_archiver):
            await fail(house)
            await house.chat(CHAT)
    return safe


def judge(verdict: Verdict, safe: set[str], replicas: int) -> list[str]:
    """With WAIT nothing may be missing; without it only what was acknowledged in the last second before."""
    if replicas:
        return verdict.problems
    lost = [what for what in verdict.lost if what.split(" ", 1)[0] in safe]
    return lost + verdict.doubled


async def play_contract(seed: int) -> bool:
    """The contract suite on such a cluster, some of its tests with a failover in their middle."""
    suite = await asyncio.create_subprocess_exec(sys.executable, *CONTRACT, f"--failover-seed={seed}", cwd=ROOT)
    return await suite.wait() == 0


async def hang(house: Cluster) -> None:
    """The bound of what a primary may lose whose replica hung before it died: so long it goes on writing alone."""
    alone = await asyncio.to_thread(failovers.time_alone, failovers.stores_of(house))
    print(f"a primary wrote for {alone:.1f} s beside a replica that hung", flush=True)
    house.expect(alone <= ALONE_S, f"a primary wrote for {alone:.1f} s alone")


async def play(seed: int, replicas: int, count: int) -> bool:
    driver = await Driver.start()
    try:
        with tempfile.TemporaryDirectory(prefix="alo-failover-") as folder:
            async with cluster(Path(folder), seed, replicas) as house:
                await house.gather_people(LOAD)
                talks = Talks(house, driver) if replicas else None
                safe = await rounds(house, count)
                if not replicas:
                    await hang(house)
                broken = await talks.end() if talks else []
                verdict = await house.settle()
        problems = [*house.problems, *broken, *judge(verdict, safe, replicas)]
    finally:
        await driver.stop()
    print(f"WAIT {replicas}: {verdict.acknowledged} acknowledged, {len(verdict.lost)} lost, {len(problems)} problems")
    for problem in problems[:20]:
        print(f"  {problem[:300]}")
    return not problems


async def run() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.failover", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9), help="repeats the choices of a run")
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    good = [await play_contract(given.seed)]
    good += [await play(given.seed, replicas, given.rounds) for replicas in (1, 0)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(run()))
