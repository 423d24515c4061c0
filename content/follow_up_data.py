"""What a plan counts of the pupils that a support team has worked with: when the support begins, and ends."""

from __future__ import annotations

from typing import Literal

from content.base import Model, Sourced
from content.guides.model import Condition

Known = Literal["", "school", "grade", "absence_at_beginning", "absence_at_end", "change", "weeks"]
"""What the program knows without asking anybody."""


class Counted(Sourced):
    """How many pupils there are of each kind: by what the program knows, or by an answer in a guide."""

    id: str
    text: str
    at: Literal["beginning", "end"]
    """Which pupils: those for whom the support began within the period, or ended."""
    shows: Known = ""
    guide: str = ""
    question: str = ""


class Round(Model):
    """A guide that has been gone through, with those answers. `when` empty: whatever was answered."""

    guide: str
    when: tuple[Condition, ...] = ()


class FollowUpData(Sourced):
    """`begins`: the guide that begins the support. `ends`: the one that ends it."""

    name: str
    about: str
    begins: Round
    ends: Round
    bands: tuple[int, ...] = (5, 15, 30, 50)
    """Percent of absence: up to and with the first, over it up to the second, and so on."""
    changed: int = 5
    """Percentage points, at least, that are a change."""
    counts: tuple[Counted, ...]
