from typing import Any

import pytest
from redis.asyncio import Redis

from config.errors import ChatError
from config.form import Form, FormField, Localized, Option, default_form, default_workspace
from config.keys import Keys
from config.settings import Settings
from hub.live.configuration import Configuration, check_answers

LABEL = Localized(vi="Mục", en="Field")
FIELDS = [
    FormField(id="name", type="text", label=LABEL, required=True),
    FormField(id="phone", type="tel", label=LABEL),
    FormField(id="email", type="email", label=LABEL),
    FormField(id="code", type="text", label=LABEL, pattern="[A-Z]{2}[0-9]{3}|none"),
    FormField(
        id="size",
        type="select",
        label=LABEL,
        options=[Option(value="s", label=LABEL), Option(value="m", label=LABEL)],
    ),
    FormField(id="message", type="textarea", label=LABEL),
    FormField(id="terms", type="checkbox", label=LABEL, required=True),
]
GOOD: dict[str, Any] = {"name": "Nguyễn Văn Đức", "terms": True}


def complaints(answers: dict[str, Any], lang: Any = "vi") -> dict[str, str]:
    with pytest.raises(ChatError, match="invalid") as refused:
        check_answers(FIELDS, answers, lang)
    fields: dict[str, str] = refused.value.extras["fields"]
    return fields


async def test_defaults_hold_until_something_is_saved(redis: Redis, keys: Keys, settings: Settings) -> None:
    configuration = Configuration(redis, keys, settings)
    assert [field.id for field in (await configuration.form()).fields] == ["name", "phone", "address", "message"]
    assert (await configuration.workspace()).idle_close_min == settings.idle_close_min


async def test_what_was_saved_comes_back_whole(redis: Redis, keys: Keys, settings: Settings) -> None:
    configuration = Configuration(redis, keys, settings)
    form = Form(fields=FIELDS, revision=4)
    workspace = default_workspace(settings).model_copy(update={"name": "Tiệm hoa", "revision": 2})
    await configuration.save_form(form)
    await configuration.save_workspace(workspace)
    assert await configuration.form() == form
    assert await configuration.workspace() == workspace


def test_the_environment_gives_the_first_assignment(settings: Settings) -> None:
    chosen = settings.model_copy(update={"assignment": "default:Lan@Example.com"})
    assert default_workspace(chosen).assignment.model_dump() == {"mode": "default", "agent": "lan@example.com"}


def test_answers_are_trimmed_and_empty_ones_left_out() -> None:
    answers = {**GOOD, "name": "  Lan ", "phone": " ", "email": "", "size": None, "message": "  hai dòng\n "}
    assert check_answers(FIELDS, answers, "vi") == {"name": "Lan", "message": "  hai dòng\n ", "terms": True}


@pytest.mark.parametrize(
    "phone", ["0912345678", "0912 345 678", "+84 912.345.678", "(028) 3822-1234", "+1 555 123 4567", "1900 1234"]
)
def test_phone_numbers_pass_as_people_type_them(phone: str) -> None:
    assert check_answers(FIELDS, {**GOOD, "phone": phone}, "vi")["phone"] == phone


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("name", None),
        ("name", "   "),
        ("name", {"$gt": ""}),
        ("name", ["Lan"]),
        ("name", 5),
        ("name", "Lan\x00"),
        ("name", "hai\ndòng"),
        ("name", "x" * 10_000),
        ("phone", "gọi tôi"),
        ("phone", "12"),
        ("phone", "1" * 16),
        ("email", "lan@"),
        ("email", "a b@example.com"),
        ("email", "lan@example"),
        ("code", "AB12"),
        ("code", "xnone"),
        ("size", "xl"),
        ("size", True),
        ("message", "x" * 4001),
        ("message", False),
        ("terms", False),
        ("terms", None),
        ("terms", "true"),
        ("colour", "red"),
    ],
)
def test_a_wrong_answer_is_named(field: str, answer: Any) -> None:
    assert list(complaints({**GOOD, field: answer})) == [field]


def test_every_wrong_answer_is_named_at_once_in_the_callers_language() -> None:
    wrong = {"name": "", "phone": "x", "more": 1}
    assert set(complaints(wrong)) == {"name", "phone", "more", "terms"}
    assert complaints(wrong, "en")["name"] == "Please fill this in."
    assert complaints(wrong, "vi")["name"] == "Vui lòng điền mục này."


def test_a_pattern_that_would_backtrack_for_ever_answers_at_once() -> None:
    fields = [FormField(id="code", type="text", label=LABEL, pattern="(a+)+b")]
    with pytest.raises(ChatError):
        check_answers(fields, {"code": "a" * 499}, "vi")


@pytest.mark.parametrize(
    "change",
    [
        {"id": "Name"},
        {"id": "a" * 33},
        {"type": "file"},
        {"type": "select"},
        {"options": [{"value": "a", "label": {}}]},
        {"label": {"vi": "Có", "en": ""}},
        {"pattern": "(?=a)"},
        {"pattern": "("},
        {"type": "tel", "pattern": "a"},
        {"id": "message", "type": "checkbox"},
        {"required": "yes"},
        {"surprise": 1},
    ],
)
def test_a_field_that_makes_no_sense_is_refused(change: dict[str, Any]) -> None:
    field = {"id": "extra", "type": "text", "label": {"vi": "Mục", "en": "Field"}}
    FormField.model_validate(field)
    with pytest.raises(ValueError, match="validation error"):
        FormField.model_validate({**field, **change})


def test_an_id_appears_once() -> None:
    twice = [*default_form().fields, default_form().fields[0]]
    with pytest.raises(ValueError, match="an id appears twice"):
        Form(fields=twice)
