from typing import Any

import httpx2
import pytest
from redis.asyncio import Redis

from config.clients import Database
from config.ids import new_id
from config.jobs import open_queue
from config.keys import Keys
from hub.live.live import Live
from tests.web.archive import NOON, archive
from tests.web.conftest import Person
from web.call import Office
from web.mirror import copy_all

API = httpx2.AsyncClient
FORM = {"name": "Đức", "phone": "0912345678"}


@pytest.fixture
async def opened(api: API, mongo: Database) -> dict[str, Any]:
    """A visitor with an open conversation, whose card is archived."""
    body: dict[str, Any] = (await api.post("/api/widget/sessions", json={"form": FORM})).json()
    visitor = {"_id": body["session"]["visitor"]["id"], "name": "Đức", "first_seen": NOON, "last_seen": NOON}
    await mongo.visitors.insert_one(visitor)
    return body


async def test_a_blocked_visitor_is_out_until_unblocked(
    api: API, lead: Person, live: Live, opened: dict[str, Any]
) -> None:
    visitor_id, session_id = opened["session"]["visitor"]["id"], opened["session"]["id"]
    again = {"form": FORM, "visitor_token": opened["token"]}
    url = f"/api/visitors/{visitor_id}/block"
    for _ in range(2):
        answer = await api.post(url, headers=lead.headers)
        assert (answer.status_code, answer.json()) == (200, {"id": visitor_id, "blocked": True})
    session = await live.visitor_session(session_id)
    assert session is not None
    assert session["status"] == "closed"
    assert (await api.post("/api/widget/sessions", json=again)).status_code == 403
    assert (await api.delete(url, headers=lead.headers)).json() == {"id": visitor_id, "blocked": False}
    assert (await api.post("/api/widget/sessions", json=again)).status_code == 200


async def test_a_lead_sees_in_the_archive_who_is_blocked(api: API, lead: Person, mongo: Database) -> None:
    visitor_id = new_id()
    session_id = await archive(mongo, visitor_id=visitor_id)
    await mongo.visitors.insert_one({"_id": visitor_id, "name": "Đức", "first_seen": NOON, "last_seen": NOON})
    assert (await api.get(f"/api/conversations/{session_id}", headers=lead.headers)).json()["blocked"] is False
    await api.post(f"/api/visitors/{visitor_id}/block", headers=lead.headers)
    assert (await api.get(f"/api/conversations/{session_id}", headers=lead.headers)).json()["blocked"] is True


async def test_a_block_outlives_the_copy_in_redis(
    api: API, lead: Person, office: Office, opened: dict[str, Any]
) -> None:
    await api.post(f"/api/visitors/{opened['session']['visitor']['id']}/block", headers=lead.headers)
    await office.redis.delete(office.keys.blocked)
    await copy_all(office)
    again = {"form": FORM, "visitor_token": opened["token"]}
    assert (await api.post("/api/widget/sessions", json=again)).status_code == 403


async def test_erasure_begins_at_once_and_is_one_job(
    api: API, admin: Person, redis: Redis, keys: Keys, opened: dict[str, Any]
) -> None:
    visitor_id = opened["session"]["visitor"]["id"]
    answer = await api.delete(f"/api/visitors/{visitor_id}", headers=admin.headers)
    assert answer.status_code == 202
    assert await redis.exists(keys.erased(visitor_id))
    queued = await open_queue(redis, keys).queued_jobs()
    assert [(job.function, job.args, job.job_id) for job in queued] == [
        ("erase_visitor", [visitor_id], answer.json()["job"])
    ]
    assert (await api.get(f"/api/visitors/{visitor_id}/export", headers=admin.headers)).status_code == 404


async def test_an_export_has_everything_but_notes(
    api: API, admin: Person, mongo: Database, opened: dict[str, Any]
) -> None:
    visitor_id = opened["session"]["visitor"]["id"]
    first = await archive(mongo, visitor_id=visitor_id)
    second = await archive(mongo, visitor_id=visitor_id, texts=("khách khó tính", "lần hai"))
    await archive(mongo, visitor_id="somebody-else")
    await mongo.messages.update_one({"_id": f"{second}/2"}, {"$set": {"kind": "note"}})
    body = (await api.get(f"/api/visitors/{visitor_id}/export", headers=admin.headers)).json()
    assert body["visitor"]["name"] == "Đức"
    assert {conversation["id"] for conversation in body["conversations"]} == {first, second}
    assert "khách khó tính" not in str(body)
    assert "lần hai" in str(body)


@pytest.mark.parametrize(
    "visitor_id", [new_id(), "x", "%7B%22$gt%22:%22%22%7D", "a" * 3000], ids=["unknown", "x", "query", "long"]
)
async def test_an_unknown_visitor_is_not_found(api: API, admin: Person, visitor_id: str) -> None:
    answers = [
        await api.post(f"/api/visitors/{visitor_id}/block", headers=admin.headers),
        await api.delete(f"/api/visitors/{visitor_id}/block", headers=admin.headers),
        await api.delete(f"/api/visitors/{visitor_id}", headers=admin.headers),
        await api.get(f"/api/visitors/{visitor_id}/export", headers=admin.headers),
    ]
    assert {answer.status_code for answer in answers} == {404}
