import httpx2
import pytest

from config.clients import Database
from config.ids import new_id
from tests.web.archive import NOON, archive
from tests.web.conftest import Person

API = httpx2.AsyncClient


async def test_a_lead_reads_any_conversation(api: API, mongo: Database, lead: Person) -> None:
    session_id = await archive(mongo, agents=("somebody",))
    body = (await api.get(f"/api/conversations/{session_id}", headers=lead.headers)).json()
    assert body["id"] == session_id
    assert body["opened_at"] == round(NOON.timestamp() * 1000)
    assert body["visitor"]["name"] == "Nguyễn Văn Đức"
    assert body["form"] == {"name": "Nguyễn Văn Đức", "phone": "0912345678"}
    assert "search" not in body


async def test_an_agent_reads_live_ones_the_own_and_earlier_ones_of_a_visitor_at_hand(
    api: API, mongo: Database, lan: Person
) -> None:
    live = await archive(mongo, status="waiting", visitor_id="v0")
    own = await archive(mongo, agents=(lan.id,), visitor_id="v1")
    holder = {"id": lan.id, "name": "Lan", "avatar": None}
    await archive(mongo, status="active", holder=holder, agents=(lan.id,), visitor_id="v2")
    earlier = await archive(mongo, agents=("another",), visitor_id="v2")
    for session_id in (live, own, earlier):
        assert (await api.get(f"/api/conversations/{session_id}", headers=lan.headers)).status_code == 200


async def test_anothers_history_is_answered_like_nothing(api: API, mongo: Database, lan: Person) -> None:
    others = await archive(mongo, agents=("another",))
    wanted = [others, new_id(), "x", "%7B%22$gt%22:%22%22%7D", "a" * 5000]
    urls = [f"/api/conversations/{session_id}{tail}" for session_id in wanted for tail in ("", "/messages")]
    answers = [await api.get(url, headers=lan.headers) for url in urls]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


async def test_messages_are_read_from_the_end_page_by_page(api: API, mongo: Database, lead: Person) -> None:
    session_id = await archive(mongo, texts=tuple(f"tin {n}" for n in range(11)))
    url = f"/api/conversations/{session_id}/messages?limit=5"
    last = (await api.get(url, headers=lead.headers)).json()
    assert [event["seq"] for event in last["items"]] == [8, 9, 10, 11, 12]
    middle = (await api.get(f"{url}&before={last['next']}", headers=lead.headers)).json()
    first = (await api.get(f"{url}&before={middle['next']}", headers=lead.headers)).json()
    assert [event["seq"] for event in first["items"]] == [1, 2]
    assert first["next"] is None
    assert last["items"][-1] == {
        "session_id": session_id,
        "seq": 12,
        "kind": "message",
        "ts": round(NOON.timestamp() * 1000) + 12_000,
        "author": {"type": "visitor", "id": "visitor-1", "name": "Nguyễn Văn Đức"},
        "client_id": "c12",
        "text": "tin 10",
        "data": {},
    }


@pytest.mark.parametrize("query", ["before=-1", "before=%7B%7D", "limit=501", "limit=", "seq[$gt]=1"])
async def test_a_wrong_page_of_messages_is_named(api: API, mongo: Database, lead: Person, query: str) -> None:
    session_id = await archive(mongo)
    answer = await api.get(f"/api/conversations/{session_id}/messages?{query}", headers=lead.headers)
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == [query.partition("=")[0]]


async def test_without_a_token_nothing_is_read(api: API, mongo: Database) -> None:
    session_id = await archive(mongo)
    for path in (f"/api/conversations/{session_id}", f"/api/conversations/{session_id}/messages"):
        assert (await api.get(path)).status_code == 401
