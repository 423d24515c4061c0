"""The weights of handlers/ask/sure.py, from the test questions, each set left out in turn.

Run: python -m benchmarks.ask_weights. It prints, for each set, how many of its own questions are held for
ours and how many others are refused by weights from all the other sets; then the weights from all of them.
"""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.ask import PLAN, Asked, all_questions
from content.knowledge_files import load_knowledge
from handlers.ask.find import Finder
from handlers.worry import sounds_worried

Rows = NDArray[np.float64]
REFUSED_COUNTS = 1.2
"""How much more a question about something else weighs than one of ours."""
ROUNDS, RIDGE = 60, 1.0


def signs_of(finder: Finder, questions: list[str], ours: bool, meaning: bool) -> Rows:
    """One row a question: its signs, 1 for the constant, and whether it is ours."""
    asked = (one for one in questions if not sounds_worried(one))
    return np.array([(*astuple(finder.signs(one, meaning=meaning)), 1.0, float(ours)) for one in asked])


def fitted(rows: Rows) -> Rows:
    """Logistic regression by Newton's method, both kinds weighing alike however many they are."""
    signs, ours = rows[:, :-1], rows[:, -1]
    share = np.where(ours == 1, 1 / ours.sum(), REFUSED_COUNTS / (1 - ours).sum()) * len(rows) / 2
    weights: Rows = np.zeros(signs.shape[1])
    ridge = RIDGE * np.eye(len(weights))
    for _ in range(ROUNDS):
        sure = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ ((sure - ours) * share) + RIDGE * np.r_[weights[:-1], 0]
        bend = (signs * (sure * (1 - sure) * share)[:, None]).T @ signs + ridge
        weights = weights - np.linalg.solve(bend, slope)
    return weights


def main() -> None:
    finder = Finder(load_knowledge(PLAN))
    for name, meaning in (("BY_WORDS", False), ("WITH_MEANING", True)):
        print(name)
        _fit({name: _rows(finder, asked, meaning) for name, asked in all_questions().items()})


def _rows(finder: Finder, asked: Asked, meaning: bool) -> Rows:
    ours = signs_of(finder, list(asked.on_topic), True, meaning)
    return np.concatenate([ours, signs_of(finder, list(asked.off_topic), False, meaning)])


def _fit(sets: dict[str, Rows]) -> None:
    for left_out, rows in sets.items():
        weights = fitted(np.concatenate([other for name, other in sets.items() if name != left_out]))
        taken, ours = rows[:, :-1] @ weights > 0, rows[:, -1] == 1
        print(f"{left_out}: egna {taken[ours].mean():.1%}, avböjda {(~taken[~ours]).mean():.1%}")
    print(np.round(fitted(np.concatenate(list(sets.values()))), 1))


if __name__ == "__main__":
    main()
