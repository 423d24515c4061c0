"""Options that several commands share, and dates as they are written on the command line."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

import typer

FileFormat = Literal["auto", "vklass", "skola24"]
JsonOption = Annotated[bool, typer.Option("--json", help="Skriv JSON på standard ut.")]
ExplainedOption = Annotated[str | None, typer.Option(help="Frånvaron är förklarad: skälet.", metavar="SKÄL")]
_EXAMPLE = "Skriv datumet som 2026-11-23."
_SPAN_EXAMPLE = "Skriv dagarna som 2026-11-01..2026-11-20."
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}")


def day(written: str | None, option: str) -> date | None:
    """Raises typer.BadParameter (exit 2) for anything but a real day as 2026-11-23 or 20261123."""
    if written is None:
        return None
    if not _DAY.fullmatch(written):
        raise typer.BadParameter(_EXAMPLE, param_hint=option)
    try:
        return date.fromisoformat(written)
    except ValueError:
        told = f"Dagen {written} finns inte i almanackan. {_EXAMPLE}"
        raise typer.BadParameter(told, param_hint=option) from None


def span(written: str | None, option: str) -> tuple[date, date] | None:
    """Two days with ".." between them, both included. Raises typer.BadParameter, as `day`."""
    if written is None:
        return None
    first, _, last = written.partition("..")
    try:
        begins, ends = day(first, option), day(last, option)
    except typer.BadParameter as error:
        told = error.message.replace(_EXAMPLE, _SPAN_EXAMPLE)
        raise typer.BadParameter(told, param_hint=option) from None
    if begins is None or ends is None or ends < begins:
        raise typer.BadParameter(f"Den sista dagen är före den första. {_SPAN_EXAMPLE}", param_hint=option)
    return begins, ends
