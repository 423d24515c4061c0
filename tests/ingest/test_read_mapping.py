"""Any other file, read with a column mapping; and mappings that are wrong."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from storage.ingest.frames import FileError, Kind
from storage.ingest.mapping import load_mapping
from storage.tables import LessonStatus
from tests.ingest.reading import read, read_text, refusal, write

MAPPING = """\
typ: frånvaro
kolumner:
  elev_id: Elevnummer
  datum: Dag
  start: Från
  slut: Till
  ämne: Kurs
  frånvaro_min: Minuter
  status: Typ
fasta:
  schemalagda_min: 60
  skola: Provskolan
status:
  Närvaro: närvarande
  Giltig frånvaro: anmäld
  Skolk: oanmäld
datum: dd/mm/åååå
"""
OTHER = """\
Elevnummer,Dag,Från,Till,Kurs,Minuter,Typ,Status
17,20/11/2026,08:20,09:20,Bild,60,SKOLK,x
17,2026-11-19,08:20,09:20,Bild,0,närvaro,x
18,1/9/2026,08:20,09:20,Bild,60,Giltig frånvaro,x
"""


def load(folder: Path, text: str) -> object:
    return load_mapping(write(folder, text, "mall.yaml"))


def test_another_systems_file_reads_through_its_mapping(tmp_path: Path) -> None:
    file = read_text(tmp_path, OTHER, mapping=load(tmp_path, MAPPING))
    assert file.kind == Kind.ABSENCE
    assert file.frame["ref"].to_list() == ["17", "17", "18"]
    assert file.frame["day"].to_list() == [date(2026, 11, 20), date(2026, 11, 19), date(2026, 9, 1)]
    assert file.frame["status"].to_list() == [
        LessonStatus.UNREPORTED,
        LessonStatus.PRESENT,
        LessonStatus.REPORTED,
    ]
    assert set(file.frame["scheduled"]) == {60}
    assert set(file.frame["school"]) == {"Provskolan"}
    assert len(file.ignored_columns) == 1


def test_a_sheet_and_a_heading_row_may_be_pointed_out(tmp_path: Path) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Försättsblad").write(0, 0, "Läs mig")
        sheet = book.add_worksheet("Data")
        sheet.write(0, 0, "Rapport")
        for number, line in enumerate(OTHER.splitlines(), start=3):
            sheet.write_row(number, 0, line.split(","))
    path = write(tmp_path, out.getvalue(), "rapport.xlsx")
    mapping = MAPPING + "blad: Data\nrubrikrad: 4\n"
    assert read(path, mapping=load_mapping(write(tmp_path, mapping, "m.yaml"))).frame["row"].to_list() == [
        5,
        6,
        7,
    ]
    with pytest.raises(FileError) as caught:
        read(path, mapping=load_mapping(write(tmp_path, mapping.replace("Data", "Blad9"), "m.yaml")))
    assert "blad" in caught.value.found.lower()


def test_a_separator_may_be_pointed_out(tmp_path: Path) -> None:
    mapping = load(tmp_path, MAPPING + "avskiljare: tabb\n")
    assert read_text(tmp_path, OTHER.replace(",", "\t"), mapping=mapping).rows == 3
    assert refusal(tmp_path, OTHER, mapping=mapping).row == 1


def test_a_heading_of_the_mapping_that_the_file_lacks_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path, OTHER.replace("Kurs", "Ämneskod"), mapping=load(tmp_path, MAPPING))
    assert (error.row, error.column) == (1, "kurs")


def test_a_day_that_does_not_follow_the_mapping_is_refused_with_its_form(tmp_path: Path) -> None:
    error = refusal(tmp_path, OTHER.replace("20/11/2026", "11-20-2026"), mapping=load(tmp_path, MAPPING))
    assert (error.row, error.column) == (2, "datum")
    assert "dd/mm/åååå" in error.expected


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("typ: frånvaro", "typ: närvaro", 1),
        ("elev_id: Elevnummer", "elevid: Elevnummer", 3),
        ("Skolk: oanmäld", "Skolk: skolkar", 16),
        ("dd/mm/åååå", "dd/mm", 17),
        ("dd/mm/åååå", "dd/mm/dd/åååå", 17),
        ("datum: dd", "datumform: dd", 17),
        ("  skola: Provskolan", "  skola:\n    - a", 12),
        ("  schemalagda_min: 60", "  elev_id: 60", 2),
        ("slut: Till", "slut: Från", 2),
        ("fasta:", "fasta: 1\nannat:", 10),
        ("typ: frånvaro", "avskiljare: punkt", 1),
        ("typ: frånvaro", "rubrikrad: noll", 1),
        ("typ: frånvaro", "rubrikrad: 0", 1),
        ("  datum: Dag", "  elev_id: Dag", 4),
        ("kolumner:", "kolumner: [", None),
        ("typ: frånvaro", "typ: 'frånvaro", None),
        ("typ: frånvaro", "- lista", None),
        ("typ: frånvaro", "\x00", None),
    ],
)
def test_a_mapping_that_is_wrong_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int | None
) -> None:
    with pytest.raises(FileError) as caught:
        load(tmp_path, MAPPING.replace(old, new, 1))
    assert caught.value.place.endswith("mall.yaml")
    assert line is None or caught.value.row == line


@pytest.mark.parametrize(
    "text", ["", "bara text", "[1, 2]", "[" * 500, "a: &a [*a]", "typ: frånvaro", "x" * 200_000]
)
def test_what_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileError):
        load(tmp_path, text)


def test_a_mapping_that_is_missing_or_in_wrong_letters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        load_mapping(tmp_path / "saknas.yaml")
    with pytest.raises(FileError):
        load_mapping(write(tmp_path, MAPPING.encode("cp1252"), "mall.yaml"))
    with pytest.raises(FileError):
        load_mapping(tmp_path)


def test_the_examples_in_the_guide_work(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "import.md").read_text()
    examples = re.findall(r"```yaml\n(.*?)```\n.*?```csv\n(.*?)```", guide, re.DOTALL)
    assert examples
    for mapping, text in examples:
        assert read_text(tmp_path, text, mapping=load(tmp_path, mapping)).rows


def test_every_file_shown_in_the_guide_can_be_read(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "import.md").read_text()
    shown = re.findall(r"```text\n(.*?)```", guide, re.DOTALL)
    assert {read_text(tmp_path, text).kind for text in shown} == set(list(Kind)[:5])
