"""One archiver leads and does what only one may do: drains, trims, and clears away what has ended."""

import asyncio
from dataclasses import dataclass, field

from pymongo.errors import PyMongoError
from redis.asyncio import Redis

from archiver.drain import Drain
from archiver.lease import Lease
from archiver.status import Status
from archiver.store import ConflictError, Store
from archiver.trim import forget_closed, trim_firehose
from config.clients import Database, prepare
from config.keys import Keys
from config.logs import get_logger, name_error
from config.tasks import together

RETRY_S = 0.5
TRIM_S = 2.0
FORGET_S = 30.0

log = get_logger()


@dataclass
class Leader:
    redis: Redis
    keys: Keys
    database: Database
    status: Status
    prepared: bool = field(default=False, init=False)
    terms: int = field(default=0, init=False)

    async def lead(self) -> None:
        """Stands by for the lease, then leads until that is lost. Raises LeaseLostError or RedisError."""
        self.terms += 1
        lease = Lease(self.redis, self.keys, self.status.name, self.terms)
        await lease.wait()
        self.status.leads = True
        log.info("leading", archiver=self.status.name)
        try:
            # The last two are no jobs of the queue, which takes no more of them when Redis is full: these make room.
            await together(lease.keep(), self.drain(lease), self.trim(lease), self.forget(lease))
        finally:
            self.status.leads = False
            await lease.give_up()

    async def drain(self, lease: Lease) -> None:
        """Drains whenever MongoDB is there; every new beginning starts from what is pending."""
        while True:
            try:
                await self.prepare()
                await Drain(self.redis, self.keys, Store(self.database), lease, self.status).run()
            except (PyMongoError, ConflictError) as error:
                if not self.status.error:
                    log.error("the archive waits for MongoDB", error=error)
                self.status.error = name_error(error)
            await asyncio.sleep(RETRY_S)

    async def prepare(self) -> None:
        if not self.prepared:
            await prepare(self.database)
            self.prepared = True

    async def trim(self, lease: Lease) -> None:
        while True:
            await trim_firehose(self.redis, self.keys, lease)
            await asyncio.sleep(TRIM_S)

    async def forget(self, lease: Lease) -> None:
        while True:
            await forget_closed(self.redis, self.keys, lease)
            await asyncio.sleep(FORGET_S)
