"""The tables of the API and of the socket's events, from those that serve them."""

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints

from typing_extensions import is_typeddict

from config import events
from config.errors import SENTENCES
from deploy.reference.settings import Lang, table
from deploy.reference.words import ACCESS, ENDPOINTS
from web.call import Endpoint
from web.routes import ENDPOINTS as ROUTES

REST: dict[Lang, str] = {"en": "| request | who | does |", "vi": "| yêu cầu | ai được gọi | tác dụng |"}
SENDS: dict[Lang, str] = {"en": "| event | payload | answer |", "vi": "| sự kiện | nội dung | trả lời |"}
HEARS: dict[Lang, str] = {"en": "| event | payload |", "vi": "| sự kiện | nội dung |"}
TYPES: dict[Lang, str] = {"en": "| type | fields |", "vi": "| kiểu | các trường |"}
ERRORS: dict[Lang, str] = {"en": "| code | sentence |", "vi": "| mã | câu thông báo |"}
SPACES = (
    ("visitor", events.FROM_VISITOR, events.ACKS_TO_VISITOR, events.TO_VISITOR),
    ("agent", events.FROM_AGENT, events.ACKS_TO_AGENT, events.TO_AGENT),
)


def api_regions(lang: Lang) -> dict[str, str]:
    regions = {"rest": table(REST[lang], [write_endpoint(endpoint, lang) for endpoint in ROUTES])}
    for space, known, acks, pushes in SPACES:
        sent = [f"| `{name}` | {write_model(model)} | {spell(acks[name])} |" for name, model in known.items()]
        heard = [f"| `{name}` | {spell(shape)} |" for name, shape in pushes.items()]
        regions[f"{space}-sends"] = table(SENDS[lang], sent)
        regions[f"{space}-hears"] = table(HEARS[lang], heard)
    regions["types"] = table(TYPES[lang], [write_shape(shape) for shape in shapes()])
    sentences = [f"| `{code}` | {sentence[lang]} |" for code, sentence in SENTENCES.items()]
    return {**regions, "errors": table(ERRORS[lang], sentences)}


def write_endpoint(endpoint: Endpoint, lang: Lang) -> str:
    request = f"{endpoint.method} {endpoint.path}"
    who = endpoint.access.name.lower()
    does = ENDPOINTS[request] if lang == "vi" else endpoint.summary
    return f"| `{request}` | {ACCESS[who] if lang == 'vi' else who} | {does} |"


def shapes() -> list[Any]:
    return [shape for shape in vars(events).values() if is_typeddict(shape) and shape.__module__ == events.__name__]


def write_model(model: Any) -> str:
    hints = get_type_hints(model, include_extras=True)
    fields = [
        f"`{name}{'' if info.is_required() else '?'}`: {spell(hints[name])}"
        for name, info in model.model_fields.items()
    ]
    return ", ".join(fields) or "`{}`"


def write_shape(shape: Any) -> str:
    hints = get_type_hints(shape, include_extras=True)
    fields = [f"`{name}{'?' * (name in shape.__optional_keys__)}`: {spell(hint)}" for name, hint in hints.items()]
    return f"| **{shape.__name__}** | {', '.join(fields)} |"


def spell(hint: Any) -> str:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Annotated, NotRequired):
        return spell(args[0])
    if origin is Literal:
        return " \\| ".join(f"`{value}`" for value in args)
    if origin in (Union, UnionType):
        return " \\| ".join(spell(arg) for arg in args)
    if origin is list:
        return f"{spell(args[0])}[]"
    if origin is dict:
        return f"{{{spell(args[0])}: {spell(args[1])}}}"
    return "null" if hint is NoneType else str(getattr(hint, "__name__", "any"))
