"""Makes the replica set and the accounts of MongoDB; run from its own loopback, where the first account may be made."""

import os
import sys
import time
from collections.abc import Callable
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

Client = MongoClient[dict[str, Any]]
PATIENCE_S = 60.0
LOOK_S = 0.25
ALREADY = 23
"""The server's code for a set that has been initiated."""


def main() -> int:
    member = os.environ.get("MONGO_MEMBER", "mongo:27017")
    here = os.environ.get("MONGO_HERE", "127.0.0.1:27017")
    try:
        prepare(
            here,
            member=member,
            root=os.environ["MONGO_ROOT_PASSWORD"],
            password=os.environ["MONGO_PASSWORD"],
            database=os.environ.get("ALO_MONGO_DB", "alo"),
        )
    except PyMongoError as error:
        print(f"MongoDB is not prepared: {str(error).split(', full error', 1)[0]}", file=sys.stderr)
        return 1
    print("MongoDB is prepared")
    return 0


def prepare(here: str, *, member: str, root: str, password: str, database: str) -> None:
    """May be repeated: what is there stays, and the passwords become those that are given.

    Raises PyMongoError when MongoDB doesn't answer, or refuses the root password.
    """
    stranger: Client = MongoClient(here, directConnection=True, serverSelectionTimeoutMS=5000)
    with stranger:
        initiate(stranger, member)
        wait_for_primary(stranger)
        make_root(stranger, root)
    owner: Client = MongoClient(
        here, directConnection=True, serverSelectionTimeoutMS=5000, username="root", password=root, authSource="admin"
    )
    with owner:
        # Validators and indexes are made by the hubs at every start, which is what dbAdmin is for.
        roles = [{"role": "readWrite", "db": database}, {"role": "dbAdmin", "db": database}]
        # Figures of the server for the operations page.
        roles.append({"role": "clusterMonitor", "db": "admin"})
        make_user(owner, "alo", password, roles)


def initiate(client: Client, member: str) -> None:
    try:
        client.admin.command("replSetInitiate", {"_id": "rs0", "members": [{"_id": 0, "host": member}]})
    except OperationFailure as error:
        # A server that has accounts says "unauthorized" to strangers, and then it has a set as well.
        if error.code not in (ALREADY, 13):
            raise


def wait_for_primary(client: Client) -> None:
    wait_until(lambda: bool(client.admin.command("hello").get("isWritablePrimary")))


def make_root(client: Client, password: str) -> None:
    """Allowed from the loopback as long as there is no account at all."""
    try:
        client.admin.command("createUser", "root", pwd=password, roles=["root"])
    except OperationFailure as error:
        if error.code not in (13, 51003):
            raise


def make_user(client: Client, name: str, password: str, roles: list[dict[str, str]]) -> None:
    known = client.admin.command("usersInfo", name)["users"]
    client.admin.command("updateUser" if known else "createUser", name, pwd=password, roles=roles)


def wait_until(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not ready():
        if time.monotonic() > end:
            raise PyMongoError(f"no primary after {PATIENCE_S:.0f} s")
        time.sleep(LOOK_S)


if __name__ == "__main__":
    sys.exit(main())
