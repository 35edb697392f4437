from typing import Any

import httpx2
import pytest

from hub.live.live import Live
from tests.web.conftest import PASSWORD, Hire, Person

API = httpx2.AsyncClient
NEW = {"email": "Mai@Example.com", "name": "Mai", "role": "agent", "password": "một mật khẩu dài"}


async def test_an_admin_makes_an_account_that_works_at_once(api: API, admin: Person) -> None:
    answer = await api.post("/api/agents", json=NEW, headers=admin.headers)
    assert answer.status_code == 201
    body = answer.json()
    assert (body["email"], body["capacity"], body["takes_chats"], body["online"]) == ("mai@example.com", 5, True, False)
    assert "password" not in body
    login = {"email": NEW["email"], "password": NEW["password"]}
    assert (await api.post("/api/auth/login", json=login)).status_code == 200


async def test_an_address_has_one_account(api: API, admin: Person, lan: Person) -> None:
    answer = await api.post("/api/agents", json={**NEW, "email": "LAN@example.com"}, headers=admin.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conflict")
    changed = await api.patch(f"/api/agents/{lan.id}", json={"email": "quan@example.com"}, headers=admin.headers)
    assert changed.status_code == 409


async def test_leads_see_everybody_with_what_they_are_doing(api: API, lead: Person, lan: Person, live: Live) -> None:
    await live.presence.agent_joins(lan.id)
    items = (await api.get("/api/agents", headers=lead.headers)).json()["items"]
    shown = {item["name"]: item for item in items}
    assert shown["Lan"]["online"]
    assert not shown["Hoa"]["online"]
    assert shown["Lan"]["load"] == 0


async def test_what_is_left_out_of_a_change_stays(api: API, admin: Person, lan: Person) -> None:
    answer = await api.patch(f"/api/agents/{lan.id}", json={"capacity": 9, "avatar": None}, headers=admin.headers)
    assert answer.status_code == 200
    assert (answer.json()["capacity"], answer.json()["name"]) == (9, "Lan")
    assert (await api.get("/api/auth/me", headers=lan.headers)).json()["capacity"] == 9


@pytest.mark.parametrize("change", [{"active": False}, {"password": "một mật khẩu khác"}])
async def test_disabling_and_a_new_password_throw_the_agent_out(
    api: API, admin: Person, lan: Person, change: dict[str, Any]
) -> None:
    assert (await api.patch(f"/api/agents/{lan.id}", json=change, headers=admin.headers)).status_code == 200
    assert (await api.get("/api/auth/me", headers=lan.headers)).status_code == 401
    assert (
        await api.post("/api/auth/login", json={"email": lan.account.email, "password": PASSWORD})
    ).status_code == 401


async def test_a_role_changes_what_is_allowed_at_once(api: API, admin: Person, lan: Person) -> None:
    assert (await api.get("/api/agents", headers=lan.headers)).status_code == 403
    await api.patch(f"/api/agents/{lan.id}", json={"role": "lead"}, headers=admin.headers)
    assert (await api.get("/api/agents", headers=lan.headers)).status_code == 200


async def test_a_removed_account_is_gone(api: API, admin: Person, lan: Person) -> None:
    assert (await api.delete(f"/api/agents/{lan.id}", headers=admin.headers)).status_code == 204
    assert (await api.get("/api/auth/me", headers=lan.headers)).status_code == 401
    assert (await api.delete(f"/api/agents/{lan.id}", headers=admin.headers)).status_code == 404


async def test_the_last_admin_stays(api: API, admin: Person, hire: Hire) -> None:
    url = f"/api/agents/{admin.id}"
    for change in ({"role": "lead"}, {"active": False}):
        assert (await api.patch(url, json=change, headers=admin.headers)).status_code == 409
    assert (await api.delete(url, headers=admin.headers)).status_code == 409
    await hire("second", "admin")
    assert (await api.patch(url, json={"role": "lead"}, headers=admin.headers)).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**NEW, "email": "mai"}, "email"),
        ({**NEW, "email": {"$gt": ""}}, "email"),
        ({**NEW, "name": "a\x00b"}, "name"),
        ({**NEW, "name": "x" * 10_000}, "name"),
        ({**NEW, "role": "owner"}, "role"),
        ({**NEW, "password": "short"}, "password"),
        ({**NEW, "capacity": "5"}, "capacity"),
        ({**NEW, "capacity": -1}, "capacity"),
        ({**NEW, "avatar": "javascript:alert(1)"}, "avatar"),
        ({**NEW, "token_version": 9}, "token_version"),
    ],
)
async def test_what_does_not_belong_into_an_account_is_named(
    api: API, admin: Person, body: dict[str, Any], field: str
) -> None:
    answer = await api.post("/api/agents", json=body, headers=admin.headers)
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == [field]


@pytest.mark.parametrize("change", [{"name": None}, {"role": None}, {"email": None}, {"active": None}])
async def test_nothing_but_the_picture_can_be_emptied(
    api: API, admin: Person, lan: Person, change: dict[str, None]
) -> None:
    answer = await api.patch(f"/api/agents/{lan.id}", json=change, headers=admin.headers)
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == list(change)


async def test_what_an_admin_did_is_in_the_audit(api: API, admin: Person, lan: Person) -> None:
    await api.patch(f"/api/agents/{lan.id}", json={"password": "một mật khẩu khác"}, headers=admin.headers)
    entry = (await api.get("/api/audit", headers=admin.headers)).json()["items"][0]
    assert (entry["action"], entry["target"], entry["actor"]["id"]) == ("agent.changed", lan.id, admin.id)
    assert entry["address"] == "203.0.113.9"
    assert "mật khẩu" not in str(entry)


async def test_the_audit_is_read_page_by_page(api: API, admin: Person) -> None:
    for n in range(5):
        reply = {"shortcut": f"r{n}", "title": "t", "text": "x"}
        await api.post("/api/canned-replies", json=reply, headers=admin.headers)
    seen: list[str] = []
    query = "limit=2"
    while query:
        page = (await api.get(f"/api/audit?{query}", headers=admin.headers)).json()
        seen += [entry["detail"]["shortcut"] for entry in page["items"]]
        query = f"limit=2&cursor={page['next']}" if page["next"] else ""
    assert seen == ["r4", "r3", "r2", "r1", "r0"]
