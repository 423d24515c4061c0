"""Reads a plan folder into a `Plan`, or says everything that is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from content.assembly import FRAME, assembled
from content.checks import broken_rules
from content.explain import explain
from content.findings import ContentError, Finding
from content.model import Law, Plan

PLANS = Path(__file__).parent / "plans"


def load_plan(plan_id: str, root: Path = PLANS) -> Plan:
    """The plan in the folder `plan_id` under `root`. Raises ContentError with everything that is wrong."""
    if plan_id not in plan_ids(root):
        known = ", ".join(plan_ids(root)) or "inga planer"
        raise ContentError([Finding(plan_id, 0, "Det finns ingen plan med det namnet.", known)])
    plan, findings = examine(root / plan_id)
    if plan is None or findings:
        raise ContentError(findings)
    return plan


def plan_ids(root: Path = PLANS) -> tuple[str, ...]:
    """Folders under `root` that hold a plan, in alphabetical order. A hidden one is being made."""
    names = (path.parent.name for path in root.glob(f"*/{FRAME}"))
    return tuple(sorted(name for name in names if not name.startswith(".")))


class PlanLibrary:
    """The plans under one folder; each is read once."""

    def __init__(self, root: Path = PLANS) -> None:
        self.root = root
        self._ids: tuple[str, ...] | None = None
        self._plans: dict[str, Plan] = {}

    def ids(self) -> tuple[str, ...]:
        if self._ids is None:
            self._ids = plan_ids(self.root)
        return self._ids

    def get(self, plan_id: str) -> Plan:
        """Raises ContentError, as `load_plan`."""
        if plan_id not in self._plans:
            self._plans[plan_id] = load_plan(plan_id, self.root)
        return self._plans[plan_id]


def examine(folder: Path) -> tuple[Plan | None, list[Finding]]:
    """The plan, if it can be typed at all, and everything wrong with it. Never raises for bad content."""
    try:
        tree, findings = assembled(folder)
    except ContentError as error:
        return None, list(error.findings)
    except OSError:
        return None, [Finding(folder.name, 0, "Mappen går inte att läsa.", "en mapp som får läsas")]
    try:
        # By way of JSON: there strict means that "30" and true are no numbers, but a list is a tuple.
        plan = Plan.model_validate_json(json.dumps(tree.plain()), strict=True)
    except ValidationError as error:
        return None, sorted(set(findings + explain(error, Plan, tree)))
    findings += broken_rules(plan, tree, folder.resolve().name)
    return _with_law_words(plan), sorted(set(findings))


def _with_law_words(plan: Plan) -> Plan:
    """Each law with the plan's older wording of it, and where that stands."""
    return plan.model_copy(update={"laws": tuple(_worded(law, plan) for law in plan.laws)})


def _worded(law: Law, plan: Plan) -> Law:
    for words in plan.law_words:
        if words.law == law.id:
            source = f"{law.source}; {words.source}"
            return law.model_copy(update={"plan_says": words.plan_says, "source": source})
    return law
