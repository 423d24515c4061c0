"""A first reading of a text file, in blocks: is its text whole, and in which encoding?"""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

from storage.ingest.formats.files import EXPECTED, EXPORT_AGAIN, pieces
from storage.ingest.frames import FileError

UTF8 = "utf-8"
WINDOWS = "cp1252"


@dataclass(frozen=True)
class TextScan:
    """What a first reading of a text file tells. encoding: UTF8 or WINDOWS."""

    checksum: str
    encoding: str
    has_bom: bool
    has_quotes: bool


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
