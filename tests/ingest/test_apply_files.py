"""The five files of RULES.md, taken in: what is then visible, and what is refused."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from storage.database import Database
from storage.errors import StorageError
from storage.ingest import FileError, ImportOptions
from storage.tables import Guardian, Import, LessonStatus, Mentorship, Pupil, StaffRole
from tests.ingest.applying import (
    ANNA,
    BO,
    NOW,
    STAFF,
    Importer,
    absence_file,
    breaks_file,
    lesson,
    pupil,
    pupils_file,
    schedule_file,
    seen,
    stored_rows,
    visible_lessons,
)

TUESDAY, WEDNESDAY = date(2026, 11, 3), date(2026, 11, 4)
EIGHT = 8 * 60


def test_the_files_of_one_command_see_each_other_whatever_their_order(importing: Importer) -> None:
    summary = importing(
        absence_file(lesson("E1", "2026-11-03"), lesson("E2", "2026-11-04", status="sen")),
        schedule_file("7A;tisdag;08:00;09:00;Matematik;2026-08-17;2026-12-18"),
        breaks_file(";2026-v44;Höstlov"),
        pupils_file(pupil("E1"), pupil("E2")),
        STAFF,
    )
    after = seen(importing.database)
    assert summary.new_lessons == 2
    assert after.lessons["Norra", "E1", TUESDAY, EIGHT] == (9 * 60, 60, 60, LessonStatus.UNREPORTED)
    assert after.sums["Norra", "E1", TUESDAY] == (60, 60, 0, 0, 1, True)
    assert after.sums["Norra", "E2", TUESDAY] == (60, 0, 0, 0, 1, False)
    assert after.staff == {ANNA, BO}


def test_a_second_import_of_the_same_files_changes_nothing(importing: Importer) -> None:
    files = (
        STAFF,
        pupils_file(pupil("E1"), pupil("E2"), pupil("201102031234"), pupil("E4", protected="ja")),
        breaks_file(";2026-v44;Höstlov"),
        schedule_file("7A;tisdag;08:00;09:00;Matematik;2026-08-17;2026-12-18"),
        absence_file(lesson("E1", "2026-11-03"), lesson("E2", "2026-11-04", status="sen")),
    )
    importing(*files)
    before = stored_rows(importing.database)
    again = importing(*files)
    assert stored_rows(importing.database) == before
    assert (again.new_lessons, again.changed_lessons, again.unchanged_lessons) == (0, 0, 2)


def test_a_later_file_corrects_an_earlier_one(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("E1")), absence_file(lesson("E1", "2026-11-03")))
    summary = importing(absence_file(lesson("E1", "2026-11-03", status="anmäld")))
    after = seen(importing.database)
    assert summary.changed_lessons == 1
    assert after.sums["Norra", "E1", TUESDAY] == (60, 60, 0, 60, 1, False)


def test_lessons_missing_from_a_later_file_stay(importing: Importer) -> None:
    rows = [lesson("E1", "2026-11-03", start) for start in ("08:00", "09:00")]
    importing(STAFF, pupils_file(pupil("E1")), absence_file(*rows))
    importing(absence_file(rows[1]))
    assert len(seen(importing.database).lessons) == 2


def test_a_file_said_to_be_complete_takes_away_what_it_lacks(importing: Importer) -> None:
    rows = [lesson("E1", f"2026-11-{day:02}") for day in (3, 4, 5)]
    importing(STAFF, pupils_file(pupil("E1")), absence_file(*rows))
    complete = ImportOptions(replaces=(date(2026, 11, 4), date(2026, 11, 5)))
    summary = importing(absence_file(rows[2]), options=complete)
    assert summary.removed_lessons == 1
    assert {key[2].day for key in seen(importing.database).lessons} == {3, 5}
    assert {key[2].day for key in seen(importing.database).sums} == {3, 5}


def test_a_complete_file_leaves_other_schools_alone(importing: Importer) -> None:
    pupils = pupils_file(pupil("E1"), pupil("S1", school="Södra"))
    importing(STAFF, pupils, absence_file(lesson("E1", "2026-11-03"), lesson("S1", "2026-11-03")))
    complete = ImportOptions(replaces=(date(2026, 11, 2), date(2026, 11, 6)))
    importing(absence_file(lesson("E1", "2026-11-04")), options=complete)
    assert {key[:2] for key in seen(importing.database).lessons} == {("Norra", "E1"), ("Södra", "S1")}
    assert ("Norra", "E1", TUESDAY) not in seen(importing.database).sums


def test_a_row_outside_the_complete_dates_is_refused(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("E1")))
    complete = ImportOptions(replaces=(date(2026, 11, 2), date(2026, 11, 6)))
    with pytest.raises(FileError) as refusal:
        importing(absence_file(lesson("E1", "2026-11-03"), lesson("E1", "2026-11-09")), options=complete)
    assert (refusal.value.row, refusal.value.column) == (3, "datum")


def test_breaks_add_up_and_a_complete_file_takes_away(importing: Importer) -> None:
    importing(breaks_file(";2026-v44;Höstlov", ";2026-11-02;Studiedag"))
    importing(breaks_file(";2026-11-16;Studiedag"))
    assert len(seen(importing.database).breaks) == 3
    complete = ImportOptions(replaces=(date(2026, 11, 1), date(2026, 11, 30)))
    importing(breaks_file(";2026-11-17;Studiedag"), options=complete)
    assert {first.day for _, first, _ in seen(importing.database).breaks} == {26, 17}


def test_a_break_that_comes_late_takes_its_days_out_of_the_sums(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("E1")), absence_file(lesson("E1", "2026-11-03")))
    importing(breaks_file("Norra;2026-11-03;Studiedag"))
    after = seen(importing.database)
    assert after.lessons
    assert not after.sums


def test_lessons_on_days_without_school_are_kept_and_counted_only(importing: Importer) -> None:
    summary = importing(STAFF, pupils_file(pupil("E1")), absence_file(lesson("E1", "2026-11-07")))
    after = seen(importing.database)
    assert summary.outside_school_days == 1
    assert after.lessons
    assert not after.sums


def test_the_timetable_fills_in_only_days_that_an_absence_file_covers(importing: Importer) -> None:
    importing(
        STAFF,
        pupils_file(pupil("E1"), pupil("E2")),
        schedule_file(*(f"7A;{day};08:00;09:00;Ma;2026-08-17;2026-12-18" for day in ("måndag", "tisdag"))),
        absence_file(lesson("E1", "2026-11-03", "08:00"), lesson("E1", "2026-11-10", "10:00")),
    )
    sums = seen(importing.database).sums
    assert {key[2].day for key in sums if key[1] == "E2"} == {3, 9, 10}
    assert sums["Norra", "E1", date(2026, 11, 10)] == (120, 60, 0, 0, 2, True)


def test_an_attended_lesson_in_a_file_counts_as_the_file_has_it(importing: Importer) -> None:
    importing(
        STAFF,
        pupils_file(pupil("E1")),
        schedule_file("7A;tisdag;08:00;09:30;Ma;2026-08-17;2026-12-18"),
        absence_file(lesson("E1", "2026-11-03", "08:00", "ej_rapporterad")),
    )
    assert seen(importing.database).sums["Norra", "E1", TUESDAY] == (0, 0, 60, 0, 0, False)


def test_a_timetable_may_come_before_its_pupils(importing: Importer) -> None:
    early = importing(schedule_file("7A;onsdag;08:00;09:00;Ma;2026-08-17;2026-12-18"))
    assert early.waiting_classes == 1
    rows = absence_file(lesson("E1", "2026-11-03"), lesson("E1", "2026-11-05"))
    assert importing(STAFF, pupils_file(pupil("E1")), rows).waiting_classes == 0
    assert seen(importing.database).sums["Norra", "E1", WEDNESDAY] == (60, 0, 0, 0, 1, False)


def test_a_class_of_two_schools_needs_to_know_which(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("E1"), pupil("S1", school="Södra")))
    schedule = schedule_file("7A;onsdag;08:00;09:00;Ma;2026-08-17;2026-12-18")
    with pytest.raises(FileError) as refusal:
        importing(schedule)
    assert refusal.value.column == "klass"
    importing(schedule, options=ImportOptions(school="Södra"))


def test_a_pupil_who_changes_class_is_measured_by_the_new_timetable(importing: Importer) -> None:
    days = absence_file(lesson("E2", "2026-11-02", "10:00"), lesson("E2", "2026-11-06", "10:00"))
    schedule = schedule_file(
        "7A;tisdag;08:00;09:00;Ma;2026-08-17;2026-12-18", "7B;onsdag;08:00;10:00;Ma;2026-08-17;2026-12-18"
    )
    importing(STAFF, pupils_file(pupil("E1"), pupil("E2", klass="7B")), schedule, days)
    importing(pupils_file(pupil("E1", klass="7B"), pupil("E2", klass="7B")))
    sums = seen(importing.database).sums
    assert ("Norra", "E1", TUESDAY) not in sums
    assert sums["Norra", "E1", WEDNESDAY] == (120, 0, 0, 0, 1, False)


def test_a_roster_is_complete_for_its_school_and_for_no_other(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("E1"), pupil("E2"), pupil("S1", school="Södra")))
    assert importing(pupils_file(pupil("E1"))).left_pupils == 1
    left = {key: row[3] for key, row in seen(importing.database).pupils.items()}
    assert left == {("Norra", "E1"): False, ("Norra", "E2"): True, ("Södra", "S1"): False}
    importing(pupils_file(pupil("E1"), pupil("E2")))
    assert not seen(importing.database).pupils["Norra", "E2"][3]


def test_a_corrected_roster_changes_names_guardians_and_mentors(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("E1")))
    corrected = (
        pupil("E1", name="Alex;Lind", klass="7B")
        .replace(ANNA, f"{BO} {ANNA}")
        .replace("Mor till", "Far till")
    )
    importing(pupils_file(corrected))
    with importing.database.reading() as session:
        row = session.exec(select(Pupil)).one()
        assert (row.first_name, row.class_name) == ("Alex", "7B")
        assert session.exec(select(Guardian)).one().name == "Far till Alex Lind"
        assert len(session.exec(select(Mentorship).order_by(Mentorship.position)).all()) == 2


def test_staff_are_added_and_corrected_and_never_taken_away(importing: Importer) -> None:
    importing(STAFF)
    importing(f"epost;namn;roller;skola\n{ANNA};Anna Ny;eht;Norra\n")
    assert seen(importing.database).staff == {ANNA, BO}
    with importing.database.reading() as session:
        assert sorted(role.role for role in session.exec(select(StaffRole))) == ["eht", "rektor"]


def test_a_mentor_not_among_the_staff_is_refused_by_row_and_column(importing: Importer) -> None:
    importing(STAFF)
    with pytest.raises(FileError) as refusal:
        importing(pupils_file(pupil("E1"), pupil("E2").replace(ANNA, "okand@skola.example")))
    assert (refusal.value.row, refusal.value.column) == (3, "mentorer")
    assert "okand" not in str(refusal.value)


def test_an_unknown_pupil_is_refused_without_being_named(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("E1")))
    with pytest.raises(FileError) as refusal:
        importing(absence_file(lesson("E1", "2026-11-03"), lesson("201102031234", "2026-11-03")))
    assert refusal.value.row == 3
    assert "2011" not in str(refusal.value)


def test_a_pupil_of_two_schools_is_refused_until_the_school_is_said(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("E1"), pupil("E1", school="Södra")))
    rows = absence_file(lesson("E1", "2026-11-03"))
    with pytest.raises(FileError):
        importing(rows)
    importing(rows, options=ImportOptions(school="Södra"))
    assert set(seen(importing.database).lessons) == {("Södra", "E1", TUESDAY, EIGHT)}


def test_a_pupil_who_moved_between_schools_is_found_where_they_go_now(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("E0"), pupil("E1")))
    importing(pupils_file(pupil("E0"), pupil("E1", school="Södra")))
    importing(absence_file(lesson("E1", "2026-11-03")))
    assert set(seen(importing.database).lessons) == {("Södra", "E1", TUESDAY, EIGHT)}


def test_a_school_nobody_knows_is_refused(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("E1")))
    with pytest.raises(StorageError):
        importing(absence_file(lesson("E1", "2026-11-03")), options=ImportOptions(school="Ingen"))


@pytest.mark.parametrize(
    "bad",
    [
        absence_file(lesson("E1", "2026-11-04"), lesson("OKÄND", "2026-11-04")),
        absence_file(lesson("E1", "2026-13-04")),
        pupils_file(pupil("E9").replace(ANNA, "okand@skola.example")),
    ],
)
def test_a_bad_file_among_good_ones_leaves_everything_untouched(importing: Importer, bad: str) -> None:
    importing(STAFF, pupils_file(pupil("E1")), absence_file(lesson("E1", "2026-11-03")))
    before = stored_rows(importing.database)
    with pytest.raises(StorageError):
        importing(
            STAFF.replace("Bo Björk", "Bo Bok"),
            pupils_file(pupil("E2"), pupil("E1", klass="8A")),
            breaks_file(";2026-v44;Höstlov"),
            absence_file(lesson("E1", "2026-11-05")),
            bad,
        )
    assert stored_rows(importing.database) == before


def test_an_unreported_lesson_keeps_its_age_until_it_was_something_else(importing: Importer) -> None:
    first = importing(STAFF, pupils_file(pupil("E1")), absence_file(lesson("E1", "2026-11-03")))
    importing(absence_file(lesson("E1", "2026-11-03", absent=30)))
    assert _unreported_since(importing.database) == {first.import_id}
    importing(absence_file(lesson("E1", "2026-11-03", status="anmäld")))
    assert _unreported_since(importing.database) == {0}
    again = importing(absence_file(lesson("E1", "2026-11-03")))
    assert _unreported_since(importing.database) == {again.import_id}


def test_replaced_rows_stay_for_readers_of_the_day_and_go_with_the_next_import(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("E1")), absence_file(lesson("E1", "2026-11-03")))
    importing(absence_file(lesson("E1", "2026-11-03", status="anmäld")))
    assert len(stored_rows(importing.database)["lesson"]) == 2
    importing(STAFF)
    assert len(stored_rows(importing.database)["lesson"]) == 1
    assert len(stored_rows(importing.database)["day_sum"]) == 1


def _unreported_since(database: Database) -> set[int]:
    with database.reading() as session:
        return {row.unreported_gen for row in visible_lessons(session)}


def test_the_log_of_imports_holds_no_file_name(importing: Importer) -> None:
    paths = importing.write(STAFF)
    importing(STAFF, now=NOW + timedelta(hours=1))
    with importing.database.reading() as session:
        log = session.exec(select(Import)).one()
        assert paths[0].name not in log.files
        assert log.state == "active"
