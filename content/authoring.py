"""A municipality's own plan, begun from another's."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from content.assembly import FRAME
from content.base import DECISION_NEEDED
from content.checks.ids import is_id
from content.findings import ContentError, Finding
from content.loader import PLANS, load_plan

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
    shutil.copytree(root / source, building)
    _rename(building / FRAME, source, name)
    _leave_to_be_decided(building / "settings.yaml")
    return building.rename(root / name)


def _rename(frame: Path, source: str, name: str) -> None:
    words = frame.read_text(encoding="utf-8")
    frame.write_text(re.sub(rf"(?m)^id: {re.escape(source)}$", f"id: {name}", words), encoding="utf-8")


def _leave_to_be_decided(settings: Path) -> None:
    """What another municipality has chosen is nobody's decision here."""
    if settings.exists():
        words = settings.read_text(encoding="utf-8")
        settings.write_text(_SOURCE.sub(f"source: {DECISION_NEEDED}", words), encoding="utf-8")
