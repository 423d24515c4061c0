"""Vklass' period sums and Skola24's announcements, as those systems lay them out. Invented pupils."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from storage.ingest.frames import ANNOUNCEMENTS, PERIOD_FIGURES, FileError, Kind
from storage.ingest.read import read_file
from tests.ingest.reading import FILES, TODAY, read, read_text, refusal, write

VKLASS = """\
;Utskriftsdatum: 2026-11-20;;;;;;;;;
;Frånvarorapport skola;;;;;;;;;

;Klass: 1A;;;;;;;;;
;Namn;Personnr;Undv. tid;Lekt.;N min;GF min;F\u00a0min;N\u00a0%;GF %;F %
;Alm, Alva;190101-0001;3 000;50;2700;180;120;90 %;6 %;4 %
;;;;;;;;;;
;Summa;;3000;50;2700;180;120;90 %;6 %;4 %

;Klass: 1B;;;;;;;;;
;Namn;Personnr;Undv. tid;Lekt.;N min;GF min;F min;N %;GF %;F %
;Björk, Bo;190202-0002;50:00;50;3000,0;0;0;100 %;0 %;0 %
;Sidan 1 av 1;;;;;;;;;
"""
SKOLA24 = """\
Frånvaroanmälan för skola;;;;;;;;;;
Från och med : 2026-11-16;;;;;;;;;;
Skola : Provskolan;;;;;;;;;;
Namn;;Datum från;;Datum till;;Tid från;;Tid till;;Anmäld av
7A;;;;;;;;;;
Alm, Alva;;2026-11-17;;2026-11-17;;;;;;Vårdnadshavare
Björk, Bo;;2026-11-18;;2026-11-19;;08:20;;10:40;;Vårdnadshavare
Björk, Bo;;2026-11-18;;2026-11-19;;08:20;;10:40;;Vårdnadshavare
Namn;;Datum från;;Datum till;;Tid från;;Tid till;;Anmäld av
Ceder, Cleo;;2026-11-20;;2026-11-20;;08:20;;09:20;;Frånvarande - ogiltig
Långtefternamnsson,;;20261120;;20261120;;08:20;;09:20;;Skoladmin
Doris;;;;;;;;;;
Rapporten är utskriven den 20 november;;;;;;;;;;
"""


def test_vklass_sums_come_with_class_and_date(tmp_path: Path) -> None:
    path = write(tmp_path, VKLASS)
    file = read(path, format="vklass")
    assert file.kind == Kind.PERIOD_FIGURES
    assert dict(file.frame.schema) == dict(PERIOD_FIGURES)
    printed = date(2026, 11, 20)
    assert file.frame.rows() == [
        (6, "190101-0001", "Alm, Alva", "1A", printed, 2700, 180, 120, 3000),
        (12, "190202-0002", "Björk, Bo", "1B", printed, 3000, 0, 0, 3000),
    ]


def test_vklass_old_excel_file_reads_like_its_csv() -> None:
    file = read(FILES / "vklass.xls", format="vklass")
    assert file.frame["class_name"].to_list() == ["1A", "1B", "1B"]
    assert file.frame["valid"].to_list() == [180, 0, 600]
    assert file.frame["offered"].to_list() == [3000, 3000, 1200]
    assert file.frame["row"].to_list() == [9, 14, 16]


def test_a_vklass_report_in_windows_letters_is_the_same(tmp_path: Path) -> None:
    one = read(write(tmp_path, VKLASS.encode("cp1252")), format="vklass")
    other = read(write(tmp_path, VKLASS), format="vklass")
    assert one.frame.equals(other.frame)


def test_a_vklass_report_without_its_date_is_dated_today(tmp_path: Path) -> None:
    path = write(tmp_path, VKLASS.replace("Utskriftsdatum: 2026-11-20", ""))
    assert set(read(path, format="vklass").frame["printed_on"]) == {TODAY}


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ("2700;180;120", "2700;-180;120", 6),
        ("2700;180;120", "många;180;120", 6),
        ("2700;180;120", "2700;;120", 6),
        ("Alm, Alva;190101-0001", ";", 6),
        ("2026-11-20", "2062-11-20", 1),
        ("2026-11-20", "igår", 1),
        (";N min;GF min;", ";N min;GF minuter;", None),
        ("Namn;Personnr", "X;Y", None),
    ],
)
def test_a_vklass_report_that_is_wrong_is_refused(
    tmp_path: Path, old: str, new: str, row: int | None
) -> None:
    error = refusal(tmp_path, VKLASS.replace(old, new), format="vklass")
    assert row is None or error.row == row
    assert "Alva" not in str(error)


def test_a_pupil_with_two_different_sums_is_refused(tmp_path: Path) -> None:
    row = ";Alm, Alva;190101-0001;3000;50;2700;180;120;90 %;6 %;4 %\n"
    assert read_text(tmp_path, VKLASS.replace(row, row * 2), format="vklass").frame.height == 2
    error = refusal(
        tmp_path, VKLASS.replace("\n;Summa", "\n" + row.replace("180", "181") + ";Summa"), format="vklass"
    )
    assert "rad 6" in str(error)


def test_skola24_announcements_come_with_days_and_times(tmp_path: Path) -> None:
    file = read_text(tmp_path, SKOLA24, format="skola24")
    assert file.kind == Kind.ANNOUNCEMENTS
    assert dict(file.frame.schema) == dict(ANNOUNCEMENTS)
    assert (file.first_day, file.last_day) == (date(2026, 11, 17), date(2026, 11, 20))
    assert file.frame.drop("class_name").rows() == [
        (6, None, "Alm, Alva", date(2026, 11, 17), date(2026, 11, 17), 0, 1440),
        (7, None, "Björk, Bo", date(2026, 11, 18), date(2026, 11, 19), 500, 640),
        (11, None, "Långtefternamnsson, Doris", date(2026, 11, 20), date(2026, 11, 20), 500, 560),
    ]


def test_skola24_old_excel_file_reads_like_its_csv() -> None:
    frame = read(FILES / "skola24.xls", format="skola24").frame
    assert frame["from_min"].to_list() == [0, 500, 500]
    assert frame["name"].to_list()[-1] == "Långtefternamnsson-Svensson, Doris"


def test_a_teachers_note_of_invalid_absence_is_no_announcement(tmp_path: Path) -> None:
    names = read_text(tmp_path, SKOLA24, format="skola24").frame["name"].to_list()
    assert "Ceder, Cleo" not in names


def test_skola24_columns_may_stand_otherwise_and_hold_civic_numbers(tmp_path: Path) -> None:
    text = (
        "Personnr,Namn,Klass,Från datum,Från tid,Till datum,Till tid\n"
        '190101-0001,"Alm, Alva",7A,2026-11-17,08:00,2026-11-17,12:00\n'
    )
    assert read_text(tmp_path, text, format="skola24").frame.rows() == [
        (2, "190101-0001", "Alm, Alva", "7A", date(2026, 11, 17), date(2026, 11, 17), 480, 720)
    ]


def test_unknown_headings_beside_the_name_mean_the_usual_places(tmp_path: Path) -> None:
    text = SKOLA24.replace("Datum från;;Datum till;;Tid från;;Tid till", "A;;B;;C;;D")
    assert read_text(tmp_path, text, format="skola24").frame.height == 3


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ("2026-11-17;;2026-11-17", "2026-11-17;;2026-11-16", 6),
        ("2026-11-17;;2026-11-17", "2026-11-17;;", 6),
        ("2026-11-17;;2026-11-17", "tisdag;;2026-11-17", 6),
        ("2026-11-18;;2026-11-19;;08:20;;10:40", "2026-11-18;;2026-11-18;;10:40;;08:20", 7),
        ("08:20;;10:40", "8.20;;10:40", 7),
        ("Alm, Alva;;", ";;", 6),
        ("Namn;;", "Elever;;", None),
    ],
)
def test_a_skola24_report_that_is_wrong_is_refused(
    tmp_path: Path, old: str, new: str, row: int | None
) -> None:
    error = refusal(tmp_path, SKOLA24.replace(old, new), format="skola24")
    assert row is None or error.row == row
    assert "Alva" not in str(error)


def test_an_old_excel_file_keeps_its_days_times_and_row_numbers() -> None:
    file = read(FILES / "franvaro.xls")
    assert file.kind == Kind.ABSENCE
    assert file.frame.drop("school").rows() == [
        (5, "E1", date(2026, 11, 20), 500, 560, "Svenska", 60, 40, 2, None)
    ]


def test_a_report_is_not_taken_for_one_of_the_five_files(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        read_file(write(tmp_path, VKLASS), today=TODAY)
    assert "--format vklass" in str(caught.value)
