"""Refresh tokens: a family for each sign-in on a device, rotated at every use, ended when an old one is reused."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

from config.errors import ChatError
from config.keys import Keys
from config.settings import Settings
from hub.live.scripts import SCRIPTS
from hub.live.tokens import derive_key

REFRESH_TTL_S = 14 * 24 * 3600
"""A device that has not been used for two weeks signs in anew."""
GRACE_MS = 20_000
"""Two tabs that refresh at once, or a lost answer: the token before the current one still gets the same successor."""


@dataclass(frozen=True)
class Rotated:
    agent_id: str
    token_version: int
    family: str
    token: str


class Replayed(ChatError):
    """A token that was exchanged before: somebody else has it, or had it."""

    def __init__(self, agent_id: str, family: str) -> None:
        super().__init__("unauthorized")
        self.agent_id, self.family = agent_id, family


class RefreshTokens:
    """Families in `refresh:<family>`; a token is family, generation and signature, so nothing secret is stored.

    All families of an account end with its token version: each remembers the one that it began with.
    """

    def __init__(self, redis: Redis, keys: Keys, settings: Settings) -> None:
        self._redis = redis
        self._keys = keys
        self._settings = settings
        self._rotate = redis.register_script(SCRIPTS["refresh_rotate"].text)

    async def begin(self, agent_id: str, token_version: int) -> Rotated:
        """A new family, for a sign-in that has just succeeded."""
        family = secrets.token_urlsafe(24)
        key = self._keys.refresh(family)
        fields: dict[Any, Any] = {
            "agent_id": agent_id,
            "token_version": token_version,
            "generation": 1,
            "rotated_at": 0,
        }
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(key, mapping=fields)
            pipe.pexpire(key, REFRESH_TTL_S * 1000)
            await pipe.execute()
        return Rotated(agent_id, token_version, family, self._sign(family, 1))

    async def rotate(self, token: str) -> Rotated:
        """The successor of a token, in one act.

        Raises ChatError `unauthorized` for a token that is not ours, of an ended family, or used before (`Replayed`):
        then the family ends. The caller compares `token_version` with the account's.
        """
        family, generation = self._read(token)
        arguments = [generation, GRACE_MS, REFRESH_TTL_S * 1000]
        answer = await self._rotate(keys=[self._keys.refresh(family)], args=arguments)
        if answer[0] == b"reused":
            raise Replayed(answer[1].decode(), family)
        if answer[0] != b"ok":
            raise ChatError("unauthorized")
        _, agent_id, version, current = answer
        return Rotated(agent_id.decode(), int(version), family, self._sign(family, int(current)))

    async def end(self, family: str) -> str | None:
        """Ends one sign-in, and with it its access tokens; whose it was comes back, None when it had ended before."""
        key = self._keys.refresh(family)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hget(key, "agent_id")
            pipe.delete(key)
            owner, _ = await pipe.execute()
        return owner.decode() if owner else None

    def family_of(self, token: str) -> str:
        """The sign-in that a refresh token belongs to; empty for one that is not ours."""
        try:
            return self._read(token)[0]
        except ChatError:
            return ""

    def _sign(self, family: str, generation: int) -> str:
        return f"{family}.{generation}.{_signature(self._settings.secret, family, generation)}"

    def _read(self, token: str) -> tuple[str, int]:
        family, generation, signature = [*token[:256].split("."), "", ""][:3]
        if not (family and generation.isascii() and generation.isdigit() and len(generation) < 12):
            raise ChatError("unauthorized")
        for secret in (self._settings.secret, *self._settings.secret_retired):
            expected = _signature(secret, family, int(generation))
            if hmac.compare_digest(expected.encode(), signature.encode()):
                return family, int(generation)
        raise ChatError("unauthorized")


def _signature(secret: str, family: str, generation: int) -> str:
    digest = hmac.digest(derive_key(secret, "alo refresh"), f"{family}.{generation}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
