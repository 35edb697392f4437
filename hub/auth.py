"""Who may connect: origins, visitor tokens, agents' access tokens."""

from collections.abc import Mapping
from typing import Any

from config.addresses import client_address, is_own_origin
from config.errors import ChatError
from config.form import WorkspaceSettings
from config.settings import Settings
from hub.live.accounts import Account, Accounts
from hub.live.tokens import AccessClaims, VisitorClaims, read_visitor


class Origins:
    """Which websites may carry the widget: the setting of the process, or what a lead saved."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.saved: tuple[str, ...] = ()

    def use(self, workspace: WorkspaceSettings) -> None:
        self.saved = tuple(workspace.allowed_origins)

    def is_allowed(self, origin: str | None, environ: Mapping[str, Any] | None = None) -> bool:
        """Whether a socket may be opened from there at all; programs send no Origin and are let in by token."""
        if origin is None or self.is_own(origin, environ or {}):
            return True
        allowed = self.saved or self.settings.allowed_origins
        return ("*" in allowed and origin != "null") or origin in allowed

    def is_own(self, origin: str | None, environ: Mapping[str, Any]) -> bool:
        """Whether this is the dashboard's own origin, or a program, whom its token lets in: no cookie counts here."""
        return origin is None or is_own_origin(origin, environ.get("HTTP_HOST", ""), self.settings.public_url)


def read_visitor_claims(settings: Settings, auth: Mapping[str, Any]) -> VisitorClaims:
    token = auth.get("token")
    if not isinstance(token, str):
        raise ChatError("unauthorized")
    return read_visitor(settings, token)


async def read_account(settings: Settings, accounts: Accounts, token: Any) -> tuple[Account, AccessClaims]:
    if not isinstance(token, str):
        raise ChatError("unauthorized")
    return await accounts.authenticate(settings, token)


def read_address(environ: Mapping[str, Any], settings: Settings) -> str:
    """Where the socket comes from."""
    return client_address(
        environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""), settings.trusted_proxies
    )
