"""How large a run is: as the issue asks, or the short cut of `make test`."""

from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Scale:
    full: bool

    def pick(self, full: T, short: T) -> T:
        return full if self.full else short
