"""The one connection for acts: those of a loop turn travel together, keep their order, and are never retried."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby, repeat
from typing import Any, NamedTuple, cast

import hiredis
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from config.clients import CONNECT_TIMEOUT_S
from config.errors import ChatError, busy
from config.logs import get_logger
from hub.live.scripts import SCRIPTS
from hub.live.wire import Wire

BATCH_MAX = 256
"""Acts in one batch: some 10 ms of Redis's time."""
TOGETHER_MAX = 64
"""Acts that go in one run: nobody else is served meanwhile, for about a millisecond."""
PENDING_MAX = 20_000
"""More than Redis can do before the callers give up; beyond it an act is refused at once."""
BATCH_TIMEOUT_S = 2.0
"""A batch not answered by then is of unknown outcome. With the turn waiting behind it, callers hear within 3 s."""
RECONNECT_S = 0.25
WAIT_MS = 1500
"""How long a batch waits for the replicas that it has to be on; within BATCH_TIMEOUT_S."""

Reply = list[Any]
Command = tuple[Any, ...]
Future = asyncio.Future[Any]
Batch = list[tuple[Command, Future]]
Words = Sequence[Any]
MANY = frozenset(("EVALSHA", script.sha) for script in SCRIPTS.values() if script.many)
log = get_logger()


class Call(NamedTuple):
    """A packed command, and who waits for its reply: `many` are answered in a list, each with one of its own."""

    command: bytes
    waiting: list[Future]
    many: bool

    def settle(self, reply: Any) -> None:
        together = isinstance(reply, ResponseError) or not self.many
        for future, own in zip(self.waiting, repeat(reply) if together else reply, strict=not together):
            settle(future, own)


class Acts:
    """Runs Lua acts over one ordered connection, one batch in flight.

    `prepare` is awaited after every connect, before any act is accepted; it may refuse by raising RedisError.
    """

    def __init__(self, redis: Redis, prepare: Callable[[], Awaitable[None]], replicas: int = 0) -> None:
        self._redis = redis
        self._replicas = replicas
        self._prepare = prepare
        self._wire: Wire | None = None
        self._waiting: Batch = []
        self._sending = False
        self._sender: asyncio.Task[None] | None = None
        self._lost = asyncio.Event()
        # Asked for once: every question costs a system call.
        self._loop: asyncio.AbstractEventLoop | None = None
        self.ready = asyncio.Event()

    async def run(self, name: str, keys: Words, args: Words) -> Reply:
        """One act: its reply with the code as a string in front.

        Raises ChatError `busy` when Redis is away, full, or did not answer: the outcome is then unknown.
        """
        script = SCRIPTS[name]
        spare_keys, spare_args = len(keys) - script.keys, len(args) - script.args
        if min(spare_keys, spare_args) < 0 or (script.many and max(spare_keys, spare_args) > 0):
            raise TypeError(f"{name} takes {script.keys} keys and {script.args} arguments")
        reply: Reply = await self._submit(("EVALSHA", script.sha, len(keys), *keys, *args))
        if isinstance(reply, list) and reply and isinstance(reply[0], bytes):
            reply[0] = reply[0].decode()
        return reply

    async def ask(self, *command: Any) -> Any:
        """One reading command, which sees all acts before it. Raises as `run` does."""
        return await self._submit(command)

    def _submit(self, command: Command) -> "asyncio.Future[Any]":
        """Puts the command into the batch of this loop turn, before the caller's next await."""
        loop = self._loop = self._loop or asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        if not self.ready.is_set() or len(self._waiting) >= PENDING_MAX:
            refuse(future, busy())
            return future
        self._waiting.append((command, future))
        self._start()
        return future

    def _start(self) -> None:
        """The task begins with the next turn, when all that this one submits is there."""
        if not self._sending and self._waiting:
            self._sending = True
            loop = self._loop = self._loop or asyncio.get_running_loop()
            self._sender = loop.create_task(self._send_batches(), name="acts")

    async def _send_batches(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH_MAX], self._waiting[BATCH_MAX:]
                await self._send(batch)
        finally:
            self._sending = False

    async def _send(self, batch: Batch) -> None:
        wire = self._wire
        try:
            if wire is None:
                raise ConnectionError("no connection")
            calls = pack(batch)
            if not calls:
                return
            async with asyncio.timeout(BATCH_TIMEOUT_S):
                await self._exchange(wire, calls)
        # RuntimeError is uvloop's word for a line that was just closed.
        except (RedisError, OSError, TimeoutError, RuntimeError) as error:
            log.warning("acts.lost", error=type(error).__name__, acts=len(batch) + len(self._waiting))
            self._give_up(future for _, future in batch)
        except BaseException:
            # Whatever it was, nobody may be left waiting.
            self._give_up(future for _, future in batch)
            raise

    async def _exchange(self, wire: Wire, calls: list[Call]) -> None:
        """Settles every act with its reply; where replicas have to have it, once they say so."""
        packed = [call.command for call in calls]
        if not self._replicas:
            unanswered = iter(calls)
            await wire.exchange(packed, lambda reply: next(unanswered).settle(reply))
            return
        wait: Command = ("WAIT", self._replicas, WAIT_MS)
        packed.append(hiredis.pack_command(wait))
        kept: list[Any] = []
        await wire.exchange(packed, kept.append)
        if not isinstance(kept[-1], int) or kept[-1] < self._replicas:
            raise ConnectionError("too few replicas have it")
        for call, reply in zip(calls, kept[:-1], strict=True):
            call.settle(reply)

    def _give_up(self, futures: Any) -> None:
        self.ready.clear()
        rest, self._waiting = self._waiting, []
        for future in (*futures, *(future for _, future in rest)):
            refuse(future, busy())
        self._lost.set()

    async def serve(self) -> None:
        """Keeps the connection: connects, loads the scripts, prepares, and again after each loss. Runs for ever."""
        while True:
            self._lost.clear()
            try:
                self._wire = await self._connect()
                await self._prepare()
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("acts.away", error=type(error).__name__)
                await self._disconnect()
                await asyncio.sleep(RECONNECT_S)
                continue
            self.ready.set()
            log.info("acts.ready")
            try:
                await self._watch()
            finally:
                self.ready.clear()
                await self._disconnect()

    async def _watch(self) -> None:
        """Until the connection is lost; an idle one is asked now and then, so that health tells the truth."""
        while not self._lost.is_set():
            try:
                async with asyncio.timeout(1.0):
                    await self._lost.wait()
            except TimeoutError:
                if not self._sending and not self._waiting:
                    await self._ask()

    async def _ask(self) -> None:
        self._sending = True
        try:
            await self._send([(("PING",), asyncio.get_running_loop().create_future())])
        finally:
            self._sending = False
            self._start()

    async def _connect(self) -> Wire:
        wire: Wire | None = None
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S + BATCH_TIMEOUT_S):
                wire = await Wire.open(self._redis)
                loads: list[Command] = [("SCRIPT", "LOAD", script.text) for script in SCRIPTS.values()]
                await wire.exchange([hiredis.pack_command(load) for load in loads], check_loaded)
        except BaseException:
            if wire is not None:
                await wire.close()
            raise
        return wire

    async def _disconnect(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            await wire.close()


def check_loaded(reply: Any) -> None:
    """Raises when Redis does not take a script."""
    if isinstance(reply, ResponseError):
        raise reply


def pack(batch: Batch) -> list[Call]:
    """The acts as bytes; neighbours of a kind that one run can do go as one command."""
    calls: list[Call] = []
    for act, group in groupby(batch, key=lambda waiting: waiting[0][:2]):
        neighbours, many = list(group), act in MANY
        step = TOGETHER_MAX if many else 1
        for first in range(0, len(neighbours), step):
            calls += pack_call(neighbours[first : first + step], many)
    return calls


def pack_call(neighbours: Batch, many: bool) -> list[Call]:
    """One whose words can't be written as UTF-8 is refused, its neighbours are not."""
    try:
        command = hiredis.pack_command(join([command for command, _ in neighbours]))
        return [Call(command, [future for _, future in neighbours], many)]
    except (TypeError, UnicodeError) as error:
        if len(neighbours) > 1:
            return [call for neighbour in neighbours for call in pack_call([neighbour], many)]
        log.error("acts.unpacked", error=type(error).__name__)
        refuse(neighbours[0][1], ChatError("invalid"))
        return []


def join(commands: list[Command]) -> Command:
    """One run of a script for all of them: their keys one behind the other, then their words."""
    if len(commands) == 1:
        return commands[0]
    keys: list[Any] = []
    words: list[Any] = []
    for command in commands:
        behind = 3 + command[2]
        keys += command[3:behind]
        words += command[behind:]
    return (*commands[0][:2], len(keys), *keys, *words)


def refuse(future: "asyncio.Future[Reply]", error: ChatError) -> None:
    """Ends the act with an error; a caller that has gone away is no fault to be logged."""
    if not future.done():
        future.set_exception(error)
        future.exception()


def settle(future: "asyncio.Future[Reply]", reply: Any) -> None:
    if future.done():
        if isinstance(reply, ResponseError):
            log.error("acts.refused", error=str(reply)[:200])
    elif isinstance(reply, ResponseError):
        log.error("acts.refused", error=str(reply)[:200])
        refuse(future, busy())
    else:
        future.set_result(reply)


async def perform(redis: Redis, name: str, keys: Words, args: Words) -> Reply:
    """One act outside of the ordered connection: for what happens before acts are accepted. Raises RedisError."""
    script = SCRIPTS[name]
    reply = await redis.eval(script.text, len(keys), *keys, *args)
    if isinstance(reply, list) and reply and isinstance(reply[0], bytes):
        reply[0] = reply[0].decode()
    return cast(Reply, reply)
