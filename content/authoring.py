"""A municipality's own plan, begun from another's."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

from content.assembly import EDITIONS, FRAME
from content.base import DECISION_NEEDED
from content.checks.ids import is_id
from content.findings import ContentError, Finding
from content.loader import PLANS, PlanLibrary, load_plan

RECORDED = "recorded"
"""Conversations that are played as the first edition's guides are: they stay with it."""
_SOURCE = re.compile(r'source: ("?)([^"}\n]+)\1')


def new_plan(source: str, name: str, root: Path = PLANS) -> Path:
    """Copies the plan `source` to `name`, and leaves its settings to be decided. The new folder.

    Raises ContentError for a plan that is not there, a name that is taken or cannot be one."""
    load_plan(source, root)
    if not is_id(name):
        expected = "små bokstäver a–z, siffror, - och _"
        raise ContentError([Finding(name, 0, "Så kan en plan inte heta.", expected)])
    if (root / name).exists():
        raise ContentError([Finding(name, 0, "Den planen finns redan.", "ett namn som är ledigt")])
    building = root / f".{name}"
    shutil.rmtree(building, ignore_errors=True)
    shutil.copytree(root / source, building, ignore=shutil.ignore_patterns(EDITIONS, RECORDED))
    _rename(building / FRAME, source, name)
    _leave_to_be_decided(building / "settings.yaml")
    return building.rename(root / name)


def new_edition(plan_id: str, day: date, root: Path = PLANS) -> Path:
    """Copies the plan's newest edition to one that is valid from the day. The new folder.

    Raises ContentError for a plan that is not there, and for a day that is not after the newest one's."""
    newest = PlanLibrary(root).editions(plan_id).on()
    if day <= newest.plan.valid_from:
        what = f"Det finns redan en utgåva som gäller från {newest.plan.valid_from}."
        raise ContentError([Finding(plan_id, 0, what, "en senare dag")])
    folder = root / plan_id / EDITIONS / day.isoformat()
    if folder.exists():
        raise ContentError(
            [Finding(str(folder), 0, "Den utgåvan är påbörjad.", "en annan dag, eller skriv vidare")]
        )
    building = folder.with_name(f".{folder.name}")
    shutil.rmtree(building, ignore_errors=True)
    shutil.copytree(newest.folder, building, ignore=shutil.ignore_patterns(EDITIONS, RECORDED))
    _date(building / FRAME, day)
    return building.rename(folder)


def _date(frame: Path, day: date) -> None:
    words = frame.read_text(encoding="utf-8")
    words = re.sub(r"(?m)^version:.*$", f"version: utgåvan från {day.isoformat()}", words)
    words = re.sub(r"(?m)^valid_from:.*$", f'valid_from: "{day.isoformat()}"', words)
    frame.write_text(words, encoding="utf-8")


def _rename(frame: Path, source: str, name: str) -> None:
    words = frame.read_text(encoding="utf-8")
    frame.write_text(re.sub(rf"(?m)^id: {re.escape(source)}$", f"id: {name}", words), encoding="utf-8")


def _leave_to_be_decided(settings: Path) -> None:
    """What another municipality has chosen is nobody's decision here."""
    if settings.exists():
        words = settings.read_text(encoding="utf-8")
        settings.write_text(_SOURCE.sub(f"source: {DECISION_NEEDED}", words), encoding="utf-8")
