"""Ties a program to the process that starts it, then becomes that program: it cannot outlive a starter that was killed.

    python -I -S tether.py PARENT_PID PROGRAM [ARGUMENT …]

The tie is asked for here and not between fork and exec of the starter, where a process with threads may run no Python.
On macOS there is no such tie; the starter's own clean stop is all there is.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, *command = sys.argv[1:]
    if sys.platform == "linux":
        # SIGKILL, because a paused program would never act upon a kinder signal.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main()
