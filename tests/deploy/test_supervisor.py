import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.process import Process
from deploy.local.supervisor import LONGEST_DELAY_S, SettingsRefusedError, Supervisor
from tests.deploy.test_process import SLEEPER, wait_for


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str]) -> Iterator[Supervisor]:
    """Watches from the test's own thread until `stopping` is set by another."""
    supervisor = Supervisor(said.append)
    yield supervisor
    supervisor.stop()


def watch_while(supervisor: Supervisor, act: threading.Thread) -> None:
    act.start()
    try:
        supervisor.watch()
    finally:
        act.join()


def test_a_killed_process_is_started_again(supervisor: Supervisor, said: list[str]) -> None:
    process = Process("sleeper", SLEEPER)
    supervisor.start(process)
    first = process.pid

    def kill_and_wait() -> None:
        process.kill()
        wait_for(lambda: process.running)
        supervisor.stopping.set()

    watch_while(supervisor, threading.Thread(target=kill_and_wait))
    assert process.pid != first
    assert said == ["sleeper ended with -9, starts again in 0.5 s"]


def test_who_dies_again_and_again_is_started_ever_more_seldom(supervisor: Supervisor, said: list[str]) -> None:
    process = Process("broken", [sys.executable, "-c", "exit(1)"])
    supervisor.start(process)

    def wait_for_the_third() -> None:
        wait_for(lambda: len(said) >= 3)
        supervisor.stopping.set()

    watch_while(supervisor, threading.Thread(target=wait_for_the_third))
    assert [line.split(" in ")[1] for line in said[:3]] == ["0.5 s", "1 s", "2 s"]
    assert LONGEST_DELAY_S == 30


def test_wrong_settings_end_the_watch_with_the_reason(supervisor: Supervisor, tmp_path: Path) -> None:
    script = "print('ALO_PORT: no number'); exit(2)"
    supervisor.start(Process("hub", [sys.executable, "-c", script], log=tmp_path / "log"))
    with pytest.raises(SettingsRefusedError, match="hub refuses its settings: ALO_PORT: no number"):
        supervisor.watch()


def test_stopping_goes_from_the_last_to_the_first(supervisor: Supervisor, tmp_path: Path) -> None:
    note_end = "import signal, sys, time; signal.signal(15, lambda *_: (print(sys.argv[1]), exit())); print('up')"
    log = tmp_path / "log"
    for name in ("server", "hub"):
        command = [sys.executable, "-u", "-c", f"{note_end}; time.sleep(600)", f"{name} ends"]
        process = Process(name, command, log=log)
        supervisor.start(process)
        wait_for(lambda name=name: log.read_text().count("up") == (1 if name == "server" else 2))
    supervisor.stop()
    assert log.read_text().split() == ["up", "up", "hub", "ends", "server", "ends"]
