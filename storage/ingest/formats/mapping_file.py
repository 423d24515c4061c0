"""A column mapping as its author writes it, checked word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from storage.ingest.formats.days import DayReader
from storage.ingest.formats.mapping_yaml import CURE, Keyed
from storage.ingest.formats.raw import tidy
from storage.ingest.formats.tables import tables
from storage.ingest.formats.words import STATUS_WORDS, StatusReader
from storage.ingest.frames import FileError, Kind

SEPARATORS = {"semikolon": ";", "komma": ",", "tabb": "\t"} | {mark: mark for mark in ";,\t"}
KINDS: Mapping[str, Kind] = {
    str(kind): kind for kind in (Kind.STAFF, Kind.PUPILS, Kind.BREAKS, Kind.SCHEDULE, Kind.ABSENCE)
}
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
    day_pattern(form)
    return form


_Heading = Annotated[str, _word_among(sorted(_HEADINGS))]


class WrittenMapping(BaseModel):
    """The mapping as its author writes it: Swedish keys, every value a text."""

    model_config = ConfigDict(extra="forbid")

    typ: Annotated[str, _word_among(KINDS)] | None = None
    kolumner: dict[_Heading, str] = Field(default_factory=dict)
    fasta: dict[_Heading, str] = Field(default_factory=dict)
    status: dict[str, Annotated[str, _word_among(STATUS_WORDS)]] = Field(default_factory=dict)
    datum: Annotated[str, AfterValidator(_day_form)] | None = None
    avskiljare: Annotated[str, _word_among(SEPARATORS)] | None = None
    blad: str | None = None
    rubrikrad: int | None = Field(default=None, ge=1, le=1000)


_DAY_PARTS = {"åååå": "(?P<year>[0-9]{4})", "mm": "(?P<month>[0-9]{1,2})", "dd": "(?P<day>[0-9]{1,2})"}


def day_pattern(form: str) -> re.Pattern[str]:
    """`dd/mm/åååå`: day, month and year in any order, with anything between."""
    parts = re.split(r"(åååå|mm|dd)", tidy(form.replace("Y", "å").replace("y", "å")))
    if sorted(part for part in parts if part in _DAY_PARTS) != sorted(_DAY_PARTS):
        raise ValueError("dd, mm och åååå, en gång var, till exempel dd/mm/åååå")
    return re.compile("".join(_DAY_PARTS.get(part) or re.escape(part) for part in parts))


def check_mapping(keyed: Keyed, place: str) -> WrittenMapping:
    """Raises FileError that names the line."""
    try:
        return WrittenMapping.model_validate(keyed.values)
    except ValidationError as errors:
        raise _refusal(place, errors, keyed) from None


def _refusal(place: str, errors: ValidationError, keyed: Keyed) -> FileError:
    first = errors.errors(include_url=False, include_input=False)[0]
    path = tuple(str(part) for part in first["loc"] if part != "[key]")
    line = next((keyed.lines[path[:depth]] for depth in (2, 1) if path[:depth] in keyed.lines), None)
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
        "extra_forbidden": "bara nycklarna " + ", ".join(WrittenMapping.model_fields),
        "dict_type": "rader med nyckel: värde",
        "string_type": "en text",
    }.get(kind, "ett helt tal från 1 till 1000")
