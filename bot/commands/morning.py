"""`narvarolots morning`: the school morning, done or only shown."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

import typer

from bot.commands.opened import opened
from handlers.morning.lines import Line
from handlers.morning.run import run


def do_morning(on: date | None, *, dry_run: bool, as_json: bool) -> None:
    with opened() as here:
        now = here.clock.now()
        result = run(here.database, here.plans, now=now, on=on or now.date(), dry_run=dry_run)
    for note in result.notes:
        typer.echo(note, err=True)
    if as_json:
        for line in result.lines:
            typer.echo(json.dumps(line.as_json, ensure_ascii=False))
    else:
        _show(result.lines)


def _show(lines: Iterable[Line]) -> None:
    """For people: no names here, only the file's own ids."""
    listed = list(lines)
    for line in listed:
        rate = "–" if line.rate_month is None else f"{line.rate_month} %".replace(".", ",")
        moved = f"steg {line.step}" if line.case_step is None else f"steg {line.case_step} → {line.step}"
        typer.echo(f"{line.school}  {line.pupil}  {moved}  {rate}  {', '.join(line.triggers)}", err=True)
    typer.echo(f"{len(listed)} elever med något nytt." if listed else "Inget nytt.", err=True)
