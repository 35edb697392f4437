import asyncio
import re
from typing import Any

import httpx2
import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from pydantic import BaseModel
from schemathesis import Case
from schemathesis.config import SchemathesisConfig
from starlette.applications import Starlette

from tests.web.conftest import Person
from web.call import Access, Endpoint
from web.examples import EXAMPLES
from web.openapi import describe
from web.routes import ENDPOINTS

API = httpx2.AsyncClient


async def test_the_description_is_served_and_names_every_route(api: API) -> None:
    document = (await api.get("/api/openapi.json")).json()
    assert document["openapi"] == "3.1.0"
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}


def test_every_reference_leads_to_a_type_and_every_operation_has_a_name_of_its_own() -> None:
    document = describe(ENDPOINTS)
    for name in re.findall(r"#/components/schemas/([\w.-]+)", str(document)):
        assert name in document["components"]["schemas"]
    names = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names))


def test_every_type_is_a_valid_schema() -> None:
    for schema in describe(ENDPOINTS)["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_example_fits_its_type() -> None:
    models: dict[str, type[BaseModel]] = {}
    for endpoint in ENDPOINTS:
        for model in (endpoint.body, endpoint.answer):
            if model is not None:
                models[model.__name__] = model
    for name, example in EXAMPLES.items():
        models[name].model_validate(example)


def test_every_body_has_an_example() -> None:
    bodies = {endpoint.body.__name__ for endpoint in ENDPOINTS if endpoint.body is not None}
    assert bodies - {"WorkspaceSettings"} <= set(EXAMPLES)


@pytest.mark.parametrize("path", ["/api/docs", "/api/docs/events"])
async def test_the_pages_need_nothing_from_elsewhere(api: API, path: str) -> None:
    answer = await api.get(path)
    assert answer.status_code == 200
    loaded = re.findall(r"(?:src|href)='([^'#]+)'", answer.text)
    assert all(address.startswith("/api/") for address in loaded)
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert (await api.get("/api/docs/style.css")).headers["content-type"].startswith("text/css")


async def test_the_pages_tell_every_route_and_every_event(api: API) -> None:
    rest, socket = (await api.get("/api/docs")).text, (await api.get("/api/docs/events")).text
    assert all(endpoint.path in rest for endpoint in ENDPOINTS)
    assert all(f"<code>{name}</code>" in socket for name in ("resume", "takeover", "availability", "presence", "seen"))


GUARDED = [endpoint for endpoint in ENDPOINTS if endpoint.access in (Access.AGENT, Access.LEAD, Access.ADMIN)]


@pytest.mark.parametrize("endpoint", GUARDED, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
async def test_who_may_not_is_refused_before_the_body_is_looked_at(
    api: API, lan: Person, lead: Person, endpoint: Endpoint
) -> None:
    url = endpoint.path.replace("{id}", "019ceab7-3080-7e57-abdf-33f7b8e63545")
    assert (await api.request(endpoint.method, url, content=b"{")).status_code == 401
    below = {Access.LEAD: [lan], Access.ADMIN: [lan, lead]}.get(endpoint.access, [])
    for person in below:
        answer = await api.request(endpoint.method, url, content=b"{", headers=person.headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")


async def test_any_input_is_answered_as_described(app: Starlette, admin: Person) -> None:
    """schemathesis calls every route with what the description allows and with what it doesn't."""
    config = SchemathesisConfig()
    schema = schemathesis.openapi.from_dict(describe(ENDPOINTS), config=config)
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False, client=("203.0.113.9", 4711))
    async with httpx2.AsyncClient(transport=transport, base_url="https://chat.example.com") as client:
        loop = asyncio.get_running_loop()
        for operation in schema.get_all_operations():
            found = operation.ok()
            if found.path in ("/api/auth/logout", "/api/auth/password"):
                continue  # they end the very sign-in that the others are tried with; test_auth.py has them
            await asyncio.to_thread(try_operation, found, client, admin, loop)


def try_operation(operation: Any, client: API, admin: Person, loop: asyncio.AbstractEventLoop) -> None:
    @settings(
        max_examples=8,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def attempt(case: Case) -> None:
        request = asyncio.run_coroutine_threadsafe(send(client, case, admin), loop)
        response = request.result(30)
        assert response.status_code < 500, (case.method, case.path, response.text)
        described = operation.definition.raw["responses"]
        assert str(response.status_code) in described, (operation.label, response.status_code, response.text)
        schema = described[str(response.status_code)].get("content", {}).get("application/json", {}).get("schema")
        if schema is not None:
            document = {**schema, "components": describe(ENDPOINTS)["components"]}
            jsonschema.Draft202012Validator(document).validate(response.json())

    given(case=operation.as_strategy())(attempt)()


async def send(client: API, case: Case, admin: Person) -> httpx2.Response:
    prepared = case.as_transport_kwargs(base_url="https://chat.example.com", headers=admin.headers)
    kept = {
        key: value for key, value in prepared.items() if key in ("method", "url", "headers", "params", "json", "data")
    }
    return await client.request(**kept)
