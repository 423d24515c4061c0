"""Reads a plan folder into a `Plan`, or says everything that is wrong with it.

A plan is a folder of YAML files; plan.yaml holds the frame, and each other file one part, named as the
part is in the model. The steps are one file each, steps/1.yaml and on. The law is the same in every
plan and comes from the shared folder; a plan's law_words.yaml tells how the plan words it.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from content.checks import broken_rules
from content.explain import explain
from content.findings import ContentError, Finding
from content.model import Plan
from content.yamltree import Node, read_tree

PLANS = Path(__file__).parent / "plans"
SHARED = Path(__file__).parent / "shared"
FRAME = "plan.yaml"
PARTS = (
    "settings",
    "triggers",
    "first_contact",
    "documents",
    "definitions",
    "signs",
    "contacts",
    "resources",
    "laws",
    "law_words",
    "ladders",
)
NEEDED_PARTS = ("settings", "triggers", "first_contact")
SHARED_PARTS = ("laws", "contacts")
OTHER_FOLDERS = frozenset({"guides", "answers"})
"""Folders of a plan that other loaders read."""


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
    """Folders under `root` that hold a plan, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in root.glob(f"*/{FRAME}")))


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
        tree, findings = _assembled(folder)
    except ContentError as error:
        return None, list(error.findings)
    try:
        plan = Plan.model_validate_json(json.dumps(tree.plain()), strict=True)
    except ValidationError as error:
        return None, sorted(set(findings + _with_files(explain(error, Plan, tree))))
    findings += broken_rules(plan, tree, folder.resolve().name)
    return _with_law_words(plan), sorted(set(findings))


def _with_files(findings: list[Finding]) -> list[Finding]:
    """A part that is missing is told as the file that is missing."""
    parts = {f"Nyckeln {part} saknas.": part for part in NEEDED_PARTS}
    return [
        Finding(f"{parts[finding.what]}.yaml", 0, "Filen saknas.", "en fil med det namnet")
        if finding.file == FRAME and finding.what in parts
        else finding
        for finding in findings
    ]


def _assembled(folder: Path) -> tuple[Node, list[Finding]]:
    """Every file as one tree, shaped like the model. Raises ContentError when a file cannot be read."""
    findings = _strange_files(folder)
    failed: list[Finding] = []
    frame = _read(folder, FRAME, failed)
    keys = dict(frame.value) if frame and isinstance(frame.value, dict) else {}
    for part in PARTS:
        if (folder / f"{part}.yaml").exists() and (node := _read(folder, f"{part}.yaml", failed)):
            if part in keys:
                findings.append(_twice(keys[part], part))
            keys[part] = node
    keys["steps"] = _steps(folder, failed)
    if failed or frame is None:
        raise ContentError(findings + failed)
    if not isinstance(frame.value, dict):
        raise ContentError([Finding(FRAME, 1, "Filen är inte skriven som nycklar med värden.", "id: …")])
    tree = Node(FRAME, 1, keys)
    return _with_titles(_with_shared(tree)), findings


def _read(folder: Path, name: str, failed: list[Finding]) -> Node | None:
    try:
        return read_tree(folder / name, name)
    except ContentError as error:
        failed.extend(error.findings)
        return None


def _twice(node: Node, part: str) -> Finding:
    return Finding(node.file, node.line, f"Delen {part} står både här och i {part}.yaml.", "ett enda ställe")


def _steps(folder: Path, failed: list[Finding]) -> Node:
    names = sorted((f"steps/{path.name}" for path in (folder / "steps").glob("*.yaml")), key=_by_number)
    if not names:
        failed.append(Finding("steps", 0, "Planen har inga steg.", "filerna steps/1.yaml, steps/2.yaml …"))
    read = [_read(folder, name, failed) for name in names]
    return Node("steps", 0, [node for node in read if node])


def _by_number(name: str) -> tuple[int, str]:
    return (len(name), name)


def _strange_files(folder: Path) -> list[Finding]:
    known = {FRAME, "steps", *(f"{part}.yaml" for part in PARTS), *OTHER_FOLDERS}
    strange = [path.name for path in folder.iterdir() if path.name not in known and path.suffix != ".md"]
    return [
        Finding(name, 0, "Filen eller mappen hör inte till en plan.", f"någon av {', '.join(sorted(known))}")
        for name in strange
        if not name.startswith((".", "_"))
    ]


def _with_titles(tree: Node) -> Node:
    """`sources` in the file holds title, file and lines; the model also wants the titles by themselves."""
    keys = dict(tree.value) if isinstance(tree.value, dict) else {}
    sources = keys.pop("sources", None)
    if sources is None or not isinstance(sources.value, dict):
        return Node(tree.file, tree.line, keys if sources is None else {**keys, "sources": sources})
    titles = {
        number: node.value["title"]
        for number, node in sources.value.items()
        if isinstance(node.value, dict) and "title" in node.value
    }
    keys["source_files"] = sources
    keys["sources"] = Node(sources.file, sources.line, dict(titles))
    return Node(tree.file, tree.line, keys)


def _with_shared(tree: Node) -> Node:
    """Adds what is the same in every plan: the law as it stands now, and 112."""
    keys = dict(tree.value) if isinstance(tree.value, dict) else {}
    for part in SHARED_PARTS:
        shared = read_tree(SHARED / f"{part}.yaml", f"shared/{part}.yaml")
        own = keys.get(part, Node(f"{part}.yaml", 1, []))
        if isinstance(own.value, list) and isinstance(shared.value, list):
            keys[part] = Node(own.file, own.line, [*own.value, *shared.value])
    return Node(tree.file, tree.line, keys)


def _with_law_words(plan: Plan) -> Plan:
    """Each law with the plan's older wording of it, and where that stands."""
    words = {word.law: word for word in plan.law_words}
    laws = tuple(
        law.model_copy(
            update={"plan_says": words[law.id].plan_says, "source": f"{law.source}; {words[law.id].source}"}
        )
        if law.id in words
        else law
        for law in plan.laws
    )
    return plan.model_copy(update={"laws": laws})
