"""The agents' documents in MongoDB, and the one way to change them: the copy in Redis and the signals follow."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import StringConstraints
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from config.clients import Database, Document
from config.errors import ChatError, Lang
from config.events import Role
from config.ids import new_id
from config.keys import Keys
from hub.live.accounts import Account, Accounts
from hub.live.signals import publish
from web.call import Office
from web.passwords import hash_password

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s\x00-\x20\x7F]+@[^@\s\x00-\x20\x7F]+$", max_length=254)]
CAPACITY = 5


def fold_email(email: str) -> str:
    return email.strip().lower()


def read_account(document: Document) -> Account:
    return Account(
        id=document["_id"],
        email=document["email"],
        name=document["name"],
        avatar=document.get("avatar"),
        role=document["role"],
        capacity=document["capacity"],
        active=document["active"],
        token_version=document["token_version"],
        takes_chats=document["takes_chats"],
    )


async def create_agent(
    database: Database, *, email: str, name: str, role: Role, password: str, **chosen: Any
) -> Account:
    """A new account; ChatError conflict when the address has one already."""
    if await database.agents.count_documents({"email": fold_email(email)}, limit=1):
        raise taken()
    document: Document = {
        "_id": new_id(),
        "email": fold_email(email),
        "name": name.strip(),
        "avatar": chosen.get("avatar"),
        "role": role,
        "capacity": chosen.get("capacity", CAPACITY),
        "active": chosen.get("active", True),
        "takes_chats": chosen.get("takes_chats", role == "agent"),
        "password": await hash_password(password),
        "token_version": 1,
        "created_at": datetime.now(UTC),
        "last_login_at": None,
    }
    try:
        await database.agents.insert_one(document)
    except DuplicateKeyError:
        raise taken() from None
    return read_account(document)


TAKEN: Mapping[Lang, str] = {
    "vi": "Địa chỉ email này đã có tài khoản.",
    "en": "This email address already has an account.",
}


def taken() -> ChatError:
    return ChatError("conflict", detail=TAKEN, extras={"fields": {"email": TAKEN["vi"]}})


async def change_agent(office: Office, agent_id: str, changes: Document, *, ends_sign_ins: bool = False) -> Account:
    """Writes the document, then its copy, then tells every hub; ChatError not_found or conflict (email)."""
    update: Document = {"$set": changes} if changes else {}
    if ends_sign_ins:
        update["$inc"] = {"token_version": 1}
    try:
        document = await office.database.agents.find_one_and_update(
            {"_id": agent_id}, update, return_document=ReturnDocument.AFTER
        )
    except DuplicateKeyError:
        raise taken() from None
    if document is None:
        raise ChatError("not_found")
    account = read_account(document)
    await mirror(office.accounts, office.keys, account)
    return account


async def mirror(accounts: Accounts, keys: Keys, account: Account) -> None:
    """Brings the copy up to the document; closes the account's sockets when its tokens no longer hold."""
    before = await accounts.find(account.id)
    if before == account:
        return
    await accounts.save(account)
    await announce(accounts, keys, before, account)


async def unmirror(accounts: Accounts, keys: Keys, account: Account) -> None:
    """The account is gone: so is its copy, and every socket of it."""
    await accounts.remove(account.id)
    await announce(accounts, keys, account, None)


async def announce(accounts: Accounts, keys: Keys, before: Account | None, after: Account | None) -> None:
    redis = accounts.redis
    if before and not (after and after.active and tokens_alike(before, after)):
        why = "removed" if after is None else "changed" if after.active else "disabled"
        await publish(redis, keys, "account", data={"agent_id": before.id, "why": why})
    await publish(redis, keys, "agents")


def tokens_alike(before: Account, after: Account) -> bool:
    return (before.token_version, before.role) == (after.token_version, after.role)


def describe_agent(account: Account) -> dict[str, Any]:
    """The short shape that goes with a sign-in."""
    fields = asdict(account)
    return {name: fields[name] for name in ("id", "name", "email", "role", "avatar")}
