from collections.abc import AsyncIterator

import httpx2

from web.call import BODY_MAX

API = httpx2.AsyncClient


async def test_every_answer_carries_the_headers_of_safety(api: API) -> None:
    for path in ("/healthz", "/api/widget/config", "/api/nothing", "/api/auth/me"):
        headers = (await api.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["strict-transport-security"].startswith("max-age=")


async def test_an_unknown_address_and_a_wrong_method_are_told_as_json(api: API) -> None:
    missing = await api.get("/api/nothing")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")
    wrong = await api.delete("/api/auth/me")
    assert wrong.status_code == 405
    assert wrong.headers["allow"]
    assert "message" in wrong.json()["error"]


async def test_errors_speak_the_callers_language(api: API) -> None:
    vietnamese = await api.get("/api/auth/me")
    english = await api.get("/api/auth/me", headers={"accept-language": "en-GB,en;q=0.9"})
    chosen = await api.get("/api/auth/me?lang=vi", headers={"accept-language": "en-GB"})
    assert vietnamese.json() == chosen.json() != english.json()


async def test_a_body_that_announces_too_much_is_refused(api: API) -> None:
    answer = await api.post("/api/auth/login", content=b"x" * (BODY_MAX + 1))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


async def test_a_body_that_grows_too_long_on_the_way_is_refused(api: API) -> None:
    async def stream() -> AsyncIterator[bytes]:
        for _ in range(BODY_MAX // 1024 + 2):
            yield b" " * 1024

    headers = {"content-type": "application/json"}
    answer = await api.post("/api/auth/login", content=stream(), headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
