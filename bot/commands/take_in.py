"""`narvarolots import`: files in, with a progress bar on long ones and a summary in counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bot.commands.bounds import refuse_far_off
from bot.commands.opened import opened
from bot.commands.output import columns, give_json, say
from handlers.imports import take_in
from handlers.rights import Action, require
from storage.ingest import FileCount, ImportOptions, ImportSummary

_COUNTS = (
    ("staff", "personal", "personal"),
    ("pupils", "elev", "elever"),
    ("left_pupils", "elev som har slutat", "elever som har slutat"),
    ("breaks", "lov", "lov"),
    ("new_lessons", "ny lektion", "nya lektioner"),
    ("changed_lessons", "ändrad lektion", "ändrade lektioner"),
    ("unchanged_lessons", "lektion som var likadan förut", "lektioner som var likadana förut"),
    ("removed_lessons", "borttagen lektion", "borttagna lektioner"),
    ("announced_lessons", "lektion som nu är anmäld", "lektioner som nu är anmälda"),
    ("period_figures", "periodsumma", "periodsummor"),
    (
        "protected_pupils",
        "elev med skyddade uppgifter, sparas inte",
        "elever med skyddade uppgifter, sparas inte",
    ),
    ("protected_rows", "rad om dem, sparas inte", "rader om dem, sparas inte"),
    (
        "outside_school_days",
        "lektion utanför skoldagarna, räknas inte",
        "lektioner utanför skoldagarna, räknas inte",
    ),
    ("unknown_teachers", "lärare som inte finns i personal.csv", "lärare som inte finns i personal.csv"),
    (
        "waiting_classes",
        "klass i schemat som ingen skola har",
        "klasser i schemat som ingen eller flera skolor har",
    ),
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
    """Raises what `opened` raises, and StorageError naming file, row and column; then nothing is changed."""
    if mapping is not None and format_ != "auto":
        raise typer.BadParameter("Går inte ihop med --format. Ta bort ett av dem.", param_hint="--mapping")
    options = ImportOptions(format=format_, mapping=mapping, replaces=replaces, school=school)
    with opened() as here, _bar() as bar:
        now = here.clock.now()
        refuse_far_off("--replaces", now.date(), *(replaces or ()))
        summary = take_in(here.database, here.plans, files, now=now, options=options, progress=bar)
        with here.writing() as context:
            require(context, Action.TAKE_IN_FILES)
    _show(summary)
    if as_json:
        give_json(_numbers(summary))


class _Bar:
    """The progress of one import, drawn on standard error.

    Before the first piece is done, and after the last, nobody knows how long is left: then the bar only
    moves to and fro."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def step(self, done: int, total: int, what: str) -> None:
        known = 0 < done < total
        self._progress.update(self._task, completed=done, total=total if known else None, description=what)


@contextmanager
def _bar() -> Iterator[_Bar]:
    console = Console(stderr=True)
    parts = (TextColumn("{task.description} …", markup=False), BarColumn(), TimeRemainingColumn())
    with Progress(*parts, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield _Bar(progress, progress.add_task("Läser filer", total=None))


def _show(summary: ImportSummary) -> None:
    for line in columns(map(_file, summary.files), right=[1]):
        say(line)
    for file in summary.files:
        if file.ignored_columns:
            say(f"{file.place}, kolumner som inte används: {', '.join(file.ignored_columns)}")
    counts = [(getattr(summary, name), one, many) for name, one, many in _COUNTS]
    rows = [(_figure(number), one if number == 1 else many) for number, one, many in counts if number]
    say("\nInläst" if rows else "\nInget nytt.")
    for line in columns(rows, right=[0]):
        say(f"  {line}", hang=4)


def _file(file: FileCount) -> Sequence[str]:
    return file.place, _figure(file.rows), "rad" if file.rows == 1 else "rader", str(file.kind)


def _figure(number: int) -> str:
    """1234567 as "1 234 567", with spaces that do not break the line."""
    return f"{number:,}".replace(",", "\u00a0")


def _numbers(summary: ImportSummary) -> dict[str, object]:
    kept = asdict(summary)
    kept["erased"] = len(summary.erased)
    return kept
