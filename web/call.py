"""One request and the rules of its endpoint: who may come in, what the query and the body must look like."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from redis.asyncio import Redis
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from config.addresses import client_address, is_own_origin
from config.clients import Database
from config.errors import ChatError, Lang
from config.keys import Keys
from config.settings import Settings
from hub.live.accounts import Account, Accounts
from hub.live.configuration import Configuration
from hub.live.live import Live
from hub.live.refresh import RefreshTokens
from hub.live.tokens import AccessClaims, VisitorClaims, read_visitor
from web.problems import explain, invalid

BODY_MAX = 256 * 1024
RANK = {"agent": 1, "lead": 2, "admin": 3}
NOT_OUR_PAGE: Mapping[Lang, str] = {
    "vi": "Yêu cầu kèm cookie phải có header Origin là địa chỉ gốc của trang quản trị.",
    "en": "A request with a cookie must carry the dashboard's own origin in the Origin header.",
}


class Access(StrEnum):
    """Who may call: anyone, an allowed website, a visitor, an agent of at least that role, or a machine of ours."""

    ANYONE = "anyone"
    WEBSITE = "website"
    VISITOR = "visitor"
    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"
    MACHINE = "machine"


class Body(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Query(BaseModel):
    """Parameters of an address: text that is read as numbers and dates; each at most once, unknown ones refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(BaseModel):
    """The shape of every list."""

    items: list[Any]
    next: str | int | None


class NoQuery(Query):
    pass


@dataclass(frozen=True)
class Office:
    """What every endpoint works with."""

    settings: Settings
    keys: Keys
    redis: Redis
    database: Database
    live: Live
    accounts: Accounts
    configuration: Configuration
    refresh: RefreshTokens


@dataclass
class Call:
    request: Request
    office: Office
    lang: Lang
    address: str
    agent: Account | None = None
    claims: AccessClaims | None = None
    visitor: VisitorClaims | None = None
    query: Any = None
    body: Any = None

    @property
    def account(self) -> Account:
        """The agent who calls; only behind an endpoint for agents."""
        if self.agent is None:
            raise ChatError("unauthorized")
        return self.agent

    @property
    def sender(self) -> VisitorClaims:
        """The visitor who calls; only behind an endpoint for visitors."""
        if self.visitor is None:
            raise ChatError("unauthorized")
        return self.visitor

    @property
    def path(self) -> Mapping[str, str]:
        return self.request.path_params

    @property
    def is_lead(self) -> bool:
        return RANK[self.account.role] >= RANK["lead"]


Handler = Callable[[Call], Awaitable[Any]]


@dataclass(frozen=True)
class Endpoint:
    """One line of the URL table. `answer` is a type for the documentation; the handler returns what fits it."""

    method: str
    path: str
    access: Access
    handle: Handler
    summary: str
    answer: Any = None
    body: type[BaseModel] | None = None
    query: type[Query] = NoQuery
    status: int = 200
    media: str = "application/json"
    tag: str = ""
    refuses: tuple[int, ...] = field(default=())

    async def serve(self, call: Call) -> Response:
        """Admits, then reads, then acts: who may not come in learns nothing about the body."""
        await admit(call, self.access)
        call.query = read_query(self.query, call)
        if self.body is not None:
            call.body = await read_body(self.body, call)
        return answer_json(await self.handle(call), self.status)


def make_call(request: Request) -> Call:
    office: Office = request.app.state.office
    return Call(request, office, choose_lang(request), read_address(request, office.settings))


def choose_lang(request: Request) -> Lang:
    """`lang` in the query, else the language that the caller prefers, else Vietnamese."""
    asked = request.query_params.get("lang")
    if asked in ("vi", "en"):
        return "en" if asked == "en" else "vi"
    return "en" if request.headers.get("accept-language", "").strip().lower().startswith("en") else "vi"


def read_address(request: Request, settings: Settings) -> str:
    peer = request.client.host if request.client else ""
    return client_address(peer, ",".join(request.headers.getlist("x-forwarded-for")), settings.trusted_proxies)


async def admit(call: Call, access: Access) -> None:
    """Raises ChatError unauthorized without a valid token, forbidden with the wrong one."""
    if access is Access.WEBSITE:
        await admit_website(call)
    elif access is Access.VISITOR:
        await admit_website(call)
        call.visitor = read_visitor(call.office.settings, bearer(call.request))
    elif access is Access.MACHINE:
        admit_machine(call)
    elif access is not Access.ANYONE:
        call.agent, call.claims = await call.office.accounts.authenticate(call.office.settings, bearer(call.request))
        if RANK[call.agent.role] < RANK[access]:
            raise ChatError("forbidden")


async def admit_website(call: Call) -> None:
    """A browser names the site that it shows; programs name none and are let in."""
    origin = call.request.headers.get("origin")
    if origin and not await allows_origin(call.office, call.request, origin):
        raise ChatError("forbidden")


async def allows_origin(office: Office, request: Request, origin: str) -> bool:
    return is_own(office, request, origin) or (await office.configuration.workspace()).allows(origin)


def is_own(office: Office, request: Request, origin: str) -> bool:
    return is_own_origin(origin, request.headers.get("host", ""), office.settings.public_url)


def admit_own_page(call: Call) -> None:
    """Where a cookie counts, which a browser adds by itself, whoever asks has to name the dashboard's own origin."""
    if not is_own_page(call):
        raise ChatError("forbidden", detail=NOT_OUR_PAGE)


def is_own_page(call: Call) -> bool:
    """Every browser names the origin of a POST; what it may leave out, it says by a header that no page can set."""
    origin = call.request.headers.get("origin")
    if origin is None:
        return call.request.headers.get("sec-fetch-site") == "same-origin"
    return is_own(call.office, call.request, origin)


def admit_machine(call: Call) -> None:
    """Straight from our own network, or with the token: what a proxy passes on comes from outside."""
    headers, token = call.request.headers, call.office.settings.metrics_token
    proxied = any(name in headers for name in ("x-forwarded-for", "forwarded", "x-real-ip", "via"))
    if proxied and not (
        token and hmac.compare_digest(headers.get("authorization", "").encode(), f"Bearer {token}".encode())
    ):
        raise ChatError("forbidden")


def bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise ChatError("unauthorized")
    return token.strip()


def read_query(model: type[Query], call: Call) -> Query:
    values: dict[str, str] = {}
    for name, value in call.request.query_params.multi_items():
        if name == "lang" and "lang" not in model.model_fields:
            continue
        if name in values:
            raise invalid({name[:64]: {"vi": "Chỉ nhận một giá trị.", "en": "Only one value."}[call.lang]})
        values[name] = value
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise explain(error, call.lang) from None


async def read_body(model: type[BaseModel], call: Call) -> BaseModel:
    raw = await call.request.body() or b"{}"
    if raw != b"{}" and not call.request.headers.get("content-type", "").lower().startswith("application/json"):
        raise HTTPException(415)
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise explain(error, call.lang) from None


def answer_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A handler's value as a response; None is no content."""
    if isinstance(value, Response):
        return value
    merged = {"cache-control": "no-store", **(headers or {})}
    if value is None:
        return Response(status_code=204 if status == 200 else status, headers=merged)
    return Response(orjson.dumps(value, default=dump_model), status, merged, "application/json")


def dump_model(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return TypeAdapter(type(value)).dump_python(value, mode="json")
