"""Text as search compares it: without case and accents, đ as d, and phone numbers without their dress."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain, combinations, filterfalse, islice, pairwise
from typing import Any

PHONE_FRAGMENT_MIN = 4
"""Fewer consecutive digits than this find too many people to be of use."""
WORD_MAX = 64
"""Longer runs of letters are pasted keys or links; their beginning is enough to find them by."""

PIECE_MAX = 32
PIECES_KEPT = 4096
"""Short pieces of text whose words are remembered, for people use the same ones all the time: some hundred kilobytes,
twenty megabytes of the worst letters that somebody can choose."""

PHONE_MAX = 15
"""More digits in a row are no phone number (E.164), and each of them costs an index entry."""

NAME_MAX = 200
NAME_WORDS_MAX = 12
WORDS_MAX = 20_000
"""Nobody writes as many words into one conversation; what is meant to fill the index ends here."""
WHOLE = "."
"""Marks a whole word among the beginnings of words; no word contains it."""

WORD = re.compile(r"[^\W_]+")
PHONE_RUN = re.compile(r"(?<!\w)\+?\d(?:[\s.\-()/]*\d)*(?!\w)")


def fold(text: str) -> str:
    """Without case and accents, however the letters were composed (Unicode's compatibility caseless match, D146)."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFD", text).casefold()
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", spread).casefold())
    return "".join(filterfalse(unicodedata.combining, spread)).replace("đ", "d")


def split_words(text: str) -> list[str]:
    """Folded words in their order, each at most WORD_MAX long."""
    return [word[:WORD_MAX] for word in WORD.findall(fold(text))]


def unique_words(text: str) -> list[str]:
    """Folded words, each once, sorted: what is stored as the tokens of a message."""
    pieces = text.split()
    told = split_piece if max(map(len, pieces), default=0) <= PIECE_MAX else split_words
    return sorted(set(chain.from_iterable(map(told, pieces))))


@lru_cache(PIECES_KEPT)
def split_piece(text: str) -> tuple[str, ...]:
    return tuple(split_words(text))


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


def phone_tokens(number: str) -> list[str]:
    """A folded number, every four digits in a row of it, and its first three: `+8491`, folded, is `091`."""
    if len(number) < PHONE_FRAGMENT_MIN:
        return []
    runs = {number[start : start + PHONE_FRAGMENT_MIN] for start in range(len(number) - PHONE_FRAGMENT_MIN + 1)}
    return sorted({*runs, number, number[: PHONE_FRAGMENT_MIN - 1]})


def phone_queries(text: str) -> list[str]:
    """The digits that a searched piece of a number stands for; without `+` it may or may not start with Vietnam's 84.

    Nothing for fewer than PHONE_FRAGMENT_MIN digits as typed.
    """
    if sum(letter.isdigit() for letter in text) < PHONE_FRAGMENT_MIN:
        return []
    folded = fold_phone(text)
    return [folded, "0" + folded[2:]] if folded.startswith("84") else [folded]


def phone_matches(tokens: Iterable[str], text: str) -> bool:
    """Whether a number with these tokens has the searched piece; what the query of the search asks MongoDB."""
    known = set(tokens)
    return any(
        query[-PHONE_FRAGMENT_MIN:] in known and any(phone_pattern(query).search(token) for token in known)
        for query in phone_queries(text)
    )


def phone_pattern(query: str) -> re.Pattern[str]:
    """Finds the digits in a whole number, or a beginning that is shorter than its tokens."""
    return re.compile(query if len(query) >= PHONE_FRAGMENT_MIN else f"^{query}")


def name_tokens(name: str) -> list[str]:
    """Every beginning of every word, each whole word with WHOLE behind it, and every two of them.

    So a beginning is found by equality too, and a full name by a pair that few share rather than by words that many do.
    """
    words = sorted(set(split_words(name[:NAME_MAX])))[:NAME_WORDS_MAX]
    beginnings = {word[:end] for word in words for end in range(1, len(word) + 1)}
    whole = {word + WHOLE for word in words}
    return sorted(beginnings | whole | {join_pair(*pair) for pair in combinations(words, 2)})


def name_queries(text: str) -> list[str]:
    """The tokens that a searched name has to have: whole words, two by two, the last one as a beginning."""
    words = split_words(text)
    whole = list(dict.fromkeys(words[:-1]))
    if len(whole) < 2:
        return [*(word + WHOLE for word in whole), *words[-1:]]
    return [*(join_pair(*pair) for pair in pairwise(whole)), *words[-1:]]


def join_pair(one: str, other: str) -> str:
    return WHOLE.join(sorted((one, other))) + WHOLE


def conversation_search(visitor: Mapping[str, Any], form: Mapping[str, Any]) -> dict[str, list[str]]:
    """The `search` of a conversation document when it begins: beginnings of the name's words, tokens of the phone
    numbers in card and form, and the words that a search line may have; those of its messages follow by `add_words`.
    """
    name = str(visitor.get("name", ""))
    answers = [str(value) for value in form.values() if isinstance(value, str)]
    numbers = [*find_phones(str(visitor.get("phone", ""))), *(n for answer in answers for n in find_phones(answer))]
    runs = {token for number in numbers for token in phone_tokens(number)}
    return {"names": name_tokens(name), "phones": sorted(runs), "words": unique_words(name)}


def add_words(search: Mapping[str, list[str]], *messages: Iterable[str]) -> dict[str, list[str]]:
    """The same `search` with the words of further messages, behind those it has; a conversation keeps WORDS_MAX.

    `messages` are their tokens, as `unique_words` makes them.
    """
    known = dict.fromkeys(search.get("words", ()))
    for words in messages:
        known |= dict.fromkeys(words)
    return {**search, "words": list(islice(known, WORDS_MAX))}
