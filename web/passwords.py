"""Passwords: Argon2id, computed in threads so that no event loop waits for it."""

import asyncio
from functools import lru_cache

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError

LENGTH_MIN = 8
LENGTH_MAX = 256
AT_ONCE = 2
"""64 MiB each: a flood of sign-ins waits in line instead of taking the machine's memory."""

hasher = PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)
turns = asyncio.Semaphore(AT_ONCE)


@lru_cache(maxsize=1)
def nobodys_hash() -> str:
    """Checked for an address that nobody has, so that the answer takes as long as for one that exists."""
    return hasher.hash("a password that nobody has")


async def hash_password(password: str) -> str:
    async with turns:
        return await asyncio.to_thread(hasher.hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password fits; without a stored hash it takes the same time and never fits."""
    async with turns:
        fits = await asyncio.to_thread(_verify, stored or nobodys_hash(), password)
    return fits and stored is not None


def needs_new_hash(stored: str) -> bool:
    return hasher.check_needs_rehash(stored)


def _verify(stored: str, password: str) -> bool:
    try:
        return hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
