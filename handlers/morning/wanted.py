"""What a morning wants to say, and the ladder that what waits too long climbs in school days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from content.model import PlanSettings
from handlers.morning.decide import Question
from handlers.morning.standing import Standing
from storage.tables import Case

OVERDUE = {"mentor": "overdue_mentor", "eht": "overdue_eht", "rektor": "overdue_rektor"}
"""The step's own work is not noted."""
NO_RESULT = {"mentor": "no_result_mentor", "eht": "no_result_eht", "rektor": "no_result_rektor"}
"""A meeting has been, and nobody has said how it went."""
NO_NEXT = {"mentor": "no_next_mentor", "eht": "no_next_eht", "rektor": "no_next_rektor"}
"""The work is noted, but nobody has set a day to follow it up."""
TASK_LATE = {"mentor": "task_late_owner", "eht": "task_late_eht", "rektor": "task_late_rektor"}
"""A task's day has passed; its owner is the first to be told."""
UNCLAIMED_REKTOR = "unclaimed_rektor"
"""EHT was asked to take the case, and nobody has."""
LADDERS = (OVERDUE, NO_RESULT, NO_NEXT, TASK_LATE)


@dataclass(frozen=True)
class Wanted:
    """A row of `due` that is to be there after the morning. `silent`: noted, but not said."""

    kind: str
    subject: str
    on: date
    school_id: int
    silent: bool = False


def of_case(kind: str, case: Standing, on: date) -> Wanted:
    return Wanted(kind, f"case:{case.id}", on, case.school_id)


def rungs(settings: PlanSettings) -> dict[str, int]:
    """School days after the due day on which each rung is told, counted from the day after it."""
    return {
        "mentor": 0,
        "eht": settings.overdue_to_eht_school_days.value,
        "rektor": settings.overdue_to_rektor_school_days.value,
    }


def climb(kinds: Mapping[str, str], subject: str, due: date, case: Case, question: Question) -> list[Wanted]:
    """One rung at a time, each told once: the mentor when the day has passed, then EHT, then rektor."""
    days = question.calendars[case.school_id]
    return [
        Wanted(kinds[who], subject, due, case.school_id)
        for who, after in rungs(question.plan_of(case).settings).items()
        if question.on > days.add_school_days(due, after)
    ]


def lowest_rungs(wanted: Iterable[Wanted]) -> list[Wanted]:
    """Of each ladder only the lowest rung of those that nobody has been told: after a hold or a missed
    week the others follow, one a school day."""
    found: list[Wanted] = []
    climbed: set[tuple[int, str]] = set()
    for want in wanted:
        ladder = (_LADDER_OF.get(want.kind, -1), want.subject)
        if ladder not in climbed:
            found.append(want)
        if want.kind in _LADDER_OF:
            climbed.add(ladder)
    return found


_LADDER_OF = {kind: number for number, ladder in enumerate(LADDERS) for kind in ladder.values()}


def rung_kinds(who: str) -> frozenset[str]:
    """The kinds that tell this rung of something."""
    return frozenset(ladder[who] for ladder in LADDERS)
