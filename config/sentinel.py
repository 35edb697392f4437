"""Redis behind Sentinel: connections that always lead to whichever server is the primary now."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from redis.asyncio import BlockingConnectionPool
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool

SCHEMES = ("redis+sentinel", "rediss+sentinel")
SENTINEL_PORT = 26379


@dataclass(frozen=True)
class SentinelAddress:
    """`redis+sentinel://user:password@host:port,host:port/service/db`; the account is that of Redis."""

    sentinels: tuple[tuple[str, int], ...]
    service: str
    db: int
    username: str | None
    password: str | None
    sentinel_password: str | None
    tls: bool


def is_sentinel(url: str) -> bool:
    return url.partition("://")[0] in SCHEMES


def parse_address(url: str) -> SentinelAddress:
    """Raises ValueError in words that quote nothing of the address, which may hold a password."""
    parts = urlsplit(url)
    account, _, hosts = parts.netloc.rpartition("@")
    username, _, password = account.partition(":")
    service, _, db = parts.path.strip("/").partition("/")
    sentinels = tuple(parse_host(host) for host in hosts.split(",") if host)
    if not sentinels or not service or not (db or "0").isdecimal():
        raise ValueError("use redis+sentinel://user:password@host:26379,host:26379/service/0")
    return SentinelAddress(
        sentinels=sentinels,
        service=service,
        db=int(db or 0),
        username=unquote(username) or None,
        password=unquote(password) or None,
        sentinel_password=parse_qs(parts.query).get("sentinel_password", [None])[0],
        tls=parts.scheme.startswith("rediss"),
    )


def parse_host(place: str) -> tuple[str, int]:
    host, _, port = place.rpartition(":") if ":" in place else (place, "", str(SENTINEL_PORT))
    if not host or not port.isdecimal():
        raise ValueError("a sentinel is named host:port")
    return host, int(port)


class PrimaryPool(SentinelConnectionPool, BlockingConnectionPool):  # type: ignore[misc]
    """Asks the sentinels at every connect, and never hands out a connection to a server that was the primary once."""

    async def ensure_connection(self, connection: Any) -> None:
        if connection.is_connected and self.master_address not in (None, (connection.host, connection.port)):
            await connection.disconnect()
        await super().ensure_connection(connection)

    async def disconnect(self, inuse_connections: bool = True) -> None:
        await super().disconnect(inuse_connections)
        if inuse_connections:
            for sentinel in self.sentinel_manager.sentinels:
                await sentinel.aclose()


def open_pool(url: str, *, connect_timeout: float, **options: Any) -> PrimaryPool:
    """A pool with the options of a connection, for the primary of the address's service."""
    address = parse_address(url)
    of_sentinels = {
        "socket_timeout": connect_timeout,
        "socket_connect_timeout": connect_timeout,
        "protocol": 2,
        "password": address.sentinel_password,
        "ssl": address.tls,
    }
    return PrimaryPool(
        address.service,
        Sentinel(address.sentinels, sentinel_kwargs=of_sentinels),
        db=address.db,
        username=address.username,
        password=address.password,
        socket_connect_timeout=connect_timeout,
        ssl=address.tls,
        **options,
    )
