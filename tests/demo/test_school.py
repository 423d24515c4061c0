"""The invented school: the same every time, nobody real, and files that the real import takes in."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

from bot.demo.absence import SchoolYear
from bot.demo.cast import STORIES
from bot.demo.days import BREAKS, CALENDAR, FIRST_ABSENCE, FIRST_DAY, LAST_DAY, morning_of, school_days
from bot.demo.files import write_absence, write_roster
from bot.demo.school import DOMAIN, School, build_school
from storage.database import Database
from storage.ingest import ImportSummary, import_files

FICTITIOUS = re.compile(
    r"070-174 06 (0[5-9]|[1-9]\d)|08-465 004 \d\d|031-390 06 \d\d|040-628 04 \d\d|0980-31 92 \d\d"
)
"""PTS: telephone numbers for use in books and films."""


def test_the_same_seed_gives_the_same_school(school: School, year: SchoolYear) -> None:
    again = build_school()
    assert again == school
    assert SchoolYear(again).export(FIRST_ABSENCE, LAST_DAY) == year.export(FIRST_ABSENCE, LAST_DAY)


def test_another_seed_gives_another(school: School) -> None:
    assert build_school(seed=1) != school


def test_it_has_twelve_classes_of_twenty_and_twelve_mentors(school: School) -> None:
    assert set(Counter(child.class_name for child in school.children).values()) == {20}
    assert len(school.children) == 240
    assert sum("mentor" in one.roles for one in school.adults) == 12
    assert sum("eht" in one.roles for one in school.adults) == 3
    assert sum("rektor" in one.roles for one in school.adults) == 1


def test_no_two_pupils_share_a_name_and_no_story_is_lost(school: School) -> None:
    names = Counter((child.first_name, child.last_name) for child in school.children)
    assert [name for name, count in names.items() if count > 1] == []
    assert {story.name for story in STORIES.values()} <= names.keys()


def test_nobody_can_be_called_or_written_to(school: School) -> None:
    phones = [phone for child in school.children for _, phone in child.guardians]
    assert phones
    assert [phone for phone in phones if not FICTITIOUS.fullmatch(phone)] == []
    assert all(one.email.endswith(f"@{DOMAIN}") for one in school.adults)
    assert DOMAIN.endswith(".example")


def test_every_guardian_has_a_number_of_their_own(school: School) -> None:
    phones = Counter(phone for child in school.children for _, phone in child.guardians)
    assert phones.most_common(1)[0][1] == 1


def test_every_file_is_taken_in_without_a_remark(
    sqlite_database: Database, year: SchoolYear, tmp_path: Path
) -> None:
    """The two protected pupils are counted and not stored; nothing else is left out."""
    past = import_files(
        sqlite_database,
        [
            *write_roster(year.school, tmp_path),
            write_absence(year.export(FIRST_ABSENCE, FIRST_DAY - timedelta(days=1)), tmp_path),
        ],
        now=morning_of(FIRST_ABSENCE),
    )
    assert (past.pupils, past.protected_pupils, past.breaks) == (238, 2, len(BREAKS))
    assert _remarks(past) == []
    assert past.protected_rows > 0


def test_the_rest_of_the_year_is_taken_in_without_a_remark(
    sqlite_database: Database, year: SchoolYear, tmp_path: Path
) -> None:
    import_files(sqlite_database, write_roster(year.school, tmp_path), now=morning_of(FIRST_DAY))
    rest = write_absence(year.export(FIRST_DAY, LAST_DAY), tmp_path)
    assert _remarks(import_files(sqlite_database, [rest], now=morning_of(FIRST_DAY))) == []


def _remarks(summary: ImportSummary) -> list[object]:
    """What an import says that somebody should look at."""
    found = [
        summary.outside_school_days,
        summary.unknown_teachers,
        summary.left_pupils,
        summary.announced_lessons,
    ]
    return [one for one in (*found, *(file.ignored_columns for file in summary.files)) if one]


def test_absence_is_what_a_school_has(year: SchoolYear) -> None:
    """Between three and nine percent, most of it announced."""
    rows = year.export(FIRST_ABSENCE, FIRST_DAY - timedelta(days=1))
    days = CALENDAR.school_days(FIRST_ABSENCE, FIRST_DAY - timedelta(days=1))
    minutes = Counter[str]()
    for row in rows:
        minutes[row.status] += row.absent
    offered = len(days) * len(year.school.children) * 5 * 55
    assert len(days) == 40
    assert 0.03 < minutes.total() / offered < 0.09
    assert minutes["anmäld"] > 5 * minutes["oanmäld"] > 0
    assert minutes["ledighet"] > 0
    assert minutes["sen"] > 0
    assert any(row.status == "ej_rapporterad" for row in rows)


def test_every_school_day_has_a_row_so_that_its_attendance_counts(year: SchoolYear) -> None:
    assert [day for day in school_days() if not year.export(day, day)] == []


def test_a_night_says_nothing_of_days_to_come(year: SchoolYear) -> None:
    for day in school_days()[40:60]:
        assert all(row.day <= day for row in year.export(day, day))


def test_what_is_announced_late_stands_as_unreported_until_then(year: SchoolYear) -> None:
    child = year.school.child("8A", 18)
    [beat] = STORIES["8A", 18].beats
    that_night = {row.status for row in year.export(beat.first, beat.first) if row.ref == child.ref}
    next_day = CALENDAR.add_school_days(beat.first, 1)
    next_night = {row.status for row in year.export(next_day, next_day) if row.ref == child.ref}
    assert (that_night, next_night) == ({"oanmäld"}, {"anmäld"})
