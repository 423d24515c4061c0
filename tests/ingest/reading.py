"""What the tests of reading share: small sound files of invented people, and a way to write and read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from storage.ingest.frames import FileError, Kind, ParsedFile
from storage.ingest.mapping import ColumnMapping
from storage.ingest.read import Format, read_file

TODAY = date(2026, 11, 22)
FILES = Path(__file__).parent / "files"

STAFF = """\
epost;namn;roller;skola;arbetslag;ersättare;borta_från;borta_till
zebra@skola.example;Zebrafina Kvistholm;mentor lärare;Provskolan;Norr;orre@skola.example;2026-11-01;20261130
orre@skola.example;Orrolle Orresson;rektor;Provskolan;;;;
"""
PUPILS = """\
elev_id;förnamn;efternamn;klass;skola;mentorer;vårdnadshavare;telefon;skyddad;årskurs;hemkommun
ELEV0017;Näktergala;Trastberg;7A;Skolan;zebra@x.se orre@x.se;Lärkmora T, Stare T;070-1740605, 08-46500;nej;7;Ö
ELEV0018;Gökvin;Siskasson;7Alfa;Skolan;zebra@x.se;Rapphöna Siskasson;070-174 06 35;nej;7;Hemkommun
"""
BREAKS = """\
skola;period;namn
;2026-v44;Höstlovsledigt
Provskolan;2026-11-02;Studiedagsledigt
Provskolan;2026-12-21..2027-01-08;Jullovsledigt
"""
SCHEDULE = """\
klass;veckodag;start;slut;ämne;från;till
7Alfa;måndag;08:20;09:20;Hemkunskap;2026-08-18;2026-12-18
7Alfa;fredag;13:00;14:00;Träslöjd;20260818;20261218
"""
ABSENCE = """\
elev_id;datum;start;slut;ämne;schemalagda_min;frånvaro_min;status;lärare
ELEV0017;2026-11-20;08:20;09:20;Hemkunskap;60;60;oanmäld;zebra@skola.example
ELEV0017;2026-11-20;09:30;10:30;Träslöjd;60;12;sen;zebra@skola.example
ELEV0018;20261119;08:20;09:20;Hemkunskap;60;0;närvarande;orre@skola.example
"""
SOUND: Mapping[Kind, str] = {
    Kind.STAFF: STAFF,
    Kind.PUPILS: PUPILS,
    Kind.BREAKS: BREAKS,
    Kind.SCHEDULE: SCHEDULE,
    Kind.ABSENCE: ABSENCE,
}


def write(folder: Path, content: str | bytes, name: str = "fil.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(
    path: Path, *, format: Format = "auto", mapping: ColumnMapping | None = None, today: date = TODAY
) -> ParsedFile:
    return read_file(path, format=format, mapping=mapping, today=today)


def read_text(folder: Path, content: str | bytes, **how: object) -> ParsedFile:
    return read(write(folder, content), **how)  # type: ignore[arg-type]


def refusal(folder: Path, content: str | bytes, **how: object) -> FileError:
    """The error with which the file is refused."""
    with pytest.raises(FileError) as caught:
        read_text(folder, content, **how)
    return caught.value


def with_cell(text: str, heading: str, cell: str, *, row: int = 2) -> str:
    """The file with one cell changed; `row` as a person counts it."""
    lines = [line.split(";") for line in text.splitlines()]
    lines[row - 1][lines[0].index(heading)] = cell
    return "\n".join(";".join(line) for line in lines) + "\n"


def without_column(text: str, heading: str) -> str:
    lines = [line.split(";") for line in text.splitlines()]
    at = lines[0].index(heading)
    return "\n".join(";".join(line[:at] + line[at + 1 :]) for line in lines) + "\n"
