"""Copies of form and settings in Redis, and the check of answers: what a chat needs to open without MongoDB."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from redis.asyncio import Redis

from config.errors import ChatError, Lang
from config.form import (
    ANSWER_MAX,
    TEXTAREA_MAX,
    Form,
    FormField,
    WorkspaceSettings,
    default_form,
    default_workspace,
    matches,
)
from config.keys import Keys
from config.settings import Settings

CONTROL = re.compile(r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]")
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
PHONE = re.compile(r"\+?[\d\s.\-()/]+")
PHONE_DIGITS = range(7, 16)
"""From a short local number to the 15 digits that E.164 allows."""

COMPLAINTS: Mapping[str, Mapping[Lang, str]] = {
    "unknown": {"vi": "Biểu mẫu không có mục này.", "en": "The form has no such field."},
    "missing": {"vi": "Vui lòng điền mục này.", "en": "Please fill this in."},
    "unticked": {"vi": "Vui lòng đánh dấu vào ô này để tiếp tục.", "en": "Please tick this box to go on."},
    "type": {"vi": "Câu trả lời không hợp lệ.", "en": "This answer is not valid."},
    "long": {"vi": "Nội dung quá dài.", "en": "This is too long."},
    "phone": {"vi": "Số điện thoại chưa đúng. Ví dụ: 0912 345 678.", "en": "This is not a phone number."},
    "email": {"vi": "Địa chỉ email chưa đúng. Ví dụ: ten@example.com.", "en": "This is not an email address."},
    "option": {"vi": "Vui lòng chọn một mục trong danh sách.", "en": "Please choose one from the list."},
    "pattern": {"vi": "Nội dung chưa đúng dạng yêu cầu.", "en": "This does not have the form that is asked for."},
}


class Configuration:
    """The hash `config`: `form` and `settings` as JSON; defaults where nothing was saved yet."""

    def __init__(self, redis: Redis, keys: Keys, settings: Settings) -> None:
        self._redis = redis
        self._keys = keys
        self._settings = settings

    async def form(self) -> Form:
        raw = await self._redis.hget(self._keys.config, "form")
        return Form.model_validate_json(raw) if raw else default_form()

    async def workspace(self) -> WorkspaceSettings:
        raw = await self._redis.hget(self._keys.config, "settings")
        return WorkspaceSettings.model_validate_json(raw) if raw else default_workspace(self._settings)

    async def save_form(self, form: Form) -> None:
        await self._redis.hset(self._keys.config, "form", form.model_dump_json())

    async def save_workspace(self, workspace: WorkspaceSettings) -> None:
        await self._redis.hset(self._keys.config, "settings", workspace.model_dump_json())


def check_answers(fields: Sequence[FormField], answers: Mapping[str, Any], lang: Lang) -> dict[str, str | bool]:
    """The answers worth keeping: trimmed (a textarea stays as it was typed), empty optional ones left out.

    Raises ChatError `invalid` whose `fields` has a sentence for every answer that is wrong, missing or unknown.
    """
    known = {field.id for field in fields}
    wrong = {name[:64]: "unknown" for name in answers if name not in known}
    clean: dict[str, str | bool] = {}
    for field in fields:
        answer, complaint = _check(field, answers.get(field.id))
        if complaint:
            wrong[field.id] = complaint
        elif answer is not None:
            clean[field.id] = answer
    if wrong:
        raise ChatError("invalid", extras={"fields": {name: COMPLAINTS[why][lang] for name, why in wrong.items()}})
    return clean


def _check(field: FormField, answer: Any) -> tuple[str | bool | None, str | None]:
    if field.type == "checkbox":
        return _check_tick(field, answer)
    if answer is not None and not isinstance(answer, str):
        return None, "type"
    text = (answer or "") if field.type == "textarea" else (answer or "").strip()
    if not text.strip():
        return None, "missing" if field.required else None
    return text, _find_fault(field, text)


def _check_tick(field: FormField, answer: Any) -> tuple[bool | None, str | None]:
    if answer is not None and not isinstance(answer, bool):
        return None, "type"
    if field.required and answer is not True:
        return None, "unticked"
    return answer, None


def _find_fault(field: FormField, text: str) -> str | None:
    if CONTROL.search(text) or (field.type != "textarea" and "\n" in text):
        return "type"
    if len(text) > (TEXTAREA_MAX if field.type == "textarea" else ANSWER_MAX):
        return "long"
    if field.type == "tel" and not _is_phone(text):
        return "phone"
    if field.type == "email" and not (len(text) <= 254 and EMAIL.fullmatch(text)):
        return "email"
    if field.type == "select" and text not in {option.value for option in field.options}:
        return "option"
    if field.pattern is not None and not matches(field.pattern, text):
        return "pattern"
    return None


def _is_phone(text: str) -> bool:
    return PHONE.fullmatch(text) is not None and sum(letter.isdigit() for letter in text) in PHONE_DIGITS
