"""Writes the wire types of `config/events.py` as TypeScript, so that no front end mirrors them by hand."""

import sys
from collections.abc import Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints

from typing_extensions import is_typeddict

from config import errors, events

TARGETS = (Path("widget/src/protocol.ts"), Path("dashboard/src/lib/protocol.ts"))
HEADER = "// Written by `make protocol` from config/events.py. Do not edit.\n"
ALIASES = ("Side", "Status", "Role", "Availability", "AuthorType", "Kind")
PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", NoneType: "null", Any: "unknown"}


def name_type(hint: Any) -> str:
    """The TypeScript spelling of a Python type hint."""
    for alias in ALIASES:
        if hint == getattr(events, alias):
            return alias
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Annotated, NotRequired):
        return name_type(args[0])
    if origin is Literal:
        return " | ".join(spell_literal(value) for value in args)
    if origin in (Union, UnionType):
        return " | ".join(name_type(arg) for arg in args)
    if origin is list:
        inner = name_type(args[0])
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if origin is dict:
        return f"Record<{name_type(args[0])}, {name_type(args[1])}>"
    return PLAIN.get(hint) or str(hint.__name__)


def spell_literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'


def write_typed_dict(shape: Any) -> str:
    hints = get_type_hints(shape, include_extras=True)
    optional = shape.__optional_keys__
    fields = [f"  {name}{'?' if name in optional else ''}: {name_type(hint)};" for name, hint in hints.items()]
    return f"export interface {shape.__name__} {{\n" + "\n".join(fields) + "\n}\n"


def write_incoming(model: type[events.Incoming]) -> str:
    hints = get_type_hints(model, include_extras=True)
    fields = []
    for name, info in model.model_fields.items():
        fields.append(f"  {name}{'' if info.is_required() else '?'}: {name_type(hints[name])};")
    if not fields:
        return f"export type {model.__name__} = Record<string, never>;\n"
    return f"export interface {model.__name__} {{\n" + "\n".join(fields) + "\n}\n"


def write_map(name: str, entries: Mapping[str, str]) -> str:
    return f"export interface {name} {{\n" + "\n".join(f"  {key}: {value};" for key, value in entries.items()) + "\n}\n"


def write_requests(name: str, known: Mapping[str, type[events.Incoming]], acks: Mapping[str, type]) -> str:
    entries = {
        event: f"(payload: {model.__name__}, ack: (answer: {acks[event].__name__} | Refused) => void) => void"
        for event, model in known.items()
    }
    return write_map(name, entries)


def write_pushes(name: str, pushes: Mapping[str, type]) -> str:
    return write_map(name, {event: f"(payload: {shape.__name__}) => void" for event, shape in pushes.items()})


def write_protocol() -> str:
    """The whole file, the same for both front ends."""
    parts = [HEADER]
    parts += [f"export const {name} = {getattr(events, name)};\n" for name in ("TEXT_MAX", "RESUME_MAX", "FRESH_MAX")]
    parts += [f"export type {a} = {' | '.join(map(spell_literal, get_args(getattr(events, a))))};\n" for a in ALIASES]
    parts.append(f"export type ErrorCode = {' | '.join(map(spell_literal, get_args(errors.Code)))};\n")
    shapes = [s for s in vars(events).values() if is_typeddict(s) and s.__module__ == events.__name__]
    parts += [write_typed_dict(shape) for shape in shapes]
    parts += [write_incoming(model) for model in (*events.FROM_VISITOR.values(), *events.FROM_AGENT.values())]
    parts.append(write_requests("VisitorRequests", events.FROM_VISITOR, events.ACKS_TO_VISITOR))
    parts.append(write_requests("AgentRequests", events.FROM_AGENT, events.ACKS_TO_AGENT))
    parts.append(write_pushes("ToVisitor", events.TO_VISITOR))
    parts.append(write_pushes("ToAgent", events.TO_AGENT))
    return "\n".join(parts)


def find_stale(text: str) -> list[Path]:
    return [path for path in TARGETS if not path.exists() or path.read_text() != text]


def main() -> int:
    """Write both files; with --check only say which are stale, and exit 1."""
    text = write_protocol()
    stale = find_stale(text)
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path} is stale: run `make protocol`", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
