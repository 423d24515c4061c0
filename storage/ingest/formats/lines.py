"""Lines of text become rows of cells: plain lines the fast way, anything odd about quotes carefully."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import polars as pl

from storage.ingest.formats.dialect import Dialect
from storage.ingest.formats.raw import ROW
from storage.ingest.frames import FileError


def split_lines(text: str, row: int, place: str, dialect: Dialect) -> pl.DataFrame:
    """The rows of whole lines, the first of which is number `row`. Raises FileError."""
    lines = pl.DataFrame({"line": [text]}).select(pl.col("line").str.split("\n").explode())
    lines = lines.with_row_index(ROW, offset=row).with_columns(pl.col(ROW).cast(pl.Int64))
    lines = lines.filter(pl.col("line").str.contains(r"[^\s]"))
    outside_quotes = pl.col("line")
    if '"' in text:
        if not _plain_quotes(lines, dialect.separator):
            return _carefully(text, row, place, dialect)
        outside_quotes = pl.col("line").str.replace_all(r'"[^"]*"', "")
    width = outside_quotes.str.count_matches(dialect.separator, literal=True) + 1
    wrong = lines.filter(width != len(dialect.headings))
    if wrong.height:
        found = wrong.select(ROW, width.alias("width")).row(0)
        raise _wrong_width(place, dialect, int(found[0]), int(found[1]))
    return _split(lines, dialect, '"' if '"' in text else None)


def _plain_quotes(lines: pl.DataFrame, separator: str) -> bool:
    cell = rf'(?:"(?:[^"]|"")*"|[^"{separator}]*)'
    return bool(lines.get_column("line").str.contains(rf"^{cell}(?:{separator}{cell})*$").all())


def _split(lines: pl.DataFrame, dialect: Dialect, quote: str | None) -> pl.DataFrame:
    names = [str(number) for number in range(len(dialect.headings))]
    if not lines.height:
        return pl.DataFrame(schema={ROW: pl.Int64} | dict.fromkeys(names, pl.String))
    cells = pl.read_csv(
        io.BytesIO(lines.select(pl.col("line").str.join("\n")).item().encode()),
        separator=dialect.separator,
        has_header=False,
        new_columns=names,
        infer_schema=False,
        quote_char=quote,
    )
    return pl.DataFrame([lines.get_column(ROW), *cells.get_columns()])


def _carefully(text: str, row: int, place: str, dialect: Dialect) -> pl.DataFrame:
    """Quoted cells with line breaks or quotes within."""
    width = len(dialect.headings)
    numbers: list[int] = []
    rows: list[list[str]] = []
    for number, cells in records(text, dialect.separator, row, place):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != width:
            raise _wrong_width(place, dialect, number, len(cells))
        numbers.append(number)
        rows.append(cells)
    columns = zip(*rows, strict=True) if rows else [()] * width
    series = [pl.Series(str(at), cells, dtype=pl.String) for at, cells in enumerate(columns)]
    return pl.DataFrame([pl.Series(ROW, numbers, dtype=pl.Int64), *series])


def records(
    text: str, separator: str, row: int, place: str, *, strict: bool = True
) -> Iterator[tuple[int, list[str]]]:
    """Records and the line on which each begins. Raises FileError."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
    while True:
        number = row + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise FileError(
                place,
                "ett citattecken står fel eller stängs aldrig, eller en cell är alldeles för lång",
                row=number,
                expected='citattecken bara runt hela celler, och dubbla ("") inuti dem',
            ) from None
        yield number, cells


def _wrong_width(place: str, dialect: Dialect, row: int, width: int) -> FileError:
    return FileError(
        place,
        f"raden har {width} celler men rubrikraden {len(dialect.headings)}",
        row=row,
        expected=f"lika många celler på varje rad, med {dialect.separator_name} emellan",
    )
