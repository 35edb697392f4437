"""Carries every durable event from Redis into MongoDB, once, and does the timed work behind it."""
