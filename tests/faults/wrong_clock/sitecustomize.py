"""Python imports this by itself in a process whose clock is to be wrong by WRONG_CLOCK_S seconds.

What asks for the time of day is changed where it lies, in `time` and in the types of `datetime` themselves, so that
it makes no difference how somebody imported them; what counts from any other beginning stays right.
"""

import ctypes
import datetime
import gc
import os
import time
from collections.abc import Callable
from typing import Any

AHEAD_S = int(os.environ["WRONG_CLOCK_S"])
NANO = 1_000_000_000
BROKEN_DOWN = ("strftime", "asctime")
"""What takes the present as fields, not as seconds."""
true_time, true_time_ns, true_clock, true_clock_ns = time.time, time.time_ns, time.clock_gettime, time.clock_gettime_ns


def be_wrong(name: str, at: int) -> None:
    """A function that takes the present where its argument at that place is missing."""
    true: Callable[..., Any] = getattr(time, name)

    def wrong(*args: Any) -> Any:
        if len(args) > at and args[at] is not None:
            return true(*args)
        now = time.localtime() if name in BROKEN_DOWN else time.time()
        return true(*args[:at], now)

    setattr(time, name, wrong)


def replace_in(kind: type, **methods: Any) -> None:
    """A type that C made lets nobody assign to it; its dictionary does."""
    gc.get_referents(kind.__dict__)[0].update({name: classmethod(method) for name, method in methods.items()})
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


def utcnow(kind: type[datetime.datetime]) -> datetime.datetime:
    return kind.fromtimestamp(time.time(), datetime.UTC).replace(tzinfo=None)


time.time = lambda: true_time() + AHEAD_S
time.time_ns = lambda: true_time_ns() + AHEAD_S * NANO
time.clock_gettime = lambda clock: true_clock(clock) + (AHEAD_S if clock == time.CLOCK_REALTIME else 0)
time.clock_gettime_ns = lambda clock: true_clock_ns(clock) + (AHEAD_S * NANO if clock == time.CLOCK_REALTIME else 0)
for function, place in {"gmtime": 0, "localtime": 0, "ctime": 0, "asctime": 0, "strftime": 1}.items():
    be_wrong(function, place)
replace_in(
    datetime.datetime,
    now=lambda kind, tz=None: kind.fromtimestamp(time.time(), tz),
    today=lambda kind: kind.fromtimestamp(time.time()),
    utcnow=utcnow,
)
replace_in(datetime.date, today=lambda kind: kind.fromtimestamp(time.time()))
