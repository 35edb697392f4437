"""What a run has shown, one line an item, for a terminal and for Markdown alike."""

from dataclasses import dataclass

from tests.faults.campaign import Campaign
from tests.faults.ledger import Verdict

HEAD = ("item", "written/s", "faults", "acked", "refused", "unknown", "lost", "doubled", "reordered", "heal s", "notes")


@dataclass(frozen=True)
class Row:
    label: str
    name: str
    cells: tuple[str, ...]
    problems: list[str]

    def __str__(self) -> str:
        return "| " + " | ".join((f"{self.label} {self.name}", *self.cells)) + " |"


def head() -> str:
    return "| " + " | ".join(HEAD) + " |\n" + "|" + " --- |" * len(HEAD)


def write_row(label: str, name: str, load: int, house: Campaign, verdict: Verdict) -> Row:
    figures = (
        f"{house.per_second:.0f} of {load}",
        house.faults,
        verdict.acknowledged,
        verdict.refused,
        verdict.unknown,
    )
    judged = (len(verdict.lost) + len(verdict.incomplete), len(verdict.doubled) + len(verdict.shared_fences))
    cells = (*map(str, (*figures, *judged, len(verdict.reordered))), f"{house.healed_s:.1f}", "; ".join(house.notes))
    return Row(label, name, cells, [*house.problems, *verdict.problems])
