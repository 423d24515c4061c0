"""Rows that say the same thing twice count once; rows that contradict each other are refused."""

from __future__ import annotations

import polars as pl

from storage.ingest.formats.raw import ROW
from storage.ingest.formats.tables import Table
from storage.ingest.frames import FileError


def without_repeats(frame: pl.DataFrame, table: Table, place: str) -> pl.DataFrame:
    """Raises FileError naming both rows. Hashes find the suspects cheaply among millions of rows."""
    hashes = frame.select(table.key).hash_rows()
    if not _any_twice(hashes):
        return frame
    suspects = frame.filter(hashes.is_duplicated())
    same = table.key if table.same_key_suffices else [name for name in frame.columns if name != ROW]
    distinct = suspects.unique(subset=list(same), keep="first", maintain_order=True)
    _refuse_contradictions(distinct, table, place)
    extra = suspects.join(distinct.select(ROW), on=ROW, how="anti")
    return frame.join(extra.select(ROW), on=ROW, how="anti", maintain_order="left")


def _any_twice(hashes: pl.Series) -> bool:
    """Sorting takes a fraction of the memory that counting does, and nearly every file stops here."""
    in_order = hashes.sort()
    return bool((in_order == in_order.shift(1)).any())


def _refuse_contradictions(distinct: pl.DataFrame, table: Table, place: str) -> None:
    key = pl.struct(table.key)
    clashing = distinct.with_columns(pl.col(ROW).min().over(key).alias("first")).filter(
        pl.col(ROW) > pl.col("first")
    )
    if not clashing.height:
        return
    later, earlier = clashing.sort(ROW).select(ROW, "first").row(0)
    raise FileError(
        place,
        f"raden säger emot rad {earlier} ({table.key_words})",
        row=later,
        column=_first_heading(table),
        expected="en rad för varje",
        cure=f"Ta bort en av raderna {earlier} och {later} och läs in filen igen",
    )


def _first_heading(table: Table) -> str:
    return next(column.heading for column in table.columns if column.name == table.key[-1])
