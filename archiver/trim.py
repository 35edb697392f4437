"""Keeps Redis small, never cutting what somebody still needs: the firehose's past, and conversations that ended."""

from typing import cast

from redis.asyncio import Redis

from archiver.acts import run_leader_act
from archiver.lease import Lease
from config.keys import CLOSED_KEEP_MS, HUB_FRESH_MS, Keys
from config.logs import get_logger

PAGE = 200
KEPT, GONE = 0, 1

log = get_logger()


async def trim_firehose(redis: Redis, keys: Keys, lease: Lease) -> int:
    """Cuts, in one act, below what every group has acknowledged and every living tail has read; answers how many went.

    Raises LeaseLostError.
    """
    wanted = [keys.firehose, keys.tails, keys.trimmed]
    return int(await run_leader_act(redis, "firehose_trim", lease.key, lease.token, wanted, [HUB_FRESH_MS]))


async def forget_closed(redis: Redis, keys: Keys, lease: Lease, keep_ms: int = CLOSED_KEEP_MS) -> int:
    """Deletes the keys of conversations that ended `keep_ms` ago, by Redis's clock, and lie whole in the archive.

    Each is one act that looks again. Answers how many went; raises LeaseLostError.
    """
    seconds, micros = await redis.time()
    until = seconds * 1000 + micros // 1000 - keep_ms
    forgotten = kept = 0
    while page := await redis.zrangebyscore(keys.closed, "-inf", until, start=kept, num=PAGE):
        for session in (cast("bytes", member).decode() for member in page):
            of_session = [keys.session(session), keys.log(session), keys.sent(session), keys.closed]
            gone = await run_leader_act(redis, "session_forget", lease.key, lease.token, of_session, [session])
            forgotten += gone == GONE
            kept += gone == KEPT
    if forgotten:
        log.info("closed conversations left Redis", conversations=forgotten)
    return forgotten
