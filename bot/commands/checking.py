"""`narvarolots check`, `content check` and `plan show`."""

from __future__ import annotations

from pathlib import Path

import typer

from bot.checks import run_checks
from content.inspect import check, render_findings
from content.loader import PLANS, PlanLibrary
from content.render import render_plan

_MARKS = {"ok": "ok", "warning": "OBS", "error": "FEL"}


def show_checks() -> None:
    """One line each. Exit 1 when something is wrong."""
    found = run_checks()
    for one in found:
        cure = f"  → {one.cure}" if one.cure else ""
        typer.echo(f"{_MARKS[one.level]:<4} {one.name}: {one.text}{cure}", err=True)
    if any(one.level == "error" for one in found):
        raise typer.Exit(1)


def check_content(folder: Path | None) -> None:
    folders = [folder] if folder else [PLANS / plan for plan in PlanLibrary().ids()]
    findings = [finding for one in folders for finding in check(one)]
    if findings:
        typer.echo(render_findings(findings), err=True)
        raise typer.Exit(1)
    typer.echo("Inget fel hittades.", err=True)


def show_plan(plan: str, step: int | None) -> None:
    try:
        typer.echo(render_plan(PlanLibrary().get(plan), step))
    except LookupError as error:
        typer.echo(str(error.args[0]), err=True)
        raise typer.Exit(1) from None
