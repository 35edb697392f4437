"""The live half: sockets in, acts on Redis, events out."""
