"""The time that all processes agree on: Redis's. A machine's own clock may be wrong by hours."""

import time

MICROSECONDS = 1_000_000


class Clock:
    """This machine's clock, put right by what was last heard of Redis's."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def follow(self, answer: tuple[int, int]) -> None:
        """Takes what Redis's TIME answers: seconds and microseconds."""
        self._ahead = answer[0] + answer[1] / MICROSECONDS - time.time()

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._ahead


CLOCK = Clock()
"""One a process, as the clock is."""
