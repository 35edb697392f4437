import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.folding import (
    conversation_search,
    find_phones,
    fold,
    fold_phone,
    phone_fragments,
    phone_queries,
    split_words,
    unique_words,
)

texts = st.text(max_size=200)
vietnamese = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyạảãàáẠĐƯỚ ", max_size=60)


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("Nguyễn Văn Đức", "nguyen van duc"),
        ("ĐẶNG THỊ HƯƠNG", "dang thi huong"),
        ("Straße", "strasse"),
        ("ﬁn", "fin"),
        ("Olá", "ola"),
    ],
)
def test_folding_leaves_no_case_and_no_accents(written: str, searched: str) -> None:
    assert fold(written) == searched


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_composed_and_decomposed_letters_fold_alike(text: str) -> None:
    composed, spread = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert fold(composed) == fold(spread) == fold(text)


@given(vietnamese)
def test_vietnamese_folds_to_plain_letters(text: str) -> None:
    assert set(fold(text)) <= {*string.ascii_lowercase, " "}


@given(vietnamese)
def test_case_never_matters(text: str) -> None:
    assert split_words(text.upper()) == split_words(text.lower())


def test_words_are_kept_once_each_and_sorted() -> None:
    assert unique_words("Xin chào, xin CHÀO! Giá 250.000đ?") == ["000d", "250", "chao", "gia", "xin"]


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "+84912345678",
        "+84 912 345 678",
        "+84 (0)912-345-678",
        "84912345678",
        "0084912345678",
    ],
)
def test_one_number_has_one_spelling(typed: str) -> None:
    assert fold_phone(typed) == "0912345678"


home_numbers = st.from_regex(r"0[35789]\d{8}", fullmatch=True, alphabet=string.digits)


@given(home_numbers, st.data())
def test_any_four_digits_or_more_find_a_number(number: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(number) - 4))
    piece = number[start : data.draw(st.integers(start + 4, len(number)))]
    tails = conversation_search({"name": "", "phone": "+84" + number[1:]}, {})["phones"]
    assert any(tail.startswith(query) for tail in tails for query in phone_queries(piece))


@given(home_numbers, st.integers(4, 9), st.sampled_from(["+84", "84", "+84 "]))
def test_a_number_is_found_by_its_beginning_with_the_country_code(number: str, length: int, code: str) -> None:
    tails = conversation_search({"name": "", "phone": number}, {})["phones"]
    piece = code + number[1:length]
    assert any(tail.startswith(query) for tail in tails for query in phone_queries(piece))


@given(texts)
def test_folding_a_phone_leaves_digits_alone(text: str) -> None:
    assert fold_phone(text).isdecimal() or fold_phone(text) == ""


def test_numbers_are_found_inside_a_sentence() -> None:
    assert find_phones("gọi 0912 345 678 hoặc +84 28 3822 1234 nhé, lầu 3") == ["0912345678", "02838221234"]


def test_fragments_are_the_tails_that_are_long_enough() -> None:
    assert phone_fragments("091234") == ["091234", "91234", "1234"]
    assert phone_fragments("113") == []


def test_a_conversation_is_found_by_name_and_by_every_number_in_its_form() -> None:
    search = conversation_search({"name": "Trần Ngọc Ánh", "phone": "113 9"}, {"zalo": "+84 35 1112223", "ok": True})
    assert search["names"] == ["anh", "ngoc", "tran"]
    assert {"1139", "0351112223", "2223"} <= set(search["phones"])
