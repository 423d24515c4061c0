"""What a cell may say: days, periods, times, minutes, words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from storage.ingest.civic import looks_civic
from storage.tables import LessonStatus
from tests.ingest.reading import ABSENCE, BREAKS, PUPILS, SCHEDULE, STAFF, read_text, refusal, with_cell


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("20261120", date(2026, 11, 20)),
        (" 2026-11-20 ", date(2026, 11, 20)),
        ("2000-01-01", date(2000, 1, 1)),
        ("2027-12-27", date(2027, 12, 27)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_a_day_is_read_in_both_its_forms(tmp_path: Path, text: str, day: date) -> None:
    file = read_text(tmp_path, with_cell(ABSENCE, "datum", text))
    assert file.frame["day"][0] == day


@pytest.mark.parametrize(
    "text",
    [
        *("2026-02-30", "2025-02-29", "2026-13-01", "1999-12-31", "2027-12-28", "2062-11-23", "0000-00-00"),
        *("20261320", "2026-1-5", "26-11-20", "20/11/2026", "2026-11-20 08:20", "igår", "", "2026-11-2O"),
        *("２０２６-11-20", "2026–11–20", "202611200", "45985"),
    ],
)
def test_what_is_no_day_within_reach_is_refused_at_its_place(tmp_path: Path, text: str) -> None:
    error = refusal(tmp_path, with_cell(ABSENCE, "datum", text, row=3))
    assert (error.row, error.column) == (3, "datum")
    assert "2026-11-23" in error.expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-10-26..2026-10-30", date(2026, 10, 26), date(2026, 10, 30)),
        ("20261026 .. 20261030", date(2026, 10, 26), date(2026, 10, 30)),
        ("2026-11-02", date(2026, 11, 2), date(2026, 11, 2)),
        ("2026-v44", date(2026, 10, 26), date(2026, 10, 30)),
        ("2026-V9", date(2026, 2, 23), date(2026, 2, 27)),
        ("2026-v01", date(2025, 12, 29), date(2026, 1, 2)),
        ("2026-v53", date(2026, 12, 28), date(2027, 1, 1)),
        ("2020-v53", date(2020, 12, 28), date(2021, 1, 1)),
    ],
)
def test_a_break_is_days_or_the_school_days_of_a_week(
    tmp_path: Path, text: str, first: date, last: date
) -> None:
    frame = read_text(tmp_path, with_cell(BREAKS, "period", text)).frame
    assert (frame["first_day"][0], frame["last_day"][0]) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2025-v53",
            "2027-v53",
            "2026-v00",
            "2026-v54",
            "v44",
            "2026-v",
            "2026-10-30..2026-10-26",
            "hösten",
        ),
        *("2026-10-26..", "..2026-10-30", "2026-10-26..2026-10-27..2026-10-30", "1999-v44", "2028-v01", ""),
    ],
)
def test_a_break_that_does_not_exist_is_refused(tmp_path: Path, text: str) -> None:
    error = refusal(tmp_path, with_cell(BREAKS, "period", text))
    assert (error.row, error.column) == (2, "period")


@pytest.mark.parametrize(
    ("text", "minutes"), [("00:00", 0), ("8:05", 485), ("08:05", 485), ("08:05:00", 485), ("09:19", 559)]
)
def test_a_time_is_minutes_after_midnight(tmp_path: Path, text: str, minutes: int) -> None:
    assert read_text(tmp_path, with_cell(ABSENCE, "start", text)).frame["start"][0] == minutes


@pytest.mark.parametrize("text", ["24:01", "25:00", "08:60", "8", "0820", "8.20", "-8:20", "08:20 CET", ""])
def test_what_is_no_time_is_refused(tmp_path: Path, text: str) -> None:
    error = refusal(tmp_path, with_cell(ABSENCE, "start", text))
    assert (error.row, error.column) == (2, "start")


@pytest.mark.parametrize("text", ["08:20", "08:00", "00:00"])
def test_a_lesson_ends_after_it_starts(tmp_path: Path, text: str) -> None:
    for sound in (ABSENCE, SCHEDULE):
        assert refusal(tmp_path, with_cell(sound, "slut", text)).column == "slut"


@pytest.mark.parametrize(("text", "minutes"), [("0", 0), ("60", 60), ("40,0", 40), ("40.00", 40), ("007", 7)])
def test_minutes_are_whole_however_they_are_written(tmp_path: Path, text: str, minutes: int) -> None:
    assert read_text(tmp_path, with_cell(ABSENCE, "frånvaro_min", text)).frame["absent"][0] == minutes


@pytest.mark.parametrize(
    "text", ["-1", "61", "1441", "40,5", "1e3", "∞", "NaN", "tio", "60 min", "99999999999", ""]
)
def test_absent_minutes_lie_between_none_and_the_scheduled(tmp_path: Path, text: str) -> None:
    error = refusal(tmp_path, with_cell(ABSENCE, "frånvaro_min", text))
    assert (error.row, error.column) == (2, "frånvaro_min")


@pytest.mark.parametrize("text", ["0", "-60", "1441", "", "en timme"])
def test_a_lesson_has_scheduled_minutes(tmp_path: Path, text: str) -> None:
    assert refusal(tmp_path, with_cell(ABSENCE, "schemalagda_min", text)).column == "schemalagda_min"


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("anmäld", LessonStatus.REPORTED),
        ("oanmäld", LessonStatus.UNREPORTED),
        (" Oanmäld ", LessonStatus.UNREPORTED),
        ("LEDIGHET", LessonStatus.GRANTED_LEAVE),
        ("sen", LessonStatus.LATE),
    ],
)
def test_a_status_is_one_of_the_words(tmp_path: Path, word: str, status: LessonStatus) -> None:
    assert read_text(tmp_path, with_cell(ABSENCE, "status", word)).frame["status"][0] == status


@pytest.mark.parametrize("word", ["frånvarande", "ogiltig", "anmald", "", "oanmäld?", "närvarande sen"])
def test_any_other_status_is_refused(tmp_path: Path, word: str) -> None:
    assert refusal(tmp_path, with_cell(ABSENCE, "status", word)).column == "status"


@pytest.mark.parametrize("word", ["närvarande", "ej_rapporterad"])
@pytest.mark.parametrize("minutes", ["", "0"])
def test_a_lesson_without_absence_has_no_absent_minutes(tmp_path: Path, word: str, minutes: str) -> None:
    text = with_cell(with_cell(ABSENCE, "status", word), "frånvaro_min", minutes)
    assert read_text(tmp_path, text).frame["absent"][0] == 0
    error = refusal(tmp_path, with_cell(text, "frånvaro_min", "5"))
    assert (error.row, error.column) == (2, "frånvaro_min")


@pytest.mark.parametrize(
    ("text", "number"),
    [("måndag", 0), ("Tisdag", 1), ("ons", 2), ("to", 3), ("5", 4), ("fre.", 4)],
)
def test_a_weekday_is_a_name_or_a_number(tmp_path: Path, text: str, number: int) -> None:
    assert read_text(tmp_path, with_cell(SCHEDULE, "veckodag", text)).frame["weekday"][0] == number


@pytest.mark.parametrize("text", ["lördag", "söndag", "0", "6", "monday", ""])
def test_there_are_no_lessons_on_other_days(tmp_path: Path, text: str) -> None:
    assert refusal(tmp_path, with_cell(SCHEDULE, "veckodag", text)).column == "veckodag"


def test_roles_are_words_in_any_case_and_order(tmp_path: Path) -> None:
    roles = "Lärare  eht mentor SKOLADMIN rektor huvudman mentor"
    assert read_text(tmp_path, with_cell(STAFF, "roller", roles)).frame["roles"][0].to_list() == [
        *("teacher", "eht", "mentor", "school_admin", "rektor", "authority")
    ]


@pytest.mark.parametrize("roles", ["", "larare", "mentor chef", "mentor/eht"])
def test_an_unknown_role_is_refused(tmp_path: Path, roles: str) -> None:
    assert refusal(tmp_path, with_cell(STAFF, "roller", roles)).column == "roller"


@pytest.mark.parametrize("heading", ["epost", "ersättare"])
@pytest.mark.parametrize("text", ["anna", "anna@", "@skola", "a b@skola", "a@b@c"])
def test_what_is_no_address_is_refused(tmp_path: Path, heading: str, text: str) -> None:
    assert refusal(tmp_path, with_cell(STAFF, heading, text)).column == heading


def test_addresses_are_compared_in_lower_case(tmp_path: Path) -> None:
    assert read_text(tmp_path, with_cell(STAFF, "epost", "Anna.BERG@Skola.example")).frame["email"][0] == (
        "anna.berg@skola.example"
    )
    mentors = read_text(tmp_path, with_cell(PUPILS, "mentorer", "B@x.se  a@x.se b@X.se")).frame["mentors"][0]
    assert mentors.to_list() == ["b@x.se", "a@x.se"]


def test_a_teachers_signature_cannot_be_written_to_and_is_left_out(tmp_path: Path) -> None:
    assert read_text(tmp_path, with_cell(ABSENCE, "lärare", "ABE")).frame["teacher"][0] is None
    assert refusal(tmp_path, with_cell(ABSENCE, "lärare", "abe@")).column == "lärare"


@pytest.mark.parametrize("text", ["", "JA!", "1", "sant", "nej tack"])
def test_protection_is_said_with_yes_or_no_and_never_left_open(tmp_path: Path, text: str) -> None:
    assert refusal(tmp_path, with_cell(PUPILS, "skyddad", text)).column == "skyddad"


def test_the_row_of_a_protected_pupil_may_lack_names_and_class(tmp_path: Path) -> None:
    text = PUPILS.splitlines()[0] + "\nELEV0019;;;;Provskolan;;;;Ja;;\n"
    frame = read_text(tmp_path, text).frame
    assert frame["protected"].to_list() == [True]
    assert refusal(tmp_path, text.replace("Ja", "nej")).column == "förnamn"


def test_guardians_and_telephones_are_listed_with_commas(tmp_path: Path) -> None:
    frame = read_text(tmp_path, PUPILS).frame
    assert frame["guardians"][0].to_list() == ["Lärkmora T", "Stare T"]
    assert frame["phones"][0].to_list() == ["070-1740605", "08-46500"]


def test_only_the_authoritys_people_may_lack_a_school(tmp_path: Path) -> None:
    without = with_cell(STAFF, "skola", "")
    assert refusal(tmp_path, without).column == "skola"
    assert read_text(tmp_path, with_cell(without, "roller", "huvudman")).frame["school"][0] == ""


@pytest.mark.parametrize(("sound", "heading"), [(STAFF, "borta_till"), (SCHEDULE, "till")])
def test_a_span_does_not_end_before_it_begins(tmp_path: Path, sound: str, heading: str) -> None:
    assert refusal(tmp_path, with_cell(sound, heading, "2026-07-01")).column == heading


@pytest.mark.parametrize(
    "ref",
    [
        *("130101-1234", "1301011234", "20130101-1234", "201301011234", "20130101TF01", "130101-TF01"),
        *("130161-1234", "20130191-1234", "200229+1234", " 130101-1234 ", "20130101 1234", "130101-tf01"),
    ],
)
def test_a_civic_number_is_seen_in_all_its_forms(ref: str) -> None:
    assert looks_civic(ref)


@pytest.mark.parametrize(
    "ref",
    ["E0017", "", "1300011234", "1301321234", "131301-1234", "13010112345", "0017", "130101-12345", "130101"],
)
def test_a_schools_own_id_is_not_taken_for_a_civic_number(ref: str) -> None:
    assert not looks_civic(ref)
