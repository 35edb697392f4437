"""What processes cost, as the kernel counts it: processor time and memory; and on which machine."""

import platform
import re
import resource
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

import psutil

KIB = 1024
REDIS_ALLOCATOR = find_library("jemalloc")
"""What Redis's images have built in. The server that comes with the packages has the C library's, which costs it a
fourth of its time; where this library is installed (`libjemalloc2` on Debian), it is measured with it."""
FILES_KEPT = 500
"""Open files that a server needs besides its sockets."""


def processor_s(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def busy_s() -> float:
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - times.iowait - times.guest - times.guest_nice)


def resident_kib(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss / KIB)


def whole_family(pid: int) -> dict[int, str]:
    """A process and all that descend from it, with what each runs."""
    first = psutil.Process(pid)
    return {one.pid: " ".join(one.cmdline()[:4]) for one in (first, *first.children(recursive=True))}


@dataclass(frozen=True)
class Meter:
    """Processor time of named processes since a moment."""

    pids: dict[str, int]
    began: dict[str, float]
    all_began: float

    @classmethod
    def start(cls, pids: dict[str, int]) -> "Meter":
        return cls(pids, {name: processor_s(pid) for name, pid in pids.items()}, busy_s())

    def used(self) -> dict[str, float]:
        """Seconds by name."""
        return {name: processor_s(pid) - self.began[name] for name, pid in self.pids.items()}

    def used_by_all(self) -> float:
        """Seconds of the whole machine, the unnamed processes included."""
        return busy_s() - self.all_began


def allow_sockets(wanted: int) -> int:
    """How many sockets a process may have here: our children inherit the highest limit that we may set."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard == resource.RLIM_INFINITY:
        return wanted
    return min(wanted, hard - FILES_KEPT)


def describe_machine() -> dict[str, str]:
    model = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    return {
        "processor": model[1] if model else platform.processor(),
        "cores": str(psutil.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": platform.system(),
        "python": platform.python_version(),
        "allocator": REDIS_ALLOCATOR or "the C library's allocator",
    }
