"""What is true right now, in Redis: the only rooms whose callers change a live conversation."""
