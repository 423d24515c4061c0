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
        *(WORRY, CONSULT, ENTRY, CALL, PUPIL, "think_of", "documents", "meeting.calendar"),
        *("not_needed.ask", "measures.ask", "hold.ask", "close.ask", "raise.ask", "task.ask"),
        *("guide.write", "guide.consents", "guide.withdraw", "guide.restore"),
        *("eht.call.ask", "eht.back.ask", "eht.ask", "eht.answer.ask", "eht.propose", "measure.ask"),
        *("eht.details", "eht.read", "case.take", "handover.show", "transition.show"),
        *("decide.ask", "data.trust"),
    }
)
