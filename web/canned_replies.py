"""Answers that agents give again and again, called up by a shortcut."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError
from starlette.responses import Response

from config.clients import Document
from config.errors import ChatError, Lang
from config.events import TEXT_MAX
from config.form import Plain
from config.ids import new_id
from web import audit
from web.call import Body, Call, answer_json

Shortcut = Annotated[str, Field(pattern=r"^[\w-]{1,40}$")]
Title = Annotated[Plain, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Text = Annotated[Plain, StringConstraints(min_length=1, max_length=TEXT_MAX)]
TAKEN: Mapping[Lang, str] = {"vi": "Đã có câu trả lời dùng phím tắt này.", "en": "Another reply has this shortcut."}


class CannedReply(BaseModel):
    """`{{name}}` and other ids of form fields in the text are filled in when it is used."""

    id: str
    shortcut: str
    title: str
    text: str


class CannedReplyPage(BaseModel):
    items: list[CannedReply]
    next: None


class NewCannedReply(Body):
    shortcut: Shortcut
    title: Title
    text: Text


class CannedReplyChange(Body):
    shortcut: Shortcut | None = None
    title: Title | None = None
    text: Text | None = None


def show(document: Document) -> dict[str, Any]:
    return {"id": document["_id"], **{name: document[name] for name in ("shortcut", "title", "text")}}


async def list_replies(call: Call) -> dict[str, Any]:
    documents = await call.office.database.canned_replies.find().sort("shortcut", 1).to_list(None)
    return {"items": [show(document) for document in documents], "next": None}


async def create(call: Call) -> Response:
    body: NewCannedReply = call.body
    document = {"_id": new_id(), **body.model_dump()}
    try:
        await call.office.database.canned_replies.insert_one(document)
    except DuplicateKeyError:
        raise taken(call) from None
    await audit.record(call, "reply.created", document["_id"], shortcut=body.shortcut)
    return answer_json(show(document), 201)


async def change(call: Call) -> dict[str, Any]:
    body: CannedReplyChange = call.body
    changes = body.model_dump(exclude_none=True)
    wanted = {"_id": call.path["id"]}
    try:
        document = await call.office.database.canned_replies.find_one_and_update(
            wanted, {"$set": changes} if changes else {"$setOnInsert": {}}, return_document=ReturnDocument.AFTER
        )
    except DuplicateKeyError:
        raise taken(call) from None
    if document is None:
        raise ChatError("not_found")
    await audit.record(call, "reply.changed", document["_id"], shortcut=document["shortcut"])
    return show(document)


async def remove(call: Call) -> None:
    document = await call.office.database.canned_replies.find_one_and_delete({"_id": call.path["id"]})
    if document is None:
        raise ChatError("not_found")
    await audit.record(call, "reply.removed", document["_id"], shortcut=document["shortcut"])


def taken(call: Call) -> ChatError:
    return ChatError("conflict", detail=TAKEN, extras={"fields": {"shortcut": TAKEN[call.lang]}})
