"""The file itself: may it be read, what sort of file is it, and is its text whole?"""

from __future__ import annotations

import codecs
import hashlib
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from storage.ingest.frames import FileError

BLOCK = 16 << 20
"""Bytes read at a time. One line must fit in a block."""
LARGEST_TEXT = 4 << 30
LARGEST_WORKBOOK = 200 << 20
UTF8 = "utf-8"
WINDOWS = "cp1252"

SAVE_AS_CSV = "Spara filen som CSV UTF-8 i kalkylprogrammet och läs in den igen"
EXPORT_AGAIN = "Exportera filen på nytt och läs in den igen"
EXPECTED = "en CSV-fil (UTF-8 eller Windows-1252) eller en Excel-fil"


class Sort(Enum):
    TEXT = "text"
    WORKBOOK = "workbook"


@dataclass(frozen=True)
class TextScan:
    """What a first reading of a text file tells. encoding: UTF8 or WINDOWS."""

    checksum: str
    encoding: str
    has_bom: bool
    has_quotes: bool


_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_SORTS = {
    b"%PDF": "en PDF-fil",
    b"\x89PNG": "en bild",
    b"\xff\xd8\xff": "en bild",
    b"GIF8": "en bild",
    b"\x1f\x8b": "en packad fil",
    b"7z\xbc\xaf": "en packad fil",
    b"Rar!": "en packad fil",
    b"{\\rtf": "ett textdokument",
    b"SQLite format": "en databas",
    b"\xff\xfe": "en fil i UTF-16",
    b"\xfe\xff": "en fil i UTF-16",
}


def sort_of(path: Path, place: str) -> Sort:
    """Seen from the first bytes; a file's name may say anything. Raises FileError."""
    start = _start(path, place)
    if not start.strip(b"\xef\xbb\xbf\r\n\t ;,\x00"):
        raise FileError(
            place, "filen är tom", expected="en rubrikrad och minst en rad till", cure=EXPORT_AGAIN
        )
    if start.startswith((_ZIP, _OLE)):
        return Sort.WORKBOOK
    for magic, name in _OTHER_SORTS.items():
        if start.startswith(magic):
            raise FileError(place, f"det är {name}", expected=EXPECTED, cure=SAVE_AS_CSV)
    if start.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith((b"<", b"{", b"[")):
        raise FileError(place, "det är en webbsida eller programdata", expected=EXPECTED, cure=SAVE_AS_CSV)
    return Sort.TEXT


def _start(path: Path, place: str) -> bytes:
    try:
        found = path.stat()
    except FileNotFoundError:
        raise FileError(place, "filen finns inte", cure="Kontrollera sökvägen och försök igen") from None
    except (OSError, ValueError):
        raise _unreadable(place) from None
    if stat.S_ISDIR(found.st_mode):
        raise FileError(place, "det är en mapp", expected="en fil", cure="Ange filerna i mappen i stället")
    if not stat.S_ISREG(found.st_mode):
        raise FileError(place, "det är inte en vanlig fil", expected=EXPECTED, cure="Ange en annan fil")
    if found.st_size > LARGEST_TEXT:
        raise too_large(place)
    return next(_pieces(path, place, 4096), b"")


def too_large(place: str) -> FileError:
    return FileError(
        place,
        "filen är för stor",
        expected="högst 4 GB text eller 200 MB Excel",
        cure="Dela upp filen i flera, till exempel en för varje månad, och läs in dem tillsammans",
    )


def _unreadable(place: str) -> FileError:
    return FileError(
        place, "filen går inte att läsa", cure="Kontrollera att du får läsa filen och att den är hel"
    )


def _pieces(path: Path, place: str, size: int) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(size):
                yield piece
    except OSError:
        raise _unreadable(place) from None


def pieces(path: Path, place: str) -> Iterator[bytes]:
    """The file's bytes, a block at a time. Raises FileError."""
    return _pieces(path, place, BLOCK)


def all_bytes(path: Path, place: str) -> bytes:
    """A workbook's bytes. Raises FileError."""
    found: list[bytes] = []
    size = 0
    for piece in pieces(path, place):
        size += len(piece)
        if size > LARGEST_WORKBOOK:
            raise too_large(place)
        found.append(piece)
    return b"".join(found)


# Text

_CONTROLS = bytes(set(range(32)) - set(b"\t\r\n")) + b"\x7f"
_NOT_IN_WINDOWS = b"\x81\x8d\x8f\x90\x9d"
_SWEDISH_IN_UTF8 = tuple(letter.encode() for letter in "åäöÅÄÖéÉ")
_LOST = "\ufffd".encode()
_ENCODED_TWICE = "Ã".encode()


def scan_text(path: Path, place: str) -> TextScan:
    """Reads the whole file once, in blocks. Raises FileError for text that is damaged or mixed."""
    checksum = hashlib.sha256()
    decoder = codecs.getincrementaldecoder(UTF8)()
    line = 1
    first_not_utf8 = first_not_windows = first_swedish = None
    has_bom = has_quotes = False
    start = True
    for piece in pieces(path, place):
        checksum.update(piece)
        if start:
            has_bom, start = piece.startswith(codecs.BOM_UTF8), False
        _refuse_damage(piece, line, place)
        has_quotes = has_quotes or b'"' in piece
        if first_not_utf8 is None:
            first_not_utf8 = _line_of_bad_utf8(decoder, piece, line)
        first_not_windows = first_not_windows or _line_of(piece, _NOT_IN_WINDOWS, line)
        first_swedish = first_swedish or _line_of_swedish(piece, line)
        line += piece.count(b"\n")
    if first_not_utf8 is None and not _ends_whole(decoder):
        first_not_utf8 = line
    if first_not_utf8 is None:
        return TextScan(checksum.hexdigest(), UTF8, has_bom, has_quotes)
    if has_bom or first_swedish or first_not_windows:
        raise _mixed(place, first_not_utf8, first_swedish or first_not_windows)
    return TextScan(checksum.hexdigest(), WINDOWS, False, has_quotes)


def _mixed(place: str, not_utf8: int, other: int | None) -> FileError:
    both = f" (se även rad {other})" if other and other != not_utf8 else ""
    return FileError(
        place,
        f"filen blandar teckenkodningar{both}",
        row=not_utf8,
        expected="hela filen i UTF-8 eller hela filen i Windows-1252",
        cure=EXPORT_AGAIN,
    )


def _refuse_damage(piece: bytes, line: int, place: str) -> None:
    if row := _line_of(piece, _CONTROLS, line):
        raise FileError(
            place,
            "filen innehåller tecken som inte hör hemma i text",
            row=row,
            expected=EXPECTED,
            cure=EXPORT_AGAIN,
        )
    for damage in (_LOST, _ENCODED_TWICE + b"\xc2"):
        if damage in piece:
            raise FileError(
                place,
                "bokstäver har blivit förstörda, troligen när filen sparades i fel teckenkodning",
                row=line + piece[: piece.index(damage)].count(b"\n"),
                expected="å, ä och ö som läsbara bokstäver",
                cure=EXPORT_AGAIN,
            )


def _line_of(piece: bytes, any_of: bytes, line: int) -> int | None:
    """The line number of the first byte among `any_of`. Deleting them all is the fastest look."""
    if len(piece.translate(None, any_of)) == len(piece):
        return None
    first = min(at for byte in any_of if (at := piece.find(byte)) >= 0)
    return line + piece[:first].count(b"\n")


def _line_of_swedish(piece: bytes, line: int) -> int | None:
    places = [at for letter in _SWEDISH_IN_UTF8 if (at := piece.find(letter)) >= 0]
    return line + piece[: min(places)].count(b"\n") if places else None


def _line_of_bad_utf8(decoder: codecs.IncrementalDecoder, piece: bytes, line: int) -> int | None:
    try:
        decoder.decode(piece)
    except UnicodeDecodeError as error:
        return line + piece[: error.start].count(b"\n")
    return None


def _ends_whole(decoder: codecs.IncrementalDecoder) -> bool:
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
