"""From columns of text to typed columns. Each distinct text of a batch is read once, then spread out."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from storage.ingest.formats.cells import CellType, UnfitCell
from storage.ingest.formats.headings import Recognised
from storage.ingest.formats.raw import ROW
from storage.ingest.formats.tables import Column, RowCheck, Table
from storage.ingest.frames import FileError


@dataclass(frozen=True)
class _Unfit:
    """The first refused cell of a column. `order`: the column's place, for ties within a row."""

    row: int
    order: int
    heading: str
    found: str
    expected: str


def typed(batch: pl.DataFrame, known: Recognised, place: str) -> pl.DataFrame:
    """The batch as the table's frame. Raises FileError for the first row that does not fit."""
    columns: list[pl.Series] = [batch.get_column(ROW)]
    unfit: list[_Unfit] = []
    for order, column in enumerate(known.table.columns):
        values, refused = _read(batch, column, known)
        columns.append(values)
        if refused is not None:
            unfit.append(_Unfit(refused[0], order, column.heading, refused[1], column.type.expected))
    if unfit:
        first = min(unfit, key=lambda one: (one.row, one.order))
        _check_earlier_rows(batch, known, place, first.row)
        raise _refusal(place, first)
    frame = pl.DataFrame(columns)
    _check_rows(frame, known.table, place)
    return _filled(frame, known.table)


def _check_earlier_rows(batch: pl.DataFrame, known: Recognised, place: str, row: int) -> None:
    """A row before the first unfit cell may fail as a whole: then that one is the first."""
    earlier = batch.filter(pl.col(ROW) < row)
    if earlier.height:
        typed(earlier, known, place)


def _read(batch: pl.DataFrame, column: Column, known: Recognised) -> tuple[pl.Series, tuple[int, str] | None]:
    position = known.positions.get(column.heading)
    if position is None:
        empty = pl.Series(column.name, [column.type.empty], dtype=column.type.dtype)
        return empty.new_from_index(0, batch.height), None
    texts = batch.get_column(str(position))
    distinct = texts.unique()
    values, refusals = _values(distinct.to_list(), column.type)
    if refusals:
        row, text = _first(batch, texts, list(refusals))
        return texts.alias(column.name), (row, refusals[text])
    return _spread(texts, distinct, values, column), None


def _values(texts: list[str], type_: CellType) -> tuple[list[object], dict[str, str]]:
    values: list[object] = []
    refusals: dict[str, str] = {}
    for text in texts:
        try:
            values.append(type_.value(text))
        except UnfitCell as reason:
            refusals[text] = str(reason)
    return values, refusals


def _first(batch: pl.DataFrame, texts: pl.Series, refused: list[str]) -> tuple[int, str]:
    """The line number and the text of the first cell that says one of `refused`."""
    index = texts.is_in(refused).arg_max() or 0
    return int(batch.get_column(ROW)[index]), str(texts[index])


def _spread(texts: pl.Series, distinct: pl.Series, values: list[object], column: Column) -> pl.Series:
    meanings = pl.Series(column.name, values, dtype=column.type.dtype)
    lookup = pl.DataFrame([distinct.alias("text"), meanings])
    rows = pl.DataFrame([texts.alias("text")])
    return rows.join(lookup, on="text", how="left", maintain_order="left").get_column(column.name)


def _check_rows(frame: pl.DataFrame, table: Table, place: str) -> None:
    unfit: list[_Unfit] = []
    for order, check in enumerate(table.checks):
        bad = frame.filter(check.bad)
        if bad.height:
            unfit.append(_unfit_row(int(bad.get_column(ROW)[0]), order, check))
    if unfit:
        raise _refusal(place, min(unfit, key=lambda one: (one.row, one.order)))


def _unfit_row(row: int, order: int, check: RowCheck) -> _Unfit:
    return _Unfit(row, order, check.heading, check.found, check.expected)


def _filled(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Absent minutes left empty where there can be none are 0 from here on."""
    return frame.with_columns(pl.col("absent").fill_null(0)) if "absent" in frame.columns else frame


def _refusal(place: str, unfit: _Unfit) -> FileError:
    return FileError(place, unfit.found, row=unfit.row, column=unfit.heading, expected=unfit.expected)
