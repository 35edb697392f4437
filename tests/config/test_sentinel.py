import asyncio

import pytest
from redis.exceptions import RedisError

from config.clients import connect_redis
from config.sentinel import SentinelAddress, parse_address
from config.settings import SettingsError, load_settings
from deploy.local.process import LOOPBACK, free_port
from tests.servers import SECRET


def test_an_address_names_sentinels_service_database_and_account() -> None:
    url = "redis+sentinel://alo:p%40ss@10.0.0.1:26379,10.0.0.2,host.example:26380/chat/3?sentinel_password=geheim"
    assert parse_address(url) == SentinelAddress(
        sentinels=(("10.0.0.1", 26379), ("10.0.0.2", 26379), ("host.example", 26380)),
        service="chat",
        db=3,
        username="alo",
        password="p@ss",
        sentinel_password="geheim",
        tls=False,
    )
    assert parse_address("rediss+sentinel://10.0.0.1/chat") == SentinelAddress(
        (("10.0.0.1", 26379),), "chat", 0, None, None, None, True
    )


@pytest.mark.parametrize("rest", ["10.0.0.1", "10.0.0.1/", "/chat/0", "10.0.0.1/chat/one", "10.0.0.1:port/chat"])
def test_a_wrong_address_is_refused_without_quoting_it(rest: str) -> None:
    with pytest.raises(SettingsError, match="ALO_REDIS_URL") as refused:
        load_settings(_env_file=None, secret=SECRET, redis_url=f"redis+sentinel://alo:geheim@{rest}")
    assert "geheim" not in str(refused.value)


async def test_without_a_sentinel_that_answers_a_command_fails_like_any_other() -> None:
    url = f"redis+sentinel://{LOOPBACK}:{free_port()}/alo/0"
    redis = connect_redis(load_settings(_env_file=None, secret=SECRET, redis_url=url))
    async with asyncio.timeout(20):
        with pytest.raises(RedisError):
            await redis.ping()
    await redis.aclose()
