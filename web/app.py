"""Puts the API and the static files together as one ASGI application."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from pymongo.errors import PyMongoError
from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from config.clients import Database
from config.errors import ChatError, busy
from config.keys import Keys
from config.logs import get_logger
from config.settings import Settings
from config.tasks import end
from hub.live.accounts import Accounts
from hub.live.configuration import Configuration
from hub.live.live import Live
from hub.live.refresh import RefreshTokens
from web import audit
from web.call import Call, Endpoint, Office, choose_lang, make_call
from web.layers import LAYERS
from web.mirror import keep_copies
from web.problems import UNAVAILABLE, answer_error, answer_status
from web.routes import ENDPOINTS
from web.static import static_routes

log = get_logger()


def create_web(settings: Settings, live: Live, redis: Redis, database: Database) -> Starlette:
    """The API and the static files; while the app runs, the copies in Redis are kept alike MongoDB.

    Starts and serves the widget with MongoDB down.
    """
    app = Starlette(
        routes=[*api_routes(), *static_routes()],
        middleware=[Middleware(layer) for layer in LAYERS],
        exception_handlers={HTTPException: answer_http_error, Exception: answer_fault},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.office = open_office(settings, live, redis, database)
    return app


def open_office(settings: Settings, live: Live, redis: Redis, database: Database) -> Office:
    keys = Keys(settings.workspace)
    return Office(
        settings=settings,
        keys=keys,
        redis=redis,
        database=database,
        live=live,
        accounts=Accounts(redis, keys),
        configuration=Configuration(redis, keys, settings),
        refresh=RefreshTokens(redis, keys, settings),
    )


@contextlib.asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    task = asyncio.create_task(keep_copies(app.state.office), name="copies")
    try:
        yield
    finally:
        await end([task])


def api_routes() -> list[BaseRoute]:
    """One route a path, so that a wrong method is told apart from a wrong address."""
    paths: dict[str, dict[str, Endpoint]] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method] = endpoint
    return [Route(path, serve_path(methods), methods=list(methods)) for path, methods in paths.items()]


def serve_path(methods: dict[str, Endpoint]) -> Callable[[Request], Any]:
    async def serve(request: Request) -> Response:
        endpoint = methods["GET" if request.method == "HEAD" else request.method]
        request.scope["alo.endpoint"] = endpoint
        call = make_call(request)
        try:
            return await endpoint.serve(call)
        except ChatError as error:
            if error.code == "forbidden":
                what = {"method": endpoint.method, "route": endpoint.path}
                await audit.record_refusal(call.office, call.address, "access.refused", call.agent, **what)
            return answer_error(error, call.lang)
        except (RedisError, PyMongoError, TimeoutError, OSError) as error:
            return answer_outage(error, call)
        except ClientDisconnect:
            return answer_status(400, call.lang)  # to nobody; nor is it a fault of ours, to be logged as one

    return serve


def answer_outage(error: Exception, call: Call) -> Response:
    """A server that is away is no fault of the caller's: try again in a moment."""
    log.warning("request.outage", error=error)
    if isinstance(error, PyMongoError):
        return answer_error(ChatError("busy", retry=2000, detail=UNAVAILABLE), call.lang)
    return answer_error(busy(), call.lang)


async def answer_http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return answer_status(status, choose_lang(request), getattr(error, "headers", None))


async def answer_fault(request: Request, error: Exception) -> Response:
    log.error("request.fault", exc_info=error)
    return answer_status(500, choose_lang(request))
