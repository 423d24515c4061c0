"""What an author of a guide gets wrong is named with file, line and cure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from content.examine import examine
from tests.content.conftest import Draft, draft

__all__ = ["draft"]
FILE = "guides/prov.yaml"
HEAD = """id: prov
name: Prov
button: Starta
about: Ett prov.
steps: [2]
offered: true
source: lokal tolkning
areas:
  - {id: one, name: Ett, about: Det första.}
"""
GOOD = f"""{HEAD}questions:
  - id: first
    kind: choice
    area: one
    text: Vilket?
    required: true
    choices: [{{id: yes, text: Ja}}, {{id: maybe, text: Kanske}}]
    source: lokal tolkning
  - id: second
    kind: yes_no
    text: Säkert?
    when: {{question: first, is: maybe}}
    source: lokal tolkning
  - id: meeting
    kind: date
    text: När?
    school_day: true
    suggest_weeks: 2
    within_weeks: 2
    sets: follow_up
    source: lokal tolkning
endings:
  - text: Klart.
"""


@dataclass(frozen=True)
class Mistake:
    """`old` becomes `new`; the finding stands `below` lines under it and says each of `words`."""

    name: str
    old: str
    new: str
    words: tuple[str, ...]
    below: int = 0


MISTAKES = (
    Mistake("unknown question", "question: first, is", "question: fisrt, is", ("fisrt", "first")),
    Mistake("unknown answer", "is: maybe}", "is: kanske}", ("kanske", "maybe")),
    Mistake("two operators", "is: maybe}", "is: maybe, answered: true}", ("enda jämförelse",)),
    Mistake("no operator", ", is: maybe}", "}", ("enda jämförelse",)),
    Mistake(
        "a later question", "question: first, is: maybe", "question: meeting, answered: true", ("senare",)
    ),
    Mistake("itself", "question: first, is: maybe", "question: second, is: maybe", ("senare",)),
    Mistake("id twice", "id: second", "id: first", ("två gånger",)),
    Mistake("choice twice", "{id: maybe, ", "{id: yes, ", ("två gånger",)),
    Mistake("no source", "    source: lokal tolkning\n  - id: second", "  - id: second", ("källa",), -6),
    Mistake("unknown area", "area: one", "area: two", ("two",)),
    Mistake("unknown step", "steps: [2]", "steps: [9]", ("Steg 9",)),
    Mistake("unknown document", "steps: [2]", "steps: [2]\ndocument: blankett", ("blankett",), 1),
    Mistake("a follow-up too late", "within_weeks: 2", "within_weeks: 8", ("8 veckor", "2")),
    Mistake("a suggestion too late", "suggest_weeks: 2", "suggest_weeks: 3", ("3 veckor",)),
    Mistake("unknown kind", "kind: yes_no", "kind: maybe", ("kind",), -1),
    Mistake("one choice", ", {id: maybe, text: Kanske}]", "]", ("att välja",)),
    Mistake("unknown key", "school_day: true", "skoldag: true", ("skoldag", "okänd")),
    Mistake(
        "no end", "  - text: Klart.", "  - {text: Klart., when: {question: first, is: yes}}", ("slut",), -1
    ),
    Mistake(
        "an end nobody comes to",
        "  - text: Klart.",
        "  - text: Klart.\n  - {text: Slut., when: {question: first, is: yes}}",
        ("aldrig",),
        1,
    ),
)


def findings_of(draft: Draft, text: str) -> list[tuple[str, int, str]]:
    (draft.folder / FILE).write_text(text, "utf-8")
    return [(one.file, one.line, str(one)) for one in examine(draft.folder)[1]]


def test_a_good_guide_has_nothing_to_mend(draft: Draft) -> None:
    assert findings_of(draft, GOOD) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_found_where_it_is(draft: Draft, mistake: Mistake) -> None:
    assert GOOD.count(mistake.old) >= 1
    line = GOOD[: GOOD.index(mistake.old)].count("\n") + 1 + mistake.below
    found = findings_of(draft, GOOD.replace(mistake.old, mistake.new, 1))
    assert any(
        file == FILE and at == line and all(word in words for word in mistake.words)
        for file, at, words in found
    ), (line, found)


def test_a_guide_that_nobody_can_start_is_found(draft: Draft) -> None:
    found = findings_of(draft, GOOD.replace("offered: true\n", ""))
    assert [(at, "prov" in words) for _, at, words in found] == [(1, True)]


def test_a_choice_made_beforehand_that_is_not_there_is_found(draft: Draft) -> None:
    several = GOOD.replace("kind: choice", "kind: several\n    usual: [yes, perhaps]")
    line = several[: several.index("usual")].count("\n") + 1
    assert any(at == line and "perhaps" in words for _, at, words in findings_of(draft, several))


def test_a_trigger_that_names_a_guide_that_is_not_there_is_found(draft: Draft) -> None:
    line = draft.change("triggers.yaml", "guide: aterkommande-anmald", "guide: aterkommande-anmaldd")
    assert ("triggers.yaml", line) in [(one.file, one.line) for one in draft.findings()]


UNREACHABLE = """  - id: never
    kind: yes_no
    text: Når någon hit?
    when:
      - {question: first, is: yes}
      - {question: second, is: "yes"}
    source: lokal tolkning
"""


def test_a_question_nobody_can_come_to_is_found(draft: Draft) -> None:
    text = GOOD.replace("endings:", f"{UNREACHABLE}endings:")
    line = text[: text.index("    when:\n      - {question: first, is: yes}")].count("\n") + 1
    assert any(at == line and "never" in words for _, at, words in findings_of(draft, text))


def test_a_choice_that_nothing_follows_from_is_found(draft: Draft) -> None:
    text = GOOD.replace("  - text: Klart.", '  - {text: Klart., when: {question: first, is: "yes"}}')
    found = [words for _, _, words in findings_of(draft, text)]
    assert any("maybe" in words and "följer" in words for words in found)


def test_a_follow_up_is_measured_against_its_own_plan(draft: Draft) -> None:
    """Step 3's measures are tried for three weeks, so three weeks is no mistake there."""
    text = GOOD.replace("steps: [2]", "steps: [3]").replace("within_weeks: 2", "within_weeks: 3")
    assert findings_of(draft, text) == []


def test_an_action_that_names_a_guide_that_is_not_there_is_found(draft: Draft) -> None:
    line = draft.change("steps/2.yaml", "guide: enkel-kartlaggning", "guide: enkel-kartlagning")
    found = [(one.file, one.line) for one in draft.findings()]
    assert ("steps/2.yaml", line) in found


def test_whatever_stands_in_the_file_it_is_findings_and_no_traceback(draft: Draft) -> None:
    for text in ("", "[]", "x", "id: [", "questions: 3", f"{HEAD}questions: [3]\nendings: {{}}\n", "when: 3"):
        assert findings_of(draft, text)


def test_a_recorded_conversation_is_no_guide(draft: Draft) -> None:
    assert list(Path(draft.folder / "guides" / "recorded").glob("*.yaml"))
    assert draft.findings() == []
