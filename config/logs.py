"""One line for each thing that happened, for people or for programs, and never what visitors wrote or a secret."""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any, cast

import orjson
import structlog
from structlog.typing import FilteringBoundLogger, Processor, WrappedLogger

from config.settings import Settings

PRIVATE = frozenset({"text", "draft", "form", "comment", "password", "secret", "cookie", "authorization", "phone"})
"""Fields that are dropped wherever they stand, and with them everything whose name ends in `token`."""
QUIET = ("arq", "asyncio", "engineio", "motor", "pymongo", "socketio", "uvicorn.access")
"""Libraries whose everyday news repeat ours."""
PHONE = re.compile(r"(?<![\w.:-])(?:\+\d|84|0)(?:[ .()-]{0,2}\d){8,13}(?![\w-])")
TOKEN = re.compile(r"\b[\w-]{16,}\.[\w-]{6,}\.[\w-]{16,}")
CREDENTIALS = re.compile(r"://[^/\s@]*@")
UNPRINTABLE = {
    code: f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
    for code in (*range(32), *range(127, 160), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
"""Line breaks, terminal commands and marks that turn the direction of writing: none may forge a line of a log."""
ERROR_MAX = 300

Logger = FilteringBoundLogger


def configure_logging(settings: Settings) -> None:
    """Everything logged from now on, our own or a library's, is one line on standard output."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        explain_error,
        protect,
    ]
    render = as_json if settings.log_format == "json" else structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    route_libraries(shared, render, level)


def get_logger(**context: Any) -> Logger:
    """A logger whose every line carries `context`; name what happened, then its session, agent, seq, latency."""
    return cast("Logger", structlog.get_logger(**context))


def route_libraries(shared: list[Processor], render: Processor, level: int) -> None:
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(capture=True)


def explain_error(_: WrappedLogger, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception in one line: what it is, and the places it came through, innermost first."""
    info = event.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else info[1] if isinstance(info, tuple) else None
    if info is True:
        error = sys.exc_info()[1]
    if error is not None:
        event.setdefault("error", error)
        frames = reversed(traceback.extract_tb(error.__traceback__)[-8:])
        event["where"] = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return event


def protect(_: WrappedLogger, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drops private fields, masks phone numbers, tokens and credentials, and keeps every value on its line."""
    return cast("MutableMapping[str, Any]", clean(event))


def clean(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value).translate(UNPRINTABLE)
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): clean(inner) for key, inner in value.items() if not is_private(str(key))}
    if isinstance(value, list | tuple | set | frozenset):
        return [clean(inner) for inner in value]
    if isinstance(value, BaseException):
        return clean(name_error(value))
    return clean(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))


def name_error(error: BaseException) -> str:
    # PyMongo appends the server's whole answer, and with it the document that was refused.
    message = str(error).split(", full error:", 1)[0]
    return f"{type(error).__name__}: {message}"[:ERROR_MAX] if message else type(error).__name__


def is_private(name: str) -> bool:
    return name in PRIVATE or name.endswith("token")


def mask(text: str) -> str:
    if len(text) < 8:
        return text
    text = PHONE.sub(lambda found: "•••" + found[0][-3:], text)
    return CREDENTIALS.sub("://•••@", TOKEN.sub("•••", text))


def as_json(_: WrappedLogger, __: str, event: MutableMapping[str, Any]) -> str:
    return orjson.dumps(event, default=str).decode()
