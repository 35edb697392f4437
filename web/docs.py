"""The description of API and socket events as pages that need nothing from anywhere else."""

import json
from html import escape
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints

from starlette.responses import HTMLResponse, Response
from typing_extensions import is_typeddict

from config import events
from web.call import Call
from web.openapi import describe

CSP = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"
STYLE = """
:root { color-scheme: light dark; --line: #8884; --brand: #0f766e; }
@media (prefers-color-scheme: dark) { :root { --brand: #5eead4; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem 1.5rem 6rem; }
nav { display: flex; gap: 1rem; flex-wrap: wrap; }
a { color: var(--brand); }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
h3 { margin: 0 0 .25rem; }
code, pre { font: 14px/1.45 ui-monospace, monospace; }
pre { overflow: auto; padding: .75rem; border: 1px solid var(--line); border-radius: 12px; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 700; color: var(--brand); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
summary { cursor: pointer; }
"""
EVENTS_ABOUT = """Socket.IO at <code>/socket.io/</code>, namespaces <code>/visitor</code> and <code>/agent</code>, with
<code>auth: {token, lang?}</code>. Every event is answered: <code>{"ok": true, …}</code> or
<code>{"ok": false, "error": {"code", "message", "retry", …}}</code>. A client keeps the last <code>seq</code> that it
has, asks for what follows with <code>resume</code> or <code>watch</code>, orders by <code>seq</code> and drops what it
already has."""
LINKS = (("/api/docs", "REST"), ("/api/docs/events", "Socket"), ("/api/openapi.json", "OpenAPI"))


async def style(_: Call) -> Response:
    return Response(STYLE, media_type="text/css", headers={"cache-control": "public, max-age=300"})


async def rest_page(_: Call) -> Response:
    """The REST API, written from the same document that `/api/openapi.json` is."""
    from web.routes import ENDPOINTS  # noqa: PLC0415  (the table names this handler)

    document = describe(ENDPOINTS)
    parts = [f"<p>{escape(document['info']['description'])}</p>", write_index(document)]
    for path, methods in document["paths"].items():
        parts += [write_operation(path, method, operation) for method, operation in methods.items()]
    parts.append("<h2 id='schemas'>Types</h2>")
    parts += [write_schema(name, schema) for name, schema in sorted(document["components"]["schemas"].items())]
    return page("API", "".join(parts))


def page(title: str, body: str) -> Response:
    links = "".join(f"<a href='{address}'>{name}</a>" for address, name in LINKS)
    head = f"<meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>Alo · {title}</title>"
    html = f"<!doctype html><html lang='en'><head>{head}<link rel='stylesheet' href='/api/docs/style.css'></head>"
    headers = {"content-security-policy": CSP, "cache-control": "no-cache"}
    return HTMLResponse(
        f"{html}<body><nav>{links}</nav><main><h1>Alo · {title}</h1>{body}</main></body></html>", headers=headers
    )


def write_index(document: dict[str, Any]) -> str:
    rows = [
        f"<li><a href='#{operation['operationId']}'>{code(f'{method.upper()} {path}')}</a> {operation['summary']}</li>"
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return f"<ul>{''.join(rows)}</ul>"


def write_operation(path: str, method: str, operation: dict[str, Any]) -> str:
    parts = [
        f"<section id='{operation['operationId']}'><h3><span class='method'>{method.upper()}</span>",
        f"<code>{escape(path)}</code></h3><p><strong>{escape(operation['summary'])}.</strong> ",
        f"{escape(operation['description'])}</p>",
    ]
    if operation["parameters"]:
        rows = [write_row(code(one["name"]), one["in"], name_schema(one["schema"])) for one in operation["parameters"]]
        parts.append(
            f"<table><thead><tr><th>Parameter</th><th>In</th><th>Type</th></tr></thead>{''.join(rows)}</table>"
        )
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        parts.append(f"<p>Body ({media}): {name_schema(content['schema'])}</p>{write_example(content)}")
    for status, response in operation["responses"].items():
        answer: dict[str, Any] = next(iter(response.get("content", {}).values()), {})
        shown = name_schema(answer["schema"]) if "schema" in answer else ""
        parts.append(f"<p><code>{status}</code> {escape(response['description'])} {shown}</p>{write_example(answer)}")
    return "".join([*parts, "</section>"])


def write_row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def write_example(content: dict[str, Any]) -> str:
    if "example" not in content:
        return ""
    text = json.dumps(content["example"], ensure_ascii=False, indent=2)
    return f"<details><summary>Example</summary><pre>{escape(text)}</pre></details>"


def write_schema(name: str, schema: dict[str, Any]) -> str:
    required = set(schema.get("required", ()))
    rows = [
        write_row(code(field) + ("" if field in required else " (optional)"), name_schema(about))
        for field, about in schema.get("properties", {}).items()
    ]
    about = f"<p>{escape(schema['description'])}</p>" if "description" in schema else ""
    table = f"<table>{''.join(rows)}</table>" if rows else f"<p>{name_schema(schema)}</p>"
    return f"<section id='{escape(name)}'><h3>{escape(name)}</h3>{about}{table}</section>"


def name_schema(schema: dict[str, Any]) -> str:
    """A type in a few words, linked where it has a name of its own."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f"<a href='#{name}'>{name}</a>"
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " | ".join(name_schema(one) for one in schema[union])
    if "enum" in schema:
        return " | ".join(f"<code>{escape(json.dumps(one))}</code>" for one in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {name_schema(schema['items'])}" if "items" in schema else "list"
    limits = [f"{key} {escape(str(schema[key]))}" for key in LIMITS if key in schema]
    return escape(str(schema.get("type", "any"))) + (f" ({', '.join(limits)})" if limits else "")


LIMITS = ("minLength", "maxLength", "minimum", "maximum", "pattern", "minItems", "maxItems", "const", "default")


async def events_page(_: Call) -> Response:
    """The socket's events, from the types that both sides are built with."""
    shapes = [shape for shape in vars(events).values() if is_typeddict(shape) and shape.__module__ == events.__name__]
    body = [
        f"<p>{EVENTS_ABOUT}</p>",
        write_sent("/visitor", events.FROM_VISITOR, events.ACKS_TO_VISITOR),
        write_pushed("/visitor", events.TO_VISITOR),
        write_sent("/agent", events.FROM_AGENT, events.ACKS_TO_AGENT),
        write_pushed("/agent", events.TO_AGENT),
        "<h2>Types</h2>",
        *(write_shape(shape) for shape in shapes),
    ]
    return page("Socket events", "".join(body))


def write_sent(namespace: str, known: Any, acks: Any) -> str:
    rows = []
    for name, model in known.items():
        hints = get_type_hints(model, include_extras=True)
        fields = [
            f"{field}{'' if info.is_required() else '?'}: {name_hint(hints[field])}"
            for field, info in model.model_fields.items()
        ]
        rows.append(write_row(code(name), f"{{{', '.join(fields)}}}", name_hint(acks[name])))
    head = "<thead><tr><th>Event</th><th>Payload</th><th>Answer</th></tr></thead>"
    return f"<h2>A client sends to {namespace}</h2><table>{head}{''.join(rows)}</table>"


def write_pushed(namespace: str, known: Any) -> str:
    rows = [write_row(code(name), name_hint(shape)) for name, shape in known.items()]
    return f"<h2>The server sends on {namespace}</h2><table>{''.join(rows)}</table>"


def write_shape(shape: Any) -> str:
    optional = shape.__optional_keys__
    hints = get_type_hints(shape, include_extras=True)
    rows = [write_row(code(name + "?" * (name in optional)), name_hint(hint)) for name, hint in hints.items()]
    about = f"<p>{escape(shape.__doc__)}</p>" if shape.__doc__ and not shape.__doc__.startswith("dict(") else ""
    return f"<section id='{shape.__name__}'><h3>{shape.__name__}</h3>{about}<table>{''.join(rows)}</table></section>"


def name_hint(hint: Any) -> str:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Annotated, NotRequired):
        return name_hint(args[0])
    if origin is Literal:
        return " | ".join(f"<code>{escape(json.dumps(value))}</code>" for value in args)
    if origin in (Union, UnionType):
        return " | ".join(name_hint(arg) for arg in args)
    if origin is list:
        return f"list of {name_hint(args[0])}"
    if origin is dict:
        return f"map of {name_hint(args[0])} to {name_hint(args[1])}"
    if is_typeddict(hint):
        return f"<a href='#{hint.__name__}'>{hint.__name__}</a>"
    return "null" if hint is NoneType else escape(getattr(hint, "__name__", "any"))
