"""Reads plan folders into `Plan`s, or says everything that is wrong with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from content.assembly import FRAME
from content.editions import Editions, read_editions
from content.examine import examine
from content.findings import ContentError, Finding
from content.model import Plan

PLANS = Path(__file__).parent / "plans"


def load_plan(plan_id: str, root: Path = PLANS) -> Plan:
    """The plan in the folder `plan_id` under `root`: its first edition (`content.editions` reads them all).

    Raises ContentError with everything that is wrong."""
    must_be_there(plan_id, root)
    plan, findings = examine(root / plan_id)
    if plan is None or findings:
        raise ContentError(findings)
    return plan


def must_be_there(plan_id: str, root: Path = PLANS) -> None:
    """Raises ContentError, with the plans there are, for one that is not among them."""
    if plan_id not in plan_ids(root):
        known = ", ".join(plan_ids(root)) or "inga planer"
        raise ContentError([Finding(plan_id, 0, "Det finns ingen plan med det namnet.", known)])


def plan_ids(root: Path = PLANS) -> tuple[str, ...]:
    """Folders under `root` that hold a plan, in alphabetical order. A hidden one is being made."""
    names = (path.parent.name for path in root.glob(f"*/{FRAME}"))
    return tuple(sorted(name for name in names if not name.startswith(".")))


class PlanLibrary:
    """The plans under one folder; each is read once, with all its editions."""

    def __init__(self, root: Path = PLANS) -> None:
        self.root = root
        self._ids: tuple[str, ...] | None = None
        self._editions: dict[str, Editions] = {}

    def ids(self) -> tuple[str, ...]:
        if self._ids is None:
            self._ids = plan_ids(self.root)
        return self._ids

    def get(self, plan_id: str, on: date | None = None) -> Plan:
        """As it is valid on the day; None: the newest edition. Raises ContentError, as `editions`."""
        return self.editions(plan_id).on(on).plan

    def editions(self, plan_id: str) -> Editions:
        """Raises ContentError for a plan that is not there, and with all that is wrong in one that cannot be
        used; only the last edition may have faults, and is left out."""
        if plan_id not in self._editions:
            must_be_there(plan_id, self.root)
            # Two threads may read at once; all are to have the same plans in their hands.
            self._editions.setdefault(plan_id, read_editions(self.root / plan_id))
        return self._editions[plan_id]
