"""What an author of a document gets wrong is named with file, line and cure."""

from __future__ import annotations

import re

import pytest

from tests.content.conftest import Draft, draft
from tests.project.source import ROOT

__all__ = ["draft"]
FILE = "documents.yaml"

MISTAKES = {
    "unknown guide": ("guide: enkel-kartlaggning", "guide: enkel-kartläggning", "enkel-kartlaggning"),
    "unknown question": ("questions: [measures, measures_from]", "questions: [measure]", "measures"),
    "unknown area": ("questions: [goal, goal_sign]", "areas: [goals]", "goals"),
    "condition on nothing": (
        "when: {question: voice_how, is: here}",
        "when: {question: voices, is: here}",
        "voice",
    ),
    "nobody's": ("  reader: appendix\n", "", "reader"),
    "sensitive elsewhere": ("shows: [figures, pattern]", "shows: [figures, sensitive]", "bilagan"),
    "a sensitive question elsewhere": (
        "questions: [measures, measures_from]",
        "questions: [health_more]",
        "bilagan",
    ),
    "a pupil's figures to everyone": ("shows: [support]", "shows: [support, figures]", "alla"),
    "a hole": ("{{ plan.settings.problematic.percent }}", "{{ plan.settings.problem }}", "fylla i"),
    "no such step": ("  steps: [3, 4]\n", "  steps: [3, 9]\n", "9"),
    "answers without a guide": ("      guide: forbered-mote\n", "", "guide"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found_where_it_stands(draft: Draft, name: str) -> None:
    old, new, word = MISTAKES[name]
    draft.change(FILE, old, new)
    found = draft.findings()
    assert found
    assert any(word in f"{one.what} {one.expected}" and one.file == FILE for one in found), found


def test_the_good_ones_have_nothing_to_mend(draft: Draft) -> None:
    assert draft.findings() == []


def test_the_example_in_the_documentation_can_be_used(draft: Draft) -> None:
    page = (ROOT / "docs" / "documents.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    assert example
    with (draft.folder / FILE).open("a", encoding="utf-8") as file:
        file.write(example[1])
    assert draft.findings() == []
