"""stub"""

from collections.abc import Iterator
from datetime import date

from storage.ingest.formats.raw import RawRow
from storage.ingest.frames import ParsedFile


def parse_report(rows: Iterator[RawRow], place: str, checksum: str, today: date) -> ParsedFile:
    raise NotImplementedError
