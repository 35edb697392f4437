"""Signed tokens: what a visitor and an agent show at every connection and request."""

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jwt
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from config.clock import CLOCK
from config.errors import ChatError
from config.settings import Settings

if TYPE_CHECKING:
    from hub.live.accounts import Account

VISITOR_TTL_S = 30 * 24 * 3600
RETURN_TTL_S = 90 * 24 * 3600
"""So long a visitor's token still proves who wrote the conversation that it names, to be handed that one back."""
ACCESS_TTL_S = 15 * 60
CLOCKS_APART_S = 5
"""What the shared clock may differ by between two hubs."""
ALGORITHM = "HS256"
TOKEN_MAX = 4096
"""Longer strings are not ours; they are refused before any work goes into them."""
VISITOR_TOKEN_MAX, VERIFIED_KEPT = 256, 4096
"""Visitors' tokens have some 150 characters; so many whose signature is known to be good are remembered."""


@dataclass(frozen=True)
class VisitorClaims:
    visitor_id: str
    session_id: str


@dataclass(frozen=True)
class AccessClaims:
    """Who an access token speaks for; `expires_at` in s, `family` names the sign-in on one device that it came from."""

    agent_id: str
    token_version: int
    expires_at: int
    family: str = ""


def sign_visitor(settings: Settings, visitor_id: str, session_id: str) -> str:
    """Signed and dated; names visitor and session, nothing else."""
    return build_serializer(_all_secrets(settings), settings.workspace).dumps([visitor_id, session_id])


def read_visitor(settings: Settings, token: str, max_age: int = VISITOR_TTL_S) -> VisitorClaims:
    """Raises ChatError `unauthorized` for a token that is forged or older than `max_age` in s."""
    if len(token) > VISITOR_TOKEN_MAX or not token.isascii():
        raise ChatError("unauthorized")
    try:
        claims, signed_at = verify_visitor(_all_secrets(settings), settings.workspace, token)
    except (BadSignature, ValueError, TypeError, RecursionError):
        raise ChatError("unauthorized") from None
    if not -CLOCKS_APART_S <= CLOCK.now() - signed_at <= max_age:
        raise ChatError("unauthorized")
    return claims


@lru_cache(VERIFIED_KEPT)
def verify_visitor(secrets: tuple[str, ...], workspace: str, token: str) -> tuple[VisitorClaims, int]:
    """Whom the token names and when it was signed, in s. Raises BadSignature and what a strange payload leads to.

    Remembered, since a visitor shows the same one on every page; how old it is and whether its secret still counts is
    asked each time. What is not of the alphabet in a signature is read over: one token can be written in many ways.
    """
    (visitor_id, session_id), signed_at = build_serializer(secrets, workspace).loads(token, return_timestamp=True)
    return VisitorClaims(str(visitor_id), str(session_id)), int(signed_at.timestamp())


def sign_access(settings: Settings, account: "Account", family: str = "") -> tuple[str, int]:
    """The token and the seconds that it lives; with a family it also ends when that sign-in does."""
    now = int(CLOCK.now())
    claims = {
        "sub": account.id,
        "aud": _audience(settings),
        "iat": now,
        "exp": now + ACCESS_TTL_S,
        "typ": "access",
        "ver": account.token_version,
        "fam": family,
    }
    return jwt.encode(claims, _access_key(settings.secret), ALGORITHM), ACCESS_TTL_S


def read_access(settings: Settings, token: str) -> AccessClaims:
    """Raises ChatError `unauthorized`; whether the account still stands behind it, `Accounts.authenticate` says."""
    if len(token) > TOKEN_MAX:
        raise ChatError("unauthorized")
    for secret in (settings.secret, *settings.secret_retired):
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                _access_key(secret),
                algorithms=[ALGORITHM],
                audience=_audience(settings),
                # Compared below with the clock that all hubs share, which the library does not know.
                options={"require": ["sub", "aud", "exp", "iat"], "verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidSignatureError:
            continue
        except (jwt.InvalidTokenError, ValueError, RecursionError):
            break
        if claims.get("typ") == "access" and is_of_now(claims["iat"], claims["exp"]):
            return AccessClaims(claims["sub"], int(claims.get("ver", -1)), claims["exp"], str(claims.get("fam", "")))
        break
    raise ChatError("unauthorized")


def is_of_now(issued_at: Any, expires_at: Any) -> bool:
    if type(issued_at) is not int or type(expires_at) is not int:
        return False
    return issued_at - CLOCKS_APART_S <= CLOCK.now() < expires_at


def derive_key(secret: str, purpose: str) -> bytes:
    """A key for one purpose, so that what was signed for another never passes here."""
    return hmac.digest(secret.encode(), purpose.encode(), "sha256")


class SharedClockSigner(TimestampSigner):
    """Dates by the clock that all hubs share."""

    def get_timestamp(self) -> int:
        return int(CLOCK.now())


def _access_key(secret: str) -> bytes:
    return derive_key(secret, "alo access")


def _audience(settings: Settings) -> str:
    return f"alo:{settings.workspace}:agent"


def _all_secrets(settings: Settings) -> tuple[str, ...]:
    """The one that signs comes last."""
    return (*reversed(settings.secret_retired), settings.secret)


@lru_cache
def build_serializer(secrets: tuple[str, ...], workspace: str) -> URLSafeTimedSerializer:
    """Built once: it is asked with every connect."""
    signing = {"digest_method": hashlib.sha256}
    salt = f"alo visitor {workspace}"
    return URLSafeTimedSerializer(list(secrets), salt=salt, signer=SharedClockSigner, signer_kwargs=signing)
