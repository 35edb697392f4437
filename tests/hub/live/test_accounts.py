from dataclasses import replace

import pytest
from redis.asyncio import Redis

from config.errors import ChatError
from config.keys import Keys
from config.settings import Settings
from hub.live.accounts import Account, Accounts
from hub.live.refresh import RefreshTokens
from hub.live.tokens import sign_access

LAN = Account("a1", "lan@example.com", "Lan", None, "agent", 5, True, 3, True)
MINH = Account("a2", "minh@example.com", "Minh", "https://example.com/m.png", "lead", 8, True, 1, False)


async def test_an_account_is_found_as_it_was_saved(redis: Redis, keys: Keys) -> None:
    accounts = Accounts(redis, keys)
    await accounts.save(LAN)
    assert await accounts.find("a1") == LAN
    assert await accounts.find("a9") is None


async def test_all_passes_over_what_belongs_to_the_acts(redis: Redis, keys: Keys) -> None:
    accounts = Accounts(redis, keys)
    await accounts.save(MINH)
    await accounts.save(LAN)
    await redis.hset(keys.agents, mapping={"a1:status": "away", "a1:assigned": "17"})
    assert await accounts.all() == [LAN, MINH]
    assert await accounts.find("a1:status") is None


async def test_a_removed_account_leaves_nothing(redis: Redis, keys: Keys) -> None:
    accounts = Accounts(redis, keys)
    await accounts.save(LAN)
    await redis.hset(keys.agents, "a1:status", "away")
    await accounts.remove("a1")
    assert await redis.hgetall(keys.agents) == {}


async def test_a_token_opens_the_account_as_it_is_now(redis: Redis, keys: Keys, settings: Settings) -> None:
    accounts = Accounts(redis, keys)
    token, _ = sign_access(settings, LAN)
    await accounts.save(replace(LAN, name="Lan Anh"))
    account, claims = await accounts.authenticate(settings, token)
    assert account.name == "Lan Anh"
    assert claims.agent_id == "a1"


@pytest.mark.parametrize("now", [None, replace(LAN, active=False), replace(LAN, token_version=4)])
async def test_a_token_dies_with_its_account(redis: Redis, keys: Keys, settings: Settings, now: Account | None) -> None:
    accounts = Accounts(redis, keys)
    if now:
        await accounts.save(now)
    with pytest.raises(ChatError, match="unauthorized"):
        await accounts.authenticate(settings, sign_access(settings, LAN)[0])


async def test_a_token_dies_with_the_sign_in_that_it_came_from(redis: Redis, keys: Keys, settings: Settings) -> None:
    accounts, refresh = Accounts(redis, keys), RefreshTokens(redis, keys, settings)
    await accounts.save(LAN)
    begun = await refresh.begin("a1", 3)
    token, _ = sign_access(settings, LAN, begun.family)
    await accounts.authenticate(settings, token)
    await refresh.end(begun.family)
    with pytest.raises(ChatError, match="unauthorized"):
        await accounts.authenticate(settings, token)


async def test_sign_ins_that_no_longer_hold_are_found_and_a_redis_without_accounts_ends_nobody(
    redis: Redis, keys: Keys, settings: Settings
) -> None:
    accounts, refresh = Accounts(redis, keys), RefreshTokens(redis, keys, settings)
    family = (await refresh.begin("a1", 3)).family
    held = [(LAN, family), (LAN, ""), (LAN, "ended"), (MINH, "")]
    assert await accounts.find_ended(held) == [False] * 4
    await accounts.save(LAN)
    assert await accounts.find_ended(held) == [False, False, True, False]
    for changed in (replace(LAN, active=False), replace(LAN, token_version=4), replace(LAN, role="lead")):
        await accounts.save(changed)
        assert await accounts.find_ended(held) == [True, True, True, False]
