"""Signing in and out, by password once and by a rotating cookie from then on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from itsdangerous import BadSignature, URLSafeTimedSerializer
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from config.clients import Document
from config.errors import ChatError, Lang
from config.events import Role
from config.logs import get_logger
from config.settings import Settings
from hub.live.accounts import Account
from hub.live.refresh import REFRESH_TTL_S, Replayed, Rotated
from hub.live.signals import publish
from hub.live.tokens import sign_access
from web import audit
from web.call import Access, Body, Call, admit, admit_own_page, answer_json, is_own_page
from web.passwords import GUESSABLE, LENGTH_MAX, NewPassword, hash_password, is_about, needs_new_hash, verify_password
from web.problems import invalid
from web.staff import change_agent, describe_agent, fold_email, mirror, read_account
from web.throttle import SignInThrottle

REFRESH_COOKIE = "__Host-alo_refresh"
DEVICE_COOKIE = "__Host-alo_device"
"""The prefix binds them to this very host: no other one of the domain can set, see or replace them."""
DEVICE_TTL_S = 180 * 24 * 3600
COOKIE_PATH = "/"
WRONG: Mapping[Lang, str] = {
    "vi": "Email hoặc mật khẩu chưa đúng.",
    "en": "The email address or the password is not right.",
}
WRONG_PASSWORD: Mapping[Lang, str] = {"vi": "Mật khẩu hiện tại chưa đúng.", "en": "The current password is not right."}
log = get_logger()

Password = Annotated[str, Field(min_length=1, max_length=LENGTH_MAX)]


class Login(Body):
    email: Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^\x00-\x1F\x7F]+$")]
    password: Password


class Logout(Body):
    all: bool = False


class PasswordChange(Body):
    current_password: Password
    new_password: NewPassword


class SignedInAgent(BaseModel):
    id: str
    name: str
    email: str
    role: Role
    avatar: str | None


class SignedIn(BaseModel):
    """`expires_in` in s; the refresh token comes as a cookie."""

    access_token: str
    expires_in: int
    agent: SignedInAgent


class Me(BaseModel):
    id: str
    name: str
    email: str
    role: Role
    avatar: str | None
    capacity: int
    takes_chats: bool
    active: Literal[True]


async def login(call: Call) -> Response:
    """The same answer, after the same time, for an unknown address, a wrong password and a disabled account."""
    body: Login = call.body
    email = fold_email(body.email)
    device = read_device(call.office.settings, call.request, email) if is_own_page(call) else None
    throttle = make_throttle(call)
    attempt = await throttle.begin(email, call.address, device)
    document = await call.office.database.agents.find_one({"email": email})
    fits = await verify_password(document["password"] if document else None, body.password)
    if not (document and fits and document["active"]):
        log.warning("auth.refused", address=call.address, known=document is not None)
        known = read_account(document) if document else None
        await audit.record_refusal(call.office, call.address, "signin.refused", known)
        raise ChatError("unauthorized", detail=WRONG)
    await throttle.succeed(attempt)
    account = await note_login(call, document, body.password)
    log.info("auth.login", agent=account.id, address=call.address)
    await audit.record(call, "login", account.id, by=account)
    begun = await call.office.refresh.begin(account.id, account.token_version)
    return answer_signed_in(call, account, begun, device=email)


async def note_login(call: Call, document: Document, password: str) -> Account:
    changes: Document = {"last_login_at": datetime.now(UTC)}
    if needs_new_hash(document["password"]):
        changes["password"] = await hash_password(password)
    await call.office.database.agents.update_one({"_id": document["_id"]}, {"$set": changes})
    account = read_account(document)
    await mirror(call.office.accounts, call.office.keys, account)
    return account


async def refresh(call: Call) -> Response:
    """A new access token for the cookie, which is exchanged as well; works from Redis alone."""
    admit_own_page(call)
    token = call.request.cookies.get(REFRESH_COOKIE, "")
    try:
        rotated = await call.office.refresh.rotate(token)
    except Replayed as replayed:
        await end_replayed(call, replayed)
        raise
    account = await call.office.accounts.find(rotated.agent_id)
    if account is None or not account.active or account.token_version != rotated.token_version:
        await call.office.refresh.end(rotated.family)
        raise ChatError("unauthorized")
    return answer_signed_in(call, account, rotated)


async def end_replayed(call: Call, replayed: Replayed) -> None:
    """Somebody has a copy of the token: the sign-in has ended, and so have its sockets on every hub."""
    office, owner = call.office, replayed.agent_id
    ended = {"agent_id": owner, "why": "replayed", "family": replayed.family}
    await publish(office.redis, office.keys, "account", data=ended)
    log.warning("auth.replayed", agent=owner, address=call.address)
    await audit.record_refusal(office, call.address, "token.replayed", await office.accounts.find(owner))


async def logout(call: Call) -> Response:
    """Ends the sign-in of this device, or of all: their sockets close on every hub.

    The cookie is enough for this device, for its access token may have run out; all devices need a valid token.
    """
    body: Logout = call.body
    office, token = call.office, call.request.cookies.get(REFRESH_COOKIE, "")
    by_token = body.all or "authorization" in call.request.headers
    if token or not by_token:
        admit_own_page(call)
    if by_token:
        await admit(call, Access.AGENT)
    if body.all:
        await change_agent(office, call.account.id, {}, ends_sign_ins=True)
    families = {call.claims.family if call.claims else "", office.refresh.family_of(token)}
    for family in families - {""}:
        if owner := await office.refresh.end(family):
            ended = {"agent_id": owner, "why": "logout", "family": family}
            await publish(office.redis, office.keys, "account", data=ended)
    response = answer_json(None)
    response.delete_cookie(REFRESH_COOKIE, COOKIE_PATH, secure=True, httponly=True, samesite="strict")
    return response


async def me(call: Call) -> dict[str, Any]:
    account = call.account
    more = {"capacity": account.capacity, "takes_chats": account.takes_chats, "active": account.active}
    return {**describe_agent(account), **more}


async def change_password(call: Call) -> Response:
    """Ends every sign-in of the account and begins a new one here."""
    body: PasswordChange = call.body
    account, office = call.account, call.office
    throttle = make_throttle(call)
    attempt = await throttle.begin(account.email, call.address, account.id)
    document = await office.database.agents.find_one({"_id": account.id})
    if not (document and await verify_password(document["password"], body.current_password)):
        raise invalid({"current_password": WRONG_PASSWORD[call.lang]})
    if is_about(body.new_password, account.email, account.name):
        raise invalid({"new_password": GUESSABLE[call.lang]})
    await throttle.succeed(attempt)
    changes = {"password": await hash_password(body.new_password)}
    changed = await change_agent(office, account.id, changes, ends_sign_ins=True)
    await audit.record(call, "password.changed", account.id)
    begun = await office.refresh.begin(changed.id, changed.token_version)
    return answer_signed_in(call, changed, begun, device=changed.email)


def make_throttle(call: Call) -> SignInThrottle:
    return SignInThrottle(call.office.redis, call.office.keys, call.office.settings.rate_login)


def answer_signed_in(call: Call, account: Account, rotated: Rotated, device: str | None = None) -> Response:
    token, expires_in = sign_access(call.office.settings, account, rotated.family)
    body = {"access_token": token, "expires_in": expires_in, "agent": describe_agent(account)}
    response = answer_json(body)
    set_cookie(response, REFRESH_COOKIE, rotated.token, REFRESH_TTL_S)
    if device:
        signed = device_serializer(call.office.settings).dumps([device, rotated.family])
        set_cookie(response, DEVICE_COOKIE, signed, DEVICE_TTL_S)
    return response


def set_cookie(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(name, value, seconds, path=COOKIE_PATH, secure=True, httponly=True, samesite="strict")


def read_device(settings: Settings, request: Request, email: str) -> str | None:
    """The name of a device that has signed in to this account before; its failures count for itself alone."""
    try:
        signed = request.cookies.get(DEVICE_COOKIE, "")[:1024]
        owner, name = device_serializer(settings).loads(signed, max_age=DEVICE_TTL_S)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(name) if owner == email else None


def device_serializer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer([*reversed(settings.secret_retired), settings.secret], salt="alo device")
