"""One connection to Redis below the client: commands out in one piece, replies to whoever waits, no task between."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Self, cast

import hiredis
from redis.asyncio import Connection, Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoScriptError, RedisError, ResponseError


class Wire(asyncio.Protocol):
    """Takes over a connection that redis-py has made, with its address, account and TLS.

    redis-py makes a time-out and several calls for each command, and asyncio's streams a turn of the loop for each
    reply; what is exchanged with every message needs neither.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._transport = cast(Any, connection)._writer.transport
        self._replies = hiredis.Reader(replyError=ResponseError)
        self._take: Callable[[Any], None] = lambda _: None
        self._left = 0
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lost: Exception | None = None
        self._transport.set_protocol(self)

    @classmethod
    async def open(cls, redis: Redis) -> Self:
        """Another connection to the server of this client. Raises RedisError, OSError and TimeoutError."""
        connection = cast(Connection, redis.connection_pool.make_connection())
        try:
            await connection.connect()
            return cls(connection)
        except BaseException:
            await connection.disconnect(nowait=True)
            raise

    async def close(self) -> None:
        try:
            await self._connection.disconnect(nowait=True)
        except (RedisError, OSError, TimeoutError):
            return

    def exchange(self, packed: Sequence[bytes], take: Callable[[Any], None]) -> "asyncio.Future[None]":
        """Writes commands and hands on the reply of each, in order; done with the last. One exchange at a time.

        An error that belongs to one command comes as a value, so that its neighbours are still read. Fails with
        RedisError where the connection is lost, Redis does not know a script or has lost its replicas: then none of
        them can go on.
        """
        self._done = asyncio.get_running_loop().create_future()
        self._left, self._take = len(packed), take
        if self._lost is not None:
            self._fail(self._lost)
        else:
            self._transport.write(b"".join(packed))
        return self._done

    def data_received(self, data: bytes) -> None:
        self._replies.feed(data)
        try:
            while self._left and (reply := self._replies.gets()) is not False:
                if isinstance(reply, ResponseError):
                    check_whole(str(reply))
                self._left -= 1
                self._take(reply)
        except (RedisError, hiredis.HiredisError) as error:
            self._fail(error if isinstance(error, RedisError) else RedisConnectionError("no reply of Redis"))
        else:
            if not self._left and not self._done.done():
                self._done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(RedisConnectionError(str(exc or "closed by Redis")))

    def _fail(self, error: Exception) -> None:
        self._lost, self._left = error, 0
        if not self._done.done():
            self._done.set_exception(error)
            self._done.exception()


def check_whole(error: str) -> None:
    """Raises when the error is the connection's and not that of one command."""
    if error.startswith("NOSCRIPT"):
        raise NoScriptError(error)
    if error.startswith("NOREPLICAS"):
        raise RedisConnectionError("a primary that has lost its replicas")
