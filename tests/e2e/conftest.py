"""Patience for all of the browser's tests: they share two processors with every server that they start."""

from playwright.sync_api import expect

expect.set_options(timeout=15_000)
