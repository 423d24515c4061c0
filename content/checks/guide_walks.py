"""Every way through a guide, as far as ways differ: only answers that a condition looks at are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from content.guides.flow import Value, holds
from content.guides.model import (
    ChoiceQuestion,
    Condition,
    Guide,
    GuideQuestion,
    SeveralQuestion,
    YesNoQuestion,
)

MOST = 20_000
"""Ways to try before giving up; a guide for people has a few dozen."""
_ELSE = "…"
"""Any answer that no condition names."""
Step = tuple[str, str]


@dataclass
class Walks:
    """`taken`: (question, answer) on some way. `ended`: on some way that comes to an ending."""

    reached: set[str] = field(default_factory=set)
    taken: set[Step] = field(default_factory=set)
    ended: set[Step] = field(default_factory=set)
    endings: set[int] = field(default_factory=set)
    endless: tuple[Step, ...] | None = None
    """The first way found that no ending fits."""
    ways: int = 0

    @property
    def too_many(self) -> bool:
        return self.ways > MOST


def walks(guide: Guide) -> Walks:
    found, named = Walks(), _named(guide)
    _walk(guide, named, 0, {}, found)
    return found


def _named(guide: Guide) -> dict[str, set[str]]:
    """The questions that conditions look at, with the answers they name."""
    conditions: list[Condition] = [one for question in guide.questions for one in question.when]
    conditions += [one for ending in guide.endings for one in ending.when]
    named: dict[str, set[str]] = {}
    for condition in conditions:
        named.setdefault(condition.question, set()).update(condition.values)
    return named


def _walk(guide: Guide, named: dict[str, set[str]], at: int, values: dict[str, Value], found: Walks) -> None:
    if found.too_many:
        return
    for index in range(at, len(guide.questions)):
        question = guide.questions[index]
        if not all(holds(condition, values) for condition in question.when):
            continue
        found.reached.add(question.id)
        if question.id in named:
            for value in _values(question, named[question.id]):
                _walk(guide, named, index + 1, {**values, question.id: value}, found)
            return
    _end(guide, values, found)


def _values(question: GuideQuestion, named: set[str]) -> Iterator[Value]:
    if isinstance(question, YesNoQuestion):
        yield from ("yes", "no")
    elif isinstance(question, ChoiceQuestion):
        yield from (choice.id for choice in question.choices)
    elif isinstance(question, SeveralQuestion):
        yield from _subsets(question, named)
    else:
        yield _ELSE
    if not question.required:
        yield None


def _subsets(question: SeveralQuestion, named: set[str]) -> Iterator[Value]:
    told_apart = [choice.id for choice in question.choices if choice.id in named]
    rest = (_ELSE,) if len(told_apart) < len(question.choices) else ()
    for size in range(len(told_apart) + 1):
        for chosen in combinations(told_apart, size):
            if chosen or rest:
                yield chosen or rest


def _end(guide: Guide, values: dict[str, Value], found: Walks) -> None:
    found.ways += 1
    steps = tuple(
        (question, one)
        for question, value in values.items()
        for one in (value if isinstance(value, tuple) else (value or "hoppa över",))
    )
    found.taken.update(steps)
    for index, ending in enumerate(guide.endings):
        if all(holds(condition, values) for condition in ending.when):
            found.endings.add(index)
            found.ended.update(steps)
            return
    if found.endless is None:
        found.endless = steps
