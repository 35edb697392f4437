from typing import Any

import orjson
import pytest

from config.clients import Database
from tests.contract.scene import House, Scene, until
from tests.security.payloads import ADDRESSES, XSS


async def fetch(house: House, path: str) -> tuple[dict[str, str], str]:
    headers = {"Authorization": f"Bearer {house.tokens['quan']}"}
    async with house.http.get(house.hubs[0].url + path, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        return {name.lower(): value for name, value in answer.headers.items()}, await answer.text()


async def write_everything(scene: Scene, database: Database) -> Any:
    """A conversation in which every text that a stranger supplies is a payload."""
    house = scene.house
    form = {"name": XSS[0], "phone": "0912345678", "address": XSS[1], "message": XSS[2]}
    body = {"form": form, "page": {"url": ADDRESSES[0], "title": XSS[4]}, "referrer": ADDRESSES[1], "lang": "vi"}
    url = f"{house.hubs[0].url}/api/widget/sessions"
    async with house.http.post(url, json=body, headers={"User-Agent": XSS[3]}) as answer:
        opened = await answer.json()
    guest = await scene.visit(opened["token"], opened["session"]["id"])
    for text in XSS[5:20]:
        await guest.say(text)
    await guest.do("rate", score=1, comment=XSS[7])

    async def is_archived() -> Any:
        found = await database.conversations.find_one({"_id": guest.session_id})
        return found if found and found["applied"] == 18 else None

    return guest, await until(is_archived)


@pytest.mark.parametrize(("form", "media"), [("json", "application/json"), ("txt", "text/plain"), ("csv", "text/csv")])
async def test_an_export_is_a_file_that_no_browser_takes_for_a_page(
    scene: Scene, database: Database, form: str, media: str
) -> None:
    guest, _ = await write_everything(scene, database)
    headers, text = await fetch(scene.house, f"/api/conversations/{guest.session_id}/export?format={form}")
    assert headers["content-type"].startswith(media)
    assert headers["content-disposition"].startswith('attachment; filename="')
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    if form == "json":
        assert [event["text"] for event in orjson.loads(text)["messages"] if event["text"]] == XSS[2:3] + XSS[5:20]


async def test_what_is_kept_about_a_visitor_is_a_file_too(scene: Scene, database: Database) -> None:
    guest, conversation = await write_everything(scene, database)
    headers, text = await fetch(scene.house, f"/api/visitors/{conversation['visitor']['id']}/export")
    assert headers["content-type"].startswith("application/json")
    assert headers["content-disposition"].startswith("attachment")
    kept = orjson.loads(text)
    assert (kept["visitor"]["name"], kept["visitor"]["address"]) == (XSS[0], XSS[1])
    assert guest.session_id in text


async def test_no_answer_of_the_api_is_a_page_but_the_two_of_its_description(scene: Scene, database: Database) -> None:
    guest, conversation = await write_everything(scene, database)
    for path in (
        f"/api/conversations/{guest.session_id}",
        f"/api/conversations/{guest.session_id}/messages",
        "/api/conversations?name=script",
        f"/api/conversations?visitor={conversation['visitor']['id']}",
        "/api/audit",
        "/api/ops/dead-letters",
    ):
        headers, _ = await fetch(scene.house, path)
        assert headers["content-type"] == "application/json"
        assert headers["x-content-type-options"] == "nosniff"
