import string
import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.folding import (
    PIECE_MAX,
    WORDS_MAX,
    add_words,
    conversation_search,
    find_phones,
    fold,
    fold_phone,
    name_queries,
    phone_matches,
    phone_tokens,
    split_piece,
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
    runs = conversation_search({"name": "", "phone": "+84" + number[1:]}, {})["phones"]
    assert phone_matches(runs, piece)


@given(home_numbers, st.integers(3, 10), st.sampled_from(["+84", "84", "+84 "]))
def test_a_number_is_found_by_its_beginning_with_the_country_code(number: str, length: int, code: str) -> None:
    runs = conversation_search({"name": "", "phone": number}, {})["phones"]
    piece = code + number[1:length]
    assert phone_matches(runs, piece)


@given(texts)
def test_folding_a_phone_leaves_digits_alone(text: str) -> None:
    assert fold_phone(text).isdecimal() or fold_phone(text) == ""


def test_numbers_are_found_inside_a_sentence() -> None:
    assert find_phones("gọi 0912 345 678 hoặc +84 28 3822 1234 nhé, lầu 3") == ["0912345678", "02838221234"]


@given(home_numbers, st.from_regex(r"[0-9]{4,10}", fullmatch=True, alphabet=string.digits))
def test_a_number_is_found_by_no_digits_that_it_does_not_have(number: str, piece: str) -> None:
    runs = conversation_search({"name": "", "phone": number}, {})["phones"]
    there = piece in number or (piece.startswith("84") and number.startswith("0" + piece[2:]))
    folded_away = fold_phone(piece) != piece and fold_phone(piece) in number
    assert phone_matches(runs, piece) == (there or folded_away)


def test_fewer_than_four_digits_find_nobody() -> None:
    assert not phone_matches(phone_tokens("0912345678"), "912")
    assert not phone_matches(phone_tokens("0912345678"), "+84")


def test_a_number_keeps_its_fours_itself_and_its_beginning() -> None:
    assert phone_tokens("091234") == ["091", "0912", "091234", "1234", "9123"]
    assert phone_tokens("113") == []


def found_by_name(name: str, searched: str) -> bool:
    tokens = conversation_search({"name": name, "phone": ""}, {})["names"]
    return set(name_queries(searched)) <= set(tokens)


@pytest.mark.parametrize("searched", ["nguyen van duc", "duc nguyen van", "Đức", "ĐỨC", "văn du", "nguyen d", "n"])
def test_a_name_is_found_in_any_order_and_by_the_beginning_of_its_last_word(searched: str) -> None:
    assert found_by_name("Nguyễn Văn Đức", searched)


@pytest.mark.parametrize("searched", ["ngu duc", "uyen", "duc tran", "ducc"])
def test_a_name_is_not_found_by_other_words_or_by_the_middle_of_one(searched: str) -> None:
    assert not found_by_name("Nguyễn Văn Đức", searched)


@given(st.lists(vietnamese, min_size=1, max_size=4), st.randoms())
def test_a_name_is_found_by_its_words_however_shuffled_and_accented(parts: list[str], random: Random) -> None:
    name = " ".join(parts)
    words = sorted(set(split_words(name)))[:12]
    random.shuffle(words)
    assert found_by_name(name, " ".join(words))


def test_a_conversation_is_found_by_every_number_in_its_form() -> None:
    search = conversation_search({"name": "Trần Ngọc Ánh", "phone": "113 9"}, {"zalo": "+84 35 1112223", "ok": True})
    assert {"1139", "0351112223", "2223"} <= set(search["phones"])


def test_the_words_of_messages_join_those_of_the_name() -> None:
    search = conversation_search({"name": "Ánh"}, {})
    search = add_words(add_words(search, unique_words("Giá hoa hồng")), unique_words("hoa lan, GIÁ?"))
    assert search["words"] == ["anh", "gia", "hoa", "hong", "lan"]


def test_a_flood_of_words_does_not_fill_the_index() -> None:
    search = add_words(conversation_search({"name": "A"}, {}), [f"w{n}" for n in range(WORDS_MAX + 50)])
    assert len(search["words"]) == WORDS_MAX


@given(st.text() | st.text("aÀđ \n\x1c\xa0\u0301\u0323\u2028\u3000½㎏ﷺßΣς¨각_-"))
def test_the_words_of_a_text_are_those_of_its_pieces(text: str) -> None:
    assert unique_words(text) == sorted(set(split_words(text)))


def test_only_short_pieces_are_remembered() -> None:
    split_piece.cache_clear()
    unique_words("chào " + "dài" * PIECE_MAX)
    assert split_piece.cache_info().currsize == 0
    unique_words("chào shop chào")
    assert split_piece.cache_info().currsize == 2
