"""Copies in Redis of what lives in MongoDB: made when a process starts, and made good again for as long as it runs."""

import asyncio

from pymongo.errors import PyMongoError
from redis.exceptions import RedisError

from config.clients import prepare
from config.logs import get_logger
from web.call import Office
from web.staff import mirror, read_account, unmirror
from web.visitors import mirror_blocked
from web.workspace import mirror_form, mirror_settings

EVERY_S = 15.0
"""How long a copy may differ after a crash between the two writes, or after Redis came back without it."""
log = get_logger()


async def copy_all(office: Office) -> None:
    """One pass over accounts, form and settings; PyMongoError and RedisError propagate."""
    documents = await office.database.agents.find({}, {"password": 0}).to_list(None)
    accounts = {document["_id"]: read_account(document) for document in documents}
    for account in accounts.values():
        await mirror(office.accounts, office.keys, account)
    for copy in await office.accounts.all():
        if copy.id not in accounts and await office.database.agents.find_one({"_id": copy.id}, {"_id": 1}) is None:
            await unmirror(office.accounts, office.keys, copy)
    await mirror_form(office)
    await mirror_settings(office)
    await mirror_blocked(office)


async def keep_copies(office: Office) -> None:
    """Runs for ever: while either server is away the copies stay as they are."""
    works, prepared = True, False
    while True:
        try:
            if not prepared:
                await prepare(office.database)
                prepared = True
            await copy_all(office)
            works = True
        except (PyMongoError, RedisError, OSError) as error:
            if works:
                log.warning("copies.waiting", error=type(error).__name__)
            works = False
        except Exception:
            log.exception("copies.failed")  # or nothing would be made good again until the process ends
        await asyncio.sleep(EVERY_S)
