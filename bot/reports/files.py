"""The kinds of file a report comes as."""

from __future__ import annotations

from pathlib import Path

from bot.documents.logo import logo_of
from bot.documents.pdf import pdf_of
from bot.reports.xlsx import xlsx_of
from content.texts import text
from handlers.statistics.paper import paper_of_report
from handlers.statistics.report import Report
from handlers.statistics.tables import Cell, Sign, Table

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def report_file(report: Report, kind: str, logo: Path | None) -> bytes:
    """`kind`: "xlsx" or "pdf". `logo`: a picture, or a folder with one for each school."""
    found = logo_of(logo, report.scope)
    return xlsx_of(report, found) if kind == "xlsx" else pdf_of(paper_of_report(report), found)


def report_name(report: Report, kind: str) -> str:
    return f"{text('statistics.title')} {report.first} till {report.last}.{kind}"


def as_json(report: Report) -> dict[str, object]:
    """For machines. A hidden number is null, and so is one that there is nothing to count; `hidden` tells
    the two apart."""
    return {
        "scope": report.scope,
        "from": report.first.isoformat(),
        "to": report.last.isoformat(),
        "plans": list(report.plans),
        "tables": [_table(table) for table in (report.main, *report.tables)],
    }


def _table(table: Table) -> dict[str, object]:
    return {
        "id": table.id,
        "title": table.title,
        "columns": [column.name for column in table.columns],
        "rows": [
            {
                "name": row.name,
                "values": [_value(cell) for cell in row.cells],
                "hidden": [cell is Sign.HIDDEN for cell in row.cells],
                "kinds": [table.kind(row, place) for place in range(len(row.cells))],
                "total": row.is_total,
            }
            for row in table.rows
        ],
    }


def _value(cell: Cell) -> int | float | None:
    return None if isinstance(cell, Sign) else cell
