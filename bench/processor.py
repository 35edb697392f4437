"""What processes cost, as the kernel counts it: processor time and resident memory."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def processor_s(pid: int) -> float:
    """Seconds of processor that a process has used, its threads and ended children included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / TICKS


def resident_kib(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def whole_family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found, children = [pid], children_by_parent()
    for one in found:
        found += children.get(one, [])
    return found


def children_by_parent() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = entry.read_text().rpartition(")")
        except OSError:
            continue
        children.setdefault(int(rest.split()[1]), []).append(int(name.split()[0]))
    return children


@dataclass(frozen=True)
class Meter:
    """Processor time of named processes between two moments."""

    pids: dict[str, int]
    began: dict[str, float]

    @classmethod
    def start(cls, pids: dict[str, int]) -> "Meter":
        return cls(pids, {name: processor_s(pid) for name, pid in pids.items()})

    def used(self) -> dict[str, float]:
        """Seconds by name."""
        return {name: processor_s(pid) - self.began[name] for name, pid in self.pids.items()}


def machine() -> dict[str, str]:
    model = next(
        (line.partition(":")[2].strip() for line in read_lines("/proc/cpuinfo") if line.startswith("model name")), "?"
    )
    memory = next(int(line.split()[1]) for line in read_lines("/proc/meminfo") if line.startswith("MemTotal"))
    return {
        "processor": model,
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory / 2**20:.0f} GiB",
        "kernel": f"{os.uname().sysname} {os.uname().release}",
    }


def read_lines(path: str) -> Iterable[str]:
    return Path(path).read_text().splitlines()
