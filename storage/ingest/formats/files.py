"""The file itself: may it be read, what sort of file is it, and is its text whole?"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from storage.ingest.frames import FileError

BLOCK = 16 << 20
"""Bytes read at a time. One line must fit in a block."""
LARGEST_TEXT = 4 << 30
LARGEST_WORKBOOK = 200 << 20

SAVE_AS_CSV = "Spara filen som CSV UTF-8 i kalkylprogrammet och läs in den igen"
EXPORT_AGAIN = "Exportera filen på nytt och läs in den igen"
EXPECTED = "en CSV-fil (UTF-8 eller Windows-1252) eller en Excel-fil"


class Sort(Enum):
    TEXT = "text"
    WORKBOOK = "workbook"


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
