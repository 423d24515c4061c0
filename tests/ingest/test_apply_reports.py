"""Reports that know pupils by civic number, or by name and class: Skola24's announcements, Vklass's sums."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from storage.database import Database
from storage.ingest import FileError, ImportOptions, ImportSummary, import_files
from storage.tables import LessonStatus, PeriodFigure
from tests.ingest.applying import NOW, STAFF, Importer, absence_file, lesson, pupil, pupils_file, seen

TUESDAY = date(2026, 11, 3)
ANNOUNCED_HEAD = "Namn;Klass;Personnummer;Datum från;Datum till;Tid från;Tid till\n"
SUMS = """\
;Utskriftsdatum: 2026-11-20;;;;;;;;;
;Frånvarorapport skola;;;;;;;;;

;Klass: 7A;;;;;;;;;
;Namn;Personnr;Undv. tid;Lekt.;N min;GF min;F min;N %;GF %;F %
;Lind, Kim;190101-0001;3000;50;2700;180;120;90 %;6 %;4 %
;Ek, Bo;110203-1234;3000;50;3000;0;0;100 %;0 %;0 %
"""


def report(importing: Importer, format: str, text: str, school: str | None = None) -> ImportSummary:
    options = ImportOptions(format=format, school=school)
    return import_files(importing.database, importing.write(text), now=NOW, options=options)


def announced(*rows: str) -> str:
    return ANNOUNCED_HEAD + "".join(f"{row}\n" for row in rows)


def statuses(database: Database) -> dict[tuple[str, int], int]:
    return {(key[1], key[3] // 60): row[3] for key, row in seen(database).lessons.items()}


@pytest.fixture
def school(importing: Importer) -> Importer:
    """Three pupils, two of one name in different classes, with unreported lessons at eight and nine."""
    rows = [lesson(ref, "2026-11-03", at) for ref in ("E1", "E2", "110203-1234") for at in ("08:00", "09:00")]
    roster = pupils_file(
        pupil("E1", name="Kim;Lind"),
        pupil("E2", name="Kim;Lind", klass="8B"),
        pupil("110203-1234", name="Bo;Ek"),
    )
    importing(STAFF, roster, absence_file(*rows, lesson("E1", "2026-11-03", "10:00", "sen")))
    return importing


def test_an_announcement_turns_the_unreported_lessons_it_meets(school: Importer) -> None:
    summary = report(school, "skola24", announced("Lind, Kim;7A;;2026-11-03;2026-11-03;08:30;10:30"))
    assert summary.announced_lessons == 2
    found = statuses(school.database)
    assert found["E1", 8] == found["E1", 9] == LessonStatus.REPORTED
    assert found["E1", 10] == LessonStatus.LATE
    assert found["E2", 8] == LessonStatus.UNREPORTED
    assert seen(school.database).sums["Norra", "E1", TUESDAY] == (180, 135, 0, 120, 3, False)


def test_an_announcement_that_ends_when_a_lesson_begins_does_not_meet_it(school: Importer) -> None:
    report(school, "skola24", announced("Lind, Kim;7A;;2026-11-03;2026-11-03;07:00;09:00"))
    assert statuses(school.database)["E1", 9] == LessonStatus.UNREPORTED


def test_the_same_announcements_twice_change_nothing(school: Importer) -> None:
    text = announced("Lind, Kim;7A;;2026-11-03;2026-11-03;;", "Ek, Bo;;;2026-11-03;2026-11-04;;")
    assert report(school, "skola24", text).announced_lessons == 4
    before = seen(school.database)
    assert report(school, "skola24", text).announced_lessons == 0
    assert seen(school.database) == before


def test_a_civic_number_finds_its_pupil_whatever_the_name(school: Importer) -> None:
    report(school, "skola24", announced("Annat, Namn;;20110203-1234;2026-11-03;2026-11-03;;"))
    assert {
        key[0] for key, status in statuses(school.database).items() if status == LessonStatus.REPORTED
    } == {next(ref for _, ref in seen(school.database).pupils if ref.startswith("••••"))}


@pytest.mark.parametrize("name", ["Lind, Kim;", "Ingen, Alls;7A", "Lind, Kim;9C"])
def test_an_announcement_of_nobody_or_of_several_is_refused(school: Importer, name: str) -> None:
    before = seen(school.database)
    with pytest.raises(FileError) as refusal:
        report(
            school,
            "skola24",
            announced("Ek, Bo;;;2026-11-03;2026-11-03;;", f"{name};;2026-11-03;2026-11-03;;"),
        )
    assert refusal.value.row == 3
    assert "Lind" not in str(refusal.value)
    assert seen(school.database) == before


def test_period_sums_are_kept_as_figures_and_a_newer_report_of_the_day_corrects(school: Importer) -> None:
    before = seen(school.database)
    assert report(school, "vklass", SUMS).period_figures == 2
    report(school, "vklass", SUMS.replace("2700;180;120", "2600;280;120"))
    with school.database.reading() as session:
        rows = session.exec(select(PeriodFigure)).all()
        assert sorted((row.present, row.valid, row.invalid, row.offered) for row in rows) == [
            (2600, 280, 120, 3000),
            (3000, 0, 0, 3000),
        ]
    assert seen(school.database) == before
