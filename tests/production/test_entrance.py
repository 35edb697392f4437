import asyncio
import contextlib
import http.client
import json
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import aiohttp
import pytest
import socketio

from config.errors import ChatError, Lang
from deploy.local.process import LOOPBACK, free_port
from tests.production.conftest import House
from tests.production.entrance import HOST, Answer, Entrance, built_asset

FORM = {"form": {"name": "Nguyễn Văn Đức", "phone": "0912 345 678", "message": "Chào shop"}, "lang": "vi"}
SAME_AS_THE_HUB = [
    "cache-control",
    "content-security-policy",
    "access-control-allow-origin",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
]


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def shake_hands(port: int, name: str, version: ssl.TLSVersion) -> str:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2 if version >= ssl.TLSVersion.TLSv1_2 else version
    context.maximum_version = version
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection((LOOPBACK, port)) as line, context.wrap_socket(line, server_hostname=name) as secure:
        return f"{secure.version()} {secure.selected_alpn_protocol()}"


def test_everything_but_the_challenge_is_sent_to_tls(house: House) -> None:
    answer = house.entrance.get_plain("/dashboard?from=1")
    assert answer.status == 308
    assert answer.headers["location"] == f"{house.entrance.url}/dashboard?from=1"
    challenge = house.entrance.folder / "acme" / ".well-known" / "acme-challenge"
    challenge.mkdir(parents=True)
    (challenge / "a-token").write_text("its answer")
    assert house.entrance.get_plain("/.well-known/acme-challenge/a-token").body == b"its answer"
    assert house.entrance.get_plain("/.well-known/acme-challenge/none").status == 404


def test_whoever_asks_for_another_name_gets_nothing(house: House) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        house.entrance.get_plain("/", host="elsewhere.example")
    with pytest.raises(ssl.SSLError):
        shake_hands(house.entrance.https, "elsewhere.example", ssl.TLSVersion.TLSv1_3)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_tls_is_1_2_or_newer_and_speaks_http_2(house: House) -> None:
    port = house.entrance.https
    assert shake_hands(port, HOST, ssl.TLSVersion.TLSv1_2) == "TLSv1.2 h2"
    assert shake_hands(port, HOST, ssl.TLSVersion.TLSv1_3) == "TLSv1.3 h2"
    with pytest.raises(ssl.SSLError):
        shake_hands(port, HOST, ssl.TLSVersion.TLSv1_1)


@pytest.mark.parametrize(
    "path",
    [
        "/widget.js",
        "/dashboard",
        "/dashboard/",
        "/dashboard/history/abc?q=lan",
        "/dashboard/favicon.svg",
        "/dashboard/preview.html",
        "/dashboard/preview.js",
        built_asset(),
    ],
)
def test_files_of_nginx_carry_the_headers_of_the_hub(house: House, path: str) -> None:
    ours = house.entrance.get(path)
    line = http.client.HTTPConnection(LOOPBACK, house.hubs[0].port)
    line.request("GET", path)
    theirs = line.getresponse()
    assert ours.status == theirs.status == 200
    assert ours.body == theirs.read()
    for name in SAME_AS_THE_HUB:
        assert ours.headers.get(name) == theirs.getheader(name), name
    assert ours.headers["strict-transport-security"] == "max-age=31536000"
    assert "server" not in ours.headers or ours.headers["server"] == "nginx"
    line.close()


@pytest.mark.parametrize("path", ["/dashboard/assets/gone-1a2b.js", "/dashboard/none.css", "/dashboard/.env"])
def test_what_is_not_there_is_not_found(house: House, path: str) -> None:
    assert house.entrance.get(path).status == 404


def test_the_widget_comes_compressed_and_is_asked_for_again_cheaply(house: House) -> None:
    plain = house.entrance.get("/widget.js")
    small = house.entrance.get("/widget.js", accept_encoding="gzip")
    assert small.headers["content-encoding"] == "gzip"
    assert len(small.body) < len(plain.body) / 2
    again = house.entrance.get("/widget.js", accept_encoding="gzip", if_none_match=small.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["access-control-allow-origin"] == "*"


def test_the_api_is_reached_and_learns_the_callers_true_address(house: House) -> None:
    forged = {"x_forwarded_for": "8.8.8.8", "forwarded": "for=8.8.8.8", "content_type": "application/json"}
    opened = house.entrance.get("/api/widget/sessions", method="POST", body=json.dumps(FORM).encode(), **forged)
    assert opened.status == 200
    assert opened.headers["strict-transport-security"] == "max-age=31536000"
    assert opened.headers["x-content-type-options"] == "nosniff"
    # As from outside: without its token /metrics stays closed behind a proxy.
    assert house.entrance.get("/metrics").status == 403
    assert house.entrance.get("/metrics", authorization="Bearer token-of-the-metrics").status == 200
    assert house.entrance.get("/", accept="text/html").headers["location"] == f"{house.entrance.url}/dashboard"


def test_a_body_that_is_too_large_goes_no_further(house: House) -> None:
    answer = house.entrance.get("/api/widget/sessions", method="POST", body=b"x" * 400_000)
    assert answer.status == 413


@pytest.mark.parametrize("transports", [["websocket"], ["polling"], ["polling", "websocket"]], ids=str)
async def test_sockets_work_over_every_transport_and_stick_to_their_hub(house: House, transports: list[str]) -> None:
    for number in range(3):
        # Other browsers at the same address may meet another hub, but each stays where it is.
        connector = aiohttp.TCPConnector(ssl=house.entrance.trust())
        async with aiohttp.ClientSession(connector=connector, headers={"User-Agent": f"browser {number}"}) as http:
            async with http.post(f"{house.entrance.url}/api/widget/sessions", json=FORM) as opened:
                token = (await opened.json())["token"]
            client = socketio.AsyncClient(http_session=http, reconnection=False)
            await client.connect(
                house.entrance.url, auth={"token": token}, transports=transports, namespaces=["/visitor"]
            )
            for turn in range(3):
                said = {"client_id": f"turn-{turn}", "text": "Còn hàng không ạ?"}
                ack = await client.call("send", said, namespace="/visitor", timeout=20)
                assert ack["ok"], ack
            await client.disconnect()
            await asyncio.wait_for(client.wait(), 20)


def test_one_browser_meets_one_hub_and_many_meet_both(house: House) -> None:
    before = len(journal(house.entrance))
    for number in range(24):
        for _ in range(2):
            browser = f"browser {number}"
            assert house.entrance.get("/socket.io/?EIO=4&transport=polling", user_agent=browser).status == 200
    until(lambda: len(journal(house.entrance)) >= before + 48)
    met = [line["hub"] for line in journal(house.entrance)[before:]]
    assert all(first == second for first, second in zip(met[::2], met[1::2], strict=True))
    assert set(met) == {f"{LOOPBACK}:{hub.port}" for hub in house.hubs}


def journal(entrance: Entrance) -> list[dict[str, str]]:
    return [json.loads(line) for line in entrance.access_log.read_text().splitlines()]


def test_no_log_tells_a_query_or_a_token(house: House) -> None:
    house.entrance.get("/socket.io/?EIO=4&transport=polling&sid=SECRET-sid", cookie="alo_refresh=SECRET-cookie")
    house.entrance.get("/api/conversations?q=SECRET-name", authorization="Bearer SECRET-token")
    house.entrance.get("/dashboard/history?phone=SECRET-phone", referer="https://a.example/?t=SECRET-referrer")
    house.entrance.get_plain("/x?token=SECRET-plain")
    until(lambda: '"path":"/x"' in house.entrance.access_log.read_text())
    written = house.entrance.access_log.read_text() + house.entrance.log_text()
    assert "SECRET" not in written
    assert "?" not in "".join(line["path"] for line in journal(house.entrance))


LANGUAGES: list[tuple[str, str, Lang]] = [
    ("", "", "vi"),
    ("", "vi-VN,vi;q=0.9,en;q=0.8", "vi"),
    ("", "en-GB,en;q=0.9,vi;q=0.5", "en"),
    ("lang=en", "vi", "en"),
    ("lang=vi", "en", "vi"),
    ("lang=fr", "EN", "en"),
]


@pytest.fixture(scope="module")
def deserted(run_folder: Path) -> Iterator[Entrance]:
    """nginx before hubs that are not there."""
    with Entrance(run_folder / "deserted", [f"{LOOPBACK}:{free_port()}"]) as entrance:
        yield entrance


def test_floods_are_held_off_with_an_answer_that_clients_understand(deserted: Entrance) -> None:
    refused = flood(deserted, "/api/auth/login?secret=SECRET", method="POST")
    assert json.loads(refused.body) == {"error": ChatError("rate_limited", retry=1000).body("vi")}
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["access-control-allow-origin"] == "*"
    english = flood(deserted, "/api/auth/login?lang=en", method="POST")
    assert json.loads(english.body) == {"error": ChatError("rate_limited", retry=1000).body("en")}
    until(lambda: '"limited":"REJECTED"' in deserted.access_log.read_text())
    assert "SECRET" not in deserted.log_text() + deserted.access_log.read_text()


def flood(entrance: Entrance, path: str, method: str = "GET") -> Answer:
    """The first answer that is a refusal."""
    return next(answer for answer in asking(entrance, path, method) if answer.status == 429)


def asking(entrance: Entrance, path: str, method: str) -> Iterator[Answer]:
    """Many requests over one line, so that they come fast enough on any machine."""
    line = http.client.HTTPSConnection(HOST, entrance.https, context=entrance.trust(), timeout=20)
    with contextlib.closing(line):
        for _ in range(3000):
            line.request(method, path)
            answer = line.getresponse()
            yield Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())


@pytest.mark.parametrize(("query", "preferred", "lang"), LANGUAGES)
def test_while_no_hub_is_there_programs_are_told_in_the_apis_words(
    deserted: Entrance, query: str, preferred: str, lang: Lang
) -> None:
    for path in ("/api/widget/config", "/socket.io/"):
        answer = deserted.get(f"{path}?{query}", accept_language=preferred)
        assert answer.status == 503
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        assert answer.headers["retry-after"] == "2"
        assert json.loads(answer.body) == {"error": ChatError("busy", retry=2000).body(lang)}


def test_while_no_hub_is_there_the_widget_is_and_no_log_tells_a_query(deserted: Entrance) -> None:
    assert deserted.get("/widget.js").status == 200
    assert deserted.get("/api/widget/config?secret=SECRET").status == 503
    until(lambda: "/api/widget/config" in deserted.access_log.read_text())
    assert "SECRET" not in deserted.log_text() + deserted.access_log.read_text()


def test_people_read_in_both_languages_why_a_page_does_not_come(deserted: Entrance) -> None:
    away = deserted.get("/demo")
    assert away.status == 503
    assert "Hệ thống đang bận" in away.body.decode() and "The system is busy" in away.body.decode()
    slow = flood(deserted, "/demo")
    assert "hơi nhanh" in slow.body.decode() and "too fast" in slow.body.decode()
    for answer in (away, slow):
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"
    assert deserted.get("/away.html").status == 404


def test_what_a_hub_says_itself_reaches_the_caller_unchanged(house: House) -> None:
    answer = house.entrance.get("/api/auth/login?lang=en", method="POST", body=b"{}", content_type="application/json")
    assert answer.status == 422
    assert json.loads(answer.body)["error"]["code"] == "invalid"


def test_a_certificate_that_comes_or_changes_is_taken_up_by_itself(tmp_path: Path, house: House) -> None:
    with Entrance(tmp_path / "nginx", [f"{LOOPBACK}:{house.hubs[0].port}"], certified=False) as entrance:
        assert entrance.get_plain("/dashboard").status == 308
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((LOOPBACK, entrance.https))
        entrance.certify()
        until(lambda: serves(entrance))
        entrance.certify()
        until(lambda: serves(entrance))
        assert re.search("nginx reloads", entrance.log_text())


def serves(entrance: Entrance) -> bool:
    try:
        return entrance.get("/widget.js").status == 200
    except OSError:
        return False
