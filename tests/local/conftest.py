"""A real server with the local chat on a free port, and a browser that opens it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from bot.clock import SetClock
from bot.documents.desk import Desk
from bot.documents.files import Looks
from bot.platforms.local import LocalPlatform, local_router
from content.loader import PlanLibrary
from handlers.plans import Plans
from handlers.vocabulary import Card, Place
from storage.database import Database
from tests.local.school import MORNING, PlayedDemo, PlayedIntake, fill, posting

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
OpenPage = Callable[..., Page]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MORNING)


@pytest.fixture
def intake() -> PlayedIntake:
    return PlayedIntake()


@pytest.fixture
def local(sqlite_database: Database, clock: SetClock, intake: PlayedIntake) -> LocalPlatform:
    """The platform over a filled school; its intake answers as handlers would."""
    fill(sqlite_database)
    desk = Desk(sqlite_database, clock, Plans(PlanLibrary(), "danderyd"), Looks())
    intake.local = LocalPlatform(sqlite_database, clock, intake, desk)
    return intake.local


@dataclass(frozen=True)
class Running:
    """A server that answers. `post` delivers as the outbox would, and waits until it has."""

    address: str
    local: LocalPlatform
    loop: asyncio.AbstractEventLoop

    def post(self, key: str, place: Place, card: Card | None, operation: str = "post") -> None:
        work = self.local.deliver(posting(key, place, card, operation))
        asyncio.run_coroutine_threadsafe(work, self.loop).result(10)


@pytest.fixture
def running(local: LocalPlatform) -> Iterator[Running]:
    app = FastAPI()
    app.include_router(local_router(local, PlayedDemo(local), home=True))
    door = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    started: Future[asyncio.AbstractEventLoop] = Future()
    thread = threading.Thread(target=_serve, args=(server, door, started), daemon=True)
    thread.start()
    yield Running(f"http://127.0.0.1:{door.getsockname()[1]}", local, started.result(10))
    local.close()
    server.should_exit = True
    thread.join(10)


def _serve(server: uvicorn.Server, door: socket.socket, started: Future[asyncio.AbstractEventLoop]) -> None:
    async def serve() -> None:
        started.set_result(asyncio.get_running_loop())
        await server.serve(sockets=[door])

    asyncio.run(serve())


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """Not for longer than a module: while Playwright is open, `asyncio.run` cannot be called."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, running: Running) -> Iterator[OpenPage]:
    """Opens a path at a width; any error on a page fails the test."""
    contexts = []
    errors: list[str] = []

    def opened(path: str = "/", width: int = 1280, height: int = 800, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(running.address + path)
        page.wait_for_selector("html[data-ready]")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []
