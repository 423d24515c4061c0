"""How sure it is that a question is about our subject, and that the nearest answer answers it.

A weighed sum of eleven signs, made into a number from 0 to 1 (logistic). The weights come from the test
questions; that they hold is seen by leaving each set out in turn (python -m benchmarks.ask_weights).
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass, replace


@dataclass(frozen=True)
class Signs:
    """What is looked at. All from 0 to 1."""

    nearest: float
    """How near the nearest answer is."""
    other: float
    """How near the nearest question about something else is (content/answers/not_ours.yaml)."""
    ours: float
    """1: there is a word of the plan's own subject that is not a word of another."""
    how_many_ours: float
    """How many words of it, three or more being 1."""
    others: float
    """How many words are plainly of another subject, two or more being 1."""
    unknown: float
    """How much of the question nobody has ever asked with."""
    of_a_pupil: float
    """1: somebody is spoken of: "hon", "eleven"."""
    length: float
    """How many words say something, twelve or more being 1."""
    likelier: float = 0.5
    """How much likelier it is that someone with one of our questions wrote this: 1 wholly, 0 not at all."""
    close: float = 0.0
    """How much nearer than most the nearest answer is: almost as a way of asking is written."""

    meant: float = 0.5
    """How much nearer in meaning ours are than others; 0.5 too when that has not been looked at."""

    def at(self, nearness: float) -> Signs:
        """The same question, had that been how near the nearest answer was."""
        return replace(self, nearest=nearness, close=max(0.0, nearness - _CLOSE) / (1 - _CLOSE))


_CLOSE = 0.6


@dataclass(frozen=True)
class Weights:
    """`least`: what the weighed signs have to come to for it to be as likely as not."""

    signs: Signs
    least: float


BY_WORDS = Weights(Signs(2.1, -3.7, 1.2, 1.8, -2.3, -0.4, 1.5, 3.1, 6.2, 3.5, 0.0), 7.8)
WITH_MEANING = Weights(Signs(1.0, -5.0, 1.1, 1.7, -1.9, -0.4, 1.4, 2.9, 4.5, 2.4, 1.2), 7.0)
"""Nearness is another sum when meaning has been looked at too (handlers.ask.find)."""


def sureness(signs: Signs, weights: Weights = BY_WORDS) -> float:
    """From 0 to 1."""
    total = sum(sign * weight for sign, weight in zip(astuple(signs), astuple(weights.signs), strict=True))
    return 1 / (1 + math.exp(weights.least - total))
