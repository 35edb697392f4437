"""The API's description in OpenAPI 3.1, made from the table of endpoints and the types that they use."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from starlette.responses import Response

from config.errors import HTTP_STATUS, SENTENCES, Code
from web.call import Access, Call, Endpoint, answer_json
from web.examples import EXAMPLES

REF = "#/components/schemas/{model}"
ABOUT = """Everything that the widget and the dashboard use, for programs too. Times are milliseconds since 1970 where
they are numbers. Lists are `{"items": […], "next": cursor|null}`; `next` goes into `cursor` (or `before`) of the next
request. Errors are `{"error": {"code", "message", "fields"?, "retry"?}}`; `message` and `fields` are sentences in the
language of `Accept-Language` or `?lang=` (vi, en), `retry` is a wait in milliseconds. The socket events are described
in `/api/docs/events`."""
SCHEMES = {
    "agent": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "`access_token` of a sign-in"},
    "visitor": {"type": "http", "scheme": "bearer", "description": "`token` of an opened conversation"},
    "refresh": {"type": "apiKey", "in": "cookie", "name": "__Host-alo_refresh", "description": "set by a sign-in"},
    "machine": {"type": "http", "scheme": "bearer", "description": "`ALO_METRICS_TOKEN`, needed behind a proxy alone"},
}
NEEDS: dict[Access, list[dict[str, list[str]]]] = {
    Access.ANYONE: [],
    Access.WEBSITE: [],
    Access.VISITOR: [{"visitor": []}],
    Access.MACHINE: [{}, {"machine": []}],
    **{access: [{"agent": []}] for access in (Access.AGENT, Access.LEAD, Access.ADMIN)},
}
WHO = {
    Access.ANYONE: "Anyone.",
    Access.WEBSITE: "Anyone, from a website that the settings allow.",
    Access.VISITOR: "A visitor with a token.",
    Access.AGENT: "Every agent.",
    Access.LEAD: "Leads and admins.",
    Access.ADMIN: "Admins.",
    Access.MACHINE: "Our own network, or the token.",
}
DESCRIPTIONS = {
    200: "Done.",
    201: "Made.",
    202: "Accepted; the archiver works it off.",
    204: "Done, nothing to say.",
}


class ErrorDetail(BaseModel):
    """`fields` names what was wrong, each with a sentence; `retry` is the wait in ms where trying again makes sense."""

    code: Code | str
    message: str
    fields: dict[str, str] | None = None
    retry: int | None = None


class Error(BaseModel):
    error: ErrorDetail


class Document(BaseModel):
    """An OpenAPI 3.1 document."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]


async def show(_: Call) -> Response:
    from web.routes import ENDPOINTS  # noqa: PLC0415  (the table names this handler)

    return answer_json(describe(ENDPOINTS), headers={"cache-control": "no-cache"})


@lru_cache(maxsize=1)
def describe(endpoints: tuple[Endpoint, ...]) -> dict[str, Any]:
    """The whole document."""
    schemas, definitions = collect_schemas(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = describe_operation(endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Alo", "version": "1", "description": ABOUT, "license": {"name": "MIT", "identifier": "MIT"}},
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(tag_of(endpoint) for endpoint in endpoints)],
        "paths": paths,
        "components": {"schemas": definitions, "securitySchemes": SCHEMES},
    }


Schemas = dict[Any, dict[str, Any]]
"""by model and whether it is read (`validation`) or written (`serialization`)"""


def collect_schemas(endpoints: Iterable[Endpoint]) -> tuple[Schemas, dict[str, Any]]:
    models: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(Error, "serialization"): None}
    for endpoint in endpoints:
        if endpoint.body is not None:
            models[endpoint.body, "validation"] = None
        if endpoint.answer is not None:
            models[endpoint.answer, "serialization"] = None
    schemas, document = models_json_schema(list(models), ref_template=REF)
    return schemas, document["$defs"]


def describe_operation(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    about = f"{WHO[endpoint.access]} {first_line(endpoint.handle.__doc__)}".strip()
    operation: dict[str, Any] = {
        "operationId": name_operation(endpoint),
        "tags": [tag_of(endpoint)],
        "summary": endpoint.summary,
        "description": about,
        "parameters": [*path_parameters(endpoint), *query_parameters(endpoint)],
        "responses": describe_responses(endpoint, schemas),
        "security": NEEDS[endpoint.access],
    }
    if endpoint.path == "/api/auth/refresh":
        operation["security"] = [{"refresh": []}]
    if endpoint.path == "/api/auth/logout":
        operation["security"] = [{"agent": []}, {"refresh": []}]
    if endpoint.method == "PUT":
        operation["parameters"].append(IF_MATCH)
    if endpoint.body is not None:
        content: dict[str, Any] = {"schema": schemas[endpoint.body, "validation"]}
        if endpoint.body.__name__ in EXAMPLES:
            content["example"] = EXAMPLES[endpoint.body.__name__]
        operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    return operation


IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag that was read: refused with 412 when somebody has saved since.",
    "schema": {"type": "string", "pattern": r'^(\*|(W/)?"\d{1,12}")$'},
}


def describe_responses(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    done: dict[str, Any] = {"description": DESCRIPTIONS[endpoint.status]}
    if endpoint.answer is not None:
        content: dict[str, Any] = {"schema": schemas[endpoint.answer, "serialization"]}
        if endpoint.answer.__name__ in EXAMPLES:
            content["example"] = EXAMPLES[endpoint.answer.__name__]
        done["content"] = {endpoint.media: content}
    elif endpoint.status == 200 and endpoint.media != "application/json":
        done["content"] = {media: {} for media in endpoint.media.split()}
    status = 204 if endpoint.answer is None and endpoint.media == "application/json" else endpoint.status
    responses = {str(status): {**done, "description": DESCRIPTIONS[status]}}
    for refused in refusals(endpoint):
        responses[str(refused)] = {
            "description": describe_refusal(refused),
            "content": {"application/json": {"schema": schemas[Error, "serialization"]}},
        }
    return responses


def refusals(endpoint: Endpoint) -> list[int]:
    found = {422, 503}
    if endpoint.access not in (Access.ANYONE, Access.WEBSITE, Access.MACHINE) or endpoint.path.startswith("/api/auth"):
        found.add(401)
    if endpoint.access not in (Access.ANYONE, Access.AGENT):
        found.add(403)
    if "{" in endpoint.path or endpoint.access is Access.VISITOR:
        found.add(404)
    if endpoint.body is not None:
        found |= {413, 415}
    if endpoint.path in ("/api/auth/login", "/api/auth/password", "/api/widget/sessions"):
        found.add(429)
    if endpoint.method == "PUT":
        found.add(412)
    return sorted(found | set(endpoint.refuses))


def describe_refusal(status: int) -> str:
    named = {412: "Somebody has saved in between.", 415: "The body is not JSON."}
    codes = [code for code in get_args(Code) if HTTP_STATUS[code] == status and code not in ("lock_held", "lock_lost")]
    return named.get(status) or SENTENCES[codes[-1]]["en"]


def path_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", endpoint.path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def query_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    schema = endpoint.query.model_json_schema(ref_template=REF)
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": without_null({key: value for key, value in about.items() if key != "title"}),
        }
        for name, about in schema.get("properties", {}).items()
    ]


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is left out rather than null."""
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default") or value is not None}
    kinds = [kind for kind in rest.pop("anyOf", []) if kind.get("type") != "null"]
    return {**kinds[0], **rest} if kinds else rest


def tag_of(endpoint: Endpoint) -> str:
    parts = endpoint.path.strip("/").split("/")
    return parts[1] if parts[0] == "api" else "health"


def name_operation(endpoint: Endpoint) -> str:
    module = endpoint.handle.__module__.rpartition(".")[2]
    return f"{module}.{endpoint.handle.__name__}"


def first_line(docstring: str | None) -> str:
    return " ".join((docstring or "").strip().partition("\n\n")[0].split())
