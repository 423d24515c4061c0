"""The report as a document's values: what the PDF is made of."""

from __future__ import annotations

from collections.abc import Iterator

from content.texts import text
from handlers.documents.paper import Chapter, Drawing, Grid, Paper, Part, Words
from handlers.pictures import step_words
from handlers.statistics.hiding import SMALLEST
from handlers.statistics.report import Report
from handlers.statistics.tables import Table
from handlers.statistics.words import cell_words


def paper_of_report(report: Report) -> Paper:
    """`school` is the school whose logo it bears; of all schools there is none."""
    return Paper(
        id="statistics",
        title=text("statistics.title"),
        school=report.scope,
        about=text("statistics.no_names"),
        facts=(
            (
                text("statistics.period_label"),
                text("statistics.period", first=report.first, last=report.last),
            ),
            (text("statistics.plans_label"), "\n".join(report.plans)),
        ),
        chapters=tuple(_chapters(report)),
        follows=f"{report.scope}, {text('statistics.period', first=report.first, last=report.last)}",
        made=text("document.made", on=report.at.date()),
        at=report.at,
        note=text("statistics.hidden_sign", smallest=SMALLEST),
    )


def _chapters(report: Report) -> Iterator[Chapter]:
    yield _chapter(report.main)
    for table in report.tables:
        parts: list[Part] = []
        if table.id == "over_time" and report.history is not None:
            parts.append(Drawing(report.history, step_words(report.history)))
        yield _chapter(table, parts)


def _chapter(table: Table, more: list[Part] | None = None) -> Chapter:
    rows = tuple(
        (row.name, *(cell_words(cell, table.kind(row, place)) for place, cell in enumerate(row.cells)))
        for row in table.rows
    )
    grid = Grid((table.rows_are, *(column.name for column in table.columns)), rows, numbers=True)
    return Chapter(table.title, (Words(table.about, muted=True), *(more or []), grid))
