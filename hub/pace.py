"""How fast one transport may send: what is far beyond any program of ours, or keeps on above it, ends the socket."""

import time
from collections.abc import Callable

HASTY_ABOVE = 500
CUT_ABOVE = 1_000
"""Frames of one transport in a second. Our own programs stay below fifty, also when they return from a long absence."""
PATIENCE_S = 3
"""Seconds in a row above the first limit after which a socket is cut although it stays below the second."""


class Pace:
    """Frames counted by the second, whatever they are: events, answers, connects, garbage."""

    __slots__ = ("_clock", "_frames", "_hasty", "_second")

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._second = self._frames = self._hasty = 0

    def note(self) -> None:
        second = int(self._clock())
        if second != self._second:
            kept_on = self._frames > HASTY_ABOVE and second == self._second + 1
            self._hasty = self._hasty + 1 if kept_on else 0
            self._second, self._frames = second, 0
        self._frames += 1

    @property
    def is_flood(self) -> bool:
        return self._frames > CUT_ABOVE or self._hasty >= PATIENCE_S
