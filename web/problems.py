"""What is said when a request is refused: every error as one JSON shape, in the caller's language."""

from collections.abc import Mapping
from typing import Any

import orjson
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from starlette.responses import Response

from config.errors import ChatError, Lang
from web.passwords import GUESSABLE

SENTENCES: Mapping[str, Mapping[Lang, str]] = {
    "missing": {"vi": "Thiếu mục này.", "en": "This is missing."},
    "extra_forbidden": {"vi": "Không có mục này.", "en": "There is no such field."},
    "string_too_short": {"vi": "Cần ít nhất {min_length} ký tự.", "en": "At least {min_length} characters."},
    "string_too_long": {"vi": "Tối đa {max_length} ký tự.", "en": "At most {max_length} characters."},
    "too_short": {"vi": "Cần ít nhất {min_length} mục.", "en": "At least {min_length} items."},
    "too_long": {"vi": "Tối đa {max_length} mục.", "en": "At most {max_length} items."},
    "greater_than_equal": {"vi": "Nhỏ nhất là {ge}.", "en": "{ge} or more."},
    "less_than_equal": {"vi": "Lớn nhất là {le}.", "en": "{le} or less."},
    "literal_error": {"vi": "Chỉ nhận: {expected}.", "en": "One of: {expected}."},
    "value_error": {"vi": "Không hợp lệ ({error}).", "en": "Not valid ({error})."},
    "password_guessable": GUESSABLE,
    "json_invalid": {"vi": "Nội dung không phải là JSON.", "en": "This is not JSON."},
}
OTHERWISE: Mapping[Lang, str] = {"vi": "Giá trị không hợp lệ.", "en": "This value is not valid."}
FIELDS_MAX = 20

UNAVAILABLE: Mapping[Lang, str] = {
    "vi": "Kho lưu trữ tạm thời chưa sẵn sàng. Vui lòng thử lại sau giây lát.",
    "en": "The archive is not available right now. Please try again in a moment.",
}
INTERNAL: Mapping[Lang, str] = {
    "vi": "Có lỗi ngoài dự kiến. Vui lòng thử lại.",
    "en": "Something unexpected went wrong. Please try again.",
}
OF_STATUS: Mapping[int, tuple[str, Mapping[Lang, str]]] = {
    405: ("invalid", {"vi": "Địa chỉ này không nhận thao tác đó.", "en": "This address does not do that."}),
    415: ("invalid", {"vi": "Nội dung phải là JSON.", "en": "The body has to be JSON."}),
    500: ("internal", INTERNAL),
}


def answer_error(error: ChatError, lang: Lang) -> Response:
    headers = {"retry-after": str(-(-error.retry // 1000))} if error.retry else {}
    if error.status == 401:
        headers["www-authenticate"] = "Bearer"
    return answer_problem(error.status, error.body(lang), headers)


def answer_status(status: int, lang: Lang, headers: Mapping[str, str] | None = None) -> Response:
    """An error that belongs to HTTP alone: no such address, another method, not JSON, a fault of ours."""
    if status in OF_STATUS:
        code, sentence = OF_STATUS[status]
        return answer_problem(status, {"code": code, "message": sentence[lang]}, headers)
    error = ChatError("not_found" if status == 404 else "invalid")
    return answer_problem(status, error.body(lang), headers)


def answer_problem(status: int, error: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    body = orjson.dumps({"error": {key: value for key, value in error.items() if value is not None}})
    return Response(body, status, {"cache-control": "no-store", **(headers or {})}, "application/json")


def invalid(fields: Mapping[str, str]) -> ChatError:
    """What was sent is wrong in these places, each with its sentence."""
    return ChatError("invalid", extras={"fields": dict(fields)})


def explain(error: ValidationError, lang: Lang) -> ChatError:
    """A failed check of a body or a query as `invalid`, with a sentence for each place that is wrong."""
    fields: dict[str, str] = {}
    for detail in error.errors(include_url=False, include_input=False)[:FIELDS_MAX]:
        name, sentence = explain_detail(detail, lang)
        fields.setdefault(name, sentence)
    return invalid(fields)


def explain_detail(detail: ErrorDetails, lang: Lang) -> tuple[str, str]:
    """The place, as `texts.vi.title` or `fields.2.label`, and what is wrong there.

    A check across fields says the place itself, as `options: …`.
    """
    place = [str(part)[:64] for part in detail["loc"]]
    context = dict(detail.get("ctx") or {})
    if detail["type"] == "value_error" and ": " in str(context.get("error")):
        named, _, context["error"] = str(context["error"]).partition(": ")
        place.append(named)
    sentence = SENTENCES.get(detail["type"], OTHERWISE)[lang].format_map(context)
    return ".".join(place) or "body", sentence
