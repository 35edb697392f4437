import copy
from typing import Any

import httpx2
import pytest

from config.clients import Database
from tests.web.conftest import Person
from web.call import Office
from web.mirror import copy_all

API = httpx2.AsyncClient
SIZE = {
    "id": "size",
    "type": "select",
    "label": {"vi": "Cỡ", "en": "Size"},
    "required": True,
    "options": [{"value": "s", "label": {"vi": "Nhỏ", "en": "Small"}}],
}


async def read_form(api: API, who: Person) -> tuple[list[dict[str, Any]], dict[str, str]]:
    answer = await api.get("/api/form-fields", headers=who.headers)
    return answer.json()["items"], {**who.headers, "if-match": answer.headers["etag"]}


async def test_the_form_begins_with_four_fields_that_lie_in_mongodb(api: API, lan: Person, mongo: Database) -> None:
    items, _ = await read_form(api, lan)
    assert [item["id"] for item in items] == ["name", "phone", "address", "message"]
    assert await mongo.form_fields.count_documents({"position": {"$ne": None}}) == 4


async def test_a_new_field_is_asked_of_visitors(api: API, lead: Person) -> None:
    items, headers = await read_form(api, lead)
    answer = await api.put("/api/form-fields", json={"items": [SIZE, *items]}, headers=headers)
    assert answer.status_code == 200
    shown = (await api.get("/api/widget/config")).json()["fields"]
    assert [field["id"] for field in shown] == ["size", "name", "phone", "address", "message"]
    form = {"name": "Đức", "phone": "0912345678", "size": "xl"}
    refused = await api.post("/api/widget/sessions", json={"form": form})
    assert list(refused.json()["error"]["fields"]) == ["size"]


async def test_a_field_that_was_taken_out_keeps_its_label_for_older_answers(api: API, lead: Person) -> None:
    items, headers = await read_form(api, lead)
    await api.put("/api/form-fields", json={"items": items[:2]}, headers=headers)
    body = (await api.get("/api/form-fields", headers=lead.headers)).json()
    assert [item["id"] for item in body["items"]] == ["name", "phone"]
    assert [item["label"]["vi"] for item in body["retired"]] == ["Địa chỉ", "Nội dung"]


async def test_the_second_of_two_saves_is_told(api: API, lead: Person) -> None:
    items, headers = await read_form(api, lead)
    assert (await api.put("/api/form-fields", json={"items": items[:3]}, headers=headers)).status_code == 200
    late = await api.put("/api/form-fields", json={"items": items[:1]}, headers=headers)
    assert (late.status_code, late.json()["error"]["code"]) == (412, "conflict")
    assert len((await read_form(api, lead))[0]) == 3


@pytest.mark.parametrize("header", ["3", '"x"', "W/3", '"-1"'])
async def test_a_revision_has_the_form_of_the_etag(api: API, lead: Person, header: str) -> None:
    items, _ = await read_form(api, lead)
    answer = await api.put("/api/form-fields", json={"items": items}, headers={**lead.headers, "if-match": header})
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == ["If-Match"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": "file"}, "items.0.type"),
        ({"options": []}, "items.0.options"),
        ({"label": {"vi": "Cỡ"}}, "items.0.label"),
        ({"id": "Size!"}, "items.0.id"),
        ({"pattern": "a"}, "items.0.pattern"),
        ({"required": "yes"}, "items.0.required"),
        ({"onclick": "x"}, "items.0.onclick"),
    ],
)
async def test_a_field_that_makes_no_sense_is_named(api: API, lead: Person, change: dict[str, Any], field: str) -> None:
    answer = await api.put("/api/form-fields", json={"items": [{**SIZE, **change}]}, headers=lead.headers)
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == [field]


async def test_a_form_with_one_id_twice_is_refused(api: API, lead: Person) -> None:
    answer = await api.put("/api/form-fields", json={"items": [SIZE, SIZE]}, headers=lead.headers)
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == ["items"]
    assert len((await read_form(api, lead))[0]) == 4


async def read_settings(api: API, who: Person) -> tuple[dict[str, Any], dict[str, str]]:
    answer = await api.get("/api/settings", headers=who.headers)
    return answer.json(), {**who.headers, "if-match": answer.headers["etag"]}


async def test_saved_settings_are_what_the_widget_shows(api: API, lead: Person) -> None:
    settings, headers = await read_settings(api, lead)
    wanted = {**settings, "color": "#aa3366", "position": "left", "name": "Tiệm hoa"}
    answer = await api.put("/api/settings", json=wanted, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["revision"] == settings["revision"] + 1
    shown = (await api.get("/api/widget/config")).json()
    assert (shown["color"], shown["position"], shown["name"]) == ("#aa3366", "left", "Tiệm hoa")


async def test_settings_are_not_overwritten_unseen(api: API, lead: Person) -> None:
    settings, headers = await read_settings(api, lead)
    assert (await api.put("/api/settings", json=settings, headers=headers)).status_code == 200
    assert (await api.put("/api/settings", json=settings, headers=headers)).status_code == 412


async def test_the_default_agent_has_to_exist(api: API, lead: Person, lan: Person) -> None:
    settings, headers = await read_settings(api, lead)
    nobody = {**settings, "assignment": {"mode": "default", "agent": "nobody@example.com"}}
    answer = await api.put("/api/settings", json=nobody, headers=headers)
    assert list(answer.json()["error"]["fields"]) == ["assignment.agent"]
    somebody = {**settings, "assignment": {"mode": "default", "agent": "LAN@example.com"}}
    saved = await api.put("/api/settings", json=somebody, headers=headers)
    assert saved.json()["assignment"] == {"mode": "default", "agent": "lan@example.com"}


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("color", "red"),
        ("color", "#fff;background:url(x)"),
        ("logo", "javascript:alert(1)"),
        ("position", "top"),
        ("idle_close_min", 0),
        ("retention_days", "30"),
        ("allowed_origins.0", "shop.example"),
        ("texts.vi.title", ""),
        ("texts.en.greeting", "x" * 10_000),
        ("sounds", 1),
    ],
)
async def test_a_wrong_setting_is_named(api: API, lead: Person, place: str, value: Any) -> None:
    settings, headers = await read_settings(api, lead)
    wanted = copy.deepcopy(settings)
    target: Any = wanted
    *way, last = place.split(".")
    for step in way:
        target = target[step]
    if isinstance(target, list):
        target[:] = [value]
    else:
        target[last] = value
    answer = await api.put("/api/settings", json=wanted, headers=headers)
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == [place]


async def test_copies_that_were_lost_come_back(api: API, lead: Person, lan: Person, office: Office) -> None:
    settings, headers = await read_settings(api, lead)
    await api.put("/api/settings", json={**settings, "name": "Tiệm hoa"}, headers=headers)
    await office.redis.delete(office.keys.config, office.keys.agents)
    await copy_all(office)
    assert (await api.get("/api/widget/config")).json()["name"] == "Tiệm hoa"
    assert (await api.get("/api/auth/me", headers=lan.headers)).status_code == 200


@pytest.mark.parametrize("poison", [b"\x80\x04gone", b"[]", b'{"id":"x"}', b"{", b"7"])
async def test_copies_that_nobody_can_read_are_made_again(
    api: API, lead: Person, lan: Person, office: Office, poison: bytes
) -> None:
    """Each of them alone: one that is broken stands in the way of no other."""
    settings, headers = await read_settings(api, lead)
    await api.put("/api/settings", json={**settings, "name": "Tiệm hoa"}, headers=headers)
    await office.redis.hset(office.keys.config, mapping={"form": poison, "settings": poison})
    await office.redis.hset(office.keys.agents, lan.id, poison)
    assert (await api.get("/api/auth/me", headers=lan.headers)).status_code == 401
    assert [account.id for account in await office.accounts.all()] == [lead.id]
    await copy_all(office)
    assert (await api.get("/api/widget/config")).json()["name"] == "Tiệm hoa"
    assert (await api.get("/api/auth/me", headers=lan.headers)).status_code == 200


async def test_an_account_that_mongodb_no_longer_has_leaves_redis(api: API, lan: Person, office: Office) -> None:
    await office.database.agents.delete_one({"_id": lan.id})
    await copy_all(office)
    assert (await api.get("/api/auth/me", headers=lan.headers)).status_code == 401


REPLY = {"shortcut": "chào", "title": "Chào khách", "text": "Dạ em chào {{name}} ạ\nEm giúp gì được?"}


async def test_replies_are_kept_by_leads_and_read_by_agents(api: API, lead: Person, lan: Person) -> None:
    made = await api.post("/api/canned-replies", json=REPLY, headers=lead.headers)
    assert made.status_code == 201
    url = f"/api/canned-replies/{made.json()['id']}"
    changed = await api.patch(url, json={"title": "Lời chào"}, headers=lead.headers)
    assert changed.json() == {**REPLY, "id": made.json()["id"], "title": "Lời chào"}
    assert (await api.get("/api/canned-replies", headers=lan.headers)).json()["items"] == [changed.json()]
    assert (await api.patch(url, json={}, headers=lead.headers)).json() == changed.json()
    assert (await api.delete(url, headers=lead.headers)).status_code == 204
    for answer in (await api.delete(url, headers=lead.headers), await api.patch(url, json={}, headers=lead.headers)):
        assert answer.status_code == 404


async def test_a_shortcut_stands_for_one_reply(api: API, lead: Person) -> None:
    await api.post("/api/canned-replies", json=REPLY, headers=lead.headers)
    twice = await api.post("/api/canned-replies", json=REPLY, headers=lead.headers)
    assert (twice.status_code, list(twice.json()["error"]["fields"])) == (409, ["shortcut"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"shortcut": "a b"}, "shortcut"),
        ({"shortcut": {"$ne": ""}}, "shortcut"),
        ({"text": ""}, "text"),
        ({"text": "x" * 10_000}, "text"),
        ({"title": "a\x00"}, "title"),
        ({"html": "x"}, "html"),
    ],
)
async def test_a_wrong_reply_is_named(api: API, lead: Person, change: dict[str, Any], field: str) -> None:
    answer = await api.post("/api/canned-replies", json={**REPLY, **change}, headers=lead.headers)
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == [field]
