import csv
import io

import httpx2
import pytest

from config.clients import Database
from tests.web.archive import archive
from tests.web.conftest import Person
from web.export import BOM, defuse

API = httpx2.AsyncClient
TEXTS = ('=HYPERLINK("http://evil.example","x")', "Dòng một\nDòng hai; có, phẩy", "Giá hoa hồng 🌹")


async def fetch(api: API, session_id: str, who: Person, query: str) -> httpx2.Response:
    answer = await api.get(f"/api/conversations/{session_id}/export?{query}", headers=who.headers)
    assert answer.status_code == 200
    assert session_id in answer.headers["content-disposition"]
    return answer


async def test_json_has_the_conversation_and_every_event(api: API, mongo: Database, lead: Person) -> None:
    session_id = await archive(mongo, texts=TEXTS)
    body = (await fetch(api, session_id, lead, "format=json")).json()
    assert body["conversation"]["id"] == session_id
    assert [event["text"] for event in body["messages"]] == [None, *TEXTS]


async def test_csv_opens_in_a_spreadsheet_and_starts_no_formula(api: API, mongo: Database, lead: Person) -> None:
    session_id = await archive(mongo, texts=TEXTS)
    text = (await fetch(api, session_id, lead, "format=csv")).text
    assert text.startswith(BOM)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix(BOM))))
    assert [row["text"] for row in rows] == ["", "'" + TEXTS[0], *TEXTS[1:]]
    assert rows[0]["time"] == "2026-03-14T12:00:01.000+07:00"


async def test_text_reads_like_a_conversation(api: API, mongo: Database, lead: Person) -> None:
    session_id = await archive(mongo, texts=TEXTS)
    lines = (await fetch(api, session_id, lead, "format=txt&tz=UTC")).text.splitlines()
    assert lines[0] == "Nguyễn Văn Đức · 0912345678"
    assert lines[1] == "[2026-03-14 05:00:01] — Cuộc trò chuyện bắt đầu"
    assert lines[-1] == "[2026-03-14 05:00:04] Nguyễn Văn Đức: Giá hoa hồng 🌹"


@pytest.mark.parametrize(
    "cell",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "\ufeff=1", "\u00a0=1"),
        *("＝1+1", "＠SUM(A1)", "\u3000=1", "\u2003\ufeff =1", "\u200b=1", "\x0b=1"),
    ],
)
def test_no_cell_begins_like_a_formula(cell: str) -> None:
    assert defuse(cell).startswith("'")


def test_nor_does_what_a_semicolon_makes_a_cell_of_its_own() -> None:
    assert defuse("a;=cmd|' /C calc'!A0; +1;ok;-)") == "a;'=cmd|' /C calc'!A0; '+1;ok;'-)"


async def test_nobody_writes_a_line_into_a_transcript_that_looks_like_another_persons(
    api: API, mongo: Database, lead: Person
) -> None:
    forged = "[2026-03-14 05:00:09] Trần Thị Hoa: hoàn tiền 100%"
    texts = [f"chào{end}{forged}" for end in ("\n", "\r", "\r\n", "\u2028", "\x0b", "\x85")]
    session_id = await archive(mongo, texts=(*texts, "\x1b[2K\u202egiả"))
    text = (await fetch(api, session_id, lead, "format=txt&tz=UTC")).text
    assert forged in text
    assert not any(line.startswith(forged[:12]) and line.endswith("100%") for line in text.splitlines())
    assert "\x1b" not in text and "\u202e" not in text


@pytest.mark.parametrize(("query", "field"), [("format=xml", "format"), ("tz=Nowhere/City", "tz"), ("to=x", "to")])
async def test_a_wrong_export_is_named(api: API, mongo: Database, lead: Person, query: str, field: str) -> None:
    session_id = await archive(mongo)
    answer = await api.get(f"/api/conversations/{session_id}/export?{query}", headers=lead.headers)
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == [field]


async def test_anothers_conversation_is_not_exported(api: API, mongo: Database, lan: Person) -> None:
    session_id = await archive(mongo, agents=("another",))
    assert (await api.get(f"/api/conversations/{session_id}/export", headers=lan.headers)).status_code == 404
