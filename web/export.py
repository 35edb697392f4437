"""A conversation as a file: JSON for programs, text to read, CSV for spreadsheets."""

import csv
import io
import re
import zoneinfo
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import orjson
from pydantic import StringConstraints
from starlette.responses import Response, StreamingResponse

from config.clients import Document
from config.errors import Lang
from config.logs import UNPRINTABLE
from web.call import Call, Query
from web.conversations import find_visible, show_conversation
from web.history import show_event
from web.problems import invalid
from web.search import load_zone

FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠\t\r]")
"""A spreadsheet takes a cell that begins like this for a formula, some of them the wide signs too."""
FORMULA_BEHIND = re.compile(r"(;\s*)(?=[=+\-@＝＋－＠])")
"""Where lists are separated by semicolons, a new cell begins behind each."""
BOM = "\ufeff"
COLUMNS = ("seq", "time", "kind", "author", "name", "text", "data")
MEDIA = {"json": "application/json", "txt": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8"}
LINES: dict[str, dict[Lang, str]] = {
    "opened": {"vi": "Cuộc trò chuyện bắt đầu", "en": "The conversation began"},
    "claimed": {"vi": "{name} nhận cuộc trò chuyện", "en": "{name} took the conversation"},
    "released": {"vi": "Cuộc trò chuyện trở lại hàng chờ", "en": "The conversation went back to the queue"},
    "closed": {"vi": "Cuộc trò chuyện kết thúc", "en": "The conversation ended"},
    "reopened": {"vi": "Cuộc trò chuyện được mở lại", "en": "The conversation was reopened"},
    "rated": {"vi": "Khách đánh giá {score}/5 {comment}", "en": "The visitor gave {score}/5 {comment}"},
    "tagged": {"vi": "Nhãn: {tags}", "en": "Tags: {tags}"},
}
NOTE: dict[Lang, str] = {"vi": "ghi chú nội bộ", "en": "internal note"}


class ExportQuery(Query):
    format: Literal["json", "txt", "csv"] = "json"
    tz: Annotated[str, StringConstraints(max_length=64)] = "Asia/Ho_Chi_Minh"


async def export(call: Call) -> Response:
    """Streams all events in order, however long the conversation is; times in the zone that was asked for."""
    query: ExportQuery = call.query
    try:
        zone = load_zone(query.tz)
    except zoneinfo.ZoneInfoNotFoundError:
        raise invalid({"tz": {"vi": "Không có múi giờ này.", "en": "There is no such time zone."}[call.lang]}) from None
    document = await find_visible(call)
    events = read_events(call, document)
    writers: dict[str, Callable[[], AsyncIterator[str]]] = {
        "json": lambda: write_json(document, events),
        "txt": lambda: write_text(document, events, zone, call.lang),
        "csv": lambda: write_csv(events, zone),
    }
    name = f"{document['_id']}.{query.format}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return StreamingResponse(writers[query.format](), headers=headers, media_type=MEDIA[query.format])


async def read_events(call: Call, document: Document) -> AsyncIterator[dict[str, Any]]:
    wanted = {"conversation_id": document["_id"]}
    async for message in call.office.database.messages.find(wanted, {"tokens": 0}).sort("seq", 1):
        yield show_event(message)


async def write_json(document: Document, events: AsyncIterator[dict[str, Any]]) -> AsyncIterator[str]:
    yield '{"conversation":' + orjson.dumps(show_conversation(document)).decode() + ',"messages":['
    between = ""
    async for event in events:
        yield between + orjson.dumps(event).decode()
        between = ","
    yield "]}"


async def write_text(
    document: Document, events: AsyncIterator[dict[str, Any]], zone: zoneinfo.ZoneInfo, lang: Lang
) -> AsyncIterator[str]:
    visitor = document["visitor"]
    yield (
        " · ".join(part for part in (visitor.get("name"), visitor.get("phone"), visitor.get("address")) if part) + "\n"
    )
    async for event in events:
        yield f"[{local_time(event['ts'], zone):%Y-%m-%d %H:%M:%S}] {keep_lines(tell(event, lang))}\n"


def tell(event: dict[str, Any], lang: Lang) -> str:
    name, kind = event["author"].get("name") or "", event["kind"]
    if kind == "message":
        return f"{name}: {event['text']}"
    if kind == "note":
        return f"{name} ({NOTE[lang]}): {event['text']}"
    data = {"name": "", "score": "", "comment": "", **event["data"]}
    data = {**data, "comment": data["comment"] or "", "tags": ", ".join(data.get("tags") or [])}
    line = LINES.get(kind, {"vi": kind, "en": kind})[lang]
    return f"— {line.format_map(data).strip()}"


def keep_lines(text: str) -> str:
    """Further lines of a text stand further in, so that none looks like something that somebody else has said."""
    return "\n    ".join(line.translate(UNPRINTABLE) for line in text.splitlines())


async def write_csv(events: AsyncIterator[dict[str, Any]], zone: zoneinfo.ZoneInfo) -> AsyncIterator[str]:
    """With a byte order mark, so that Excel reads the Vietnamese letters."""
    yield BOM + write_row(COLUMNS)
    async for event in events:
        author = event["author"]
        data = orjson.dumps(event["data"]).decode() if event["data"] else ""
        time = local_time(event["ts"], zone).isoformat(timespec="milliseconds")
        yield write_row(
            (event["seq"], time, event["kind"], author["type"], author.get("name") or "", event["text"] or "", data)
        )


def write_row(cells: Iterable[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([defuse(cell) for cell in cells])
    return buffer.getvalue()


def defuse(cell: object) -> str:
    """A cell that never starts a formula: what would is shown behind an apostrophe."""
    text = str(cell)
    text = FORMULA_BEHIND.sub(r"\1'", text)
    return "'" + text if FORMULA.match(text) else text


def local_time(ts: int, zone: zoneinfo.ZoneInfo) -> datetime:
    return datetime.fromtimestamp(ts / 1000, UTC).astimezone(zone)
