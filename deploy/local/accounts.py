"""The accounts that a first `make run` creates, and the file that keeps their passwords for whoever ran it."""

import contextlib
import secrets
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.local.process import ProcessError
from deploy.local.services import service_environment


@dataclass(frozen=True)
class Account:
    role: str
    email: str
    name: str
    password: str


LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""None that looks like another when it is read off a screen."""
DEMO = (
    ("admin", "admin@alo.local", "Quản trị viên"),
    ("lead", "hoa@alo.local", "Trần Thị Hoa"),
    ("agent", "lan@alo.local", "Nguyễn Ngọc Lan"),
    ("agent", "minh@alo.local", "Lê Quang Minh"),
)


def demo_accounts(data: Path, environment: Mapping[str, str], mongo_url: str, database: str) -> list[Account]:
    """The demo accounts with their passwords; created where nobody can sign in yet, none where others made accounts.

    The passwords are written down before the first account is made: a run that was cut short is completed by the next.
    """
    kept, unfinished = data / "accounts.txt", data / "accounts.unfinished"
    present = emails(mongo_url, database)
    if present and not unfinished.exists():
        return read(kept)
    accounts = read(unfinished) or [Account(*who, password=new_password()) for who in DEMO]
    write(unfinished, accounts)
    for account in accounts:
        if account.email not in present:
            create(account, environment)
    unfinished.replace(kept)
    return accounts


def new_password() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(14))


def emails(mongo_url: str, database: str) -> set[str]:
    client: MongoClient[dict[str, Any]] = MongoClient(mongo_url, serverSelectionTimeoutMS=5000)
    with contextlib.closing(client):
        try:
            return set(client[database].agents.distinct("email"))
        except PyMongoError:
            raise ProcessError("no MongoDB answers at ALO_MONGO_URL: start it or take the setting away") from None


def create(account: Account, environment: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "web", "create-agent", account.email]
    done = subprocess.run(
        [*command, "--name", account.name, "--role", account.role, "--password-stdin"],
        input=account.password + "\n",
        env=service_environment(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        reason = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise ProcessError(f"the account {account.email} could not be created: {' '.join(reason[-1:])}")


def write(path: Path, accounts: list[Account]) -> None:
    path.touch(mode=0o600)
    path.write_text("".join(f"{a.role}\t{a.email}\t{a.password}\t{a.name}\n" for a in accounts))


def read(path: Path) -> list[Account]:
    if not path.exists():
        return []
    rows = (line.split("\t") for line in path.read_text().splitlines())
    return [Account(role, email, name, password) for role, email, password, name in rows]
