"""Excel files, old and new: every cell as the text a person would have typed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from storage.ingest.formats import workbook_worker as worker
from storage.ingest.formats.files import EXPORT_AGAIN
from storage.ingest.formats.raw import ROW, RawRow, RawTable, trimmed
from storage.ingest.frames import FileError

_LARGEST_UNPACKED = 1 << 30
_LONGEST_READING = 300
"""Seconds."""
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_EXCELS_FIRST_DAY = r"^(?:1899-12-31|1899-12-30|1904-01-01)[ T]([0-9]{2}:[0-9]{2}):[0-9]{2}(?:\.[0-9]+)?$"
_MIDNIGHT = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]00:00:00$"


def read_workbook(
    content: bytes, place: str, sheet: str | None = None, heading_row: int | None = None
) -> RawTable:
    """The first sheet with its first filled row as headings, unless told otherwise. Raises FileError."""
    grid = _grid(content, place, sheet)
    rows = grid.filter(pl.col(ROW) >= (heading_row or 1))
    if not rows.height:
        raise FileError(place, "bladet är tomt", expected="en rubrikrad och minst en rad till")
    number, *headings = rows.row(0)
    return RawTable(place, int(number), tuple(headings), [rows.slice(1)])


def read_workbook_rows(content: bytes, place: str) -> Iterator[RawRow]:
    """The rows of a report, without those that are blank. Raises FileError."""
    for number, *cells in _grid(content, place, None).iter_rows():
        yield RawRow(int(number), tuple(cells))


def _grid(content: bytes, place: str, sheet: str | None) -> pl.DataFrame:
    if content.startswith(b"PK"):
        _check_zip(content, place)
    elif _PASSWORD in content:
        raise FileError(
            place, "filen är skyddad med lösenord", cure="Ta bort lösenordet och läs in filen igen"
        )
    cells = _cells(content, place, sheet)
    names = {name: str(at) for at, name in enumerate(cells.columns)}
    numbered = cells.rename(names).with_row_index(ROW, offset=1).with_columns(pl.col(ROW).cast(pl.Int64))
    return trimmed(numbered.with_columns(_as_typed(pl.exclude(ROW))))


def _as_typed(cell: pl.Expr) -> pl.Expr:
    """Excel keeps days and times as moments: 2026-11-23 00:00:00, and 1899-12-31 08:20:00."""
    return cell.str.replace(_MIDNIGHT, "$1").str.replace(_EXCELS_FIRST_DAY, "$1")


def _cells(content: bytes, place: str, sheet: str | None) -> pl.DataFrame:
    command = [sys.executable, "-I", str(Path(worker.__file__)), sheet or ""]
    threads = {"POLARS_MAX_THREADS": "2"}
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=_LONGEST_READING,
            env=os.environ | threads,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _unreadable(place) from None
    if done.returncode == worker.NO_SUCH_SHEET:
        raise FileError(
            place, "bladet i kolumnmallen finns inte", cure="Rätta bladets namn i mallen, eller ta bort det"
        )
    if done.returncode == worker.TOO_MANY_CELLS or done.returncode < 0:  # stopped by the memory limit
        raise _too_much(place)
    if done.returncode != 0:
        raise _unreadable(place)
    return pl.read_ipc_stream(io.BytesIO(done.stdout))


def _check_zip(content: bytes, place: str) -> None:
    """Unpacks everything once, in pieces: a cut or damaged file shows, and so does one that swells."""
    size = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _LARGEST_UNPACKED:
                raise _too_much(place)
            for member in archive.infolist():
                with archive.open(member) as part:
                    while piece := part.read(1 << 20):
                        size += len(piece)
                        if size > _LARGEST_UNPACKED:
                            raise _too_much(place)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        OverflowError,
        RuntimeError,
        ValueError,
    ):
        raise _unreadable(place) from None


def _too_much(place: str) -> FileError:
    return FileError(
        place,
        "filen packas upp till orimligt mycket",
        expected="högst en miljon rader och hundra kolumner",
        cure="Ta bort tomma rader och kolumner, eller spara filen som CSV",
    )


def _unreadable(place: str) -> FileError:
    return FileError(
        place,
        "filen är skadad, avbruten eller inte en Excel-fil",
        expected="en hel .xlsx- eller .xls-fil",
        cure=f"{EXPORT_AGAIN}. Går det inte då heller, spara den som CSV UTF-8",
    )
