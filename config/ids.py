"""Identifiers that sort by time and can't be guessed."""

import hashlib
import os
import uuid
from datetime import datetime

from config.clock import CLOCK


def new_id() -> str:
    """A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits."""
    return write_id(int(CLOCK.now() * 1000), os.urandom(16))


def derive_id(milliseconds: int, name: str) -> str:
    """The same identifier for the same moment and name: what is written again is written once."""
    return write_id(milliseconds, hashlib.sha256(name.encode()).digest()[:16])


def write_id(milliseconds: int, noise: bytes) -> str:
    value = int.from_bytes(noise, "big")
    value = (value & ((1 << 80) - 1)) | (milliseconds & ((1 << 48) - 1)) << 80
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def is_id(value: str) -> bool:
    """Whether this is the canonical form of an identifier made by `new_id`."""
    try:
        parsed = uuid.UUID(value)
    except ValueError:
        return False
    return parsed.version == 7 and str(parsed) == value


def bound_id(moment: datetime) -> str:
    """The lowest identifier that can have been made at that moment, for ranges over identifiers."""
    milliseconds = max(0, round(moment.timestamp() * 1000)) & ((1 << 48) - 1)
    return str(uuid.UUID(int=milliseconds << 80))
