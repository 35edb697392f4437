"""What surrounds every request, as plain ASGI: limits of the body, headers of safety, CORS, one line of log each."""

import time
from collections.abc import Awaitable, Callable

from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.errors import ChatError, Lang
from config.logs import get_logger
from web.call import BODY_MAX, allows_origin, choose_lang
from web.problems import answer_error

log = get_logger()

TOO_LARGE: dict[Lang, str] = {
    "vi": "Nội dung gửi lên quá lớn (tối đa 256 KB).",
    "en": "What was sent is too large (256 KB at most).",
}
SAFE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
CORS_METHODS = "GET, POST, OPTIONS"
CORS_HEADERS = "authorization, content-type, accept-language, if-none-match"
CORS_EXPOSED = "etag, retry-after"
PREFLIGHT_S = "600"

requests_seconds = Histogram(
    "alo_http_request_seconds",
    "Time to answer a request of the API, by the route's template.",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
requests_total = Counter("alo_http_requests_total", "Requests of the API, by route and status.", ["route", "status"])


class SafeHeaders:
    """Gives every answer the strictest headers that it has not set for itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("strict-transport-security", "max-age=31536000")
            await send(message)

        await self.app(scope, receive, send_safe)


class BodyLimit:
    """Refuses a body above BODY_MAX, by its announced length or as soon as it has become too long."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > BODY_MAX:
            await answer_error(too_large(), choose_lang(Request(scope)))(scope, receive, send)
            return
        received = 0

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > BODY_MAX:
                raise too_large()
            return message

        await self.app(scope, receive_limited, send)


def too_large() -> ChatError:
    return ChatError("too_large", detail=TOO_LARGE)


class WidgetCors:
    """CORS for the widget's routes, by the origins that a lead allows; no other route answers another website."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/widget/"):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        origin = request.headers.get("origin")
        allowed = bool(origin) and await allows_origin(scope["app"].state.office, request, origin or "")
        headers = cors_headers(origin) if origin and allowed else {"vary": "Origin"}
        if request.method == "OPTIONS" and "access-control-request-method" in request.headers:
            await Response(status_code=204 if allowed else 403, headers=headers)(scope, receive, send)
            return

        async def send_cors(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await self.app(scope, receive, send_cors)


def cors_headers(origin: str) -> dict[str, str]:
    return {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": CORS_METHODS,
        "access-control-allow-headers": CORS_HEADERS,
        "access-control-expose-headers": CORS_EXPOSED,
        "access-control-max-age": PREFLIGHT_S,
        "cross-origin-resource-policy": "cross-origin",
        "vary": "Origin",
    }


class Journal:
    """One line of log and one measurement for each answer of the API."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        finally:
            note(scope, status, time.perf_counter() - began)


def note(scope: Scope, status: int, seconds: float) -> None:
    endpoint = scope.get("alo.endpoint")
    route = endpoint.path if endpoint else "other"
    method = endpoint.method if endpoint else "other"
    requests_seconds.labels(method, route).observe(seconds)
    requests_total.labels(route, str(status)).inc()
    if endpoint and route not in ("/healthz", "/readyz", "/metrics"):
        log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))


Layer = Callable[[ASGIApp], ASGIApp]
Serve = Callable[[Request], Awaitable[Response]]
LAYERS: tuple[Layer, ...] = (Journal, SafeHeaders, WidgetCors, BodyLimit)
"""The hub puts SafeHeaders around the polling transport of its sockets as well."""
