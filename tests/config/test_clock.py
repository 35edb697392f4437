import time

import pytest

from config.clock import CLOCK, Clock
from config.settings import Settings
from hub.live.accounts import Account
from hub.live.tokens import read_access, read_visitor, sign_access, sign_visitor

SETTINGS = Settings(_env_file=None, secret="s" * 32)
LAN = Account("a1", "lan@alo.local", "Lan", None, "agent", 5, True, 1, True)
HOUR_S = 3600


def test_a_clock_shows_what_redis_said_and_what_has_passed_since(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, wrong = Clock(), time.time() + 5 * HOUR_S
    monkeypatch.setattr(time, "time", lambda: wrong)
    clock.follow((1_700_000_000, 250_000))
    assert clock.now() == pytest.approx(1_700_000_000.25)
    monkeypatch.setattr(time, "time", lambda: wrong + 3)
    assert clock.now() == pytest.approx(1_700_000_003.25)


def test_a_token_is_read_by_a_hub_whose_clock_is_hours_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    true = time.time()
    monkeypatch.setattr(CLOCK, "_ahead", 0.0)

    def at(hours: int) -> None:
        monkeypatch.setattr(time, "time", lambda: true + hours * HOUR_S)
        CLOCK.follow((int(true), 0))

    at(5)
    visitor, (access, _) = sign_visitor(SETTINGS, "v1", "s1"), sign_access(SETTINGS, LAN)
    at(-3)
    assert read_visitor(SETTINGS, visitor).session_id == "s1"
    claims = read_access(SETTINGS, access)
    assert (claims.agent_id, claims.expires_at) == ("a1", pytest.approx(true + 900, abs=5))
