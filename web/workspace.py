"""Form and settings of the workspace: kept in MongoDB, copied to Redis, each save guarded by the revision it knew."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from config.clients import Document
from config.errors import ChatError, Lang
from config.form import Form, FormField, WorkspaceSettings, default_form, default_workspace
from hub.live.signals import publish
from web.call import Office

T = TypeVar("T")
STALE: Mapping[Lang, str] = {
    "vi": "Ai đó vừa lưu trước bạn. Hãy tải lại để xem bản mới nhất.",
    "en": "Somebody has saved in the meantime. Reload to see the newest version.",
}


def stale() -> ChatError:
    """`If-Match` named a revision that is no longer the newest."""
    error = ChatError("conflict", detail=STALE)
    error.status = 412
    return error


async def stored_form(office: Office) -> Form | None:
    """The form as MongoDB has it, fields that were taken out left aside; None before anything was stored."""
    meta = await office.database.settings.find_one({"_id": "form"})
    documents = await office.database.form_fields.find({"position": {"$ne": None}}).sort("position", 1).to_list(None)
    if meta is None or not documents:
        return None
    return Form(fields=[read_field(document) for document in documents], revision=meta["revision"])


async def retired_fields(office: Office) -> list[FormField]:
    """Fields that were taken out of the form: older conversations have answers to them, and need their labels."""
    documents = await office.database.form_fields.find({"position": None}).sort("_id", 1).to_list(None)
    return [read_field(document) for document in documents]


def read_field(document: Document) -> FormField:
    values = {name: value for name, value in document.items() if name not in ("_id", "position")}
    return FormField.model_validate({"id": document["_id"], **values})


async def store_form(office: Office, fields: list[FormField], known: int | None) -> Form:
    """Replaces the form in one transaction; ChatError conflict when `known` is no longer its revision."""
    client = office.database.client
    async with await client.start_session() as session, session.start_transaction():
        revision = await raise_revision(office, "form", known, session)
        await office.database.form_fields.update_many({}, {"$set": {"position": None}}, session=session)
        for position, field in enumerate(fields):
            document = {"position": position, **field.model_dump(exclude={"id"})}
            await office.database.form_fields.replace_one({"_id": field.id}, document, upsert=True, session=session)
    form = Form(fields=fields, revision=revision)
    await office.configuration.save_form(form)
    await publish(office.redis, office.keys, "config")
    return form


async def raise_revision(office: Office, name: str, known: int | None, session: Any) -> int:
    """The next revision; without `known` whatever is there is overwritten."""
    wanted: Document = {"_id": name} if known is None else {"_id": name, "revision": known}
    try:
        document = await office.database.settings.find_one_and_update(
            wanted,
            {"$inc": {"revision": 1}},
            upsert=known in (None, 0),
            return_document=ReturnDocument.AFTER,
            session=session,
        )
    except DuplicateKeyError:
        raise stale() from None
    if document is None:
        raise stale()
    return int(document["revision"])


async def stored_settings(office: Office) -> WorkspaceSettings | None:
    document = await office.database.settings.find_one({"_id": "workspace"})
    if document is None:
        return None
    values = {name: value for name, value in document.items() if name != "_id"}
    return WorkspaceSettings.model_validate({**default_workspace(office.settings).model_dump(), **values})


async def store_settings(office: Office, wanted: WorkspaceSettings, known: int | None) -> WorkspaceSettings:
    """Replaces the settings; ChatError conflict when `known` is no longer their revision."""
    guard: Document = {"_id": "workspace"} if known is None else {"_id": "workspace", "revision": known}
    values = wanted.model_dump(exclude={"revision"})
    try:
        document = await office.database.settings.find_one_and_update(
            guard,
            {"$set": values, "$inc": {"revision": 1}},
            upsert=known in (None, 0),
            return_document=ReturnDocument.AFTER,
        )
    except DuplicateKeyError:
        raise stale() from None
    if document is None:
        raise stale()
    saved = wanted.model_copy(update={"revision": int(document["revision"])})
    await office.configuration.save_workspace(saved)
    await publish(office.redis, office.keys, "config")
    return saved


async def mirror_form(office: Office) -> None:
    """The stored form into Redis; a new workspace gets the default fields stored first."""
    form = await stored_form(office)
    if form is None:
        await store_defaults(office)
        form = await stored_form(office) or default_form()
    if form != await read_copy(office.configuration.form):
        await office.configuration.save_form(form)
        await publish(office.redis, office.keys, "config")


async def read_copy(read: Callable[[], Awaitable[T]]) -> T | None:
    """None for a copy that nobody can read, so that it is written anew."""
    try:
        return await read()
    except ValueError:
        return None


async def store_defaults(office: Office) -> None:
    fields = default_form().fields
    for position, field in enumerate(fields):
        document = {"position": position, **field.model_dump(exclude={"id"})}
        await office.database.form_fields.update_one({"_id": field.id}, {"$setOnInsert": document}, upsert=True)
    await office.database.settings.update_one({"_id": "form"}, {"$setOnInsert": {"revision": 1}}, upsert=True)


async def mirror_settings(office: Office) -> None:
    stored = await stored_settings(office)
    if stored is not None and stored != await read_copy(office.configuration.workspace):
        await office.configuration.save_workspace(stored)
        await publish(office.redis, office.keys, "config")
