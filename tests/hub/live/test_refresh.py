import pytest
from redis.asyncio import Redis

from config.errors import ChatError
from config.keys import Keys
from config.settings import Settings
from hub.live import refresh as module
from hub.live.refresh import RefreshTokens


@pytest.fixture
def tokens(redis: Redis, keys: Keys, settings: Settings) -> RefreshTokens:
    return RefreshTokens(redis, keys, settings)


async def test_a_token_is_exchanged_for_its_successor(tokens: RefreshTokens) -> None:
    first = await tokens.begin("a1", 3)
    second = await tokens.rotate(first.token)
    assert (second.agent_id, second.token_version, second.family) == ("a1", 3, first.family)
    assert second.token != first.token
    assert (await tokens.rotate(second.token)).token not in (first.token, second.token)


async def test_two_tabs_at_the_same_moment_get_the_same_successor(tokens: RefreshTokens) -> None:
    first = await tokens.begin("a1", 3)
    assert (await tokens.rotate(first.token)).token == (await tokens.rotate(first.token)).token


async def test_an_older_token_ends_the_family(tokens: RefreshTokens) -> None:
    first = await tokens.begin("a1", 3)
    third = await tokens.rotate((await tokens.rotate(first.token)).token)
    with pytest.raises(ChatError, match="unauthorized"):
        await tokens.rotate(first.token)
    with pytest.raises(ChatError, match="unauthorized"):
        await tokens.rotate(third.token)


async def test_the_token_before_ends_the_family_once_its_grace_is_over(
    tokens: RefreshTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GRACE_MS", -1)
    first = await tokens.begin("a1", 3)
    second = await tokens.rotate(first.token)
    for token in (first.token, second.token):
        with pytest.raises(ChatError, match="unauthorized"):
            await tokens.rotate(token)


async def test_reuse_leaves_other_devices_signed_in(tokens: RefreshTokens) -> None:
    stolen, phone = await tokens.begin("a1", 3), await tokens.begin("a1", 3)
    await tokens.rotate((await tokens.rotate(stolen.token)).token)
    with pytest.raises(ChatError):
        await tokens.rotate(stolen.token)
    assert (await tokens.rotate(phone.token)).agent_id == "a1"


async def test_an_older_redis_signs_nobody_out(tokens: RefreshTokens, redis: Redis, keys: Keys) -> None:
    first = await tokens.begin("a1", 3)
    third = await tokens.rotate((await tokens.rotate(first.token)).token)
    await redis.hset(keys.refresh(first.family), "generation", 1)
    assert (await tokens.rotate(third.token)).agent_id == "a1"


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "a.1.", "a.1.é", "a.²." + "x" * 43, "x" * 9000])
async def test_what_is_not_ours_is_unauthorized_and_ends_nothing(tokens: RefreshTokens, token: str) -> None:
    first = await tokens.begin("a1", 3)
    with pytest.raises(ChatError, match="unauthorized"):
        await tokens.rotate(token)
    await tokens.end(tokens.family_of(token))
    assert await tokens.rotate(first.token)


async def test_an_ended_sign_in_has_no_successor(tokens: RefreshTokens) -> None:
    first = await tokens.begin("a1", 3)
    await tokens.end(tokens.family_of(first.token))
    with pytest.raises(ChatError, match="unauthorized"):
        await tokens.rotate(first.token)


async def test_families_fade_away_and_hold_no_secret(tokens: RefreshTokens, redis: Redis, keys: Keys) -> None:
    first = await tokens.begin("a1", 3)
    stored = await redis.hgetall(keys.refresh(first.family))
    assert first.token.rsplit(".", 1)[1].encode() not in stored.values()
    assert 0 < await redis.pttl(keys.refresh(first.family)) <= module.REFRESH_TTL_S * 1000
