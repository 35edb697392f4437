"""`python -m web`: accounts made and passwords set from the command line, for whoever runs the server."""

import argparse
import asyncio
import getpass
import sys
from typing import Any, NoReturn

from pydantic import TypeAdapter, ValidationError
from pymongo.errors import PyMongoError
from redis.exceptions import RedisError

from config.clients import Database, connect_mongo, connect_redis, prepare
from config.errors import ChatError
from config.form import Plain
from config.keys import Keys
from config.settings import Settings, SettingsError, load_settings
from hub.live.accounts import Account, Accounts
from web.passwords import GUESSABLE, LENGTH_MAX, LENGTH_MIN, hash_password, is_about
from web.staff import Email, create_agent, fold_email, mirror, read_account

NAME_MAX = 80


class RefusedError(Exception):
    """Bad input, in one line."""


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise RefusedError(message)


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = Parser(prog="python -m web", description="Accounts of agents.")
    commands = parser.add_subparsers(dest="command", required=True)
    create = commands.add_parser("create-agent", help="make an account; it works at once")
    create.add_argument("email")
    create.add_argument("--name", required=True)
    create.add_argument("--role", required=True, choices=["agent", "lead", "admin"])
    change = commands.add_parser("set-password", help="give an account a new password and end its sign-ins")
    change.add_argument("email")
    for command in (create, change):
        command.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    return parser.parse_args(arguments)


def check_email(email: str) -> str:
    try:
        return TypeAdapter(Email).validate_python(fold_email(email))
    except ValidationError:
        raise RefusedError(f"{email!r} is not an email address") from None


def check_name(name: str) -> str:
    try:
        TypeAdapter(Plain).validate_python(name)
    except ValidationError:
        raise RefusedError("the name has characters that can't be shown") from None
    if not 1 <= len(name.strip()) <= NAME_MAX:
        raise RefusedError(f"the name needs 1 to {NAME_MAX} characters")
    return name.strip()


def read_password(from_stdin: bool, *about: str) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Once more: "):
            raise RefusedError("the two passwords differ")
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise RefusedError(f"the password needs {LENGTH_MIN} to {LENGTH_MAX} characters")
    if is_about(password, *about):
        raise RefusedError(GUESSABLE["en"])
    return password


async def run(settings: Settings, given: argparse.Namespace) -> Account:
    email = check_email(given.email)
    name = check_name(given.name) if given.command == "create-agent" else ""
    password = read_password(given.password_stdin, email, name)
    database = connect_mongo(settings)
    try:
        await prepare(database)
        if given.command == "create-agent":
            account = await create_agent(database, email=email, name=name, role=given.role, password=password)
        else:
            account = await set_password(database, email, password)
        await copy(settings, account)
        return account
    except ChatError:
        raise RefusedError(f"{email} already has an account") from None
    except PyMongoError as error:
        raise RefusedError(f"MongoDB at ALO_MONGO_URL does not answer ({type(error).__name__})") from None
    finally:
        database.client.close()


async def set_password(database: Database, email: str, password: str) -> Account:
    changes: dict[str, Any] = {"$set": {"password": await hash_password(password)}, "$inc": {"token_version": 1}}
    document = await database.agents.find_one_and_update({"email": email}, changes, return_document=True)
    if document is None:
        raise RefusedError(f"{email} has no account")
    return read_account(document)


async def copy(settings: Settings, account: Account) -> None:
    redis = connect_redis(settings)
    keys = Keys(settings.workspace)
    try:
        await mirror(Accounts(redis, keys), keys, account)
    except (RedisError, OSError):
        # A running server copies what it finds in MongoDB within seconds, and at the first sign-in.
        print("Redis does not answer: the account will be known there once it does", file=sys.stderr)
    finally:
        await redis.aclose()


def main(arguments: list[str]) -> int:
    try:
        account = asyncio.run(run(load_settings(), read_arguments(arguments)))
    except RefusedError as error:
        print(f"alo: {error}", file=sys.stderr)
        return 2
    except SettingsError as error:
        print(f"alo: {'; '.join(str(error).splitlines())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print(f"{account.email} ({account.role}) can sign in now")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
