from datetime import timedelta
from typing import Any

import httpx2
import pytest

from config.clients import Database
from tests.web.archive import NOON, archive
from tests.web.conftest import Person
from web import search as module

API = httpx2.AsyncClient


@pytest.fixture
async def found(mongo: Database, lead: Person) -> dict[str, str]:
    """Five conversations of different people, days, words; by a short name."""
    day = timedelta(days=1)
    return {
        "duc": await archive(mongo, visitor_id="v1", tags=["vip"], agents=("a1",)),
        "anh": await archive(
            mongo,
            name="Nguyễn Thị Ánh",
            phone="+84 912 000 111",
            texts=("Shop còn hàng không ạ",),
            opened_at=NOON + day,
            visitor_id="v2",
        ),
        "dung": await archive(
            mongo, name="Trần Dũng", phone="028 3822 1234", texts=("Giao hàng trễ quá",), opened_at=NOON + 2 * day
        ),
        "live": await archive(
            mongo, name="Đặng Hoàng", phone="0355555555", texts=("alo",), opened_at=NOON + 3 * day, status="waiting"
        ),
        "jane": await archive(
            mongo, name="Jane Doe", phone="", texts=("I'd like roses",), opened_at=NOON + 4 * day, agents=("a2", "a1")
        ),
    }


async def search(api: API, who: Person, found: dict[str, str], **query: Any) -> list[str]:
    answer = await api.get("/api/conversations", params=query, headers=who.headers)
    assert answer.status_code == 200, answer.text
    names = {session_id: name for name, session_id in found.items()}
    return [names[item["id"]] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["jane", "live", "dung", "anh", "duc"]),
        ({"name": "nguyen van duc"}, ["duc"]),
        ({"name": "ĐỨC NGUYỄN"}, ["duc"]),
        ({"name": "anh nguyen"}, ["anh"]),
        ({"name": "nguyen"}, ["anh", "duc"]),
        ({"name": "d"}, ["jane", "live", "dung", "duc"]),
        ({"name": "guyen"}, []),
        ({"phone": "0912"}, ["anh", "duc"]),
        ({"phone": "+84 912"}, ["anh", "duc"]),
        ({"phone": "84912"}, ["anh", "duc"]),
        ({"phone": "5678"}, ["duc"]),
        ({"phone": "345 678"}, ["duc"]),
        ({"phone": "3822-1234"}, ["dung"]),
        ({"phone": "912"}, []),
        ({"q": "hoa hong"}, ["duc"]),
        ({"q": "hàng"}, ["dung", "anh"]),
        ({"q": "hang shop"}, ["anh"]),
        ({"q": "gia"}, ["dung", "duc"]),
        ({"q": "duc hoa"}, ["duc"]),
        ({"q": "anh 0912"}, ["anh"]),
        ({"q": "+84912000111"}, ["anh"]),
        ({"q": "ro"}, ["jane"]),
        ({"q": "!!!"}, ["jane", "live", "dung", "anh", "duc"]),
        ({"q": "khongcogi"}, []),
        ({"status": "waiting"}, ["live"]),
        ({"agent": "a1"}, ["jane", "duc"]),
        ({"tag": "vip"}, ["duc"]),
        ({"visitor": "v2"}, ["anh"]),
        ({"from": "2026-03-15", "to": "2026-03-16"}, ["dung", "anh"]),
        ({"from": "2026-03-14T12:00:00+07:00", "to": "2026-03-14T05:00:01Z"}, ["duc"]),
        ({"to": "2026-03-14T05:00:00Z"}, []),
        ({"from": "2026-03-18"}, ["jane"]),
        ({"name": "nguyen", "phone": "0912", "q": "hoa", "tag": "vip", "agent": "a1", "from": "2026-03-14"}, ["duc"]),
        ({"name": "nguyen", "tag": "vip", "status": "waiting"}, []),
    ],
)
async def test_conversations_are_found(
    api: API, lead: Person, found: dict[str, str], query: dict[str, str], expected: list[str]
) -> None:
    assert await search(api, lead, found, **query) == expected


async def test_a_day_is_the_viewers_day(api: API, lead: Person, mongo: Database) -> None:
    late = {"late": await archive(mongo, opened_at=NOON.replace(hour=18))}
    assert await search(api, lead, late, **{"from": "2026-03-15", "to": "2026-03-15"}) == ["late"]
    london = {"from": "2026-03-14", "to": "2026-03-14", "tz": "Europe/London"}
    assert await search(api, lead, late, **london) == ["late"]


async def test_pages_follow_each_other_without_hole_or_double(api: API, lead: Person, mongo: Database) -> None:
    made = [await archive(mongo, opened_at=NOON + timedelta(minutes=n)) for n in range(11)]
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(4):
        query = {"limit": 3, "q": "hoa", **({"cursor": cursor} if cursor else {})}
        page = (await api.get("/api/conversations", params=query, headers=lead.headers)).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert cursor is None
    assert seen == made[::-1]


async def test_a_search_with_much_to_look_through_goes_on_where_it_stopped(
    api: API, lead: Person, mongo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WINDOW", 2)
    monkeypatch.setattr(module, "BUDGET_S", -1.0)
    old = await archive(mongo, tags=["vip"])
    for n in range(1, 6):
        await archive(mongo, opened_at=NOON + timedelta(minutes=n), tags=["vip"], texts=("chào",))
        await archive(mongo, opened_at=NOON + timedelta(hours=n), texts=("giá hoa",))
    pages, query = [], {"q": "hoa", "tag": "vip", "limit": "3"}
    while True:
        page = (await api.get("/api/conversations", params=query, headers=lead.headers)).json()
        pages.append([item["id"] for item in page["items"]])
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert len(pages) > 2
    assert [session_id for found in pages for session_id in found] == [old]


async def test_a_range_of_time_is_not_looked_for_outside_of_it(
    api: API, lead: Person, mongo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WINDOW", 2)
    monkeypatch.setattr(module, "BUDGET_S", -1.0)
    wanted = await archive(mongo, texts=("giá hoa",))
    for n in range(2, 7):
        await archive(mongo, opened_at=NOON + timedelta(days=n), texts=("giá hoa",))
        await archive(mongo, opened_at=NOON - timedelta(days=n), texts=("giá hoa",))
    query = {"q": "hoa", "from": f"{NOON:%Y-%m-%d}", "to": f"{NOON:%Y-%m-%d}"}
    page = (await api.get("/api/conversations", params=query, headers=lead.headers)).json()
    assert ([item["id"] for item in page["items"]], page["next"]) == ([wanted], None)


async def test_hits_are_marked_in_the_original_text(api: API, lead: Person, found: dict[str, str]) -> None:
    query = {"q": "duc hoa hon", "phone": "+84912"}
    item = (await api.get("/api/conversations", params=query, headers=lead.headers)).json()["items"][0]
    hit = item["hit"]
    name, message = item["visitor"]["name"], hit["message"]
    assert [name[a:b] for a, b in hit["name"]] == ["Đức"]
    assert [item["visitor"]["phone"][a:b] for a, b in hit["phone"]] == ["0912"]
    assert message["seq"] == 2
    assert [message["text"][a:b] for a, b in message["marks"]] == ["hoa", "hồng"]


async def test_a_hit_far_into_a_long_text_is_shown_with_what_stands_around_it(
    api: API, lead: Person, mongo: Database
) -> None:
    await archive(mongo, texts=("a" + " bla" * 500 + " kim cương " + "bla " * 300,))
    items = (await api.get("/api/conversations", params={"q": "kim cuong"}, headers=lead.headers)).json()["items"]
    message = items[0]["hit"]["message"]
    assert len(message["text"]) < 300
    assert [message["text"][a:b] for a, b in message["marks"]] == ["kim", "cương"]


async def test_without_a_text_there_is_no_hit(api: API, lead: Person, found: dict[str, str]) -> None:
    items = (await api.get("/api/conversations", headers=lead.headers)).json()["items"]
    assert {item["hit"] for item in items} == {None}


async def test_an_agent_finds_live_ones_and_the_own_alone(
    api: API, lan: Person, mongo: Database, found: dict[str, str]
) -> None:
    own = await archive(mongo, agents=(lan.id,), opened_at=NOON + timedelta(days=9))
    assert await search(api, lan, {**found, "own": own}) == ["own", "live"]
    assert await search(api, lan, {**found, "own": own}, q="hong") == ["own"]
    assert await search(api, lan, {**found, "own": own}, name="jane") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=open", "status"),
        ("status[$ne]=closed", "status[$ne]"),
        ("agent=%7B%22$gt%22:%22%22%7D", "agent"),
        ("agent=a&agent=b", "agent"),
        ("q=", "q"),
        ("q=a%00b", "q"),
        ("q=" + "x" * 10_000, "q"),
        ("name=" + "x" * 201, "name"),
        ("from=yesterday", "from"),
        ("to=2026-13-01", "to"),
        ("from=9999999999999999", "from"),
        ("from=2026-01-01&tz=Mars/Olympus", "tz"),
        ("from=2026-01-01&tz=../../etc/passwd", "tz"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=ten", "limit"),
        ("cursor=" + "x" * 65, "cursor"),
        ("sort=name", "sort"),
        ("tag=" + "x" * 41, "tag"),
    ],
)
async def test_what_does_not_belong_into_a_search_is_named(api: API, lead: Person, query: str, field: str) -> None:
    answer = await api.get(f"/api/conversations?{query}", headers=lead.headers)
    assert answer.status_code == 422, answer.text
    assert list(answer.json()["error"]["fields"]) == [field]


async def test_a_cursor_that_is_none_ends_the_list(api: API, lead: Person, found: dict[str, str]) -> None:
    assert await search(api, lead, found, cursor="zzz") == []


async def test_every_search_comes_from_an_index_in_order(mongo: Database, app: object, found: dict[str, str]) -> None:
    for index, condition in {
        "names": {"search.names": "duc."},
        "phones": {"search.phones": "0912"},
        "words": {"search.words": "hoa"},
        "status": {"status": "closed"},
        "agents": {"agents": "a1"},
        "tags": {"tags": "vip"},
        "visitor": {"visitor.id": "v1"},
    }.items():
        plan = await mongo.conversations.find(condition).sort("_id", -1).hint(index).limit(30).explain()
        assert "SORT" not in str(plan["queryPlanner"]["winningPlan"]).replace("SORT_MERGE", "")
