"""What was measured, as JSON beside the code: the medians that are shown and the ratios that later runs are held to."""

import json
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.processor import describe_machine
from bench.rounds import Figures, Taken, medians

LAST = Path(__file__).with_name("results") / "last.json"


@dataclass
class Record:
    """One part: how big it was and when it ran."""

    size: str
    day: str
    taken: Taken


@dataclass
class Results:
    machine: dict[str, str] = field(default_factory=describe_machine)
    parts: dict[str, Record] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Results":
        if not path.exists():
            return cls()
        kept = json.loads(path.read_text())
        return cls(kept["machine"], {name: Record(**record) for name, record in kept["parts"].items()})

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(round_all(asdict(self)), ensure_ascii=False, indent=1) + "\n")

    def table(self, part: str) -> dict[str, Figures]:
        """Medians by rival."""
        return {rival: medians(several) for rival, several in self.parts[part].taken.items()}

    def find(self, part: str, rival: str, figure: str) -> float:
        return self.table(part)[rival][figure]

    def ratio(self, part: str, figure: str, rival: str, other: str) -> float:
        """The median of what the rounds gave one by one, so that noise which hit both cancels out."""
        taken = self.parts[part].taken
        return statistics.median(
            mine[figure] / theirs[figure] for mine, theirs in zip(taken[rival], taken[other], strict=True)
        )


def round_all(value: object) -> object:
    """Four digits tell what there is to tell."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {key: round_all(item) for key, item in value.items()}
    if isinstance(value, list):
        return [round_all(item) for item in value]
    return value
