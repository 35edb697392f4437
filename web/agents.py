"""The agents as leads see them and admins keep them."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints
from starlette.responses import Response

from config.clients import Document
from config.errors import ChatError, Lang
from config.events import AgentCard, Availability, Role
from config.form import Plain
from hub.live.summary import in_ms
from web import audit
from web.call import Body, Call, answer_json
from web.passwords import GUESSABLE, NewPassword, hash_password, is_about
from web.problems import invalid
from web.staff import CAPACITY, Email, change_agent, create_agent, fold_email, mirror, read_account, unmirror

Name = Annotated[Plain, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
Avatar = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\x00-\x1F\"'<>]+$", max_length=2048)]
Capacity = Annotated[int, Field(ge=0, le=100)]
LAST_ADMIN: Mapping[Lang, str] = {
    "vi": "Phải còn ít nhất một quản trị viên đang hoạt động.",
    "en": "At least one active admin has to remain.",
}


class Agent(BaseModel):
    """An account with what it is doing now; `load` is how many conversations it holds."""

    id: str
    email: str
    name: str
    avatar: str | None
    role: Role
    capacity: int
    active: bool
    takes_chats: bool
    status: Availability
    online: bool
    load: int
    last_login_at: int | None


class AgentPage(BaseModel):
    items: list[Agent]
    next: None


class NewAgent(Body):
    email: Email
    name: Name
    role: Role
    password: NewPassword
    avatar: Avatar | None = None
    capacity: Capacity = CAPACITY
    active: bool = True
    takes_chats: bool | None = None


class AgentChange(Body):
    """What is left out stays; a new password, `active: false` and another role end the account's sockets."""

    email: Email | None = None
    name: Name | None = None
    role: Role | None = None
    password: NewPassword | None = None
    avatar: Avatar | None = None
    capacity: Capacity | None = None
    active: bool | None = None
    takes_chats: bool | None = None


async def list_agents(call: Call) -> dict[str, Any]:
    documents = await call.office.database.agents.find({}, {"password": 0}).sort("name", 1).to_list(None)
    cards = {card["id"]: card for card in await call.office.live.cards()}
    return {"items": [show_agent(document, cards.get(document["_id"])) for document in documents], "next": None}


def show_agent(document: Document, card: AgentCard | None) -> dict[str, Any]:
    account = read_account(document)
    kept = ("id", "email", "name", "avatar", "role", "capacity", "active", "takes_chats")
    return {
        **{name: getattr(account, name) for name in kept},
        "status": card["status"] if card else "online",
        "online": card["online"] if card else False,
        "load": card["load"] if card else 0,
        "last_login_at": in_ms(document.get("last_login_at")) or None,
    }


async def show_changed(call: Call, agent_id: str) -> dict[str, Any]:
    document = await call.office.database.agents.find_one({"_id": agent_id})
    if document is None:
        raise ChatError("not_found")
    cards = {card["id"]: card for card in await call.office.live.cards()}
    return show_agent(document, cards.get(agent_id))


async def create(call: Call) -> Response:
    body: NewAgent = call.body
    refuse_guessable(call, body.password, body.email, body.name)
    takes_chats = body.role == "agent" if body.takes_chats is None else body.takes_chats
    account = await create_agent(
        call.office.database,
        email=body.email,
        name=body.name,
        role=body.role,
        password=body.password,
        avatar=body.avatar,
        capacity=body.capacity,
        active=body.active,
        takes_chats=takes_chats,
    )
    await mirror(call.office.accounts, call.office.keys, account)
    await audit.record(call, "agent.created", account.id, role=account.role)
    return answer_json(await show_changed(call, account.id), 201)


async def change(call: Call) -> dict[str, Any]:
    """Ends the account's sign-ins when the password is set anew or the account is disabled."""
    body: AgentChange = call.body
    changes = read_changes(call, body)
    agent_id = call.path["id"]
    if changes.get("active") is False or changes.get("role", "admin") != "admin":
        await keep_an_admin(call, agent_id)
    if "password" in changes:
        account = await call.office.accounts.find(agent_id)
        refuse_guessable(call, changes["password"], account.email if account else "", account.name if account else "")
        changes["password"] = await hash_password(changes["password"])
    ends = "password" in changes or changes.get("active") is False
    if changes:
        await change_agent(call.office, agent_id, changes, ends_sign_ins=ends)
        told = {name: value for name, value in changes.items() if name not in ("password", "avatar")}
        await audit.record(call, "agent.changed", agent_id, **told, password="password" in changes)
    return await show_changed(call, agent_id)


def refuse_guessable(call: Call, password: str, *about: str) -> None:
    if is_about(password, *about):
        raise invalid({"password": GUESSABLE[call.lang]})


def read_changes(call: Call, body: AgentChange) -> Document:
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    empty = [name for name, value in changes.items() if value is None and name != "avatar"]
    if empty:
        sentence = {"vi": "Không được để trống.", "en": "This can't be empty."}[call.lang]
        raise invalid(dict.fromkeys(empty, sentence))
    if "email" in changes:
        changes["email"] = fold_email(changes["email"])
    return changes


async def remove(call: Call) -> None:
    """The account is gone, what it wrote stays under its name."""
    agent_id = call.path["id"]
    await keep_an_admin(call, agent_id)
    document = await call.office.database.agents.find_one_and_delete({"_id": agent_id})
    if document is None:
        raise ChatError("not_found")
    await unmirror(call.office.accounts, call.office.keys, read_account(document))
    await audit.record(call, "agent.removed", agent_id, email=document["email"])


async def keep_an_admin(call: Call, leaving: str) -> None:
    """ChatError conflict when nobody else could administrate any more; not_found when there is no such account."""
    document = await call.office.database.agents.find_one({"_id": leaving}, {"role": 1, "active": 1})
    if document is None:
        raise ChatError("not_found")
    others = {"_id": {"$ne": leaving}, "role": "admin", "active": True}
    is_admin = document["role"] == "admin" and document["active"]
    if is_admin and not await call.office.database.agents.count_documents(others, limit=1):
        raise ChatError("conflict", detail=LAST_ADMIN)
