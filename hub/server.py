"""The socket server: python-socketio for the transports, our own strict way for all that is said over them."""

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import socketio
from engineio.packet import Packet
from pymongo.errors import PyMongoError
from redis.exceptions import RedisError

from config.errors import ChatError, Lang, busy
from config.events import FRAME_MAX, Incoming, parse
from config.logs import get_logger
from hub.engine import StrictEngine, StrictSocket, read_environ
from hub.frames import (
    ACK,
    CONNECT,
    DISCONNECT,
    EVENT,
    Frame,
    FrameError,
    build_ack,
    build_event,
    build_refusal,
    build_welcome,
    read_event,
    read_frame,
)
from hub.pace import Pace

PING_INTERVAL_S = 20
PING_TIMEOUT_S = 15
EVENTS_PER_SECOND = 500
"""Events of one socket in a second: above it they are refused."""
LOGGED_PER_SECOND = 20
"""Events of one socket that get a line: nobody washes the log away with what is refused."""
CALM = 3
"""Up to so many events under way, an ack goes at once; of more, one write a socket and turn takes all that there is."""
JOIN_WITHIN_S = 15
NAMESPACE_MAX = 64
STALLED_S = 30
CLOSE_WITHIN_S = 2
"""A reader that does not take its last frames by then is left behind."""
EVERYDAY = frozenset({"send", "typing", "seen", "page"})
AWAY = (RedisError, PyMongoError, OSError, TimeoutError)
LIBRARIES = logging.getLogger()
"""Has the level of our own log."""
log = get_logger()


def nothing_to_note(_connection: "Connection", _event: Incoming) -> None:
    """Whoever wires the server may have refusals written down."""


class Orjson:
    """The json module that python-socketio asks for."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return orjson.dumps(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        return orjson.loads(text)


@dataclass(eq=False)
class Connection:
    """One client in one namespace, from its accepted connect to its end."""

    server: "SocketServer"
    eio_sid: str
    namespace: str
    lang: Lang
    stalled: dict[str, tuple[str, float]] = field(default_factory=dict)
    window: int = 0
    events: int = 0

    @property
    def agent(self) -> str | None:
        """The id of the agent behind this connection."""
        return None

    @property
    def session(self) -> str | None:
        """The conversation that this connection is bound to."""
        return None

    def push(self, packet: Packet, *, alone: bool = False) -> None:
        """Queues one frame; a reader too far behind is cut."""
        socket = self.server.eio.sockets.get(self.eio_sid)
        if socket is None or socket.closed or socket.closing:
            return
        if not socket.push(packet, alone=alone):
            log.warning("socket.cut", why="reads too slowly")
            self.cut()

    def emit(self, name: str, payload: Any) -> None:
        self.push(build_event(self.namespace, name, orjson.dumps(payload)))

    def cut(self) -> None:
        """Closes the whole socket, transport included."""
        self.server.start_background_task(self.server.close_socket, self.eio_sid)

    def count_event(self) -> int:
        """Events of this second so far."""
        second = int(time.monotonic())
        if second != self.window:
            self.window, self.events = second, 0
        self.events += 1
        return self.events

    def keep_order(self, session_id: str, client_id: str) -> None:
        """After a send that got `busy`, only that one may come next: what was sent behind it must not overtake."""
        stalled = self.stalled.get(session_id)
        if stalled and stalled[0] != client_id and time.monotonic() < stalled[1] + STALLED_S:
            raise busy()

    def stall(self, session_id: str, client_id: str) -> None:
        self.stalled.setdefault(session_id, (client_id, time.monotonic()))


class Space(ABC):
    """One namespace: who may connect, and a handler for each event that is known there."""

    name: str
    known: Mapping[str, type[Incoming]]
    handlers: Mapping[str, Callable[[Any, Any], Awaitable[dict[str, Any]]]]

    @abstractmethod
    async def connect(self, connection: Connection, environ: Mapping[str, Any], auth: Mapping[str, Any]) -> Connection:
        """The connection with what it is allowed to be; ChatError when it isn't."""

    @abstractmethod
    async def disconnect(self, connection: Any) -> None:
        """Lets go of everything that the connection held."""


class SocketServer(socketio.AsyncServer):  # type: ignore[misc]
    """Accepts text frames of two namespaces; everything else is refused before the library sees it."""

    def __init__(self, is_allowed_origin: Callable[..., bool]) -> None:
        super().__init__(
            async_mode="asgi",
            cors_allowed_origins=is_allowed_origin,
            cors_credentials=False,
            ping_interval=PING_INTERVAL_S,
            ping_timeout=PING_TIMEOUT_S,
            max_http_buffer_size=FRAME_MAX,
            http_compression=False,
            json=Orjson,
            namespaces=[],
            # Loggers of their own would write past ours, and with them whatever a client put into its address.
            logger=logging.getLogger("socketio"),
            engineio_logger=logging.getLogger("engineio"),
        )
        self.eio.welcome = self._welcome
        self.spaces: dict[str, Space] = {}
        self.connections: dict[tuple[str, str], Connection] = {}
        self.joining: set[tuple[str, str]] = set()
        self.arrived: dict[str, float] = {}
        self.on_forbidden: Callable[[Connection, Incoming], None] = nothing_to_note
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def _engineio_server_class(self) -> type[StrictEngine]:
        return StrictEngine

    def add_space(self, space: Space) -> None:
        self.spaces[space.name] = space

    async def _join(self, eio_sid: str, frame: Frame) -> None:
        """A connect of a namespace; raises FrameError for who is in, or just coming in, and comes once more."""
        space, place = self.spaces[frame.namespace], (eio_sid, frame.namespace)
        auth = orjson.loads(frame.body) if frame.body else {}
        if place in self.connections or place in self.joining:
            raise FrameError
        self.joining.add(place)
        try:
            connection = await self._accept(space, eio_sid, auth if isinstance(auth, dict) else {})
        finally:
            self.joining.discard(place)
        if connection is None:
            return
        socket = self.eio.sockets.get(eio_sid)
        if socket is None or socket.closed or socket.closing:
            await self._let_go(space, connection)
            return
        self.connections[place] = connection
        socket.push(build_welcome(space.name, self.eio.generate_id()))

    async def _accept(self, space: Space, eio_sid: str, auth: Mapping[str, Any]) -> Connection | None:
        """Every failure becomes a refusal that carries its error, for otherwise the client would hear nothing."""
        lang: Lang = "en" if auth.get("lang") == "en" else "vi"
        try:
            return await space.connect(Connection(self, eio_sid, space.name, lang), self.environ[eio_sid], auth)
        except ChatError as error:
            refusal = error.body(lang)  # the error itself would refer to this frame, and the frame to it
        except AWAY as error:
            log.warning("connect.away", error=type(error).__name__)
            refusal = busy().body(lang)
        except Exception:
            log.exception("connect.failed")
            refusal = busy().body(lang)
        self._refuse(eio_sid, space.name, refusal)
        return None

    def _refuse(self, eio_sid: str, namespace: str, error: dict[str, Any]) -> None:
        if eio_sid in self.eio.sockets:
            self.eio.sockets[eio_sid].push(build_refusal(namespace, error))

    async def _leave(self, eio_sid: str, namespace: str) -> None:
        connection = self.connections.pop((eio_sid, namespace), None)
        if connection is not None:
            await self._let_go(self.spaces[namespace], connection)

    async def _let_go(self, space: Space, connection: Connection) -> None:
        try:
            await space.disconnect(connection)
        except (ChatError, *AWAY):
            log.warning("disconnect.away")
        except Exception:  # or the other namespace of this socket would not be left
            log.exception("disconnect.failed")

    async def close_socket(self, eio_sid: str) -> None:
        await self.eio.disconnect(eio_sid)

    async def _handle_eio_connect(self, eio_sid: str, environ: Any) -> None:
        """Of a client that polls first."""
        # The library makes its sockets itself and asks nobody for their class.
        self.eio.sockets[eio_sid].__class__ = StrictSocket
        self._welcome(eio_sid, read_environ(environ["asgi.scope"]))

    def _welcome(self, eio_sid: str, environ: Mapping[str, str]) -> None:
        self.arrived[eio_sid] = time.monotonic()
        self.environ[eio_sid] = environ
        socket = self.eio.sockets[eio_sid]
        socket.pace, socket.listen = Pace(), self.hear

    async def _handle_eio_disconnect(self, eio_sid: str, _reason: Any) -> None:
        self.arrived.pop(eio_sid, None)
        socket = self.eio.sockets.get(eio_sid)
        if socket is not None:
            socket.queue.put_nowait(None)  # lets go of a poll that would otherwise hang until its time-out
        for namespace in self.spaces:
            await self._leave(eio_sid, namespace)
        self.environ.pop(eio_sid, None)

    def hear(self, eio_sid: str, message: str) -> bool:
        """Deals with an event at once; False for any other message."""
        if message[:1] != EVENT:
            return False
        try:
            self._receive(eio_sid, read_frame(message))
        except FrameError:
            return False
        return True

    async def _handle_eio_message(self, eio_sid: str, data: Any) -> None:
        if eio_sid not in self.environ:
            return  # closed since this frame came in
        try:
            if not isinstance(data, str):
                raise FrameError
            frame = read_frame(data)
            if frame.type == EVENT:
                self._receive(eio_sid, frame)
            elif frame.type == CONNECT and frame.namespace in self.spaces:
                await self._join(eio_sid, frame)
            elif frame.type == CONNECT:
                self._refuse_namespace(eio_sid, frame.namespace)
            elif frame.type == DISCONNECT:
                await self._leave(eio_sid, frame.namespace)
            elif frame.type != ACK:
                raise FrameError
        except (FrameError, ValueError, TypeError, RecursionError):
            log.warning("frame.refused", kind=type(data).__name__)
            self.start_background_task(self.close_socket, eio_sid)

    def _refuse_namespace(self, eio_sid: str, namespace: str) -> None:
        """Who asks for another namespace hears that there is none, instead of connecting again and again."""
        if len(namespace) <= NAMESPACE_MAX:
            self._refuse(eio_sid, namespace, ChatError("not_found").body("vi"))

    def _receive(self, eio_sid: str, frame: Frame) -> None:
        connection = self.connections.get((eio_sid, frame.namespace))
        if connection is None:
            return
        loop = self._loop = self._loop or asyncio.get_running_loop()
        task = loop.create_task(self._answer(connection, frame, connection.count_event()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, connection: Connection, frame: Frame, count: int) -> None:
        """Runs the handler up to its first await in the order of arrival, and acknowledges what came of it."""
        started = time.perf_counter()
        event: Incoming | None = None
        answer: dict[str, Any]
        try:
            if count > EVENTS_PER_SECOND:
                raise ChatError("rate_limited", retry=1000)
            space = self.spaces[frame.namespace]
            event = parse_event(space, frame)
            answer = {"ok": True, **await space.handlers[event.event](connection, event)}
        except ChatError as error:
            answer = {"ok": False, "error": error.body(connection.lang)}
            if error.code == "forbidden" and event is not None:
                self.on_forbidden(connection, event)
        except AWAY as error:
            log.warning("event.away", error=type(error).__name__)
            answer = {"ok": False, "error": busy().body(connection.lang)}
        except Exception:
            log.exception("event.failed")
            answer = {"ok": False, "error": busy().body(connection.lang)}
        if count <= LOGGED_PER_SECOND:
            log_answer(connection, event, answer, started)
        if frame.ack_id is not None:
            ack = build_ack(frame.namespace, frame.ack_id, encode_answer(answer))
            connection.push(ack, alone=len(self._tasks) <= CALM)

    async def reap_strangers(self) -> None:
        """Closes transports that never joined a namespace."""
        joined = {eio_sid for eio_sid, _ in self.connections}
        late = time.monotonic() - JOIN_WITHIN_S
        for eio_sid, since in list(self.arrived.items()):
            if since < late and eio_sid not in joined:
                await self.close_socket(eio_sid)

    async def stop(self) -> None:
        """Closes every socket, so that clients go to another hub, and waits for the events under way."""
        closing = {asyncio.ensure_future(self.close_socket(eio_sid)) for eio_sid in list(self.eio.sockets)}
        if unfinished := {*closing, *self._tasks}:
            await asyncio.wait(unfinished, timeout=CLOSE_WITHIN_S)


def parse_event(space: Space, frame: Frame) -> Incoming:
    try:
        name, payload = read_event(frame.body)
    except FrameError:
        raise ChatError("invalid", extras={"field": None}) from None
    return parse(space.known, name, payload)


def log_answer(connection: Connection, event: Incoming | None, answer: dict[str, Any], started: float) -> None:
    """One line an event: what was asked, by whom, what came of it and how long it took. Everyday ones at debug."""
    everyday = answer["ok"] and event is not None and event.event in EVERYDAY
    if everyday and not LIBRARIES.isEnabledFor(logging.DEBUG):
        return  # not even put together
    (log.debug if everyday else log.info)(
        "event",
        name=event.event if event else None,
        session=getattr(event, "session_id", None) or connection.session,
        agent=connection.agent,
        seq=answer.get("seq"),
        code=None if answer["ok"] else answer["error"]["code"],
        ms=round((time.perf_counter() - started) * 1000, 1),
    )


def encode_answer(answer: dict[str, Any]) -> bytes:
    """JSON of an ack; `events` are already JSON and are put in as they are."""
    events = answer.pop("events", None)
    encoded = orjson.dumps(answer)
    if events is None:
        return encoded
    return b'%b,"events":[%b]}' % (encoded[:-1], b",".join(events))
