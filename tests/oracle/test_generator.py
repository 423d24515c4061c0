"""The random schools are worth something: they tell a rule from one that is nearly the same."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pytest

from tests.oracle import days, rules
from tests.oracle.generate import random_script
from tests.oracle.play import first_disagreement
from tests.oracle.rules import KnownLesson, Oracle, PupilMorning
from tests.oracle.show import show
from tests.oracle.shrink import shrink
from tests.oracle.world import Lesson, Outcome, Script, Status, Step

WORLDS = 250


@cache
def script(seed: int) -> Script:
    return random_script(Random(seed))


def outcomes(told: Script) -> list[Outcome]:
    oracle = Oracle()
    return [oracle.take(step) for step in told]


@cache
def right(seed: int) -> list[Outcome]:
    return outcomes(script(seed))


def _at_least(lessons: list[Lesson]) -> bool:
    absent, scheduled = rules.absent_and_scheduled(lessons)
    return scheduled > 0 and absent * 100 >= scheduled * 15


def _uncertain_at_least(lessons: list[Lesson]) -> bool:
    missing = sum(row.scheduled for row in lessons if row.status == Status.NOT_REGISTERED)
    return missing > 0 and missing * 100 >= sum(row.scheduled for row in lessons) * 20


def _uncertain_of_reported(lessons: list[Lesson]) -> bool:
    missing = sum(row.scheduled for row in lessons if row.status == Status.NOT_REGISTERED)
    return missing * 100 > sum(row.scheduled for row in rules.reported_lessons(lessons)) * 20


def _rounded(lessons: list[Lesson]) -> float | None:
    absent, scheduled = rules.absent_and_scheduled(lessons)
    return round(absent * 100 / scheduled, 1) if scheduled else None


def _every_day_an_occasion(lessons: list[Lesson]) -> list[list[date]]:
    ill = {row.day for row in lessons if row.status == Status.REPORTED and row.absent > 0}
    return [[day] for day in sorted(ill)]


def _always_new(self: Oracle, pupil: rules.KnownPupil, row: Lesson) -> None:
    pupil.lessons[row.day, row.start] = KnownLesson(row, self.imports)


def _never_new(self: Oracle, pupil: rules.KnownPupil, row: Lesson) -> None:
    before = pupil.lessons.get((row.day, row.start))
    pupil.lessons[row.day, row.start] = KnownLesson(row, before.became if before else self.imports)


def _seen_by_date(self: PupilMorning, row: Lesson) -> bool:
    return bool(self.school.mornings) and row.day <= self.school.mornings[-1].evaluated


def _seen_by_import(self: PupilMorning, row: Lesson) -> bool:
    became = self.pupil.lessons[row.day, row.start].became
    return bool(self.school.mornings) and became <= self.school.mornings[-1].imports


def _on_the_closing_day_too(self: PupilMorning, length: int) -> date:
    closing = self.pupil.latest_closing()
    first = self.days_back(length)
    return first if closing is None else max(first, closing)


def _calendar_weeks(self: days.SchoolDays, start: date, weeks: int) -> date:
    return start + weeks * days.WEEK


def _break_weeks_count(self: days.SchoolDays, start: date, weeks: int) -> date:
    day = start + weeks * days.WEEK
    while not self.is_school_day(day):
        day += days.DAY
    return day


def _withdraws_all(self: Oracle) -> None:
    for name, school in self.schools.items():
        for pupil in school.pupils.values():
            pupil.cases = [case for case in pupil.cases if case.closed or self._stands(name, pupil, case)]


def _all_must_stand(self: Oracle, school: str, pupil: rules.KnownPupil, case: rules.Case) -> bool:
    keys = [(event.trigger, key) for event in case.events for key in event.lessons]
    return all(self._still_counts(school, pupil, trigger, key) for trigger, key in keys)


def _since_without_month(self: PupilMorning, trigger: str, start: date | None, weeks: int) -> Any:
    if start is None or self.day < self.oracle.days(self.pupil.row.school).add_weeks(start, weeks):
        return []
    lessons = self.window(start)
    return [rules.event(trigger, rules.absences(lessons))] if rules.over_limit(lessons) else []


def _plain_month(self: PupilMorning) -> None:
    self.all = [known.row for known in self.oracle.lessons_of(self.pupil)]
    self.case = self.pupil.open_case()
    self.month = self.window(self.days_back(rules.MONTH))


MUTANTS: dict[str, tuple[object, str, object]] = {
    "15 % is enough": (rules, "over_limit", _at_least),
    "14 %": (rules, "RATE_LIMIT", 14),
    "20 % is uncertain": (rules, "uncertain", _uncertain_at_least),
    "uncertain of the reported": (rules, "uncertain", _uncertain_of_reported),
    "rounded half to even": (rules, "percent", _rounded),
    "a month of 29 days": (rules, "MONTH", 29),
    "a month of 31 days": (rules, "MONTH", 31),
    "three weeks of 20 days": (rules, "THREE_WEEKS", 20),
    "three weeks of 22 days": (rules, "THREE_WEEKS", 22),
    "a first week of 6 days": (rules, "FIRST_MORNING", 6),
    "a first week of 8 days": (rules, "FIRST_MORNING", 8),
    "two occasions": (rules, "MIN_OCCASIONS", 2),
    "four occasions": (rules, "MIN_OCCASIONS", 4),
    "nine school days": (rules, "MIN_SCHOOL_DAYS", 9),
    "eleven school days": (rules, "MIN_SCHOOL_DAYS", 11),
    "every day is an occasion": (rules, "occasions", _every_day_an_occasion),
    "unregistered lessons count": (rules, "reported_lessons", lambda lessons: lessons),
    "every import makes lessons new": (Oracle, "_take_lesson", _always_new),
    "a turned lesson is old": (Oracle, "_take_lesson", _never_new),
    "seen by its date alone": (PupilMorning, "seen", _seen_by_date),
    "seen by its import alone": (PupilMorning, "seen", _seen_by_import),
    "the closing day counts": (PupilMorning, "after_closing", _on_the_closing_day_too),
    "a month regardless of closings": (PupilMorning, "__post_init__", _plain_month),
    "weeks of seven days": (days.SchoolDays, "add_weeks", _calendar_weeks),
    "break weeks count": (days.SchoolDays, "add_weeks", _break_weeks_count),
    "since regardless of the month": (PupilMorning, "since", _since_without_month),
    "no corrections": (Oracle, "_withdraw", lambda self: None),
    "touched cases are withdrawn": (Oracle, "_withdraw", _withdraws_all),
    "one lesson gone is enough": (Oracle, "_stands", _all_must_stand),
    "no eves": (days, "free_eves", lambda year: set()),
    "no holidays": (days, "public_holidays", lambda year: set()),
    "nothing is filled in": (Oracle, "_filled_in", lambda self, pupil: []),
    "replacing forgets nothing": (Oracle, "_forget_missing", lambda *everything: None),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_random_schools_tell_the_rule_from_one_nearly_the_same(
    mutant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected: Callable[[int], list[Outcome]] = right
    for seed in range(WORLDS):
        expected(seed)
        with monkeypatch.context() as patch:
            patch.setattr(*MUTANTS[mutant])
            if outcomes(script(seed)) != expected(seed):
                return
    pytest.fail(f"{WORLDS} random worlds do not notice it")


def test_all_six_triggers_meet_the_random_schools() -> None:
    fired: Counter[str] = Counter()
    for seed in range(WORLDS):
        fired.update(
            trigger for outcome in right(seed) for line in outcome.lines for trigger in line.triggers
        )
    assert len(fired) == 6
    assert min(fired.values()) >= 10


def test_the_same_seed_writes_the_same_script() -> None:
    assert random_script(Random(7)) == random_script(Random(7))


class _Forgetful:
    """Differs from the oracle in one thing: it never tells of a case that climbs."""

    def __init__(self) -> None:
        self.oracle = Oracle()

    def take(self, step: Step, upcoming: Script) -> Outcome:
        outcome = self.oracle.take(step)
        return replace(outcome, lines=tuple(line for line in outcome.lines if line.step < 2))


def test_a_disagreement_is_shrunk_to_a_script_one_can_read() -> None:
    told = next(script(seed) for seed in range(WORLDS) if first_disagreement(script(seed), _Forgetful()))
    small = shrink(told, lambda smaller: first_disagreement(smaller, _Forgetful()) is not None, seconds=20)
    left = first_disagreement(small, _Forgetful())
    assert left is not None
    assert len(small) <= 6
    assert "oracle: " in show(small, left)
