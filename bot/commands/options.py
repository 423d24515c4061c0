"""Options that several commands share, and dates as they are written on the command line."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

import typer

JsonOption = Annotated[bool, typer.Option("--json", help="Skriv JSON på standard ut.")]
ExplainedOption = Annotated[str | None, typer.Option(help="Frånvaron är förklarad: skälet.", metavar="SKÄL")]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}")


def day(written: str | None, option: str) -> date | None:
    """Raises typer.BadParameter (exit 2) for anything but 2026-11-23 or 20261123."""
    if written is None:
        return None
    try:
        if not _DAY.fullmatch(written):
            raise ValueError
        return date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter("Skriv datumet som 2026-11-23.", param_hint=option) from None


def span(written: str | None, option: str) -> tuple[date, date] | None:
    if written is None:
        return None
    first, dots, last = written.partition("..")
    begins, ends = day(first, option), day(last, option) if dots else None
    if begins is None or ends is None or ends < begins:
        raise typer.BadParameter("Skriv dagarna som 2026-11-01..2026-11-20.", param_hint=option)
    return begins, ends
