"""`python -m archiver`: one archiver, until it is told to end. Only wrong settings end it by themselves, with 2."""

import asyncio
import logging
import os
import signal
import sys
from typing import NoReturn

import uvloop

from archiver.worker import run
from config.garbage import look_rarely
from config.logs import configure_logging
from config.settings import Settings, SettingsError, load_settings


async def run_until_told(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    look_rarely()
    await run(settings, stop)


def main() -> int:
    try:
        settings = load_settings()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    configure_logging(settings)
    uvloop.run(run_until_told(settings))
    return leave()


def leave() -> NoReturn:
    """Ends now: Motor's threads may still wait for a server that is gone, and have nothing left to do."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
