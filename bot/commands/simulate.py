"""`narvarolots simulate`: a whole made-up school year through the real code, and what must hold in it."""

from __future__ import annotations

import logging
from pathlib import Path

import structlog
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from bot.commands.output import columns, say
from bot.settings import load_settings
from bot.simulation.days import FIRST_DAY, Days
from bot.simulation.report import picture, table, words
from bot.simulation.year import Year, play
from content.loader import PlanLibrary
from content.texts import text
from handlers.plans import Plans

SHOWN = 20
"""Breaches that are named; the rest as a number."""


def simulate(plan: str | None, pupils: int, days: int, seed: int, file: Path) -> None:
    """Raises ContentError for a plan that cannot be read, and typer.Exit(1) when something did not hold."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    plans = Plans(PlanLibrary(), plan or load_settings().plan, training=True)
    followed = plans.library.get(plans.default)
    _must_be_writable(file)
    year = _played(plans, pupils, days, seed)
    say()
    for row in columns(table(followed, year), right=range(1, 99)):
        say(f"  {row}")
    say()
    for line in words(year):
        say(line)
    file.write_bytes(picture(followed, year))
    say(text("simulate.picture", file=file))
    _verdict(year)


def _must_be_writable(file: Path) -> None:
    """Before the year is played: nobody should wait minutes for a message that could come at once."""
    if not file.parent.is_dir():
        raise typer.BadParameter(text("simulate.no_folder", folder=file.parent), param_hint="--picture")


def _played(plans: Plans, pupils: int, days: int, seed: int) -> Year:
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(text("simulate.under_way"), total=days)
        return play(
            plans,
            pupils=pupils,
            days=Days(FIRST_DAY, days),
            seed=seed,
            progress=lambda done, _: bar.update(task, completed=done),
        )


def _verdict(year: Year) -> None:
    if not year.breaches:
        say(text("simulate.all_held"))
        return
    say(text("simulate.broken", count=len(year.breaches)))
    for breach in year.breaches[:SHOWN]:
        say(f"- {breach.words}")
    raise typer.Exit(1)
