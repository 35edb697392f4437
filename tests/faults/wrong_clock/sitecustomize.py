"""Python imports this by itself in a process whose clock is to be wrong by WRONG_CLOCK_S seconds."""

import os
import time

AHEAD_S = int(os.environ["WRONG_CLOCK_S"])
true_time, true_time_ns = time.time, time.time_ns
time.time = lambda: true_time() + AHEAD_S
time.time_ns = lambda: true_time_ns() + AHEAD_S * 1_000_000_000
