"""Passwords: which ones are taken, and Argon2id, computed in threads so that no event loop waits for it."""

import asyncio
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Annotated

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from config.errors import Lang
from config.folding import fold

LENGTH_MIN = 8
LENGTH_MAX = 256
"""OWASP ASVS 5.0, 6.2: eight characters at the least, long ones welcome, any letters, no rules of mixture."""
DISTINCT_MIN = 4
AT_ONCE = 2
"""64 MiB each: a flood of sign-ins waits in line instead of taking the machine's memory."""
GUESSABLE: Mapping[Lang, str] = {
    "vi": "Mật khẩu này quá phổ biến hoặc dễ đoán. Hãy chọn mật khẩu khác.",
    "en": "This password is too common or too easy to guess. Please choose another one.",
}
COMMON = frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= LENGTH_MIN)
"""ASVS 6.2.4 asks for the 3,000 most common ones; these are some 11,000 out of leaks, in small letters."""

hasher = PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)
turns = asyncio.Semaphore(AT_ONCE)


def is_common(password: str) -> bool:
    """Whether it is among the first that anybody would try, whoever the account belongs to."""
    folded = _normalize(password).casefold()
    return folded in COMMON or len(set(folded)) < DISTINCT_MIN


def is_about(password: str, *words: str) -> bool:
    """Whether it says nothing but who somebody is, or the name of the product, with digits and marks around it."""
    return _letters(password) in set(_known_words(words)) - {""} or is_common(password)


def refuse_common(password: str) -> str:
    if is_common(password):
        raise PydanticCustomError("password_guessable", "guessable")
    return password


NewPassword = Annotated[str, Field(min_length=LENGTH_MIN, max_length=LENGTH_MAX), AfterValidator(refuse_common)]


@lru_cache(maxsize=1)
def nobodys_hash() -> str:
    """Checked for an address that nobody has, so that the answer takes as long as for one that exists."""
    return hasher.hash("a password that nobody has")


async def hash_password(password: str) -> str:
    async with turns:
        return await asyncio.to_thread(hasher.hash, _normalize(password))


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password fits; without a stored hash it takes the same time and never fits."""
    async with turns:
        fits = await asyncio.to_thread(_verify, stored or nobodys_hash(), _normalize(password))
    return fits and stored is not None


def needs_new_hash(stored: str) -> bool:
    return hasher.check_needs_rehash(stored)


def _normalize(password: str) -> str:
    """One spelling for the same letters: keyboards write Vietnamese accents composed or apart."""
    return unicodedata.normalize("NFKC", password)


def _letters(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalpha())


def _known_words(words: Iterable[str]) -> Iterable[str]:
    yield "alo"
    for word in words:
        yield _letters(word)
        yield _letters(word.partition("@")[0])
        yield from (_letters(part) for part in word.split())


def _verify(stored: str, password: str) -> bool:
    try:
        return hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
