"""Which file is which: seen from its headings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from storage.ingest.formats.raw import RawTable, tidy
from storage.ingest.formats.tables import Table
from storage.ingest.frames import FileError, Kind

HELP = "Läs om filernas kolumner i docs/import.md, eller beskriv filen i en kolumnmall (--mapping)"


@dataclass(frozen=True)
class Recognised:
    """A table, and where in the file its headings stand. `ignored`: headings that mean nothing here."""

    table: Table
    positions: Mapping[str, int]
    ignored: tuple[str, ...]


def recognise(raw: RawTable, tables: Iterable[Table]) -> Recognised:
    """The table whose required headings are all there. Raises FileError, naming what is missing."""
    positions = _positions(raw)
    complete = [table for table in tables if set(table.required) <= positions.keys()]
    if not complete:
        raise _missing(raw, positions, tables)
    table = max(complete, key=lambda one: len(one.required))
    known = {heading: positions[heading] for heading in table.headings if heading in positions}
    ignored = tuple(
        heading
        for number, heading in enumerate(raw.headings)
        if heading.strip() and number not in known.values()
    )
    return Recognised(table, known, ignored)


def _positions(raw: RawTable) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, heading in enumerate(raw.headings):
        name = tidy(heading)
        if name and name in found:
            raise FileError(
                raw.place,
                f"kolumn {found[name] + 1} och {number + 1} har samma rubrik",
                row=raw.heading_row,
                expected="en rubrik för varje kolumn",
                cure="Ta bort den ena kolumnen och läs in filen igen",
            )
        if name:
            found[name] = number
    return found


def _missing(raw: RawTable, positions: Mapping[str, int], tables: Iterable[Table]) -> FileError:
    """Names the nearest heading only in a row that is surely headings: else it may be a child's name."""
    table = max(tables, key=lambda one: len(set(one.required) & positions.keys()) / len(one.required))
    lacking = [heading for heading in table.required if heading not in positions]
    if len(lacking) * 2 > len(table.required):
        return _unknown(raw)
    strangers = [heading for heading in positions if heading not in table.headings]
    near = get_close_matches(lacking[0], strangers, n=1, cutoff=0.6) if _surely_headings(positions) else []
    nearest = f" (närmast är kolumn {positions[near[0]] + 1}, ”{near[0]}”)" if near else ""
    return FileError(
        raw.place,
        f"kolumnen saknas{nearest}",
        row=raw.heading_row,
        column=lacking[0],
        expected=f"kolumnerna {', '.join(table.required)} (så ser en {_FILE[table.kind]}-fil ut)",
        cure=HELP,
    )


def _surely_headings(positions: Iterable[str]) -> bool:
    """False when a row of data may have run into the heading row: data has digits and addresses."""
    return not any(sign in heading for heading in positions for sign in "0123456789@")


_FILE: Mapping[Kind, str] = {
    Kind.STAFF: "personal",
    Kind.PUPILS: "elev",
    Kind.BREAKS: "lov",
    Kind.SCHEDULE: "schema",
    Kind.ABSENCE: "frånvaro",
}


def _unknown(raw: RawTable) -> FileError:
    return FileError(
        raw.place,
        "rubrikerna är inte någon känd fils",
        row=raw.heading_row,
        expected="rubrikraden i personal.csv, elever.csv, lov.csv, schema.csv eller franvaro.csv",
        cure=HELP + ". Rapporter ur Vklass och Skola24 läses med --format vklass och --format skola24",
    )
