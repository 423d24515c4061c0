"""Every fact has a source that exists."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.flaw import Flaw, Path, models
from content.model import Plan, Sourced
from content.sources import FORM, outside


def source_flaws(plan: Plan) -> Iterator[Flaw]:
    for path, fact in models(plan):
        if isinstance(fact, Sourced):
            yield from _flawed((*path, "source"), fact.source, plan)


def _flawed(path: Path, source: str, plan: Plan) -> Iterator[Flaw]:
    if not source.strip():
        yield Flaw(path, "Uppgiften saknar källa.", FORM)
        return
    try:
        wrong = outside(source, plan.source_files)
    except ValueError as error:
        yield Flaw(path, str(error), FORM)
        return
    if wrong:
        yield Flaw(path, wrong, "rader som finns i en källa under sources i plan.yaml")
