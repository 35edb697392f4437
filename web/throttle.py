"""Failed sign-ins slowed down: by address, by account, and by device once a device is known."""

from dataclasses import dataclass

from redis.asyncio import Redis

from config.addresses import limited_address
from config.errors import ChatError
from config.keys import Keys
from config.settings import Rate

WARY_TRIES = 3
"""While an account is under attack from many addresses, an unknown one has this many tries for it, not all."""


@dataclass(frozen=True)
class Attempt:
    """The counters that this attempt was put on; a success takes it off again."""

    counters: tuple[str, ...]


class SignInThrottle:
    """Counts attempts before the password is checked, so that a burst in parallel counts in full.

    The rightful owner is never locked out: a device that has signed in before has a counter of its own (the device
    cookies that OWASP describes), and an address without failures may still try while others attack the account.
    """

    def __init__(self, redis: Redis, keys: Keys, rate: Rate | None) -> None:
        self._redis = redis
        self._keys = keys
        self._rate = rate

    async def begin(self, email: str, address: str, device: str | None) -> Attempt:
        """Raises ChatError rate_limited with the wait."""
        if self._rate is None:
            return Attempt(())
        if device:
            return await self._count({f"login:device:{device}": self._rate.count})
        place = limited_address(address)
        allowed = {
            f"login:from:{place}": self._rate.count,
            f"login:pair:{email}:{place}": self._rate.count,
        }
        if await self._is_attacked(email):
            allowed[f"login:pair:{email}:{place}"] = min(WARY_TRIES, self._rate.count)
        return await self._count(allowed, also=f"login:for:{email}")

    async def succeed(self, attempt: Attempt) -> None:
        """A right password is no failure: its attempt no longer counts."""
        async with self._redis.pipeline(transaction=True) as pipe:
            for name in attempt.counters:
                pipe.decr(self._keys.rate(name))
                pipe.pexpire(self._keys.rate(name), self._window_ms, nx=True)
            await pipe.execute()

    async def _is_attacked(self, email: str) -> bool:
        failures = await self._redis.get(self._keys.rate(f"login:for:{email}"))
        return self._rate is not None and int(failures or 0) >= self._rate.count

    async def _count(self, allowed: dict[str, int], also: str | None = None) -> Attempt:
        names = [*allowed, *([also] if also else [])]
        async with self._redis.pipeline(transaction=True) as pipe:
            for name in names:
                pipe.incr(self._keys.rate(name))
                pipe.pexpire(self._keys.rate(name), self._window_ms, nx=True)
                pipe.pttl(self._keys.rate(name))
            answers = await pipe.execute()
        counted = dict(zip(names, answers[::3], strict=True))
        waits = dict(zip(names, answers[2::3], strict=True))
        full = [name for name, most in allowed.items() if counted[name] > most]
        if full:
            await self.succeed(Attempt(tuple(names)))
            raise ChatError("rate_limited", retry=max(waits[name] for name in full))
        return Attempt(tuple(names))

    @property
    def _window_ms(self) -> int:
        return self._rate.seconds * 1000 if self._rate else 0
