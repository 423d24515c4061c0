"""`narvarolots import`: files in, with a progress bar on long ones and a summary in counts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bot.commands.opened import opened
from handlers.imports import take_in
from storage.ingest import ImportOptions, ImportSummary

_COUNTS = (
    ("staff", "personal"),
    ("pupils", "elever"),
    ("left_pupils", "elever som har slutat"),
    ("breaks", "lov"),
    ("schedule_entries", "rader i schemat"),
    ("new_lessons", "nya lektioner"),
    ("changed_lessons", "ändrade lektioner"),
    ("unchanged_lessons", "oförändrade lektioner"),
    ("removed_lessons", "borttagna lektioner"),
    ("announced_lessons", "lektioner som nu är anmälda"),
    ("period_figures", "periodsummor"),
    ("protected_pupils", "elever med skyddade uppgifter, som inte sparas"),
    ("protected_rows", "rader om dem, som inte sparas"),
    ("outside_school_days", "lektioner utanför skoldagarna, som inte räknas"),
    ("unknown_teachers", "lärare som inte finns i personalfilen"),
)


def take_in_files(
    files: Sequence[Path],
    format_: str,
    mapping: Path | None,
    replaces: tuple[date, date] | None,
    school: str | None,
    *,
    as_json: bool,
) -> None:
    options = ImportOptions(format=format_, mapping=mapping, replaces=replaces, school=school)
    with opened() as here, _bar() as bar:
        summary = take_in(
            here.database, here.plans, files, now=here.clock.now(), options=options, progress=bar
        )
    _show(summary)
    if as_json:
        typer.echo(json.dumps(_numbers(summary), ensure_ascii=False))


class _Bar:
    """The progress of one import, drawn on standard error."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def step(self, done: int, total: int, what: str) -> None:
        if self._task is None:
            self._task = self._progress.add_task(what, total=total)
        self._progress.update(self._task, completed=done, total=total, description=what)


@contextmanager
def _bar() -> Iterator[_Bar]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield _Bar(progress)


def _show(summary: ImportSummary) -> None:
    for file in summary.files:
        typer.echo(f"{file.place}: {file.rows} rader", err=True)
        if file.ignored_columns:
            typer.echo(f"  Används inte: {', '.join(file.ignored_columns)}", err=True)
    for name, words in _COUNTS:
        if count := getattr(summary, name):
            typer.echo(f"{count} {words}", err=True)


def _numbers(summary: ImportSummary) -> dict[str, object]:
    kept = asdict(summary)
    kept["erased"] = len(summary.erased)
    return kept
