import time
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from redis.asyncio import Redis

from config.clients import Database
from config.errors import ChatError
from config.form import FormField, Localized, default_workspace
from config.keys import Keys
from config.settings import Settings
from hub.live.live import Live
from hub.live.sessions import Writer
from hub.live.tokens import read_visitor, sign_visitor
from tests.web.conftest import Person
from web.call import Office
from web.workspace import store_form, store_settings

API = httpx2.AsyncClient
FORM = {"name": "Nguyễn Văn Đức", "phone": "0912 345 678", "message": "Cho em hỏi giá\nhoa hồng ạ 🌹"}


async def open_session(api: API, form: dict[str, Any] | None = None, **more: Any) -> httpx2.Response:
    headers = more.pop("headers", {})
    return await api.post(
        "/api/widget/sessions", json={"form": FORM if form is None else form, **more}, headers=headers
    )


async def test_the_config_carries_looks_texts_and_the_four_fields(api: API) -> None:
    answer = await api.get("/api/widget/config")
    body = answer.json()
    assert answer.status_code == 200
    assert [field["id"] for field in body["fields"]] == ["name", "phone", "address", "message"]
    assert [field["label"]["vi"] for field in body["fields"]] == ["Họ tên", "Số điện thoại", "Địa chỉ", "Nội dung"]
    assert [field["required"] for field in body["fields"]] == [True, True, False, False]
    assert body["color"] == "#0f766e"
    assert set(body["texts"]) == {"vi", "en"}
    assert "allowed_origins" not in body


async def test_who_has_the_config_gets_no_second_copy(api: API) -> None:
    etag = (await api.get("/api/widget/config")).headers["etag"]
    again = await api.get("/api/widget/config", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_changed_form_changes_the_etag_and_the_revision(api: API, office: Office) -> None:
    before = await api.get("/api/widget/config")
    fields = [FormField(id="name", type="text", label=Localized(vi="Tên", en="Name"))]
    await store_form(office, fields, None)
    after = await api.get("/api/widget/config", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert [field["id"] for field in after.json()["fields"]] == ["name"]
    assert after.json()["revision"] > before.json()["revision"]


async def test_nobody_is_online_without_agents(api: API) -> None:
    assert (await api.get("/api/widget/status")).json() == {"online": False}


async def test_somebody_is_online_once_an_agent_is_there(api: API, live: Live, lan: Person) -> None:
    await live.presence.agent_joins(lan.id)
    assert (await api.get("/api/widget/status")).json() == {"online": True}


async def test_a_filled_in_form_opens_a_conversation(api: API, settings: Settings, live: Live) -> None:
    answer = await open_session(
        api,
        page={"url": "https://shop.example/hoa", "title": "Hoa hồng"},
        referrer="https://search.example/",
        headers={"user-agent": "Mozilla/5.0 (Android)"},
    )
    assert answer.status_code == 200
    session = answer.json()["session"]
    assert session["status"] == "waiting"
    assert session["position"] == 1
    assert session["visitor"]["name"] == "Nguyễn Văn Đức"
    claims = read_visitor(settings, answer.json()["token"])
    assert (claims.session_id, claims.visitor_id) == (session["id"], session["visitor"]["id"])
    summary = await live.sessions.summary(session["id"])
    assert summary is not None
    assert summary["visitor"]["ip"] == "203.0.113.9"
    assert summary["visitor"]["user_agent"] == "Mozilla/5.0 (Android)"
    assert summary["visitor"]["page"] == {"url": "https://shop.example/hoa", "title": "Hoa hồng"}
    assert summary["last"] is not None
    assert summary["last"]["text"] == FORM["message"]


@pytest.mark.parametrize(("said", "kept"), [("America/New_York", "America/New_York"), ("<b>", None), (None, None)])
async def test_the_visitors_time_zone_is_kept_and_anything_else_left_out(
    api: API, live: Live, said: str | None, kept: str | None
) -> None:
    answer = await open_session(api, tz=said)
    assert answer.status_code == 200
    summary = await live.sessions.summary(answer.json()["session"]["id"])
    assert summary is not None
    assert summary["visitor"].get("tz") == kept


async def test_the_same_opening_sent_twice_is_one_conversation(api: API) -> None:
    first, second = [(await open_session(api, client_id="opening-1")).json()["session"]["id"] for _ in range(2)]
    assert first == second


async def test_a_visitor_comes_back_to_the_open_conversation(api: API) -> None:
    first = (await open_session(api)).json()
    again = (await open_session(api, visitor_token=first["token"])).json()
    assert again["session"]["id"] == first["session"]["id"]


async def test_a_visitor_is_known_again_after_the_end(api: API, live: Live) -> None:
    first = (await open_session(api)).json()
    await live.sessions.close(first["session"]["id"], "visitor")
    again = (await open_session(api, visitor_token=first["token"])).json()
    assert again["session"]["id"] != first["session"]["id"]
    assert again["session"]["visitor"]["id"] == first["session"]["visitor"]["id"]


async def test_a_token_that_is_not_ours_makes_a_new_visitor(api: API) -> None:
    assert (await open_session(api, visitor_token="forged")).status_code == 200


DAY = 24 * 3600


@pytest.fixture
def days_pass(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    now = time.time()
    return lambda days: monkeypatch.setattr(time, "time", lambda: now + days * DAY)


async def test_an_old_token_gets_the_open_conversation_back_without_the_form(
    api: API, settings: Settings, days_pass: Callable[[int], None]
) -> None:
    first = (await open_session(api)).json()
    days_pass(31)
    with pytest.raises(ChatError, match="unauthorized"):
        read_visitor(settings, first["token"])
    again = await open_session(api, {}, visitor_token=first["token"])
    assert again.json()["session"]["id"] == first["session"]["id"]
    assert read_visitor(settings, again.json()["token"]).session_id == first["session"]["id"]


async def test_an_old_token_names_nobody_once_its_conversation_is_over(
    api: API, live: Live, days_pass: Callable[[int], None]
) -> None:
    first = (await open_session(api)).json()
    await live.sessions.close(first["session"]["id"], "visitor")
    days_pass(31)
    assert (await open_session(api, {}, visitor_token=first["token"])).status_code == 422
    again = (await open_session(api, visitor_token=first["token"])).json()
    assert again["session"]["id"] != first["session"]["id"]
    assert again["session"]["visitor"]["id"] != first["session"]["visitor"]["id"]


async def test_a_token_older_than_ninety_days_is_nobodys(api: API, days_pass: Callable[[int], None]) -> None:
    first = (await open_session(api)).json()
    days_pass(91)
    again = (await open_session(api, visitor_token=first["token"])).json()
    assert again["session"]["id"] != first["session"]["id"]


async def test_a_token_of_another_visitor_does_not_reach_a_conversation(api: API, settings: Settings) -> None:
    first = (await open_session(api)).json()
    forged = sign_visitor(settings, "somebody", first["session"]["id"])
    again = (await open_session(api, visitor_token=forged)).json()
    assert again["session"]["id"] != first["session"]["id"]


async def test_a_blocked_visitor_does_not_get_the_conversation_back(api: API, redis: Redis, keys: Keys) -> None:
    first = (await open_session(api)).json()
    await redis.sadd(keys.blocked, first["session"]["visitor"]["id"])
    assert (await open_session(api, visitor_token=first["token"])).status_code == 403


async def test_an_erased_visitor_who_comes_back_is_somebody_new(api: API, redis: Redis, keys: Keys) -> None:
    first = (await open_session(api)).json()
    visitor_id = first["session"]["visitor"]["id"]
    await redis.set(keys.erased(visitor_id), "1")
    await redis.delete(keys.visitor(visitor_id), keys.session(first["session"]["id"]))
    again = await open_session(api, visitor_token=first["token"])
    assert again.status_code == 200
    assert again.json()["session"]["visitor"]["id"] != visitor_id


async def test_a_conversation_that_is_being_erased_is_not_handed_back(api: API, redis: Redis, keys: Keys) -> None:
    first = (await open_session(api)).json()
    await redis.set(keys.erased(first["session"]["visitor"]["id"]), "1")
    again = (await open_session(api, visitor_token=first["token"])).json()
    assert again["session"]["id"] != first["session"]["id"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "name"),
        ({**FORM, "phone": "abc"}, "phone"),
        ({**FORM, "name": {"$gt": ""}}, "name"),
        ({**FORM, "name": ["x"]}, "name"),
        ({**FORM, "name": "x" * 10_000}, "name"),
        ({**FORM, "address": "a\x00b"}, "address"),
        ({**FORM, "favourite": "x"}, "favourite"),
        ({**FORM, "message": "x" * 4001}, "message"),
    ],
)
async def test_a_wrong_answer_is_named_in_the_callers_language(
    api: API, redis: Redis, keys: Keys, form: dict[str, Any], field: str
) -> None:
    answer = await open_session(api, form, lang="en")
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid"
    assert field in answer.json()["error"]["fields"]
    assert not answer.json()["error"]["message"].startswith("Dữ")
    assert await redis.xlen(keys.firehose) == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"form": "name=x"}, "form"),
        ({"client_id": ""}, "client_id"),
        ({"client_id": "x" * 65}, "client_id"),
        ({"lang": "fr"}, "lang"),
        ({"referrer": 5}, "referrer"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_what_does_not_belong_around_the_form_is_named(api: API, change: dict[str, Any], field: str) -> None:
    answer = await api.post("/api/widget/sessions", json={"form": FORM, **change})
    assert answer.status_code == 422
    assert [name.partition(".")[0] for name in answer.json()["error"]["fields"]] == [field]


async def test_a_required_box_has_to_be_ticked(api: API, office: Office) -> None:
    fields = [FormField(id="terms", type="checkbox", label=Localized(vi="Đồng ý", en="Agree"), required=True)]
    await store_form(office, fields, None)
    assert (await open_session(api, {"terms": False})).status_code == 422
    answer = await open_session(api, {"terms": True})
    assert answer.json()["session"]["visitor"]["name"] == "Khách"


async def test_a_conversation_opens_without_mongodb(
    settings: Settings, live: Live, redis: Redis, api: API, mongo: Database
) -> None:
    mongo.client.close()
    assert (await api.get("/api/widget/config")).status_code == 200
    assert (await open_session(api)).status_code == 200


async def test_older_events_are_read_page_by_page(api: API, live: Live) -> None:
    opened = (await open_session(api)).json()
    session_id, visitor_id = opened["session"]["id"], opened["session"]["visitor"]["id"]
    for n in range(10):
        await live.sessions.send(session_id, Writer.of("visitor", visitor_id, "Đức"), f"c{n}", f"tin {n}")
    headers = {"authorization": f"Bearer {opened['token']}"}
    seqs, before = [], ""
    while True:
        page = (await api.get(f"/api/widget/messages?limit=5{before}", headers=headers)).json()
        seqs = [event["seq"] for event in page["items"]] + seqs
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert seqs == list(range(1, 13))


async def test_notes_are_hidden_from_their_visitor(api: API, live: Live, lan: Person) -> None:
    opened = (await open_session(api)).json()
    session_id = opened["session"]["id"]
    await live.sessions.send(session_id, Writer.of("agent", lan.id, "Lan"), "n1", "khách khó tính", kind="note")
    headers = {"authorization": f"Bearer {opened['token']}"}
    items = (await api.get("/api/widget/messages", headers=headers)).json()["items"]
    assert items[-1] == {"session_id": session_id, "seq": 3, "kind": "hidden"}


async def test_older_events_need_the_visitors_own_token(api: API, settings: Settings, lan: Person) -> None:
    opened = (await open_session(api)).json()
    assert (await api.get("/api/widget/messages")).status_code == 401
    assert (await api.get("/api/widget/messages", headers=lan.headers)).status_code == 401
    stranger = sign_visitor(settings, "somebody-else", opened["session"]["id"])
    answer = await api.get("/api/widget/messages", headers={"authorization": f"Bearer {stranger}"})
    nothing = sign_visitor(settings, "somebody-else", "019a0000-0000-7000-8000-000000000000")
    missing = await api.get("/api/widget/messages", headers={"authorization": f"Bearer {nothing}"})
    assert (answer.status_code, answer.json()) == (missing.status_code, missing.json()) == (404, missing.json())


@pytest.mark.parametrize("query", ["before=0", "before=x", "limit=0", "limit=201", "before[$gt]=1", "limit=1&limit=2"])
async def test_a_wrong_page_is_named(api: API, query: str) -> None:
    token = (await open_session(api)).json()["token"]
    answer = await api.get(f"/api/widget/messages?{query}", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == [query.partition("=")[0]]


@pytest.fixture
async def picky(office: Office) -> None:
    wanted = default_workspace(office.settings).model_copy(update={"allowed_origins": ["https://shop.example"]})
    await store_settings(office, wanted, None)


async def test_an_allowed_site_may_use_the_widget(api: API, picky: None) -> None:
    site = {"origin": "https://shop.example"}
    answer = await api.get("/api/widget/config", headers=site)
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    assert "access-control-allow-credentials" not in answer.headers
    assert "origin" in answer.headers["vary"].lower()
    asked = {**site, "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    preflight = await api.options("/api/widget/sessions", headers=asked)
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert (await open_session(api, headers=site)).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://shop.example.evil.example", "http://shop.example"]
)
async def test_another_site_may_not(api: API, picky: None, origin: str) -> None:
    answer = await open_session(api, headers={"origin": origin})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
    asked = {"origin": origin, "access-control-request-method": "POST"}
    assert (await api.options("/api/widget/sessions", headers=asked)).status_code == 403


async def test_our_own_pages_and_programs_without_origin_are_let_in(api: API, picky: None) -> None:
    assert (await open_session(api)).status_code == 200
    assert (await open_session(api, headers={"origin": "https://chat.example.com"})).status_code == 200


async def test_a_site_gets_an_errors_text_too(api: API) -> None:
    answer = await open_session(api, {}, headers={"origin": "https://any.example"})
    assert answer.status_code == 422
    assert answer.headers["access-control-allow-origin"] == "https://any.example"


async def test_no_route_but_the_widgets_answers_another_site(api: API) -> None:
    asked = {"origin": "https://any.example", "access-control-request-method": "POST"}
    for path in ("/api/auth/login", "/api/conversations/x", "/healthz"):
        answer = await api.options(path, headers=asked)
        assert "access-control-allow-origin" not in answer.headers
        assert answer.status_code == 405
