"""How long both interfaces wait before they connect again: what their source says, spread as their library does."""

import random
import re
from dataclasses import dataclass
from pathlib import Path

from deploy.local.services import ROOT

WIDGET, DASHBOARD = "widget/src/socket.ts", "dashboard/src/lib/live/link.ts"
LIBRARY = "node_modules/socket.io-client/build/esm/manager.js"


@dataclass(frozen=True)
class Pauses:
    """In seconds; `jitter` is the share by which a pause may be shorter or longer."""

    first: float
    longest: float
    jitter: float

    def draw(self, chance: random.Random, failures: int) -> float:
        """As the library reckons: the tenths of one random number say whether its share is added or taken off."""
        pause, share = self.first * 2**failures, chance.random()
        sign = 1 if int(share * 10) % 2 else -1
        return min(self.longest, pause * (1 + sign * share * self.jitter))


def read_pauses(source: str) -> Pauses:
    """Of the link in this file of an interface; LookupError where it says nothing."""
    text, folder = (ROOT / source).read_text(), ROOT / source.split("/", maxsplit=1)[0]
    own = re.search(r"randomizationFactor: ([\d.]+)", text)
    jitter = float(own[1]) if own else library_jitter(folder)
    return Pauses(find_ms(text, "reconnectionDelay"), find_ms(text, "reconnectionDelayMax"), jitter)


def library_jitter(folder: Path) -> float:
    text = (folder / LIBRARY).read_text()
    found = re.search(r"opts\.randomizationFactor\)[^:]*: ([\d.]+)", text)
    if found is None:
        raise LookupError(f"no randomizationFactor in {LIBRARY}")
    return float(found[1])


def find_ms(text: str, option: str) -> float:
    """A number, or the name of a constant, in milliseconds."""
    found = re.search(rf"\b{option}: (\w+)", text)
    value = found[1] if found else ""
    constant = re.search(rf"const {value} = ([\d_]+)", text)
    digits = constant[1] if constant else value
    if not digits.replace("_", "").isdigit():
        raise LookupError(f"no {option}")
    return int(digits.replace("_", "")) / 1000
