"""What a person has not looked at yet. Kept while the server runs: it is a training room's convenience."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.platforms.local.memory import GONE, Trace, person
from bot.platforms.local.people import Person
from handlers.vocabulary import Place


class ReadMarks:
    """How far each person has read in each conversation, as change numbers."""

    def __init__(self) -> None:
        self._marks: dict[tuple[int, Place], int] = {}

    def read(self, staff_id: int, place: Place, up_to: int) -> bool:
        """Whether the mark moved."""
        before = self._marks.get((staff_id, place), 0)
        self._marks[staff_id, place] = max(before, up_to)
        return up_to > before

    def unread(self, people: Iterable[Person], traces: Iterable[Trace]) -> Counter[tuple[int, Place]]:
        """(Staff.id, conversation) → number of messages changed since the person looked there."""
        standing: dict[Place, list[Trace]] = {}
        for trace in traces:
            place = Place(channel=trace.channel) if trace.channel else Place(staff=trace.staff_id)
            standing.setdefault(place, []).append(trace)
        found: Counter[tuple[int, Place]] = Counter()
        for someone in people:
            for conversation in someone.conversations:
                mark = self._marks.get((someone.id, conversation.place), 0)
                found[someone.id, conversation.place] = sum(
                    trace.changed > mark and trace.sender not in (person(someone.id), GONE)
                    for trace in standing.get(conversation.place, ())
                )
        return found
