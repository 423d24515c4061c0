"""A cell of a table in words: "12", "83,3 %", "2,5"."""

from __future__ import annotations

from content.wording import percent
from handlers.statistics.tables import Cell, Kind, Sign


def cell_words(cell: Cell, kind: Kind) -> str:
    if isinstance(cell, Sign):
        return cell.value
    if kind == "percent":
        return percent(cell)
    return str(cell) if isinstance(cell, int) else f"{cell:.1f}".removesuffix(".0").replace(".", ",")
