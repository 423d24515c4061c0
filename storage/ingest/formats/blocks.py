"""A text file in blocks of whole records: eleven million lines without holding them all as text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from storage.ingest.formats.files import BLOCK, pieces
from storage.ingest.formats.text_scan import UTF8, TextScan
from storage.ingest.frames import FileError

_COMBINING = "\u0300\u0301\u0302\u0303\u0308\u030a\u030c\u0327"
_CURE = "Exportera filen på nytt och läs in den igen"


def text_blocks(path: Path, place: str, scan: TextScan) -> Iterator[str]:
    """The file's text in blocks that end where a record ends, with \\n between lines. Raises FileError."""
    rest = b""
    start = True
    for piece in pieces(path, place):
        rest += piece.removeprefix(b"\xef\xbb\xbf") if start and scan.has_bom else piece
        start = False
        cut = _end_of_last_record(rest, scan.has_quotes)
        if cut:
            yield _text(rest[:cut], scan, place)
            rest = rest[cut:]
        elif len(rest) > 2 * BLOCK:
            raise FileError(
                place,
                "en rad tar aldrig slut",
                expected="radbrytningar, och citattecken i par",
                cure=_CURE,
            )
    if rest or start:
        yield _text(rest, scan, place)


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


def _text(block: bytes, scan: TextScan, place: str) -> str:
    try:
        text = block.decode(scan.encoding)
    except UnicodeDecodeError:  # it was whole when it was scanned
        raise FileError(place, "filen ändrades medan den lästes", cure=_CURE) from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if scan.encoding == UTF8 and any(mark in text for mark in _COMBINING):
        text = unicodedata.normalize("NFC", text)
    return text
