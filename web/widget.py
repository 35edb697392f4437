"""What the widget asks before it has a socket: its looks and form, whether anyone is there, and the first step in."""

import hashlib
import re
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, Field
from starlette.responses import Response

from config.addresses import limited_address
from config.errors import ChatError, Lang
from config.events import ClientId, VisitorSession
from config.form import FormField, TextsByLang
from config.ids import new_id
from hub.live.configuration import check_answers
from hub.live.eventlog import show_event
from hub.live.sessions import Opened, Opening
from hub.live.tokens import RETURN_TTL_S, TOKEN_MAX, VISITOR_TTL_S, VisitorClaims, read_visitor, sign_visitor
from web.call import Body, Call, Query, answer_json

ZONE = re.compile(r"[A-Za-z][A-Za-z0-9]*([/_+-][A-Za-z0-9]+)*")
"""What isn't the name of a time zone is left out: a strange browser is no reason to turn its visitor away."""
CONTROL = re.compile(r"[\x00-\x1F\x7F]")
NAMELESS: dict[Lang, str] = {"vi": "Khách", "en": "Visitor"}
USER_AGENT_MAX = 400
HISTORY_PAGE = 50


class WidgetConfig(BaseModel):
    name: str
    color: str
    logo: str | None
    position: str
    lang: Lang
    sounds: bool
    drafts: bool
    texts: TextsByLang
    fields: list[FormField]
    revision: int


class WidgetStatus(BaseModel):
    online: bool


class VisitedPage(Body):
    url: Annotated[str, Field(max_length=2048)] = ""
    title: Annotated[str, Field(max_length=300)] = ""


class NewSession(Body):
    """`visitor_token` from an earlier conversation makes this the same visitor; `tz` is the IANA name of their zone."""

    form: Annotated[dict[str, Any], Field(max_length=100)]
    client_id: ClientId | None = None
    page: VisitedPage | Annotated[str, Field(max_length=2048)] | None = None
    referrer: Annotated[str, Field(max_length=2048)] | None = None
    lang: Lang | None = None
    tz: Annotated[str, Field(max_length=64)] | None = None
    visitor_token: Annotated[str, Field(max_length=TOKEN_MAX)] | None = None


class SessionOpened(BaseModel):
    token: str
    session: VisitorSession


class OlderEvents(Query):
    before: Annotated[int, Field(ge=1, le=2**53)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = HISTORY_PAGE


async def show_config(call: Call) -> Response:
    """Everything that the widget shows before a conversation; answers 304 to whoever has this version."""
    form = await call.office.configuration.form()
    workspace = await call.office.configuration.workspace()
    shown = workspace.model_dump(include=set(WidgetConfig.model_fields) - {"revision"})
    fields = [field.model_dump() for field in form.fields]
    body = orjson.dumps({**shown, "fields": fields, "revision": form.revision + workspace.revision})
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": "no-cache"}
    if etag in call.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, "application/json")


async def show_status(call: Call) -> dict[str, bool]:
    return {"online": await call.office.live.anyone_online()}


async def open_session(call: Call) -> Response:
    """Opens a conversation, or answers with the one that this visitor still has open.

    Raises ChatError invalid with the fields that are wrong, rate_limited or busy.
    """
    body: NewSession = call.body
    lang = body.lang or call.lang
    call.lang = lang
    if session := await find_open(call, body.visitor_token):
        return hand_over(call, session)
    form = await call.office.configuration.form()
    answers = check_answers(form.fields, body.form, lang)
    opened = await open_as(call, body, answers, lang)
    return hand_over(call, opened.session)


def hand_over(call: Call, session: VisitorSession) -> Response:
    token = sign_visitor(call.office.settings, session["visitor"]["id"], session["id"])
    return answer_json({"token": token, "session": session})


async def find_open(call: Call, token: str | None) -> VisitorSession | None:
    """The conversation that the token names, while it is open: its visitor needn't fill in the form once more.

    A token that sockets no longer accept is enough for this, within bounds: it opens nothing else and names nobody
    for a new conversation.
    """
    claims = known_visitor(call, token, RETURN_TTL_S)
    session = await call.office.live.visitor_session(claims.session_id) if claims else None
    if claims is None or session is None or session["status"] == "closed":
        return None
    if session["visitor"]["id"] != claims.visitor_id or await is_erased(call, claims.visitor_id):
        return None
    await refuse_blocked(call, claims.visitor_id)
    return session


async def is_erased(call: Call, visitor_id: str) -> bool:
    """The tombstone comes first, the conversation's keys go after it."""
    return bool(await call.office.redis.exists(call.office.keys.erased(visitor_id)))


async def refuse_blocked(call: Call, visitor_id: str) -> None:
    if await call.office.redis.sismember(call.office.keys.blocked, visitor_id):
        raise ChatError("forbidden")


async def open_as(call: Call, body: NewSession, answers: dict[str, str | bool], lang: Lang) -> Opened:
    claims = known_visitor(call, body.visitor_token)
    known = claims and claims.visitor_id
    if known:
        await refuse_blocked(call, known)
    try:
        return await call.office.live.open(make_opening(call, body, answers, lang, known or new_id()))
    except ChatError as error:
        if known is None or error.code != "unauthorized":
            raise
        # Erased since: whoever comes back is somebody new.
        return await call.office.live.open(make_opening(call, body, answers, lang, new_id()))


def known_visitor(call: Call, token: str | None, max_age: int = VISITOR_TTL_S) -> VisitorClaims | None:
    if not token:
        return None
    try:
        return read_visitor(call.office.settings, token, max_age)
    except ChatError:
        return None


def make_opening(call: Call, body: NewSession, answers: dict[str, str | bool], lang: Lang, visitor_id: str) -> Opening:
    message = answers.get("message")
    return Opening(
        visitor=describe_visitor(call, body, answers, lang, visitor_id),
        form=answers,
        first_text=message if isinstance(message, str) else None,
        client_id=body.client_id,
        address=limited_address(call.address),
    )


def describe_visitor(
    call: Call, body: NewSession, answers: dict[str, str | bool], lang: Lang, visitor_id: str
) -> dict[str, Any]:
    """The VisitorDetails of this opening."""
    page = VisitedPage(url=body.page) if isinstance(body.page, str) else body.page
    return {
        "id": visitor_id,
        "name": str(answers.get("name") or NAMELESS[lang]),
        "phone": str(answers.get("phone") or ""),
        "address": str(answers.get("address") or ""),
        "lang": lang,
        "ip": call.address,
        "user_agent": clean(call.request.headers.get("user-agent", ""))[:USER_AGENT_MAX],
        "page": {"url": clean(page.url), "title": clean(page.title)} if page and page.url else None,
        "referrer": clean(body.referrer or ""),
        **({"tz": body.tz} if body.tz and ZONE.fullmatch(body.tz) else {}),
    }


def clean(text: str) -> str:
    return CONTROL.sub("", text)


async def read_messages(call: Call) -> dict[str, Any]:
    """Older events of the visitor's own conversation, ascending; `next` is the `before` of the page behind it."""
    query: OlderEvents = call.query
    session_id = call.sender.session_id
    session = await call.office.live.visitor_session(session_id)
    if session is None or session["visitor"]["id"] != call.sender.visitor_id:
        raise ChatError("not_found")
    before = min(query.before or session["head"] + 1, session["head"] + 1)
    entries = await call.office.live.log.before(session_id, before, query.limit)
    items = [orjson.loads(show_event(entry.event)) for entry in entries]
    return {"items": items, "next": items[0]["seq"] if items and items[0]["seq"] > 1 else None}
