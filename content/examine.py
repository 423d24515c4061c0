"""Reads one plan folder, with everything that is wrong in it. Never raises for bad content."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from content.assembly import EDITIONS, assembled
from content.checks import broken_rules
from content.explain import explain
from content.findings import ContentError, Finding
from content.model import Law, Plan


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
    findings += broken_rules(plan, tree, _plan_name(folder.resolve()))
    return _with_law_words(plan), sorted(set(findings))


def _plan_name(folder: Path) -> str:
    """What a plan in this folder is to be called: an edition lies two folders further down."""
    return folder.parent.parent.name if folder.parent.name == EDITIONS else folder.name


def _with_law_words(plan: Plan) -> Plan:
    """Each law with the plan's older wording of it, and where that stands."""
    return plan.model_copy(update={"laws": tuple(_worded(law, plan) for law in plan.laws)})


def _worded(law: Law, plan: Plan) -> Law:
    for words in plan.law_words:
        if words.law == law.id:
            source = f"{law.source}; {words.source}"
            return law.model_copy(update={"plan_says": words.plan_says, "source": source})
    return law
