import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from deploy.local.process import Process, ProcessError, cores_beside_chat, free_port, keep_to, port_is_taken
from deploy.local.services import ROOT

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
DEAF = [
    sys.executable,
    "-u",
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('up'); time.sleep(600)",
]


def wait_for(condition: Callable[[], object], timeout: float = 10) -> None:
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, "the condition never came true"
        time.sleep(0.02)


def test_a_stopped_process_is_gone() -> None:
    process = Process("sleeper", SLEEPER)
    process.start()
    pid = process.pid
    process.stop()
    assert not psutil.pid_exists(pid)
    assert process.exit_code == -signal.SIGTERM


def test_a_process_that_ignores_the_request_is_killed_after_the_timeout(tmp_path: Path) -> None:
    process = Process("deaf", DEAF, log=tmp_path / "log")
    process.start()
    wait_for(lambda: "up" in process.log_text())
    process.stop(timeout=0.2)
    assert process.exit_code == -signal.SIGKILL


def test_a_paused_process_can_be_stopped() -> None:
    process = Process("sleeper", SLEEPER)
    process.start()
    process.pause()
    wait_for(lambda: psutil.Process(process.pid).status() == psutil.STATUS_STOPPED)
    process.stop()
    assert not process.running


def test_a_process_that_can_wait_steps_back_behind_the_others() -> None:
    own = psutil.Process().nice()
    with Process("sleeper", SLEEPER, niceness=own + 3) as patient, Process("sleeper", SLEEPER) as other:
        assert psutil.Process(patient.pid).nice() == own + 3
        assert psutil.Process(other.pid).nice() == own


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="no system call for it")
def test_a_process_keeps_to_its_cores_with_all_its_threads() -> None:
    ours = os.sched_getaffinity(0)
    last = {max(ours)}
    with Process("sleeper", SLEEPER, cores=last) as confined, Process("sleeper", SLEEPER) as other:
        assert os.sched_getaffinity(confined.pid) == last
        assert os.sched_getaffinity(other.pid) == ours
        keep_to(confined.pid, ours)
        assert os.sched_getaffinity(confined.pid) == ours


@pytest.mark.parametrize(("ours", "archive"), [({0}, {0}), ({0, 1}, {1}), ({2, 3, 5}, {3, 5})])
def test_the_archive_leaves_the_first_core_to_live_chat(
    monkeypatch: pytest.MonkeyPatch, ours: set[int], archive: set[int]
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: ours, raising=False)
    assert cores_beside_chat() == archive


def test_a_resumed_process_goes_on() -> None:
    with Process("sleeper", SLEEPER) as process:
        process.pause()
        wait_for(lambda: psutil.Process(process.pid).status() == psutil.STATUS_STOPPED)
        process.resume()
        wait_for(lambda: psutil.Process(process.pid).status() != psutil.STATUS_STOPPED)
        assert process.running


def test_a_restarted_process_is_another_one() -> None:
    with Process("sleeper", SLEEPER) as process:
        first = process.pid
        process.restart()
        assert process.running
        assert process.pid != first


def test_a_program_that_ends_at_once_is_reported_with_its_last_words(tmp_path: Path) -> None:
    class Never(Process):
        def wait_ready(self) -> None:
            self.wait_until(lambda: False, timeout=10)

    process = Never("broken", [sys.executable, "-c", "print('no such disk'); exit(3)"], log=tmp_path / "log")
    with pytest.raises(ProcessError, match="broken ended with 3 instead of starting: no such disk"):
        process.start()


def test_a_child_dies_with_a_killed_parent(tmp_path: Path) -> None:
    script = f"""
import pathlib, time
from deploy.local.process import Process
child = Process("sleeper", {SLEEPER!r})
child.start()
pathlib.Path({str(tmp_path / "pid")!r}).write_text(str(child.pid) + "\\n")
time.sleep(600)
"""
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().endswith("\n"))
    child = psutil.Process(int((tmp_path / "pid").read_text()))
    wait_for(lambda: "time.sleep" in " ".join(child.cmdline()) and "tether.py" not in " ".join(child.cmdline()))
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    wait_for(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_a_free_port_is_free_until_somebody_listens() -> None:
    port = free_port()
    assert not port_is_taken(port)
    server = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with Process("web", server, log=Path(os.devnull)):
        wait_for(lambda: port_is_taken(port))
