import time

import jwt
import pytest

from config.errors import ChatError
from config.settings import Settings
from hub.live import tokens
from hub.live.accounts import Account
from hub.live.tokens import VisitorClaims, derive_key, read_access, read_visitor, sign_access, sign_visitor

LAN = Account("a1", "lan@example.com", "Lan", None, "agent", 5, True, 3, True)


def make(**overrides: object) -> Settings:
    return Settings(_env_file=None, secret="s" * 32, **overrides)


def test_a_visitor_token_names_visitor_and_session() -> None:
    token = sign_visitor(make(), "v1", "s1")
    assert read_visitor(make(), token) == VisitorClaims("v1", "s1")


@pytest.mark.parametrize("token", ["", "abc", "a.b.c", "x" * 5000, "é.é.é", "W10.aAaA.sig"])
def test_strings_that_are_no_tokens_are_unauthorized(token: str) -> None:
    for read in (read_visitor, read_access):
        with pytest.raises(ChatError, match="unauthorized"):
            read(make(), token)


def test_tokens_of_another_secret_or_workspace_are_refused() -> None:
    for stranger in (make(workspace="other"), Settings(_env_file=None, secret="t" * 32)):
        with pytest.raises(ChatError):
            read_visitor(make(), sign_visitor(stranger, "v1", "s1"))
        with pytest.raises(ChatError):
            read_access(make(), sign_access(stranger, LAN)[0])


def test_a_visitor_token_ends_after_thirty_days(monkeypatch: pytest.MonkeyPatch) -> None:
    token = sign_visitor(make(), "v1", "s1")
    later = time.time() + tokens.VISITOR_TTL_S
    monkeypatch.setattr(time, "time", lambda: later - 60)
    assert read_visitor(make(), token).session_id == "s1"
    monkeypatch.setattr(time, "time", lambda: later + 60)
    with pytest.raises(ChatError):
        read_visitor(make(), token)


def test_the_clock_of_the_hub_that_signed_may_be_a_little_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    token = sign_visitor(make(), "v1", "s1")
    signed = time.time()
    monkeypatch.setattr(time, "time", lambda: signed - tokens.CLOCKS_APART_S + 2)
    assert read_visitor(make(), token).session_id == "s1"
    monkeypatch.setattr(time, "time", lambda: signed - tokens.CLOCKS_APART_S - 2)
    with pytest.raises(ChatError):
        read_visitor(make(), token)


def test_a_token_that_was_read_before_ends_with_its_secret() -> None:
    old = Settings(_env_file=None, secret="o" * 32)
    token = sign_visitor(old, "v1", "s1")
    assert read_visitor(old, token) == read_visitor(make(secret_retired=("o" * 32,)), token)
    with pytest.raises(ChatError):
        read_visitor(make(), token)


@pytest.mark.parametrize("junk", ["é", "!" * tokens.VISITOR_TOKEN_MAX])
def test_another_way_to_write_a_token_takes_no_room_among_those_that_are_remembered(junk: str) -> None:
    token = sign_visitor(make(), "v1", "s1")
    kept = tokens.verify_visitor.cache_info().currsize
    with pytest.raises(ChatError):
        read_visitor(make(), token + junk)
    assert tokens.verify_visitor.cache_info().currsize == kept


def test_a_retired_secret_still_reads_its_tokens() -> None:
    old = Settings(_env_file=None, secret="o" * 32)
    new = make(secret_retired=("o" * 32,))
    assert read_visitor(new, sign_visitor(old, "v1", "s1")).visitor_id == "v1"
    assert read_access(new, sign_access(old, LAN)[0]).agent_id == "a1"


def test_an_access_token_says_whose_it_is_and_until_when() -> None:
    token, expires_in = sign_access(make(), LAN, "family")
    claims = read_access(make(), token)
    assert (claims.agent_id, claims.token_version, claims.family) == ("a1", 3, "family")
    assert expires_in == 900
    assert claims.expires_at == pytest.approx(time.time() + 900, abs=5)


@pytest.mark.parametrize("change", [{"typ": "refresh"}, {"aud": "alo:other:agent"}, {"exp": 1}, {"sub": None}])
def test_an_access_token_with_another_purpose_is_refused(change: dict[str, object]) -> None:
    now = int(time.time())
    claims = {"sub": "a1", "aud": "alo:main:agent", "iat": now, "exp": now + 60, "typ": "access", "ver": 1, **change}
    forged = jwt.encode({k: v for k, v in claims.items() if v is not None}, derive_key("s" * 32, "alo access"), "HS256")
    with pytest.raises(ChatError):
        read_access(make(), forged)


def test_only_one_algorithm_is_accepted() -> None:
    now = int(time.time())
    claims = {"sub": "a1", "aud": "alo:main:agent", "iat": now, "exp": now + 60, "typ": "access", "ver": 1}
    unsigned = jwt.encode(claims, None, "none")
    longer = jwt.encode(claims, derive_key("s" * 32, "alo access") * 2, "HS512")
    for token in (unsigned, longer):
        with pytest.raises(ChatError):
            read_access(make(), token)
