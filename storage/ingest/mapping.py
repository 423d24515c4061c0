"""A column-mapping file: how any other CSV or Excel file is read as one of the five. See docs/import.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

import polars as pl
import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from storage.ingest.formats.days import DayReader
from storage.ingest.formats.raw import RawTable, tidy
from storage.ingest.formats.tables import tables
from storage.ingest.formats.words import STATUS_WORDS, StatusReader
from storage.ingest.frames import FileError, Kind
from storage.tables import LessonStatus

_LARGEST = 100_000
"""Characters. A mapping is written by hand."""
_SEPARATORS = {"semikolon": ";", "komma": ",", "tabb": "\t"} | {mark: mark for mark in ";,\t"}
KINDS: Mapping[str, Kind] = {
    str(kind): kind for kind in (Kind.STAFF, Kind.PUPILS, Kind.BREAKS, Kind.SCHEDULE, Kind.ABSENCE)
}
_Path = tuple[str, ...]
"""The keys that lead to a value in the mapping file."""
CURE = "Rätta kolumnmallen; ett exempel finns i docs/import.md"


@dataclass(frozen=True)
class ColumnMapping:
    """columns: our heading for each of the file's headings (tidy). constants: text for our headings
    that the file lacks. statuses: the file's own words (tidy). day_pattern: with the groups year,
    month and day; day_form is how a message writes it."""

    place: str
    kind: Kind | None
    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, LessonStatus] = field(default_factory=dict)
    day_pattern: re.Pattern[str] | None = None
    day_form: str = ""
    separator: str | None = None
    sheet: str | None = None
    heading_row: int | None = None

    def applied(self, raw: RawTable) -> RawTable:
        """The table with our headings, and with the constants as columns after its own. Raises FileError."""
        self._refuse_missing(raw)
        headings = [self._renamed(heading) for heading in raw.headings]
        width = len(headings)
        constants = {str(width + at): text for at, text in enumerate(self.constants.values())}
        batches = (batch.with_columns(**_literals(constants)) for batch in raw.batches)
        return RawTable(raw.place, raw.heading_row, (*headings, *self.constants), batches)

    def _refuse_missing(self, raw: RawTable) -> None:
        present = {tidy(heading) for heading in raw.headings}
        for heading in self.columns:
            if heading not in present:
                raise FileError(
                    raw.place,
                    "kolumnen som mallen pekar ut saknas",
                    row=raw.heading_row,
                    column=heading,
                    expected="alla rubriker som står i mallen",
                    cure=CURE,
                )

    def _renamed(self, heading: str) -> str:
        """A heading that the mapping does not name keeps its own, unless that now means another."""
        name = tidy(heading)
        if name in self.columns:
            return self.columns[name]
        taken = {*self.columns.values(), *self.constants}
        return f"{heading} (i filen)" if name in taken else heading


def _literals(constants: Mapping[str, str]) -> dict[str, pl.Expr]:
    return {name: pl.lit(text) for name, text in constants.items()}


# The file


_HEADINGS = frozenset(
    heading for table in tables(DayReader(date.max), StatusReader({})).values() for heading in table.headings
)


def _word_among(words: Iterable[str]) -> AfterValidator:
    """The word, tidy. A message lists the choices in their own order."""
    known = tuple(words)

    def check(text: str) -> str:
        word = tidy(text) or text
        if word not in known:
            raise ValueError("något av orden " + ", ".join(one for one in known if one.strip()))
        return word

    return AfterValidator(check)


def _day_form(form: str) -> str:
    _day_pattern(form)
    return form


_Heading = Annotated[str, _word_among(sorted(_HEADINGS))]


class _Written(BaseModel):
    """The mapping as its author writes it: Swedish keys, every value a text."""

    model_config = ConfigDict(extra="forbid")

    typ: Annotated[str, _word_among(KINDS)] | None = None
    kolumner: dict[_Heading, str] = Field(default_factory=dict)
    fasta: dict[_Heading, str] = Field(default_factory=dict)
    status: dict[str, Annotated[str, _word_among(STATUS_WORDS)]] = Field(default_factory=dict)
    datum: Annotated[str, AfterValidator(_day_form)] | None = None
    avskiljare: Annotated[str, _word_among(_SEPARATORS)] | None = None
    blad: str | None = None
    rubrikrad: int | None = Field(default=None, ge=1, le=1000)


_DAY_PARTS = {"åååå": "(?P<year>[0-9]{4})", "mm": "(?P<month>[0-9]{1,2})", "dd": "(?P<day>[0-9]{1,2})"}


def _day_pattern(form: str) -> re.Pattern[str]:
    """`dd/mm/åååå`: day, month and year in any order, with anything between."""
    parts = re.split(r"(åååå|mm|dd)", tidy(form.replace("Y", "å").replace("y", "å")))
    if sorted(part for part in parts if part in _DAY_PARTS) != sorted(_DAY_PARTS):
        raise ValueError("dd, mm och åååå, en gång var, till exempel dd/mm/åååå")
    return re.compile("".join(_DAY_PARTS.get(part) or re.escape(part) for part in parts))


def load_mapping(path: Path) -> ColumnMapping:
    """Raises FileError that names the line in the mapping."""
    place = str(path)
    root = _root(_text(path, place), place)
    lines: dict[_Path, int] = {}
    try:
        written = _Written.model_validate(_plain(root, place, lines))
    except ValidationError as errors:
        raise _refusal(place, errors, lines) from None
    return _meaning(written, place, lines)


def _meaning(written: _Written, place: str, lines: Mapping[_Path, int]) -> ColumnMapping:
    columns = {tidy(theirs): ours for ours, theirs in written.kolumner.items()}
    twice = set(written.kolumner) & set(written.fasta)
    if len(columns) < len(written.kolumner) or twice or not (columns or written.fasta):
        raise FileError(
            place,
            "kolumnerna går inte ihop",
            row=lines.get(("kolumner",)),
            expected="minst en kolumn, och varje kolumn och rubrik bara en gång",
            cure=CURE,
        )
    return ColumnMapping(
        place=place,
        kind=KINDS[written.typ] if written.typ else None,
        columns=columns,
        constants=written.fasta,
        statuses={tidy(own): STATUS_WORDS[ours] for own, ours in written.status.items()},
        day_pattern=_day_pattern(written.datum) if written.datum else None,
        day_form=written.datum or "",
        separator=_SEPARATORS[written.avskiljare] if written.avskiljare else None,
        sheet=written.blad,
        heading_row=written.rubrikrad,
    )


def _text(path: Path, place: str) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise FileError(place, "kolumnmallen är för stor", expected="högst 100 kB", cure=CURE)
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise FileError(place, "kolumnmallen finns inte", cure="Kontrollera sökvägen") from None
    except (OSError, ValueError):
        raise FileError(
            place, "kolumnmallen går inte att läsa", expected="en YAML-fil i UTF-8", cure=CURE
        ) from None


def _root(text: str, place: str) -> yaml.MappingNode:
    line = None
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        node, line = None, error.problem_mark.line + 1 if error.problem_mark else None
    except (yaml.YAMLError, RecursionError):
        node = None
    if not isinstance(node, yaml.MappingNode):
        raise FileError(
            place, "mallen går inte att förstå", row=line, expected="YAML med nyckel: värde", cure=CURE
        )
    return node


def _plain(
    node: yaml.MappingNode, place: str, lines: dict[_Path, int], above: _Path = ()
) -> dict[str, object]:
    """Keys and texts, two levels, noting the line of every key. Empty values are left out."""
    found: dict[str, object] = {}
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        lines[(*above, name)] = line
        nested = isinstance(value, yaml.MappingNode) and not above
        if name in found or not (nested or isinstance(value, yaml.ScalarNode)):
            raise FileError(
                place,
                "nyckeln är dubbel eller har fel sorts värde",
                row=line,
                expected="nyckel: värde",
                cure=CURE,
            )
        if isinstance(value, yaml.MappingNode):
            found[name] = _plain(value, place, lines, (name,))
        elif value.value:
            found[name] = value.value.strip() or value.value
    return found


def _refusal(place: str, errors: ValidationError, lines: Mapping[_Path, int]) -> FileError:
    first = errors.errors(include_url=False, include_input=False)[0]
    path = tuple(str(part) for part in first["loc"] if part != "[key]")
    line = next((lines[path[:depth]] for depth in (2, 1) if path[:depth] in lines), None)
    return FileError(
        place,
        f"det som står vid ”{path[-1]}” går inte att använda",
        row=line,
        expected=_expected(first["type"], first.get("ctx", {})),
        cure=CURE,
    )


def _expected(kind: str, context: Mapping[str, object]) -> str:
    if kind == "value_error":
        return str(context["error"])
    return {
        "extra_forbidden": "bara nycklarna " + ", ".join(_Written.model_fields),
        "dict_type": "rader med nyckel: värde",
        "string_type": "en text",
    }.get(kind, "ett helt tal från 1 till 1000")
