"""The oracle, rule by rule. Day 0 is Monday 2026-09-07; every seventh day is a Monday."""

from datetime import date

import pytest

from tests.oracle.rules import Oracle, over_limit, percent, uncertain
from tests.oracle.story import PUPIL, SCHOOL, Story, day, lesson, present
from tests.oracle.world import Break, Deed, Import, Morning, Pupil, SchemaLesson, Status

LEAVE, LATE, MISSING = Status.LEAVE, Status.LATE, Status.NOT_REGISTERED
ILL, GONE, THERE = Status.REPORTED, Status.UNREPORTED, Status.PRESENT


def opened_by_one_lesson(story: Story) -> None:
    """A case at step 1, opened on day 15 (a Tuesday)."""
    story.morning(14)
    story.lessons(lesson(14, GONE), *present(0, 14))
    assert story.triggers(15) == ("first_unreported",)


# Figures


@pytest.mark.parametrize(
    ("absent", "scheduled", "over", "shown"),
    [
        (15, 100, False, 15.0),
        (16, 100, True, 16.0),
        (151, 1000, True, 15.1),
        (25, 2000, False, 1.3),
        (0, 60, False, 0.0),
    ],
)
def test_over_is_strict_and_the_rate_is_rounded_half_up(
    absent: int, scheduled: int, over: bool, shown: float
) -> None:
    lessons = [lesson(0, GONE, absent, scheduled=scheduled)]
    assert (over_limit(lessons), percent(lessons)) == (over, shown)


def test_no_reported_minutes_is_no_rate() -> None:
    assert percent([lesson(0, MISSING, 0)]) is None
    assert not over_limit([lesson(0, MISSING, 0)])


def test_uncertain_is_strictly_more_than_a_fifth() -> None:
    missing = [lesson(0, MISSING, 0)]
    assert not uncertain(missing + [lesson(n, THERE, 0) for n in range(1, 5)])
    assert uncertain(missing + [lesson(n, THERE, 0) for n in range(1, 4)])


@pytest.mark.parametrize("status", [ILL, GONE, LEAVE, LATE])
def test_every_kind_of_absence_counts_in_the_rate(status: Status) -> None:
    assert percent([lesson(0, status, 30), lesson(1, THERE, 0)]) == 25.0


# first_unreported


def test_an_unseen_unreported_lesson_fires_once() -> None:
    story = Story()
    opened_by_one_lesson(story)
    assert story.triggers(16) == ()


@pytest.mark.parametrize("status", [ILL, LEAVE, LATE])
def test_other_absence_is_not_first_unreported(status: Status) -> None:
    story = Story()
    story.morning(14)
    story.lessons(lesson(14, status), *present(0, 14))
    assert story.triggers(15) == ()


def test_unreported_without_absent_minutes_does_not_fire() -> None:
    story = Story()
    story.lessons(lesson(0, GONE, 0))
    assert story.triggers(1) == ()


@pytest.mark.parametrize(("number", "fires"), [(7, False), (8, True), (14, True)])
def test_the_first_morning_ever_looks_back_seven_days(number: int, fires: bool) -> None:
    story = Story()
    story.lessons(lesson(number, GONE), *present(0, 14))
    assert (story.triggers(15) == ("first_unreported",)) is fires


def test_later_mornings_look_back_a_month() -> None:
    for number, fires in ((0, False), (1, True)):
        story = Story()
        story.morning(14)
        story.lessons(lesson(number, GONE), *present(1, 30))
        assert (story.triggers(31) == ("first_unreported",)) is fires


def test_a_lesson_seen_on_an_earlier_morning_is_old() -> None:
    story = Story()
    story.lessons(lesson(0, GONE), *present(0, 14))  # too old for the first morning, and then seen
    assert story.triggers(15) == ()
    assert story.triggers(16) == ()


def test_a_lesson_known_before_its_day_is_unseen_until_evaluated() -> None:
    story = Story()
    story.lessons(lesson(15, GONE), *present(0, 15))
    assert story.triggers(15) == ()
    assert story.triggers(16) == ("first_unreported",)


def test_a_lesson_that_arrives_late_is_unseen() -> None:
    story = Story()
    story.morning(15)
    story.lessons(lesson(7, GONE), *present(0, 15))
    assert story.triggers(16) == ("first_unreported",)


def test_a_lesson_turned_into_unreported_is_unseen() -> None:
    story = Story()
    story.lessons(lesson(7, ILL), *present(0, 15))
    story.morning(15)
    story.lessons(lesson(7, GONE))
    assert story.triggers(16) == ("first_unreported",)


def test_other_minutes_do_not_make_a_lesson_new() -> None:
    story = Story()
    story.lessons(lesson(0, GONE, 0), *present(0, 15))
    story.morning(15)
    story.lessons(lesson(0, GONE, 50))
    assert story.triggers(16) == ()


def test_a_dry_run_sees_nothing() -> None:
    story = Story()
    story.morning(14)
    story.lessons(lesson(14, GONE), *present(0, 14))
    first = story.oracle.take(Morning(day(15), dry_run=True))
    assert first.lines
    assert story.oracle.take(Morning(day(15))) == first


# recurring_reported


def test_three_occasions_in_three_weeks_fire() -> None:
    story = Story()
    story.lessons(*present(0, 20), lesson(1, ILL, 5), lesson(8, ILL, 5), lesson(10, ILL, 5))
    assert story.triggers(15) == ("recurring_reported",)


def test_days_in_a_row_are_one_occasion_also_over_a_weekend() -> None:
    story = Story()
    story.lessons(
        *present(0, 20), lesson(3, ILL, 5), lesson(4, ILL, 5), lesson(7, ILL, 5), lesson(10, ILL, 5)
    )
    assert story.triggers(15) == ()


def test_a_day_without_a_reported_lesson_does_not_break_an_occasion() -> None:
    story = Story()
    rows = [*present(0, 8), lesson(9, MISSING, 0, start="08:00"), *present(10, 20)]
    story.lessons(*rows, lesson(8, ILL, 5), lesson(10, ILL, 5), lesson(1, ILL, 5))
    assert story.triggers(15) == ()


@pytest.mark.parametrize(("number", "fires"), [(0, False), (1, True)])
def test_an_occasion_must_touch_the_last_21_days(number: int, fires: bool) -> None:
    story = Story()
    story.lessons(*present(0, 21), lesson(number, ILL, 5), lesson(8, ILL, 5), lesson(10, ILL, 5))
    assert (story.triggers(22) == ("recurring_reported",)) is fires


def test_leave_is_no_occasion() -> None:
    story = Story()
    story.lessons(*present(0, 14), lesson(1, LEAVE, 5), lesson(8, ILL, 5), lesson(10, ILL, 5))
    assert story.triggers(15) == ()


# problematic_rate


def test_the_rate_needs_ten_school_days() -> None:
    for last, fires in ((10, False), (11, True)):
        story = Story()
        story.lessons(*present(0, last), *[lesson(n, LEAVE) for n in range(5)])
        assert (story.triggers(14) == ("problematic_rate",)) is fires


def test_the_line_says_what_the_month_was() -> None:
    story = Story()
    story.lessons(*present(0, 11), *[lesson(n, LEAVE) for n in range(5)])
    line = story.morning(14)
    assert line is not None
    assert (line.triggers, line.rate_month, line.problematic) == (("problematic_rate",), 33.3, True)
    assert (line.case_step, line.step, line.mentors) == (None, 1, ("anna@skola.example",))


def test_several_triggers_are_told_in_alphabetical_order() -> None:
    story = Story()
    story.lessons(*present(0, 11), *[lesson(n, ILL) for n in (0, 2, 7)], lesson(11, GONE))
    assert story.triggers(14) == ("first_unreported", "problematic_rate", "recurring_reported")


# Steps 2 to 4


def test_absence_that_goes_on_for_two_weeks_is_step_two() -> None:
    story = Story()
    opened_by_one_lesson(story)
    story.lessons(*present(15, 28), *[lesson(n, ILL) for n in range(15, 20)])
    assert story.triggers(28) == ()
    line = story.morning(29)
    assert line is not None
    assert (line.triggers, line.case_step, line.step) == (("continued_absence",), 1, 2)


def test_the_rate_since_opening_does_not_look_before_it() -> None:
    story = Story()
    opened_by_one_lesson(story)
    story.lessons(*present(15, 28), *[lesson(n, ILL) for n in range(7, 12)])
    assert story.triggers(29) == ()


def test_a_case_without_measures_does_not_climb() -> None:
    story = Story()
    opened_by_one_lesson(story)
    story.person(Deed.RAISE, 15)
    story.lessons(*[lesson(n, ILL) for n in range(15, 60)])
    assert story.triggers(60) == ()


@pytest.mark.parametrize(("raises", "trigger", "weeks"), [(1, "still_high", 2), (2, "no_result", 3)])
def test_measures_that_did_not_help_are_the_next_step(raises: int, trigger: str, weeks: int) -> None:
    story = Story()
    opened_by_one_lesson(story)
    for _ in range(raises):
        story.person(Deed.RAISE, 15)
    story.person(Deed.MEASURES, 16, 16)
    story.lessons(*[lesson(n, ILL) for n in range(15, 40)])
    assert story.triggers(16 + 7 * weeks - 1) == ()
    assert story.triggers(16 + 7 * weeks) == (trigger,)


def test_measures_of_another_step_do_not_count() -> None:
    story = Story()
    opened_by_one_lesson(story)
    story.person(Deed.MEASURES, 15, 15)
    story.person(Deed.RAISE, 15)
    story.lessons(*[lesson(n, ILL) for n in range(15, 40)])
    assert story.triggers(35) == ()


def test_a_case_moved_back_waits_for_new_measures() -> None:
    story = Story()
    opened_by_one_lesson(story)
    story.person(Deed.RAISE, 15)
    story.person(Deed.MEASURES, 15, 15)
    story.person(Deed.RAISE, 15)
    story.person(Deed.LOWER, 15)
    story.lessons(*[lesson(n, ILL) for n in range(15, 40)])
    assert story.triggers(35) == ()


def test_a_held_case_waits_till_the_day_after() -> None:
    story = Story()
    opened_by_one_lesson(story)
    story.person(Deed.EXPLAINED, 15, 31)
    story.lessons(*[lesson(n, ILL) for n in range(15, 35)])
    assert story.triggers(31) == ()
    assert story.triggers(32) == ("continued_absence",)


def test_a_break_week_does_not_count() -> None:
    story = Story(Break(SCHOOL, day(21), day(25)))
    opened_by_one_lesson(story)
    story.lessons(*[lesson(n, ILL) for n in range(15, 40)])
    assert story.triggers(35) == ()
    assert story.triggers(36) == ("continued_absence",)


# Closing


def closed(story: Story) -> None:
    opened_by_one_lesson(story)
    assert story.person(Deed.CLOSE, 15, 16)


def test_after_a_closing_only_later_absence_counts() -> None:
    story = Story()
    closed(story)
    story.lessons(lesson(16, GONE, 30), *present(15, 16))
    assert story.triggers(17) == ()
    story.lessons(lesson(17, GONE, 30), *present(17, 17))
    line = story.morning(18)
    assert line is not None
    assert (line.triggers, line.rate_month, line.case_step) == (("first_unreported",), 25.0, None)


def test_a_reopened_case_goes_on_with_the_whole_month() -> None:
    story = Story()
    closed(story)
    assert story.person(Deed.REOPEN, 17)
    story.lessons(*present(15, 28), *[lesson(n, ILL) for n in range(15, 20)])
    line = story.morning(29)
    assert line is not None
    assert (line.triggers, line.rate_month) == (("continued_absence",), 19.2)  # 5 of 26 hours


def test_what_a_person_cannot_do_is_refused() -> None:
    story = Story()
    assert not story.person(Deed.RAISE, 1)
    assert not story.person(Deed.REOPEN, 1)
    opened_by_one_lesson(story)
    assert not story.person(Deed.LOWER, 15)
    assert not story.person(Deed.REOPEN, 15)


# Corrections


def test_an_untouched_case_is_withdrawn_when_its_lessons_are_gone() -> None:
    story = Story()
    opened_by_one_lesson(story)
    story.lessons(lesson(14, ILL))
    story.lessons(lesson(14, GONE))
    assert story.triggers(16) == ("first_unreported",)


def test_a_touched_case_is_kept() -> None:
    story = Story()
    opened_by_one_lesson(story)
    story.person(Deed.MEASURES, 15, 15)
    story.lessons(lesson(14, ILL))
    story.lessons(lesson(14, GONE))
    assert story.triggers(16) == ()


def test_one_lesson_left_keeps_the_case() -> None:
    story = Story()
    story.morning(14)
    story.lessons(lesson(14, GONE), lesson(14, GONE, start="10:00"), *present(0, 14))
    story.morning(15)
    story.lessons(lesson(14, ILL))
    assert story.oracle.schools[SCHOOL].pupils[PUPIL].open_case()


def test_a_lesson_left_out_of_a_complete_file_is_gone() -> None:
    story = Story()
    opened_by_one_lesson(story)
    story.lessons(*present(14, 14), replaces=(day(14), day(14)))
    assert not story.oracle.schools[SCHOOL].pupils[PUPIL].open_case()


def test_a_day_that_becomes_a_break_takes_its_lessons_along() -> None:
    story = Story()
    opened_by_one_lesson(story)
    story.oracle.take(Import(breaks=(Break(SCHOOL, day(14), day(14)),)))
    assert not story.oracle.schools[SCHOOL].pupils[PUPIL].open_case()


# Mornings


def test_the_same_date_again_gives_the_same_lines_after_an_import_too() -> None:
    story = Story()
    opened_by_one_lesson(story)
    story.lessons(lesson(14, ILL))
    assert story.triggers(15) == ("first_unreported",)
    assert story.triggers(16) == ()


def test_an_earlier_date_is_refused() -> None:
    story = Story()
    story.morning(15)
    assert story.oracle.take(Morning(day(14))).refused


def test_a_morning_without_school_does_nothing() -> None:
    story = Story()
    story.lessons(lesson(4, GONE))
    assert story.triggers(5) == ()
    assert story.triggers(7) == ("first_unreported",)


def test_a_pupil_who_has_left_is_silent() -> None:
    story = Story()
    story.lessons(lesson(0, GONE))
    story.oracle.take(Import(pupils=(Pupil("E2", SCHOOL, "7A"),)))
    assert story.triggers(1) == ()


def test_a_protected_pupil_is_erased() -> None:
    story = Story()
    story.lessons(lesson(0, GONE))
    story.oracle.take(Import(pupils=(Pupil(PUPIL, SCHOOL, "7A", protected=True), Pupil("E2", SCHOOL, "7A"))))
    story.oracle.take(Import(pupils=(Pupil(PUPIL, SCHOOL, "7A"),)))
    assert story.triggers(1) == ()


def test_attended_lessons_are_filled_in_between_the_files_dates() -> None:
    oracle = Oracle()
    schema = tuple(SchemaLesson("7A", n, "08:00", "09:00", day(0), day(100)) for n in range(5))
    oracle.take(Import(pupils=(Pupil(PUPIL, SCHOOL, "7A"),), schema=schema))
    oracle.take(Import(absence=(lesson(0, LATE, 10), lesson(3, GONE, 30))))
    (line,) = oracle.take(Morning(date(2026, 9, 14))).lines
    assert line.rate_month == 11.1  # 40 of 6 hours: nothing is filled in on the Friday
