"""How large a run is: as the issue asks, or the short cut of `make test`."""

from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 6


@dataclass(frozen=True)
class Scale:
    full: bool

    def within(self, seconds: float) -> float:
        """What is promised; the short cut must also pass on a machine that is busy with something else."""
        return seconds if self.full else PATIENCE * seconds

    def pick(self, full: T, short: T) -> T:
        return full if self.full else short
