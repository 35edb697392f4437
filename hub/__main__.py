"""`python -m hub`: one hub process. Exit 2 for wrong settings or a taken port, with a line for each."""

import asyncio
import logging
import signal
import socket
import sys

import uvicorn
from starlette.applications import Starlette

from config.events import FRAME_MAX
from config.garbage import look_rarely
from config.logs import configure_logging, get_logger
from config.settings import Settings, SettingsError, load_settings
from hub.app import Hub
from hub.door import Door
from hub.line import Line

STOP_WITHIN_S = 4
BACKLOG = 2048
log = get_logger()


def bind(settings: Settings) -> socket.socket:
    """The listening socket; OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(True)
    return listener


def configure_server(settings: Settings, hub: Hub) -> uvicorn.Config:
    return uvicorn.Config(
        hub.app,
        host=settings.host,
        port=settings.port,
        http=Door,
        ws=Line,
        ws_max_size=FRAME_MAX,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        backlog=BACKLOG,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )


async def serve(settings: Settings, listener: socket.socket) -> None:
    hub = Hub(settings)
    server = uvicorn.Server(configure_server(settings, hub))
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    serving = asyncio.create_task(server._serve([listener]))  # `serve` would take the signals for itself
    look_rarely()
    async with hub.running():
        log.info("hub.started", hub=hub.live.hub, host=settings.host, port=settings.port)
        stopping = asyncio.create_task(stopped.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        for listening in server.servers:
            listening.close()
    server.should_exit = True
    await serving
    log.info("hub.stopped", hub=hub.live.hub)


def main() -> int:
    try:
        settings = load_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    configure_logging(settings)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    try:
        listener = bind(settings)
    except OSError as error:
        print(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}; set ALO_PORT", file=sys.stderr)
        return 2
    loop_factory = uvicorn.Config(Starlette(), log_config=None).get_loop_factory()
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(serve(settings, listener))
    return 0


if __name__ == "__main__":
    sys.exit(main())
