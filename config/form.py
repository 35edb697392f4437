"""The form before the chat and the settings that a lead may change, as documents with their rules."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError, model_validator
from pydantic_core import SchemaError

from config.errors import Lang
from config.settings import Settings

FieldType = Literal["text", "textarea", "tel", "email", "select", "checkbox"]
FIELDS_MAX = 30
OPTIONS_MAX = 50
ANSWER_MAX = 500
TEXTAREA_MAX = 4_000
OF_THE_VISITOR = ("name", "phone", "address", "message")
"""Fields with a meaning of their own: they fill the visitor's card and the first message, so their answers are text."""

Plain = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$")]
"""No control characters but tab and line breaks."""


class Stored(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Localized(Stored):
    vi: Annotated[Plain, Field(max_length=200)] = ""
    en: Annotated[Plain, Field(max_length=200)] = ""

    def say(self, lang: Lang) -> str:
        """The text in that language, or in the other one where it is missing."""
        return (self.en or self.vi) if lang == "en" else (self.vi or self.en)


class Option(Stored):
    value: Annotated[Plain, Field(min_length=1, max_length=100)]
    label: Localized


class FormField(Stored):
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
    type: FieldType
    label: Localized
    placeholder: Localized = Localized()
    required: bool = False
    options: Annotated[list[Option], Field(max_length=OPTIONS_MAX)] = Field(default_factory=list)
    pattern: Annotated[str, Field(min_length=1, max_length=200)] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not (self.label.vi.strip() and self.label.en.strip()):
            raise ValueError("label: needs a text in vi and in en")
        if (self.type == "select") != bool(self.options):
            raise ValueError("options: a select has some, other types have none")
        if len({option.value for option in self.options}) < len(self.options):
            raise ValueError("options: a value appears twice")
        if self.pattern is not None and (self.type != "text" or not can_compile(self.pattern)):
            raise ValueError("pattern: a regular expression without look-around or back-references, for text alone")
        if self.id in OF_THE_VISITOR and self.type in ("select", "checkbox"):
            raise ValueError(f"type: {self.id} is answered with text")
        return self


def require_unique_ids(fields: Sequence[FormField], place: str) -> None:
    if len({field.id for field in fields}) < len(fields):
        raise ValueError(f"{place}: an id appears twice")


class Form(Stored):
    """The fields in their order; `revision` counts the times that it was saved."""

    fields: Annotated[list[FormField], Field(min_length=1, max_length=FIELDS_MAX)]
    revision: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        require_unique_ids(self.fields, "fields")
        return self


class Texts(Stored):
    title: Annotated[Plain, Field(min_length=1, max_length=80)]
    subtitle: Annotated[Plain, Field(max_length=200)]
    greeting: Annotated[Plain, Field(max_length=1000)]
    offline: Annotated[Plain, Field(max_length=1000)]


class TextsByLang(Stored):
    vi: Texts
    en: Texts


class Assignment(Stored):
    """Who gets a new conversation: everyone in turn, one agent (by email) while able, or nobody by itself."""

    mode: Literal["round_robin", "default", "manual"] = "round_robin"
    agent: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)] | None = None

    @model_validator(mode="after")
    def _names_the_default(self) -> Self:
        if self.mode == "default" and self.agent is None:
            raise ValueError("agent: needed with the mode default")
        return self


class WorkspaceSettings(Stored):
    name: Annotated[Plain, Field(min_length=1, max_length=80)]
    color: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
    logo: Annotated[str, Field(pattern=r"^https?://[^\s\x00-\x1F\"'<>]+$", max_length=2048)] | None
    position: Literal["right", "left"]
    lang: Lang
    texts: TextsByLang
    sounds: bool
    drafts: bool
    assignment: Assignment
    idle_close_min: Annotated[int, Field(ge=1, le=10080)]
    retention_days: Annotated[int, Field(ge=1, le=36500)] | None
    allowed_origins: Annotated[
        list[Annotated[str, Field(pattern=r"^(\*|https?://[A-Za-z0-9.\-\[\]:]+)$", max_length=300)]],
        Field(max_length=100),
    ]
    revision: Annotated[int, Field(ge=0)] = 0

    def allows(self, origin: str) -> bool:
        """`null`, the origin of sandboxed frames and of files, is nobody's website: `*` does not mean it."""
        return ("*" in self.allowed_origins and origin != "null") or origin in self.allowed_origins


@lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> TypeAdapter[str]:
    """A check of the whole answer in time linear in its length: pydantic's engine never backtracks."""
    return TypeAdapter(Annotated[str, StringConstraints(pattern=rf"^(?:{pattern})$")])


def can_compile(pattern: str) -> bool:
    try:
        compile_pattern(pattern)
    except SchemaError:
        return False
    return True


def matches(pattern: str, answer: str) -> bool:
    try:
        compile_pattern(pattern).validate_python(answer)
    except ValidationError:
        return False
    return True


def default_form() -> Form:
    """The four fields that a new workspace starts with."""
    return Form(
        fields=[
            FormField(
                id="name",
                type="text",
                label=Localized(vi="Họ tên", en="Full name"),
                placeholder=Localized(vi="Nguyễn Văn An", en="Jane Doe"),
                required=True,
            ),
            FormField(
                id="phone",
                type="tel",
                label=Localized(vi="Số điện thoại", en="Phone number"),
                placeholder=Localized(vi="0912 345 678", en="+84 912 345 678"),
                required=True,
            ),
            FormField(id="address", type="text", label=Localized(vi="Địa chỉ", en="Address")),
            FormField(
                id="message",
                type="textarea",
                label=Localized(vi="Nội dung", en="Message"),
                placeholder=Localized(vi="Bạn cần chúng tôi giúp gì?", en="How can we help you?"),
            ),
        ]
    )


def default_workspace(settings: Settings) -> WorkspaceSettings:
    """What holds until a lead saves something else; the environment gives the first values."""
    mode, _, agent = settings.assignment.partition(":")
    values: dict[str, Any] = {
        "name": "Alo",
        "color": "#0f766e",
        "logo": None,
        "position": "right",
        "lang": "vi",
        "texts": DEFAULT_TEXTS,
        "sounds": True,
        "drafts": False,
        "assignment": {"mode": mode, "agent": agent.lower() or None},
        "idle_close_min": settings.idle_close_min,
        "retention_days": settings.retention_days,
        "allowed_origins": list(settings.allowed_origins),
    }
    return WorkspaceSettings.model_validate(values)


DEFAULT_TEXTS = {
    "vi": {
        "title": "Trò chuyện với chúng tôi",
        "subtitle": "Chúng tôi thường trả lời trong vài phút",
        "greeting": "Xin chào! Chúng tôi có thể giúp gì cho bạn?",
        "offline": "Hiện chưa có nhân viên trực tuyến. Hãy để lại lời nhắn, chúng tôi sẽ trả lời bạn sớm nhất.",
    },
    "en": {
        "title": "Chat with us",
        "subtitle": "We usually reply within a few minutes",
        "greeting": "Hello! How can we help you?",
        "offline": "Nobody is online right now. Leave a message and we will reply as soon as we can.",
    },
}
