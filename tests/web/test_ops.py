import httpx2
import pytest
from redis.asyncio import Redis

from config.clients import connect_mongo, connect_redis
from config.jobs import open_queue
from config.keys import GROUP, Keys
from config.settings import Settings
from deploy.local.process import free_port
from hub.live.live import Live
from tests.web.conftest import Person
from web.app import create_web, open_office
from web.call import Office
from web.ops import take_snapshot

API = httpx2.AsyncClient
LETTER = {"s": "s1", "n": "3", "k": "message", "e": '{"seq":3}', "reason": "too large", "tries": "5"}


async def test_the_queues_are_told_with_what_is_normal(
    api: API, admin: Person, redis: Redis, keys: Keys, live: Live
) -> None:
    await redis.xadd(keys.firehose, {"s": "s1"})
    await redis.xgroup_create(keys.firehose, GROUP, id="0")
    await redis.xreadgroup(GROUP, GROUP, {keys.firehose: ">"}, count=1)
    await live.presence.beat({"sockets": 4, "agents": 1, "visitors": 3, "lag_ms": 2}, "0-0")
    body = (await api.get("/api/ops/queues", headers=admin.headers)).json()
    streams = {stream["name"]: stream for stream in body["streams"]}
    assert streams["firehose"]["length"] == 1
    assert streams["firehose"]["groups"][0]["pending"] == 1
    assert streams["dead"]["length"] == 0
    assert [(hub["sockets"], hub["lag_ms"]) for hub in body["hubs"]] == [(4, 2)]
    assert body["mongodb"]["version"]
    states = {check["name"]: check["state"] for check in body["checks"]}
    assert (states["redis"], states["mongodb"], states["redis_keeps"], states["dead_letters"]) == ("ok",) * 4
    assert states["archiver_silent_ms"] == "unknown"


async def test_a_dead_letter_and_a_silent_archiver_need_a_person(office: Office) -> None:
    await office.redis.xadd(office.keys.dead, LETTER)
    await office.redis.hset(office.keys.archiver, mapping={"beat": 1, "lag_ms": 9_000, "pending": 7, "error": "down"})
    snapshot = await take_snapshot(office)
    bad = {check["name"] for check in snapshot["checks"] if check["state"] == "bad"}
    assert {"dead_letters", "archiver_silent_ms", "archive_lag_ms"} <= bad
    assert snapshot["archive"]["error"] == "down"


async def test_what_is_away_is_said_and_the_rest_is_told(settings: Settings, live: Live, redis: Redis) -> None:
    nowhere = settings.model_copy(update={"mongo_url": f"mongodb://127.0.0.1:{free_port()}"})
    database = connect_mongo(nowhere)
    snapshot = await take_snapshot(open_office(settings, live, redis, database))
    assert snapshot["mongodb"] is None
    assert snapshot["redis"] is not None
    assert {check["name"]: check["state"] for check in snapshot["checks"]}["mongodb"] == "bad"
    database.client.close()


async def test_without_redis_the_figures_are_unknown(settings: Settings, office: Office) -> None:
    redis = connect_redis(settings.model_copy(update={"redis_url": f"redis://127.0.0.1:{free_port()}/0"}))
    snapshot = await take_snapshot(open_office(settings, office.live, redis, office.database))
    states = {check["name"]: check["state"] for check in snapshot["checks"]}
    assert (states["redis"], states["mongodb"], states["dead_letters"]) == ("bad", "ok", "unknown")
    await redis.aclose()


async def test_dead_letters_are_read_page_by_page(api: API, admin: Person, redis: Redis, keys: Keys) -> None:
    for seq in range(1, 6):
        await redis.xadd(keys.dead, {**LETTER, "n": str(seq)})
    seen: list[int] = []
    query = "limit=2"
    while query:
        page = (await api.get(f"/api/ops/dead-letters?{query}", headers=admin.headers)).json()
        seen += [letter["seq"] for letter in page["items"]]
        query = f"limit=2&cursor={page['next']}" if page["next"] else ""
    assert seen == [5, 4, 3, 2, 1]
    assert page["items"][0]["reason"] == "too large"
    assert page["items"][0]["event"] == {"seq": 3}


async def test_a_letter_that_is_no_event_is_shown_as_it_is(api: API, admin: Person, redis: Redis, keys: Keys) -> None:
    await redis.xadd(keys.dead, {"e": b"\xff{", "reason": "no JSON"})
    letter = (await api.get("/api/ops/dead-letters", headers=admin.headers)).json()["items"][0]
    assert (letter["seq"], letter["event"]) == (None, "\ufffd{")


async def test_a_replay_is_a_job_of_the_archiver(api: API, admin: Person, redis: Redis, keys: Keys) -> None:
    letter = (await redis.xadd(keys.dead, LETTER)).decode()
    answer = await api.post(f"/api/ops/dead-letters/{letter}/replay", headers=admin.headers)
    assert answer.status_code == 202
    queued = await open_queue(redis, keys).queued_jobs()
    assert [(job.function, job.args) for job in queued] == [("replay_dead_letter", [letter])]
    jobs = (await api.get("/api/ops/queues", headers=admin.headers)).json()["jobs"]
    assert jobs["queued"] == 1


@pytest.mark.parametrize("letter", ["1-1", "x", "*", "+", "%7B%7D"])
async def test_an_unknown_letter_is_not_found(api: API, admin: Person, letter: str) -> None:
    answer = await api.post(f"/api/ops/dead-letters/{letter}/replay", headers=admin.headers)
    assert answer.status_code == 404


@pytest.mark.parametrize("query", ["cursor=x", "cursor=1", "limit=0"])
async def test_a_wrong_page_of_letters_is_named(api: API, admin: Person, query: str) -> None:
    answer = await api.get(f"/api/ops/dead-letters?{query}", headers=admin.headers)
    assert list(answer.json()["error"]["fields"]) == [query.partition("=")[0]]


def test_the_application_is_made_without_asking_any_server(settings: Settings, live: Live, redis: Redis) -> None:
    database = connect_mongo(settings.model_copy(update={"mongo_url": f"mongodb://127.0.0.1:{free_port()}"}))
    assert create_web(settings, live, redis, database).routes
    database.client.close()
