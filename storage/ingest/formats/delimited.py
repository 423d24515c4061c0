"""Text files with a separator, read in blocks: eleven million lines without holding them all as text."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from storage.ingest.formats.files import BLOCK, UTF8, TextScan, pieces, too_large
from storage.ingest.formats.raw import ROW, RawRow, RawTable, tidy, trimmed
from storage.ingest.frames import FileError

SEPARATORS = ";,\t"
_MOST_COLUMNS = 200
_NAMES = {";": "semikolon", ",": "komma", "\t": "tabb"}
_COMBINING = "\u0300\u0301\u0302\u0303\u0308\u030a\u030c\u0327"


@dataclass(frozen=True)
class Dialect:
    """How the file is written. first_row: the line number of the first line after the headings."""

    separator: str
    headings: tuple[str, ...]
    heading_row: int
    first_row: int


def read_delimited(
    path: Path,
    place: str,
    scan: TextScan,
    known: frozenset[str],
    separator: str | None = None,
    heading_row: int | None = None,
) -> RawTable:
    """known: headings (tidy) that tell the separator. Raises FileError, also while batches are read."""
    blocks = _blocks(path, place, scan)
    first = next(blocks)
    dialect = _dialect(first, place, known, separator, heading_row)
    batches = _batches(first, blocks, place, dialect)
    return RawTable(place, dialect.heading_row, dialect.headings, batches)


def read_rows(path: Path, place: str, scan: TextScan) -> Iterator[RawRow]:
    """The rows of a report: no common heading, any number of cells. Raises FileError."""
    blocks = _blocks(path, place, scan)
    text = next(blocks)
    if next(blocks, None) is not None:
        raise too_large(place)
    separator = max(SEPARATORS, key=text.count)
    for number, cells in _records(text, separator, 1, place, strict=False):
        yield RawRow(number, tuple(cell.strip() for cell in cells))


# Blocks of whole records


def _blocks(path: Path, place: str, scan: TextScan) -> Iterator[str]:
    """The file's text in blocks that end where a record ends, with \\n between lines."""
    rest = b""
    start = True
    for piece in pieces(path, place):
        rest += piece.removeprefix(b"\xef\xbb\xbf") if start and scan.has_bom else piece
        start = False
        cut = _end_of_last_record(rest, scan.has_quotes)
        if cut:
            yield _text(rest[:cut], scan.encoding)
            rest = rest[cut:]
        elif len(rest) > 2 * BLOCK:
            raise FileError(
                place,
                "en rad tar aldrig slut",
                expected="radbrytningar, och citattecken i par",
                cure="Exportera filen på nytt och läs in den igen",
            )
    if rest or start:
        yield _text(rest, scan.encoding)


def _end_of_last_record(block: bytes, quotes: bool) -> int:
    """Just after the last line break that is not within quotes; 0 when there is none."""
    cut = block.rfind(b"\n") + 1
    if not quotes:
        return cut
    odd = block.count(b'"', 0, cut) % 2
    while cut and odd:
        earlier = block.rfind(b"\n", 0, cut - 1) + 1
        odd = (odd + block.count(b'"', earlier, cut)) % 2
        cut = earlier
    return cut


def _text(block: bytes, encoding: str) -> str:
    text = block.decode(encoding)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if encoding == UTF8 and any(mark in text for mark in _COMBINING):
        text = unicodedata.normalize("NFC", text)
    return text


# Headings


def _dialect(
    block: str, place: str, known: frozenset[str], separator: str | None, heading_row: int | None
) -> Dialect:
    told, first_line = _told_separator(block)
    start = max(heading_row or 1, first_line)
    candidates = [one for one in (separator or told or SEPARATORS) if one]
    readings = [_headings(block, one, start, place) for one in candidates]
    best = max(
        readings, key=lambda one: (sum(tidy(cell) in known for cell in one.headings), len(one.headings))
    )
    if len(best.headings) > _MOST_COLUMNS:
        raise FileError(
            place,
            f"fler än {_MOST_COLUMNS} kolumner",
            row=best.heading_row,
            expected="en rubrik för varje kolumn",
        )
    return best


def _told_separator(block: str) -> tuple[str | None, int]:
    """Excel may write the separator on a line of its own, `sep=;`. And the first line to look at."""
    line = block.split("\n", 1)[0].strip().lower()
    if line.startswith("sep=") and line[4:5] in SEPARATORS:
        return line[4:5] or "\t", 2
    return None, 1


def _headings(block: str, separator: str, start: int, place: str) -> Dialect:
    head = block[: _MOST_COLUMNS * 1000]
    skipped = head.split("\n", start - 1)
    if len(skipped) < start:
        return Dialect(separator, (), start, start + 1)
    for number, cells in _records(skipped[-1], separator, start, place, strict=False):
        if any(cell.strip() for cell in cells):
            height = sum(cell.count("\n") for cell in cells) + 1
            return Dialect(separator, tuple(cell.strip() for cell in cells), number, number + height)
    return Dialect(separator, (), start, start + 1)


# Rows


def _batches(first: str, blocks: Iterator[str], place: str, dialect: Dialect) -> Iterator[pl.DataFrame]:
    body = first.split("\n", dialect.first_row - 1)
    text = body[-1] if len(body) == dialect.first_row else ""
    row = dialect.first_row
    while True:
        if text:
            yield trimmed(_batch(text, row, place, dialect))
        row += text.count("\n")
        following = next(blocks, None)
        if following is None:
            return
        text = following


def _batch(text: str, row: int, place: str, dialect: Dialect) -> pl.DataFrame:
    """Plain lines go through the fast reader; anything odd about quotes through the careful one."""
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
    for number, cells in _records(text, dialect.separator, row, place):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != width:
            raise _wrong_width(place, dialect, number, len(cells))
        numbers.append(number)
        rows.append(cells)
    columns = zip(*rows, strict=True) if rows else [()] * width
    series = [pl.Series(str(at), cells, dtype=pl.String) for at, cells in enumerate(columns)]
    return pl.DataFrame([pl.Series(ROW, numbers, dtype=pl.Int64), *series])


def _records(
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
    name = _NAMES.get(dialect.separator, "avskiljare")
    return FileError(
        place,
        f"raden har {width} celler men rubrikraden {len(dialect.headings)}",
        row=row,
        expected=f"lika många celler på varje rad, med {name} emellan",
    )
