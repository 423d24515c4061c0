"""Presses that are answered to the presser alone, by a form or by words that are not kept.

A platform that has to open a dialog before it knows the answer (Teams) asks here. A press that is not
listed works all the same: its answer then stands in the place of the message until it is closed.
"""

from __future__ import annotations

from handlers.ask.cards import CALL, ENTRY, PUPIL
from handlers.ask.consulting import CONSULT
from handlers.worry import WORRY

ASIDES = frozenset(
    {
        WORRY,
        ENTRY,
        CALL,
        PUPIL,
        CONSULT,
        "guide.write",
        "guide.consents",
        "guide.withdraw",
        "guide.restore",
        "not_needed.ask",
        "measures.ask",
        "hold.ask",
        "close.ask",
        "raise.ask",
        "think_of",
    }
)
