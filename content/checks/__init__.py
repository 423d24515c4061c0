"""What the types cannot say of a plan: references, reach, sources, and what every step must have."""

from __future__ import annotations

from content.checks.documents import document_flaws
from content.checks.flaw import Flaw
from content.checks.follow_up_data import follow_up_data_flaws
from content.checks.guides import guide_flaws
from content.checks.ids import folder_flaws, id_flaws
from content.checks.references import reference_flaws
from content.checks.sourced import source_flaws
from content.checks.steps import step_flaws
from content.checks.texts import text_flaws
from content.checks.triggers import trigger_flaws
from content.checks.year_wheel import address_flaws, file_flaws, year_flaws
from content.findings import Finding
from content.model import Plan
from content.yamltree import Node

_CHECKS = (
    id_flaws,
    reference_flaws,
    source_flaws,
    step_flaws,
    text_flaws,
    trigger_flaws,
    guide_flaws,
    document_flaws,
    year_flaws,
    address_flaws,
    follow_up_data_flaws,
)


def broken_rules(plan: Plan, tree: Node, folder: str) -> list[Finding]:
    """Every rule the plan breaks. `folder` is the name of its folder, which is the plan's id."""
    flaws = [flaw for check in _CHECKS for flaw in check(plan)]
    flaws += [*folder_flaws(plan, folder), *file_flaws(plan, tree)]
    return [_placed(flaw, tree) for flaw in flaws]


def _placed(flaw: Flaw, tree: Node) -> Finding:
    node = tree.at(flaw.path)
    return Finding(node.file, node.line, flaw.what, flaw.expected)
