"""Playing one script twice, in the oracle and in the real system, and saying where they part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tests.oracle.rules import Oracle
from tests.oracle.world import Outcome, Script, Step


class System(Protocol):
    """Anything a script can be played in."""

    def take(self, step: Step, upcoming: Script) -> Outcome:
        """`upcoming`: the steps after this one, for a system that needs to know what time it may be."""


@dataclass(frozen=True)
class Disagreement:
    """The step at which the two first differ."""

    index: int
    step: Step
    expected: Outcome
    got: Outcome

    @property
    def kind(self) -> tuple[type, bool, bool]:
        """What a smaller script must keep, so that shrinking does not slip to another disagreement."""
        return type(self.step), self.expected.refused, self.got.refused

    @property
    def pupils(self) -> set[str]:
        """Whom they disagree about, where that can be seen."""
        return {line.pupil for line in {*self.expected.lines} ^ {*self.got.lines}}


def first_disagreement(script: Script, system: System) -> Disagreement | None:
    oracle = Oracle()
    for index, step in enumerate(script):
        expected = oracle.take(step)
        got = system.take(step, script[index + 1 :])
        if expected != got:
            return Disagreement(index, step, expected, got)
    return None
