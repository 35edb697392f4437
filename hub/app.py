"""Wires one hub: live conversations, delivery, both namespaces, the web API, and the loops that keep them going."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import orjson
import socketio
from redis.exceptions import RedisError

from config.clients import connect_mongo, connect_redis
from config.errors import ChatError
from config.events import Incoming
from config.logs import get_logger
from config.settings import Settings
from config.tasks import end
from hub.agent import AgentConnection, AgentSpace
from hub.auth import Origins
from hub.delivery import AGENT, VISITOR, Delivery
from hub.digest import Digest
from hub.heartbeat import Heartbeat
from hub.live.eventlog import Entry
from hub.live.live import Live
from hub.live.recovery import read_run
from hub.server import Connection, SocketServer
from hub.sweeper import Sweeper
from hub.tail import Tail
from hub.visitor import VisitorSpace
from web.app import create_web
from web.audit import record_refusal
from web.history import MongoHistory
from web.layers import SafeHeaders

CONFIG_EVERY_S = 30.0
RESTART_S = 1.0
REJOIN_S = 0.1
log = get_logger()


class Hub:
    """One process: `app` is its ASGI application, `running()` keeps its loops."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.redis = connect_redis(settings)
        self.database = connect_mongo(settings)
        self.live = Live(settings, self.redis, MongoHistory(self.database))
        self.origins = Origins(settings)
        self.server = SocketServer(self.origins.is_allowed)
        self.delivery = Delivery(self.live.log)
        self.digest = Digest(self.live, self.delivery)
        self.tail = Tail(self.redis, self.live.keys, self.on_event, self.on_signal, self._look_again, self._rejoin)
        self.live.on_run = self._begin_run
        self._another_run = False
        self.sweeper = Sweeper(self.live)
        self.heartbeat = Heartbeat(self.live, self.server, self.tail, self.delivery)
        self.server.add_space(VisitorSpace(self.live, self.delivery, self.digest, self.origins))
        self.server.add_space(AgentSpace(self.live, self.delivery, self.digest, self.origins))
        self.web = create_web(settings, self.live, self.redis, self.database)
        self.server.on_forbidden = self.on_forbidden
        self.app = SafeHeaders(socketio.ASGIApp(self.server, self.web, socketio_path="socket.io"))
        self._configure = asyncio.Event()

    def on_forbidden(self, connection: Connection, event: Incoming) -> None:
        """What an agent may not do stands in the audit, as it does when it is tried by a request."""
        if isinstance(connection, AgentConnection) and event.event not in connection.refused:
            connection.refused.add(event.event)
            self.server.start_background_task(self._note_refusal, connection, event)

    async def _note_refusal(self, connection: AgentConnection, event: Incoming) -> None:
        what = {"event": event.event, "session": getattr(event, "session_id", None)}
        try:
            await record_refusal(
                self.web.state.office, connection.address, "access.refused", connection.account, **what
            )
        finally:
            connection.refused.discard(event.event)

    def on_event(self, session_id: str, kind: str, entry: Entry) -> None:
        self.delivery.deliver(session_id, entry)
        self.digest.note_event(session_id, kind)

    def on_signal(self, kind: str, session_id: str, data: bytes) -> None:
        if kind == "typing":
            self._tell_typing(session_id, data)
        elif kind == "seen":
            payload = b'{"session_id":"%b",%b' % (session_id.encode(), data[1:])
            self.delivery.tell(session_id, AGENT, "seen", payload)
            self.delivery.tell(session_id, VISITOR, "seen", payload)
            self.digest.note_quietly(session_id)
        elif kind == "presence":
            self.digest.note_presence(session_id)
        elif kind == "agents":
            self.digest.note_agents()
            self.live.desk.wake()
        elif kind == "account":
            self._close_account(orjson.loads(data))
        elif kind == "config":
            self._configure.set()

    def _tell_typing(self, session_id: str, data: bytes) -> None:
        payload = orjson.loads(data)
        author = payload["author"]
        told = {"session_id": session_id, **payload}
        self.delivery.tell(session_id, AGENT, "typing", orjson.dumps(told), but=author["id"])
        if author["type"] == "agent":
            shown = {**told, "author": {"type": "agent", "name": author["name"]}}
            self.delivery.tell(session_id, VISITOR, "typing", orjson.dumps(shown))

    def _close_account(self, data: dict[str, str]) -> None:
        """Ends the sockets of an account, or of one of its sign-ins (`family`)."""
        for connection in list(self.server.connections.values()):
            if connection.agent is None or connection.agent != data.get("agent_id"):
                continue
            if not data.get("family") or data["family"] == getattr(connection, "family", ""):
                log.info("socket.closed", agent=connection.agent, why=data.get("why", ""))
                connection.cut()

    async def _serve_configuration(self) -> None:
        """Reads the saved settings at start, when they change, and now and then in case a signal was lost."""
        while True:
            workspace = await self.live.configuration.workspace()
            self.origins.use(workspace)
            self.digest.drafts = workspace.drafts
            self._configure.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CONFIG_EVERY_S):
                    await self._configure.wait()

    async def _look_again(self) -> None:
        """The tail may have missed something: sockets are compared with logs, and what they show with hashes."""
        await self.delivery.resync()
        await self.digest.look_again()

    async def _rejoin(self) -> bool:
        """Before the tail goes on after an outage: waits until acts have accepted the run that answers now."""
        while (await read_run(self.redis)).id != self.live.run.id:  # noqa: ASYNC110  (it lies in Redis)
            await asyncio.sleep(REJOIN_S)
        another, self._another_run = self._another_run, False
        return another

    async def _begin_run(self) -> None:
        await self.delivery.begin_run()
        self._another_run = True

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keeps every loop going; on the way out sockets are closed first, so that nothing they sent is dropped."""
        loops: list[Callable[[], Awaitable[None]]] = [
            *(self.live.acts.serve, self.tail.serve, self.digest.serve, self.live.desk.serve),
            *(self.sweeper.serve, self.heartbeat.serve, self.live.presence.see_off, self._serve_configuration),
        ]
        tasks = [asyncio.create_task(supervise(loop)) for loop in loops]
        async with contextlib.AsyncExitStack() as closing:  # each of them, whatever became of the one before
            closing.callback(self.database.client.close)
            closing.push_async_callback(self.redis.aclose)
            closing.push_async_callback(end, tasks)
            closing.push_async_callback(self._stop)
            await closing.enter_async_context(self.web.router.lifespan_context(self.web))
            yield

    async def _stop(self) -> None:
        await self.server.stop()
        with contextlib.suppress(ChatError, RedisError, OSError, TimeoutError):
            async with asyncio.timeout(3):
                await self.live.presence.leave()


async def supervise(serve: Callable[[], Awaitable[None]]) -> None:
    """Runs a loop for ever; one that failed is logged and started again."""
    while True:
        try:
            await serve()
        except (ChatError, RedisError, OSError, TimeoutError) as error:
            log.warning("loop.away", loop=serve.__qualname__, error=type(error).__name__)
        except Exception:
            log.exception("loop.failed", loop=serve.__qualname__)
        await asyncio.sleep(RESTART_S)
