import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from config.logs import clean, configure_logging, get_logger
from config.settings import load_settings

Read = Callable[[], list[str]]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Read]]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level

    def start(**wanted: Any) -> Read:
        output = io.StringIO()
        monkeypatch.setattr(sys, "stdout", output)
        configure_logging(load_settings(secret="s" * 32, _env_file=None, **wanted))
        return lambda: output.getvalue().splitlines()

    yield start
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_json_line_says_what_happened_and_to_whom(start: Callable[..., Read]) -> None:
    read = start(log_format="json")
    get_logger(session="s1").info("message accepted", agent="a1", seq=7, latency_ms=1.25)
    (line,) = map(json.loads, read())
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "message accepted",
        "level": "info",
        "session": "s1",
        "agent": "a1",
        "seq": 7,
        "latency_ms": 1.25,
    }


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_no_value_can_forge_a_line_or_command_the_terminal(start: Callable[..., Read], log_format: str) -> None:
    read = start(log_format=log_format)
    get_logger().warning("refused\r\nforged line", sid="x\n2026 forged\x1b[2J\u2028\x9b31m\u202e", inner=["a\nb"])
    (line,) = read()
    assert "forged" in line
    assert not set("\r\n\x1b\u2028\x9b\u202e") & set(line)


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_what_visitors_wrote_and_secrets_never_appear(start: Callable[..., Read], log_format: str) -> None:
    read = start(log_format=log_format)
    get_logger().info(
        "sent",
        text="bí mật",
        password="hunter2",
        access_token="abcdef",
        payload={"text": "bí mật", "form": {"phone": "0912345678"}, "seq": 3},
        items=[{"token": "abcdef"}, "gọi 0912 345 678 nhé"],
        url="redis://:hunter2@db:6379/0",
        bearer="eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlc2lnbmF0dXJl",
    )
    (line,) = read()
    for private in ("bí mật", "hunter2", "abcdef", "0912", "345", "eyJ"):
        assert private not in line
    assert "•••678" in line


@pytest.mark.parametrize(
    "phone", ["0912345678", "+84 912 345 678", "84912345678", "(024) 3825.1234", "+1 415-555-2671"]
)
def test_phone_numbers_are_masked_however_they_are_written(phone: str) -> None:
    masked = clean(f"of {phone} today")
    assert phone not in masked
    assert masked.startswith("of ")
    assert masked.endswith(" today")


@pytest.mark.parametrize(
    "harmless", ["019a9f00-0234-7abc-8def-001234567890", "1763694900123-0", "127.0.0.1:56789", "2026-11-21T03:15:00Z"]
)
def test_ids_addresses_and_times_stay_readable(harmless: str) -> None:
    assert clean(harmless) == harmless


def test_an_exception_is_one_line_that_names_its_places(start: Callable[..., Read]) -> None:
    read = start(log_format="json")
    try:
        raise ValueError("first\nsecond, full error: {'op': {'text': 'bí mật'}}")
    except ValueError:
        get_logger().exception("drain failed")
    (line,) = map(json.loads, read())
    assert line["error"] == "ValueError: first\\x0asecond"
    assert line["where"].startswith("test_logs.py:")
    assert line["level"] == "error"


def test_lines_of_libraries_take_the_same_way(start: Callable[..., Read]) -> None:
    read = start(log_format="json")
    logging.getLogger("uvicorn.error").info("started on %s", "redis://user:hunter2@db\nx")
    logging.getLogger("pymongo").info("everyday news")
    (line,) = map(json.loads, read())
    assert line["logger"] == "uvicorn.error"
    assert line["event"] == "started on redis://•••@db\\x0ax"


def test_lines_below_the_level_are_not_written(start: Callable[..., Read]) -> None:
    read = start(log_level="warning")
    get_logger().info("quiet")
    get_logger().warning("loud")
    assert len(read()) == 1
    assert "loud" in read()[0]
