"""`narvarolots demo`: a school's morning in the browser, and nothing to set up first."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
from pathlib import Path

import structlog
from rich.console import Console

from bot.app import App, build
from bot.clock import SetClock
from bot.demo.absence import SchoolYear
from bot.demo.beginning import where_to_begin
from bot.demo.cabinet import Cabinet
from bot.demo.controls import DemoDays, day_reached
from bot.demo.days import FIRST_DAY, morning_of
from bot.demo.read_marks import mark_earlier_read
from bot.demo.school import SCHOOL, build_school
from bot.demo.settings import DemoSettings, demo_settings
from bot.keys import encryption_keys
from bot.log import configure_log
from bot.platforms.local import LocalPlatform
from bot.server import serve
from bot.settings import Problem, Settings, SettingsError, is_loopback
from content.loader import PlanLibrary
from content.wording import long_date
from handlers.plans import Plans
from storage.database import open_database

DEFAULT_PLAN: str = Settings.model_fields["plan"].default
DEFAULT_DATA: Path = Settings.model_fields["data"].default
FOLDER = ".demo"


def run_demo(host: str, port: int, *, plan: str = DEFAULT_PLAN, fresh: bool = False) -> None:
    """Serves the demo school until it is stopped. It lies in `.demo` in the data folder, and goes on where
    the visitor left it unless `fresh`.

    Raises SettingsError, StorageError or ContentError, in Swedish.
    """
    _check_door(host, port)
    _quiet_log()
    console = Console(stderr=True, highlight=False)
    PlanLibrary().get(plan)
    folder = Path(os.environ.get("NARVAROLOTS_DATA") or DEFAULT_DATA) / FOLDER
    with console.status("Skolan gör sig i ordning. Första gången tar det några sekunder …"):
        settings = demo_settings(folder, plan, host, port)
        app = open_school(settings, fresh=fresh)
    _greet(console, app)
    try:
        asyncio.run(serve(app))
    finally:
        app.database.close()


def open_school(settings: DemoSettings, *, fresh: bool = False) -> App:
    """The demo school as an app that can be served, on the day that was reached."""
    year = SchoolYear(build_school())
    Cabinet(settings.data, settings.plan).prepare(year, fresh=fresh)
    database = open_database(settings.database_url, encryption_keys(settings))
    clock = SetClock(morning_of(day_reached(database)))
    days = DemoDays(
        database,
        Plans(PlanLibrary(), settings.plan, training=True, names_for_eht=settings.names_for_eht),
        clock,
        year,
    )
    app = build(settings, clock, database, days)
    days.courier = app.courier
    for installed in app.platforms:
        if isinstance(installed.platform, LocalPlatform):
            mark_earlier_read(installed.platform, clock.now())
    return app


def _quiet_log() -> None:
    """Only what went wrong: the two lines of greeting should not drown."""
    configure_log()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def _check_door(host: str, port: int) -> None:
    """Before the school is made: nobody should wait for a message that could come at once."""
    if not is_loopback(host):
        cure = "Ta bort --host, så svarar den på 127.0.0.1."
        raise SettingsError([Problem("--host", "Provskolan visas bara på den egna datorn.", cure)])
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host.strip("[]"), port), family=family).close()
    except OSError as error:
        found = f"Det går inte att lyssna på {host}, port {port}. Den är nog upptagen."
        cure = f"Välj en annan: narvarolots demo --port {port + 1}"
        raise SettingsError([Problem("--port", found, cure)]) from error


def _greet(console: Console, app: App) -> None:
    settings = app.settings
    address = f"http://{settings.host}:{settings.port}/"
    console.print(f"[bold]{SCHOOL}[/bold] är öppen: [bold]{address}[/bold]", soft_wrap=True)
    console.print(f"Det är {long_date(app.clock.now().date())}. Alla i skolan är påhittade.")
    console.print(f"1. Öppna adressen, välj {where_to_begin(app.database)} och läs morgonens meddelande.")
    console.print("2. Ta hand om en elev med tre tryck, och tryck sedan på Nästa skoldag.")
    if app.clock.now().date() != FIRST_DAY:
        console.print(f"Du är kvar där du slutade. Börja om från början: {sys.argv[0]} demo --fresh")
    console.print("Avsluta med Ctrl+C.", style="dim")
