"""When Python looks for garbage that its reference counts cannot see."""

import gc

GARBAGE_AFTER = (50_000, 1, 1)
"""Objects between two looks for cycles: messages, WebSockets and batches leave none. Requests and polling do: every
second look goes further back, or what an hour leaves piles up."""


def look_rarely() -> None:
    """For a process that has started: what is here now stays, and what comes is mostly free of cycles."""
    gc.freeze()
    gc.set_threshold(*GARBAGE_AFTER)
