"""How a guide is walked: which questions are asked, which is next, and what a changed answer opens again.

Pure: a guide and what has been answered in, the next question out. Whoever keeps the answers keeps them
all, also those of questions that are not asked any longer: change the answer back, and they are there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from content.guides.model import Condition, Ending, Guide, GuideQuestion

Value = str | tuple[str, ...] | None
"""A choice's id, several ids, "yes" or "no", an ISO date, a whole number, a text; None: skipped."""


@dataclass(frozen=True)
class Answers:
    """What has been answered. `reopened`: to be asked again, because an answer it depends on changed."""

    given: Mapping[str, Value] = field(default_factory=dict)
    reopened: frozenset[str] = frozenset()

    def stands(self, question: str) -> bool:
        return question in self.given and question not in self.reopened


def path(guide: Guide, answers: Answers) -> tuple[GuideQuestion, ...]:
    """The questions asked, given the answers that stand, in order."""
    asked: list[GuideQuestion] = []
    known: dict[str, Value] = {}
    waiting: set[str] = set()
    for question in guide.questions:
        if all(one.question not in waiting and holds(one, known) for one in question.when):
            asked.append(question)
            if answers.stands(question.id):
                known[question.id] = answers.given[question.id]
            else:
                waiting.add(question.id)
    return tuple(asked)


def standing(guide: Guide, answers: Answers) -> dict[str, Value]:
    """The answers that count: of questions that are asked, in order; skipped ones are None."""
    return {one.id: answers.given[one.id] for one in path(guide, answers) if answers.stands(one.id)}


def next_question(guide: Guide, answers: Answers) -> GuideQuestion | None:
    """The first without an answer that stands. None: the guide is done."""
    return next((one for one in path(guide, answers) if not answers.stands(one.id)), None)


def question_before(guide: Guide, answers: Answers, question_id: str) -> GuideQuestion | None:
    """The question asked just before this one."""
    asked = path(guide, answers)
    earlier = asked[: _place(asked, question_id)]
    return earlier[-1] if earlier else None


def progress(guide: Guide, answers: Answers, question_id: str) -> tuple[int, int]:
    """The question's number and how many there may be, as far as the answers tell: (4, 11).

    What depends on an answer that is not given yet is counted, so the end comes sooner than was said, not
    later."""
    asked = path(guide, answers)
    return min(_place(asked, question_id) + 1, len(asked)), len(asked) + _may_come(guide, answers, asked)


def _may_come(guide: Guide, answers: Answers, asked: tuple[GuideQuestion, ...]) -> int:
    """How many more may be asked, of those that depend on what is still to be answered."""
    on_path = {one.id for one in asked}
    known = {name: answers.given[name] for name in on_path if answers.stands(name)}
    waiting, more = on_path - known.keys(), 0
    for question in guide.questions:
        if question.id in on_path or not question.when:
            continue
        if all(one.question in waiting or holds(one, known) for one in question.when):
            waiting.add(question.id)
            more += 1
    return more


def answered(guide: Guide, answers: Answers, question_id: str, value: Value) -> Answers:
    """The answers with this one in place. A changed one opens those again that depend on it."""
    changed = question_id in answers.given and answers.given[question_id] != value
    reopened = answers.reopened - {question_id}
    given = {**answers.given, question_id: value}
    if changed:
        reopened |= {one for one in dependents(guide, question_id) if one in given}
    return replace(answers, given=given, reopened=reopened)


def dependents(guide: Guide, question_id: str) -> frozenset[str]:
    """The questions whose asking depends on this one's answer, directly or by way of another."""
    found = {question_id}
    for question in guide.questions:
        if any(condition.question in found for condition in question.when):
            found.add(question.id)
    return frozenset(found - {question_id})


def ending(guide: Guide, answers: Answers) -> Ending | None:
    """The first ending that fits; None only in a guide that the inspector would refuse."""
    counted = standing(guide, answers)
    return next(
        (one for one in guide.endings if all(holds(condition, counted) for condition in one.when)), None
    )


def holds(condition: Condition, values: Mapping[str, Value]) -> bool:
    value = values.get(condition.question)
    if condition.answered is not None:
        return (value is not None) == condition.answered
    if value is None:
        return False
    chosen = value if isinstance(value, tuple) else (value,)
    if condition.is_not:
        return condition.is_not not in chosen
    return any(one in chosen for one in condition.values)


def _place(asked: tuple[GuideQuestion, ...], question_id: str) -> int:
    return next((number for number, one in enumerate(asked) if one.id == question_id), len(asked))
