"""Runs the web server and everything beside it in one event loop, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import structlog
import uvicorn

from bot.app import App
from bot.settings import Problem, Settings, SettingsError

OPEN_CONNECTIONS_GET = 3
"""Seconds that open connections get when the server stops."""

THREADS = 32
"""Handlers mostly wait: for the database, and for each other. Python's own number, six on two processors,
would let a few slow answers keep every new event from being stored, and so from being acknowledged."""

log = structlog.get_logger()


class _Server(uvicorn.Server):
    """Uvicorn ends the whole process when it has stopped on a signal; we have things to put away first."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(app: App) -> None:
    """Returns when the process is asked to stop (SIGINT, SIGTERM). Raises SettingsError when the port is
    taken, and whatever ended a part that should have gone on."""
    # No access log: a line for each press would tell of presses that must leave no trace.
    config = uvicorn.Config(
        app.web,
        log_config=None,
        access_log=False,
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=OPEN_CONNECTIONS_GET,
    )
    server = _Server(config)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="work"))
    with _listening(app.settings) as door:
        async with app.running() as background:
            _stop_on_signals(app, server)
            log.info("listening", host=app.settings.host, port=door.getsockname()[1])
            serving = asyncio.create_task(server.serve(sockets=[door]))
            done, _ = await asyncio.wait({serving, *background}, return_when=asyncio.FIRST_COMPLETED)
            server.should_exit = True
            app.close_platforms()
            await serving
            for task in done:
                task.result()


def _stop_on_signals(app: App, server: uvicorn.Server) -> None:
    def stop() -> None:
        server.should_exit = True
        app.close_platforms()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        door = socket.create_server((settings.host.strip("[]"), settings.port), family=family)
    except OSError as error:
        raise SettingsError([_closed(settings)]) from error
    with door:
        yield door


def _closed(settings: Settings) -> Problem:
    return Problem(
        "NARVAROLOTS_PORT",
        f"Det går inte att lyssna på {settings.host}, port {settings.port}.",
        "Är den upptagen? Sätt NARVAROLOTS_PORT till en ledig port, eller rätta NARVAROLOTS_HOST.",
    )
