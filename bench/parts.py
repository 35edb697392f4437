"""The parts of the benchmark in the order in which they run and are shown."""

from bench import ack, archive, connects, frontends, growth, idle, lag, messages, room, search, start

MODULES = (messages, ack, room, connects, idle, growth, lag, archive, search, start, frontends)
PARTS = {module.PART.name: module.PART for module in MODULES}
