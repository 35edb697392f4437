"""`make run` as somebody has it every morning: how long until the first page is there, and what it takes at rest."""

import contextlib
import os
import re
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.grounds import Grounds
from bench.processor import resident_kib, whole_family
from bench.rival import Rivals
from bench.rounds import Figures, Part, Taken, show
from deploy.local.process import LOOPBACK, ProcessError, free_port
from deploy.local.services import ROOT, service_environment

PATIENCE_S = 300
LOOK_S = 0.02
KINDS = {"redis": r"redis-server|valkey-server", "mongo": r"mongod", "hub": r"-m hub", "archiver": r"-m archiver"}


@dataclass(frozen=True)
class Size:
    rounds: int = 3
    rest_s: float = 15


@contextlib.contextmanager
def running(data: Path) -> Iterator[tuple[int, float]]:
    """`make run` on this data: its process, and the seconds until the shop's page was served."""
    port, began = free_port(), time.perf_counter()
    environment = service_environment({"ALO_PORT": str(port), "ALO_DATA_DIR": str(data)})
    with (data.parent / "run.log").open("wb") as log:
        make = subprocess.Popen(
            ["make", "run"], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        wait_for_page(make, f"http://{LOOPBACK}:{port}/demo")
        yield make.pid, time.perf_counter() - began
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(make.pid, signal.SIGINT)
        make.wait(60)


def wait_for_page(make: "subprocess.Popen[bytes]", url: str) -> None:
    late = time.monotonic() + PATIENCE_S
    while time.monotonic() < late and make.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2) as page:
            page.read()
            return
        time.sleep(LOOK_S)
    raise ProcessError("make run served no page")


def weigh(pid: int) -> Figures:
    """MiB by process; the rest are make and the supervisor."""
    sizes = dict.fromkeys([*KINDS, "supervisor"], 0.0)
    for member, command in whole_family(pid).items():
        kind = next((name for name, pattern in KINDS.items() if re.search(pattern, command)), "supervisor")
        sizes[kind] += resident_kib(member) / 1024
    return {"all_mib": sum(sizes.values()), **{f"{name}_mib": size for name, size in sizes.items()}}


def run(_grounds: Grounds, size: Size, _rivals: Rivals) -> Taken:
    taken: list[Figures] = []
    with tempfile.TemporaryDirectory(prefix="alo-bench-start-") as folder:
        data = Path(folder) / "data"
        with running(data) as (_, first_s):
            pass
        for number in range(size.rounds):
            with running(data) as (pid, again_s):
                time.sleep(size.rest_s)
                taken.append({"first_start_s": first_s, "start_s": again_s, **weigh(pid)})
            print(f"  round {number + 1}: {show(taken[-1])}", flush=True)
    return {"Alo": taken}


PART = Part(
    "start",
    "`make run` where everything is installed, until the shop's page is served; then left alone",
    run,
    {"full": Size(), "quick": Size(rounds=1, rest_s=5), "tiny": Size(rounds=1, rest_s=0.2)},
    (),
)
