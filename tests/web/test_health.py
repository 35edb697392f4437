import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from redis.asyncio import Redis
from starlette.applications import Starlette

from config.clients import Database, connect_mongo, connect_redis
from config.settings import Settings
from deploy.local.process import free_port
from hub.live.live import Live
from web.app import create_web

API = httpx2.AsyncClient


def visit(app: Starlette) -> API:
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="https://chat.example.com")


async def test_a_healthy_process_says_so(api: API) -> None:
    assert (await api.get("/healthz")).json() == {"status": "ok"}
    answer = await api.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "redis": "ok", "mongodb": "ok"}


async def test_without_mongodb_it_still_takes_chats(settings: Settings, live: Live, redis: Redis) -> None:
    url = f"mongodb://127.0.0.1:{free_port()}"
    database = connect_mongo(settings.model_copy(update={"mongo_url": url}))
    async with visit(create_web(settings, live, redis, database)) as api:
        answer = await api.get("/readyz")
        assert (answer.status_code, answer.json()["mongodb"]) == (200, "down")
        assert (await api.get("/api/widget/config")).status_code == 200
    database.client.close()


async def test_without_redis_it_is_alive_but_not_ready(settings: Settings, live: Live, mongo: Database) -> None:
    redis = connect_redis(settings.model_copy(update={"redis_url": f"redis://127.0.0.1:{free_port()}/0"}))
    async with visit(create_web(settings, live, redis, mongo)) as api:
        assert (await api.get("/healthz")).status_code == 200
        answer = await api.get("/readyz")
        assert (answer.status_code, answer.json()["redis"]) == (503, "down")
        refused = await api.get("/api/widget/config")
        assert refused.status_code == 503
        assert refused.json()["error"]["code"] == "busy"
        assert refused.json()["error"]["retry"] >= 1
    await redis.aclose()


async def test_measurements_are_for_our_own_network(api: API) -> None:
    await api.get("/healthz")
    answer = await api.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert "alo_http_request_seconds" in families
    assert {sample.labels["server"]: sample.value for sample in families["alo_up"].samples} == {
        "redis": 1,
        "mongodb": 1,
    }
    assert {sample.labels["stream"] for sample in families["alo_stream_entries"].samples} >= {"firehose", "dead"}
    assert all(family.documentation for family in families.values())


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "via"])
async def test_through_a_proxy_measurements_need_the_token(
    settings: Settings, live: Live, redis: Redis, mongo: Database, header: str
) -> None:
    guarded = settings.model_copy(update={"metrics_token": "m" * 16})
    async with visit(create_web(guarded, live, redis, mongo)) as api:
        for authorization in ("", "Bearer wrong"):
            refused = await api.get("/metrics", headers={header: "203.0.113.9", "authorization": authorization})
            assert refused.status_code == 403
        good = {header: "203.0.113.9", "authorization": "Bearer " + "m" * 16}
        assert (await api.get("/metrics", headers=good)).status_code == 200
