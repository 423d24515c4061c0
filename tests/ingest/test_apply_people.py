"""Protected pupils, civic numbers, and names that never reach the database file."""

from datetime import date
from pathlib import Path

from sqlmodel import select

from storage.database import Database
from storage.tables import (
    Case,
    CaseEvent,
    CaseEventLesson,
    DaySum,
    Due,
    FollowUp,
    Guardian,
    GuideAnswer,
    GuideSession,
    Lesson,
    MorningLine,
    Outbox,
    ProtectedPupil,
    Pupil,
    metadata,
)
from tests.ingest.applying import NOW, STAFF, Importer, absence_file, lesson, pupil, pupils_file, seen

TUESDAY = date(2026, 11, 3)
ABOUT_A_PUPIL = (
    Case,
    CaseEvent,
    CaseEventLesson,
    DaySum,
    FollowUp,
    Guardian,
    GuideAnswer,
    GuideSession,
    Lesson,
    MorningLine,
    Pupil,
)


def test_a_protected_pupil_is_counted_and_leaves_a_hash_only(importing: Importer) -> None:
    roster = pupils_file(pupil("E1"), pupil("E2", name="Hemlig;Hermelin", protected="ja"))
    summary = importing(STAFF, roster, absence_file(lesson("E1", "2026-11-03"), lesson("E2", "2026-11-03")))
    assert (summary.protected_pupils, summary.protected_rows, summary.pupils) == (1, 1, 1)
    assert set(seen(importing.database).pupils) == {("Norra", "E1")}
    assert {key[1] for key in seen(importing.database).lessons} == {"E1"}
    with importing.database.reading() as session:
        assert len(session.exec(select(ProtectedPupil)).all()) == 1


def test_rows_of_a_protected_pupil_are_dropped_in_later_imports_too(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("201102031234", protected="ja"), pupil("E1")))
    assert importing(absence_file(lesson("110203-1234", "2026-11-03"))).protected_rows == 1
    assert not seen(importing.database).lessons


def test_a_pupil_who_becomes_protected_is_erased_with_everything(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("E1")), absence_file(lesson("E1", "2026-11-03")))
    case_id = _worked_case(importing.database)
    summary = importing(STAFF, pupils_file(pupil("E1", protected="ja")))
    (erased,) = summary.erased
    assert erased.case_ids == (case_id,)
    assert len(erased.mentor_ids) == 1
    with importing.database.reading() as session:
        for table in ABOUT_A_PUPIL:
            assert session.exec(select(table)).all() == [], table
        assert [row.state for row in session.exec(select(Outbox))] == ["sent"]
        due = session.exec(select(Due).where(Due.subject == f"case:{case_id}")).one()
        assert (due.kind, due.subject, due.done_at) == ("redact", f"case:{case_id}", None)


def test_a_pupil_no_longer_protected_is_a_new_pupil(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("E1")), absence_file(lesson("E1", "2026-11-03")))
    importing(pupils_file(pupil("E1", protected="ja"), pupil("E2")))
    with importing.database.reading() as session:
        known = {row.id for row in session.exec(select(Pupil))}
    importing(pupils_file(pupil("E1"), pupil("E2")))
    after = seen(importing.database)
    assert ("Norra", "E1") in after.pupils
    assert not after.lessons
    with importing.database.reading() as session:
        assert session.exec(select(ProtectedPupil)).all() == []
        assert {row.id for row in session.exec(select(Pupil)) if row.ref == "E1"}.isdisjoint({1, *known})


def _worked_case(database: Database) -> int:
    """A case with something in every table that may speak of its pupil."""
    with database.writing() as session:
        person = session.exec(select(Pupil)).one()
        assert person.id is not None
        case = Case(
            school_id=person.school_id,
            pupil_id=person.id,
            plan="p",
            plan_version="1",
            step=1,
            opened_on=TUESDAY,
            step_on=TUESDAY,
        )
        session.add(case)
        session.flush()
        assert case.id is not None
        event = CaseEvent(case_id=case.id, kind="trigger", on=TUESDAY, at=NOW, step=1)
        talk = GuideSession(case_id=case.id, guide="g", changed_at=NOW)
        session.add_all([event, talk, FollowUp(case_id=case.id, step=1, on=TUESDAY)])
        session.flush()
        assert event.id is not None
        assert talk.id is not None
        session.add(CaseEventLesson(event_id=event.id, day=TUESDAY, start=480, pupil_id=person.id))
        session.add(GuideAnswer(session_id=talk.id, question="q", answer="a", actor="staff:1", at=NOW))
        session.add(
            MorningLine(
                school_id=person.school_id,
                on=TUESDAY,
                pupil_id=person.id,
                step=1,
                triggers="t",
                absent=1,
                scheduled=1,
                unregistered=0,
            )
        )
        for state in ("created", "sent"):
            session.add(Outbox(key=state, thread=f"case:{case.id}", state=state, card="{}", created_at=NOW))
        return case.id


def test_a_civic_number_is_kept_as_a_hash_and_shown_masked(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("20110203-1234")), absence_file(lesson("1102031234", "2026-11-03")))
    with importing.database.reading() as session:
        row = session.exec(select(Pupil)).one()
        assert row.ref_hash
        assert row.ref.startswith("••••")
        assert "0203" not in row.ref
        everything = repr([list(session.execute(table.select())) for table in metadata.sorted_tables])
    assert "1102031234" not in everything.replace("-", "")
    assert len(seen(importing.database).lessons) == 1


def test_a_civic_number_is_the_same_pupil_however_it_is_written(importing: Importer) -> None:
    importing(STAFF, pupils_file(pupil("20110203-1234")))
    summary = importing(pupils_file(pupil("110203-1234", klass="8A")))
    assert (summary.new_pupils, summary.left_pupils) == (0, 0)


def test_no_name_is_found_in_the_database_file(sqlite_database: Database, tmp_path: Path) -> None:
    importing = Importer(sqlite_database, tmp_path)
    importing(
        STAFF, pupils_file(pupil("E1", name="Näktergala;Trastberg")), absence_file(lesson("E1", "2026-11-03"))
    )
    importing(STAFF, pupils_file(pupil("E1", name="Näktergala;Siskasson")))
    address = sqlite_database.engine.url.database
    assert address
    content = b"".join(path.read_bytes() for path in Path(address).parent.glob("narvarolots.db*"))
    assert len(content) > 50_000
    for name in (
        "Näktergala",
        "Trastberg",
        "Siskasson",
        "Almqvist",
        "anna@skola.example",
        "Mor E1",
        "1740605",
    ):
        assert name.encode() not in content
