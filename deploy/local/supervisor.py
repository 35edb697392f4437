"""Keeps a set of child processes alive until it is told to stop, and leaves none of them behind."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from deploy.local.process import Process, ProcessError

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 30.0
STEADY_S = 60.0
"""Who lived that long is started again at once, not where its back-off had got to."""
LOOK_S = 0.25
WRONG_SETTINGS = 2
"""The exit code of a process that would fail in the same way however often it is started."""


class SettingsRefusedError(ProcessError):
    """A process ended because of its settings: starting it again would not help."""


@dataclass
class Charge:
    """One process and how it is brought back."""

    process: Process
    revive: Callable[[], None]
    delay: float = FIRST_DELAY_S
    started: float = field(default_factory=time.monotonic)
    due: float | None = None


class Supervisor:
    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.stopping = threading.Event()
        self._charges: list[Charge] = []

    def start(self, process: Process, revive: Callable[[], None] | None = None) -> None:
        """Waits until it is ready; `revive` (by default `start` again) is called whenever it has died since."""
        self._charges.append(Charge(process, revive or process.start))
        process.start()

    def watch(self) -> None:
        """Returns when `stopping` is set; raises SettingsRefusedError when a process ends with 2."""
        while not self.stopping.wait(LOOK_S):
            for charge in self._charges:
                self._look_after(charge, time.monotonic())

    def stop(self) -> None:
        """Ends them in the opposite order of their start: those that use a server go before it."""
        for charge in reversed(self._charges):
            charge.process.stop()

    def _look_after(self, charge: Charge, now: float) -> None:
        if charge.process.running:
            return
        if charge.due is None:
            self._plan(charge, now)
        elif now >= charge.due:
            self._revive(charge, now)

    def _plan(self, charge: Charge, now: float) -> None:
        name, code = charge.process.name, charge.process.exit_code
        if code == WRONG_SETTINGS:
            raise SettingsRefusedError(f"{name} refuses its settings{charge.process.last_words()}")
        if now - charge.started > STEADY_S:
            charge.delay = FIRST_DELAY_S
        self.say(f"{name} ended with {code}, starts again in {charge.delay:g} s{charge.process.last_words()}")
        charge.due = now + charge.delay
        charge.delay = min(charge.delay * 2, LONGEST_DELAY_S)

    def _revive(self, charge: Charge, now: float) -> None:
        charge.due, charge.started = None, now
        try:
            charge.revive()
        except ProcessError as error:
            self.say(str(error))
