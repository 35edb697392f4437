from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.clients import Database
from config.documents import DURATION_BOUNDS_S
from tests.web.conftest import Person
from web.reports import quantile

API = httpx2.AsyncClient
MIDNIGHT = datetime(2026, 3, 13, 17, tzinfo=UTC)
"""00:00 of 14 March in Hà Nội"""


def duration(*seconds: int) -> dict[str, Any]:
    buckets = [0] * (len(DURATION_BOUNDS_S) + 1)
    for second in seconds:
        buckets[sum(second >= bound for bound in DURATION_BOUNDS_S)] += 1
    return {"count": len(seconds), "sum_ms": sum(seconds) * 1000, "buckets": buckets}


async def count(mongo: Database, at: datetime, agent: str, opened: int, *replies: int) -> None:
    """One hour's roll-up, as the archiver keeps it."""
    of_agent = {
        "conversations": opened,
        "messages": 3 * opened,
        "first_reply": duration(*replies),
        "resolved": duration(),
        "rating": [0, 0, 0, 1, 1],
    }
    await mongo.rollups.insert_one(
        {
            "_id": at.strftime("%Y-%m-%dT%H"),
            "at": at,
            "opened": opened,
            "closed": opened,
            "unanswered": opened - len(replies),
            "messages": {"visitor": 5 * opened, "agent": 3 * opened},
            "waited": duration(*replies),
            "first_reply": duration(*replies),
            "resolved": duration(),
            "rating": [0, 0, 0, 1, 1],
            "agents": {agent: of_agent},
        }
    )


async def report(api: API, who: Person, **query: str) -> dict[str, Any]:
    answer = await api.get("/api/reports", params=query, headers=who.headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_hours_add_up_to_the_viewers_days(api: API, lead: Person, lan: Person, mongo: Database) -> None:
    await count(mongo, MIDNIGHT - timedelta(hours=1), lan.id, 2, 10)
    await count(mongo, MIDNIGHT, lan.id, 3, 20, 40)
    await count(mongo, MIDNIGHT + timedelta(hours=9), "gone", 5, 100)
    body = await report(api, lead, **{"from": "2026-03-13", "to": "2026-03-15"})
    assert [(day["day"], day["opened"]) for day in body["days"]] == [
        ("2026-03-13", 2),
        ("2026-03-14", 8),
        ("2026-03-15", 0),
    ]
    assert (body["total"]["opened"], body["total"]["unanswered"]) == (10, 6)
    assert body["total"]["messages"] == {"visitor": 50, "agent": 30}
    assert body["total"]["first_reply"]["mean_ms"] == 42_500
    assert body["total"]["rating"] == {"count": 6, "mean": 4.5, "scores": [0, 0, 0, 3, 3]}
    assert {hour["hour"]: hour["opened"] for hour in body["hours"] if hour["opened"]} == {23: 2, 0: 3, 9: 5}
    assert [(row["name"], row["conversations"]) for row in body["agents"]] == [("Lan", 5), ("gone", 5)]


async def test_another_zone_has_other_days(api: API, lead: Person, mongo: Database) -> None:
    await count(mongo, MIDNIGHT, "a", 3)
    body = await report(api, lead, **{"from": "2026-03-13", "to": "2026-03-13", "tz": "Europe/London"})
    assert [(day["day"], day["opened"]) for day in body["days"]] == [("2026-03-13", 3)]


async def test_an_empty_time_is_shown_as_empty(api: API, lead: Person) -> None:
    body = await report(api, lead)
    assert len(body["days"]) == 7
    assert body["total"]["first_reply"] == {"count": 0, "mean_ms": None, "median_ms": None, "p90_ms": None}
    assert body["total"]["rating"]["mean"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=x", "from"),
        ("to=2026-02-30", "to"),
        ("from=2026-03-02&to=2026-03-01", "to"),
        ("from=2020-01-01&to=2026-01-01", "to"),
        ("tz=Nowhere", "tz"),
        ("group=day", "group"),
    ],
)
async def test_a_wrong_range_is_named(api: API, lead: Person, query: str, field: str) -> None:
    answer = await api.get(f"/api/reports?{query}", headers=lead.headers)
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == [field]


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=200))
def test_a_quantile_lies_between_the_bounds_of_its_bucket(seconds: list[int]) -> None:
    found = quantile(duration(*seconds)["buckets"], 0.5)
    median = sorted(seconds)[(len(seconds) - 1) // 2]
    edges = [0, *DURATION_BOUNDS_S, 2 * DURATION_BOUNDS_S[-1]]
    bucket = sum(median >= bound for bound in DURATION_BOUNDS_S)
    assert found is not None
    assert edges[bucket] * 1000 <= found <= edges[bucket + 1] * 1000
