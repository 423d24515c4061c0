"""`narvarolots report`: the statistics of a period, as a workbook, a PDF or JSON, or shown as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import typer
from sqlmodel import select

from bot.commands.new_files import must_be_new, write_for_me_alone
from bot.commands.opened import opened
from bot.commands.output import columns, give, give_json, say
from bot.reports.files import as_json, report_file
from content.texts import text
from handlers.context import Context, Refusal
from handlers.statistics.report import Report, Wanted, ask_for, counted
from handlers.statistics.tables import Table
from handlers.statistics.words import cell_words
from storage.tables import School


def write_report(
    span: tuple[date | None, date | None],
    school: str | None,
    files: Sequence[tuple[str, Path]],
    *,
    json: bool,
) -> None:
    """`files`: kinds and places. Raises Refusal, and OSError when a file cannot be written. A file that is
    there is left as it is."""
    for kind, file in files:
        if file.suffix.lower() != f".{kind}":
            raise typer.BadParameter(f"Filens namn ska sluta på .{kind}.", param_hint=f"--{kind}")
        must_be_new(file)
    with opened() as here:
        with here.writing() as context:
            wanted = Wanted(_school(context, school), *span)
            ask_for(context, wanted)
        with here.database.reading() as session:
            report = counted(replace(context, session=session), wanted)
        for kind, file in files:
            made = report_file(report, kind, here.settings.logo)
            write_for_me_alone(file, made)
            say(f"{report.scope}: {file}")
    if json:
        give_json(as_json(report))
    elif not files:
        _show(report)


def _school(context: Context, name: str | None) -> int | None:
    if name is None:
        return None
    found = context.session.exec(select(School.id).where(School.name == name)).first()
    if found is None:
        raise Refusal(text("statistics.no_school"))
    return found


def _show(report: Report) -> None:
    give(f"{report.scope}, {text('statistics.period', first=report.first, last=report.last)}")
    for table in (report.main, *report.tables):
        give(f"\n{table.title}")
        rows = list(_rows(table))
        for line in columns(rows, right=range(1, len(rows[0]))):
            give(f"  {line}")


def _rows(table: Table) -> Iterator[tuple[str, ...]]:
    if table.columns[1:]:
        yield (table.rows_are, *(column.name for column in table.columns))
    for row in table.rows:
        yield (
            row.name,
            *(cell_words(cell, table.kind(row, place)) for place, cell in enumerate(row.cells)),
        )
