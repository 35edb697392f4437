"""The form that visitors fill, as a lead defines it."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, model_validator
from starlette.responses import Response

from config.form import FIELDS_MAX, FormField, require_unique_ids
from web import audit
from web.call import Body, Call, answer_json
from web.revisions import read_revision, tag_of
from web.workspace import retired_fields, store_form


class FormFields(BaseModel):
    """The fields in their order; `retired` ones are asked no more, but older conversations have answers to them."""

    items: list[FormField]
    retired: list[FormField]
    revision: int
    next: None


class FormFieldsChange(Body):
    items: Annotated[list[FormField], Field(min_length=1, max_length=FIELDS_MAX)]

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        require_unique_ids(self.items, "items")
        return self


async def show(call: Call) -> Response:
    return await answer_form(call)


async def replace(call: Call) -> Response:
    """The whole list at once; with `If-Match` refused (412) when somebody saved in between."""
    body: FormFieldsChange = call.body
    form = await store_form(call.office, body.items, read_revision(call))
    await audit.record(call, "form.changed", revision=form.revision, fields=[field.id for field in form.fields])
    return await answer_form(call)


async def answer_form(call: Call) -> Response:
    form = await call.office.configuration.form()
    body: dict[str, Any] = {
        "items": [field.model_dump() for field in form.fields],
        "retired": [field.model_dump() for field in await retired_fields(call.office)],
        "revision": form.revision,
        "next": None,
    }
    return answer_json(body, headers={"etag": tag_of(form.revision)})
