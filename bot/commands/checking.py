"""`narvarolots check`, `content check` and `plan show`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import typer

from bot.clock import SystemClock
from bot.commands.output import columns, give, say

_MARKS = {"ok": "ok", "warning": "OBS", "error": "FEL"}


def show_checks() -> None:
    """One line each. Exit 1 when something is wrong."""
    from bot.checks import Check, run_checks

    def row(one: Check) -> Sequence[str]:
        return _MARKS[one.level], one.name, f"{one.text} → {one.cure}" if one.cure else one.text

    found = run_checks()
    for line in columns(map(row, found)):
        say(line, hang=5)
    wrong = sum(one.level == "error" for one in found)
    mind = sum(one.level == "warning" for one in found)
    say(f"\n{_sum(wrong, mind)}")
    if wrong:
        raise typer.Exit(1)


def _sum(wrong: int, mind: int) -> str:
    if wrong:
        return f"{wrong} fel att rätta: det står efter pilen hur."
    return f"Allt fungerar. {mind} att se över: det står efter pilen hur." if mind else "Allt är på plats."


def check_content(folder: Path | None) -> None:
    """Exit 1 when anything is found."""
    from content.inspect import check, render_findings
    from content.loader import PLANS, PlanLibrary

    folders = [folder] if folder else [PLANS / plan for plan in PlanLibrary().ids()]
    flawed = [(one, findings) for one in folders if (findings := check(one))]
    for one, findings in flawed:
        if folder is None:
            say(f"{one}:")
        say(render_findings(findings).rstrip())
    if flawed:
        raise typer.Exit(1)
    say(f"Inget fel hittades i {', '.join(one.name for one in folders)}.")


def show_plan(plan: str, step: int | None, on: date | None) -> None:
    """As it is on the day; None: today. Raises ContentError for a plan or a step that is not there."""
    from content.findings import ContentError, Finding
    from content.loader import PlanLibrary
    from content.render import render_plan

    editions, day = PlanLibrary().editions(plan), on or SystemClock().now().date()
    known = editions.on(day).plan
    steps = [one.number for one in known.steps]
    if step is not None and step not in steps:
        there_are = ", ".join(str(number) for number in steps)
        raise ContentError([Finding(plan, 0, f"Planen har inget steg {step}.", there_are)])
    for line in editions.told(day):
        say(line)
    give(render_plan(known, step).rstrip())
