"""Text as search compares it: without case and accents, đ as d, and phone numbers without their dress."""

import re
import unicodedata
from collections.abc import Mapping
from itertools import filterfalse
from typing import Any

PHONE_FRAGMENT_MIN = 4
"""Fewer consecutive digits than this find too many people to be of use."""
WORD_MAX = 64
"""Longer runs of letters are pasted keys or links; their beginning is enough to find them by."""

PHONE_MAX = 24
"""More digits in a row are no phone number, and every one of them costs an index entry."""

WORD = re.compile(r"[^\W_]+")
PHONE_RUN = re.compile(r"\+?\d(?:[\s.\-()/]*\d)*")


def fold(text: str) -> str:
    """Without case and accents, however the letters were composed (Unicode's compatibility caseless match, D146)."""
    spread = unicodedata.normalize("NFD", text).casefold()
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", spread).casefold())
    return "".join(filterfalse(unicodedata.combining, spread)).replace("đ", "d")


def split_words(text: str) -> list[str]:
    """Folded words in their order, each at most WORD_MAX long."""
    return [word[:WORD_MAX] for word in WORD.findall(fold(text))]


def unique_words(text: str) -> list[str]:
    """Folded words, each once, sorted: what is stored as the tokens of a message."""
    return sorted(set(split_words(text)))


def fold_phone(text: str) -> str:
    """The digits alone, Vietnam's country code (`+84`, `0084`, `84` before nine digits) written as the `0` at home."""
    digits = "".join(str(unicodedata.digit(letter)) for letter in text if letter.isdigit())
    if digits.startswith("0084"):
        return "0" + digits[4:].removeprefix("0")
    if digits.startswith("84") and (text.lstrip().startswith("+") or len(digits) in (11, 12)):
        return "0" + digits[2:].removeprefix("0")
    return digits


def find_phones(text: str) -> list[str]:
    """Folded numbers of at least PHONE_FRAGMENT_MIN digits, in the order in which the text has them."""
    folded = (fold_phone(run) for run in PHONE_RUN.findall(text))
    return [digits[:PHONE_MAX] for digits in folded if len(digits) >= PHONE_FRAGMENT_MIN]


def phone_fragments(digits: str) -> list[str]:
    """Every tail of a folded number that is long enough, so that any run of its digits is a prefix of one."""
    return [digits[start:] for start in range(len(digits) - PHONE_FRAGMENT_MIN + 1)]


def phone_queries(text: str) -> list[str]:
    """What a searched piece of a number may begin a tail with; a piece without `+` may or may not start with 84."""
    folded = fold_phone(text)
    if folded.startswith("84"):
        return [folded, "0" + folded[2:]]
    return [folded]


def conversation_search(visitor: Mapping[str, Any], form: Mapping[str, Any]) -> dict[str, list[str]]:
    """The `search` of a conversation document: words of the name, tails of its phone numbers, each once."""
    answers = [str(value) for value in form.values() if isinstance(value, str)]
    numbers = [*find_phones(str(visitor.get("phone", ""))), *(n for answer in answers for n in find_phones(answer))]
    tails = {tail for number in numbers for tail in phone_fragments(number)}
    return {"names": unique_words(str(visitor.get("name", ""))), "phones": sorted(tails)}
