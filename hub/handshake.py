"""The opening of a WebSocket: whether a request may become one, and what it is answered."""

import binascii
from base64 import b64decode
from typing import Any, cast
from urllib.parse import unquote

from httptools import HttpParserInvalidURLError, parse_url
from uvicorn._types import HTTPScope
from websockets.utils import accept_key

HEADERS_MAX, HEADER_MAX = 128, 8_192
KEY_BYTES = 16
BODY = frozenset({b"content-length", b"transfer-encoding"})
REFUSED = b"HTTP/1.1 400 Bad Request\r\nSec-WebSocket-Version: 13\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
FAILED = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class HandshakeError(Exception):
    """Not a request that may become a WebSocket."""


def read_handshake(request: HTTPScope, url: bytes) -> tuple[dict[str, Any], bytes]:
    """The ASGI scope of the socket and the answer that accepts it; HandshakeError when it can't be one.

    RFC 6455, 4.2.1; that the request asks for an upgrade to `websocket` is known by now.
    """
    headers = list(request["headers"])
    if request["method"] != "GET" or request["http_version"] != "1.1" or len(headers) > HEADERS_MAX:
        raise HandshakeError
    if any(len(name) + len(value) > HEADER_MAX or (name in BODY and value != b"0") for name, value in headers):
        raise HandshakeError
    if read_one(headers, b"sec-websocket-version") != b"13" or not read_one(headers, b"host"):
        raise HandshakeError
    key = read_one(headers, b"sec-websocket-key")
    try:
        if len(b64decode(key, validate=True)) != KEY_BYTES:
            raise HandshakeError
        parts = parse_url(url)
    except (binascii.Error, HttpParserInvalidURLError):
        raise HandshakeError from None
    path = parts.path or b"/"
    place = {"path": unquote(path.decode("ascii")), "raw_path": path, "query_string": parts.query or b""}
    scheme = "wss" if request["scheme"] == "https" else "ws"
    scope = {**cast(dict[str, Any], request), **place, "type": "websocket", "scheme": scheme, "subprotocols": []}
    accepted = accept_key(key.decode()).encode()
    return scope, (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: %b\r\n\r\n" % accepted
    )


def read_one(headers: list[tuple[bytes, bytes]], wanted: bytes) -> bytes:
    """The value of a header that must be there exactly once."""
    values = [value for name, value in headers if name == wanted]
    if len(values) != 1:
        raise HandshakeError
    return values[0]
