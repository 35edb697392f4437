"""Copies of the agents' accounts in Redis: what sign-in checks and assignment need while MongoDB is down."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import cast

import orjson
from redis.asyncio import Redis

from config.errors import ChatError
from config.events import Role
from config.keys import Keys
from config.logs import get_logger
from config.settings import Settings
from hub.live.tokens import AccessClaims, read_access

log = get_logger()


@dataclass(frozen=True)
class Account:
    id: str
    email: str
    name: str
    avatar: str | None
    role: Role
    capacity: int
    active: bool
    token_version: int
    takes_chats: bool


class Accounts:
    """The hash `agents`: one JSON field an account; `<id>:status` and `<id>:assigned` beside it belong to the acts."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self.redis = redis
        self._keys = keys

    async def save(self, account: Account) -> None:
        await self.redis.hset(self._keys.agents, account.id, orjson.dumps(asdict(account)))

    async def remove(self, agent_id: str) -> None:
        await self.redis.hdel(self._keys.agents, agent_id, f"{agent_id}:status", f"{agent_id}:assigned")

    async def find(self, agent_id: str) -> Account | None:
        raw = await self.redis.hget(self._keys.agents, agent_id)
        return _read(raw) if raw and ":" not in agent_id else None

    async def all(self) -> list[Account]:
        """Every account, disabled ones too, by name."""
        fields = await self.redis.hgetall(self._keys.agents)
        accounts = [_read(raw) for name, raw in fields.items() if b":" not in name]
        return sorted(filter(None, accounts), key=lambda account: (account.name.casefold(), account.id))

    async def authenticate(self, settings: Settings, access_token: str) -> tuple[Account, AccessClaims]:
        """The account behind a token, as it is now.

        Raises ChatError `unauthorized` when the token is not ours or has expired, its sign-in was ended, or the
        account was disabled or got a newer token version.
        """
        claims = read_access(settings, access_token)
        async with self.redis.pipeline(transaction=False) as pipe:
            pipe.hget(self._keys.agents, claims.agent_id)
            pipe.exists(self._keys.refresh(claims.family))
            raw, signed_in = await pipe.execute()
        account = _read(raw) if raw and ":" not in claims.agent_id else None
        ended = claims.family != "" and not signed_in
        if ended or not (account and account.active and account.token_version == claims.token_version):
            raise ChatError("unauthorized")
        return account, claims

    async def find_ended(self, sign_ins: Sequence[tuple[Account, str]]) -> list[bool]:
        """Which of these (account as it was, family) no longer hold: disabled, changed, or signed out.

        An account without a copy says nothing: a Redis that came back empty has none for some seconds.
        """
        async with self.redis.pipeline(transaction=False) as pipe:
            for account, family in sign_ins:
                pipe.hget(self._keys.agents, account.id)
                pipe.exists(self._keys.refresh(family))
            answers = await pipe.execute()
        return [
            raw is not None and not (_stands(raw, account) and (family == "" or signed_in))
            for (account, family), raw, signed_in in zip(sign_ins, answers[::2], answers[1::2], strict=True)
        ]


def _stands(raw: bytes, account: Account) -> bool:
    now = _read(raw)
    return now is not None and now.active and (now.token_version, now.role) == (account.token_version, account.role)


def _read(raw: bytes) -> Account | None:
    """A copy that can't be read is none: it is made again, and stands in nobody else's way until then."""
    try:
        return Account(**cast("dict[str, object]", orjson.loads(raw)))  # type: ignore[arg-type]
    except (ValueError, TypeError):
        log.warning("account.unreadable")
        return None
