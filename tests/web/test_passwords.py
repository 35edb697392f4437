import unicodedata
from typing import Any

import httpx2
import pytest

from tests.web.conftest import PASSWORD, Person
from web.passwords import hash_password, is_about, is_common, verify_password

API = httpx2.AsyncClient
COMMON = ["password", "Password1", "12345678", "QWERTY123", "iloveyou", "aaaaaaaa", "abababab", "ｐａｓｓｗｏｒｄ"]
GOOD = ["mật khẩu dài", "correct horse battery", "8402719563846", "Tr0ng-vườn-có-5-cây", "x" * 3 + "yzabc!9"]


@pytest.mark.parametrize("password", COMMON)
def test_what_everybody_tries_first_is_common_however_it_is_written(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize("password", GOOD)
def test_other_passwords_are_taken_without_rules_about_their_letters(password: str) -> None:
    assert not is_about(password, "lan@example.com", "Nguyễn Ngọc Lan")


@pytest.mark.parametrize(
    "password", ["lan12345", "Nguyenngoclan1", "NGỌC-2026", "lan@example.com", "Alo@2026", "12345lan!"]
)
def test_a_password_that_only_says_whose_it_is_is_guessable(password: str) -> None:
    assert is_about(password, "lan@example.com", "Nguyễn Ngọc Lan")


async def test_one_password_fits_however_the_keyboard_composes_its_accents() -> None:
    composed, apart = (unicodedata.normalize(form, "mật khẩu tiếng Việt") for form in ("NFC", "NFD"))
    assert composed != apart
    assert await verify_password(await hash_password(apart), composed)


@pytest.mark.parametrize("password", ["Password1", "lan-2026"])
async def test_nobody_gets_a_guessable_password_by_any_way(api: API, lan: Person, admin: Person, password: str) -> None:
    new = {"email": "lan@other.example", "name": "Lan", "role": "agent", "password": password}
    change = {"current_password": PASSWORD, "new_password": password}
    ways: list[tuple[str, str, dict[str, Any], Person, str]] = [
        ("POST", "/api/agents", new, admin, "password"),
        ("PATCH", f"/api/agents/{lan.id}", {"password": password}, admin, "password"),
        ("POST", "/api/auth/password", change, lan, "new_password"),
    ]
    for method, path, body, who, field in ways:
        answer = await api.request(method, path, json=body, headers=who.headers)
        assert (path, answer.status_code) == (path, 422)
        assert answer.json()["error"]["fields"] == {
            field: "Mật khẩu này quá phổ biến hoặc dễ đoán. Hãy chọn mật khẩu khác."
        }
    login = {"email": lan.account.email, "password": PASSWORD}
    assert (await api.post("/api/auth/login", json=login)).status_code == 200
