"""What an author may write short: one condition without a list, and choices the plan already has.

The choices are shared with the plan's step 1, so that a cause is called the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable

from content.yamltree import Node

_ENDS = {"closes", "explains"}
SHARED = ("causes", "reached", "participants")
Keys = dict[str, Node]
_Change = Callable[[Keys], Keys]


def written_out(guides: Node, first_contact: Node | None) -> Node:
    """The same guides with every `when` a list and each `choices_from` filled in (ids and texts only)."""
    plan = first_contact.value if first_contact is not None else None
    shared = plan if isinstance(plan, dict) else {}
    return _each(guides, lambda guide: _guide(guide, shared))


def documents_written_out(documents: Node) -> Node:
    """The same documents with every section's `when` a list."""
    return _each(documents, _document)


def _document(document: Keys) -> Keys:
    sections = document.get("sections")
    return document if sections is None else {**document, "sections": _each(sections, _with_list)}


def _guide(guide: Keys, shared: Keys) -> Keys:
    found = dict(guide)
    if "questions" in found:
        found["questions"] = _each(found["questions"], lambda one: _with_choices(_with_list(one), shared))
    if "endings" in found:
        found["endings"] = _each(found["endings"], _with_list)
    return found


def _with_list(part: Keys) -> Keys:
    when = part.get("when")
    if when is None or not isinstance(when.value, dict):
        return part
    return {**part, "when": Node(when.file, when.line, [when])}


def _with_choices(question: Keys, shared: Keys) -> Keys:
    wanted = question.get("choices_from")
    if wanted is None or "choices" in question or wanted.value not in SHARED:
        return question
    choices = shared.get(str(wanted.value))
    if choices is None:
        return question
    if "sets" not in question:
        choices = _going_on(choices)
    found = {**question, "choices": _each(choices, _kept(wanted))}
    usual = shared.get(f"usual_{wanted.value}")
    if usual is not None and "usual" not in question and _has_several(question):
        found["usual"] = Node(wanted.file, wanted.line, usual.value)
    return found


def _going_on(choices: Node) -> Node:
    """A question that does not set the case's cause cannot close it, or hold it, either."""
    if not isinstance(choices.value, list):
        return choices
    left = [one for one in choices.value if not (isinstance(one.value, dict) and _ENDS & one.value.keys())]
    return Node(choices.file, choices.line, left)


def _has_several(question: Keys) -> bool:
    kind = question.get("kind")
    return kind is not None and kind.value == "several"


def _kept(wanted: Node) -> _Change:
    """Placed where the guide asks for it: what is wrong with a choice itself is found in its own file."""
    return lambda choice: {
        key: Node(wanted.file, wanted.line, choice[key].value) for key in ("id", "text") if key in choice
    }


def _each(items: Node, change: _Change) -> Node:
    """A list of mappings, each changed. Anything else is left for the types to refuse."""
    if not isinstance(items.value, list):
        return items
    changed = [
        Node(one.file, one.line, change(one.value)) if isinstance(one.value, dict) else one
        for one in items.value
    ]
    return Node(items.file, items.line, list(changed))
