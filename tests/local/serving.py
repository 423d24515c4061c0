"""The bot with its delivery and its local chat, on a free port."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from bot.app import build
from bot.clock import SetClock
from bot.demo.settings import demo_settings
from tests.handlers.world import World


@contextmanager
def served(world: World, folder: Path, plan: str) -> Iterator[str]:
    """Its address."""
    app = build(demo_settings(folder, plan), SetClock(world.now), world.database)
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app.web, log_config=None, timeout_graceful_shutdown=2))

    async def serve() -> None:
        async with app.running():
            await server.serve(sockets=[door])

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    app.close_platforms()
    server.should_exit = True
    thread.join(20)
