"""One child process that never outlives us: started, stopped, killed, paused and started again at the same place."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import IO, Self

TETHER = Path(__file__).with_name("tether.py")
LOOPBACK = "127.0.0.1"


class ProcessError(Exception):
    """One sentence for the person at the terminal: what is wrong and what to do."""


class Process:
    """Supervises one program. Start it from a thread that lives on: on Linux the child ends with that thread.

    Its output goes to the end of `log`, or to our own output where that is None. `niceness` above 0 lets others go
    first where processors are short, as smaller `cpu_shares` do in a container; it keeps to `cores`, if there are any,
    as with `cpuset`.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        niceness: int = 0,
        cores: Collection[int] = (),
    ) -> None:
        self.name = name
        self.command = list(command)
        self.log = log
        self.env = dict(env) if env is not None else None
        self.cwd = cwd
        self.niceness = niceness
        self.cores = cores
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        if self._child is None:
            raise ProcessError(f"{self.name} was never started")
        return self._child.pid

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative, as subprocess has it, when a signal ended it."""
        return None if self._child is None else self._child.poll()

    def start(self) -> None:
        """Returns once the program is ready; it is gone again if it does not become ready."""
        if self.running:
            raise ProcessError(f"{self.name} is running already")
        self.spawn()
        try:
            self.wait_ready()
        except BaseException:
            self.kill()
            raise

    def spawn(self) -> None:
        tether = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid())]
        with self._output() as output:
            # A session of its own: Ctrl-C at the terminal reaches us alone, and we stop our children in order.
            self._child = subprocess.Popen(
                [*tether, *self.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self.env,
                cwd=self.cwd,
                start_new_session=True,
            )
        if self.niceness:
            step_back(self._child.pid, self.niceness)
        if self.cores:
            keep_to(self._child.pid, self.cores)

    def wait_ready(self) -> None:
        """Any program is ready as soon as it runs; those that know better say so in their own class."""

    def stop(self, timeout: float = 15.0) -> None:
        """Asks it to end, waits, and makes sure: afterwards there is no process."""
        if self._child is None:
            return
        self._signal(signal.SIGTERM)
        self._signal(signal.SIGCONT)
        try:
            self._child.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """What a power cut does: nothing is flushed, nobody is told."""
        if self._child is not None:
            self._signal(signal.SIGKILL)
            self._child.wait()

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def restart(self) -> None:
        self.stop()
        self.start()

    def log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log and self.log.exists() else ""

    def wait_until(self, ready: Callable[[], bool], timeout: float) -> None:
        end = time.monotonic() + timeout
        while not ready():
            if not self.running:
                raise ProcessError(f"{self.name} ended with {self.exit_code} instead of starting{self.last_words()}")
            if time.monotonic() > end:
                raise ProcessError(f"{self.name} was not ready after {timeout:.0f} s{self.last_words()}")
            time.sleep(0.05)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _signal(self, number: signal.Signals) -> None:
        if self.running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _output(self) -> contextlib.AbstractContextManager[IO[bytes] | None]:
        if self.log is None:
            return contextlib.nullcontext()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        return self.log.open("ab")

    def last_words(self) -> str:
        lines = self.log_text().strip().splitlines()
        return f": {lines[-1][:300]}" if lines else ""


def step_back(pid: int, niceness: int) -> None:
    """Among the processes of its session, and where the kernel weighs sessions against each other, its session too."""
    os.setpriority(os.PRIO_PROCESS, pid, niceness)
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(niceness))


def cores_beside_chat() -> set[int]:
    """Those that the archive may use: all that we have but the first, or that one where it is alone.

    Archiver and MongoDB work in bursts. With both of two cores taken by one, whatever a message wakes on its way waits
    for the end of a time slice, some milliseconds, whatever their niceness. None where no system call tells.
    """
    ours = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return set(ours[1:] or ours)


def keep_to(pid: int, cores: Collection[int]) -> None:
    """All threads of a process, and those that they start."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(ProcessLookupError):
            os.sched_setaffinity(int(thread.name), cores)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def port_is_taken(port: int, host: str = LOOPBACK) -> bool:
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        # As the servers do themselves: a port whose last connections still wind down is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError:
            return True
    return False
