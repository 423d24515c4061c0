"""The same rows come back whatever program wrote the file."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from storage.ingest.formats import blocks, files
from storage.ingest.formats.words import STATUS_WORDS
from storage.ingest.frames import FRAMES, ROLES, Kind
from storage.tables import LessonStatus
from tests.ingest.reading import ABSENCE, PUPILS, SOUND, TODAY, read, read_text, refusal

Cells = dict[str, str]
Values = dict[str, object]


@dataclass(frozen=True)
class Written:
    """How a program writes a file."""

    separator: str
    encoding: str
    newline: str
    quoting: int
    compact_days: bool
    decimals: bool
    shout: bool
    stranger: bool
    blank_lines: bool
    order: int

    def day(self, day: date) -> str:
        return day.strftime("%Y%m%d") if self.compact_days else day.isoformat()

    def minutes(self, minutes: int) -> str:
        return f"{minutes},0" if self.decimals else str(minutes)

    def file(self, rows: Sequence[Cells]) -> bytes:
        headings = list(rows[0])
        headings = headings[self.order % len(headings) :] + headings[: self.order % len(headings)]
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.separator, lineterminator=self.newline, quoting=self.quoting)  # type: ignore[call-overload]
        extra = ["okänd kolumn"] if self.stranger else []
        writer.writerow([f" {one.upper()} " if self.shout else one for one in headings + extra])
        for row in rows:
            if self.blank_lines:
                text.write(self.newline)
            writer.writerow([row[heading] for heading in headings] + ["=1+1;" for _ in extra])
        return text.getvalue().encode(self.encoding)

    def rows(self, count: int) -> list[int]:
        return [3 + 2 * at if self.blank_lines else 2 + at for at in range(count)]


written = st.builds(
    Written,
    separator=st.sampled_from(";,\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    compact_days=st.booleans(),
    decimals=st.booleans(),
    shout=st.booleans(),
    stranger=st.booleans(),
    blank_lines=st.booleans(),
    order=st.integers(0, 12),
)
text = st.text("abzÅÄÖåäöé0 -'\";,\t=|", min_size=1, max_size=12).map(str.strip).filter(bool)
simple = st.text("abcåäö09", min_size=1, max_size=6)
address = simple.map(lambda word: f"{word}@skola.example")
day = st.integers(0, 400).map(lambda ahead: TODAY + timedelta(days=ahead) - timedelta(days=380))


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def absence_rows(draw: st.DrawFn) -> list[Values]:
    keys = draw(st.lists(st.tuples(text, day, st.integers(0, 1300)), min_size=1, max_size=8, unique=True))
    words = list(STATUS_WORDS.values())
    rows: list[Values] = []
    for ref, on, start in keys:
        scheduled, status = draw(st.integers(1, 1440)), draw(st.sampled_from(words))
        free = status in (LessonStatus.PRESENT, LessonStatus.UNREGISTERED)
        rows.append(
            {
                "ref": ref,
                "day": on,
                "start": start,
                "end": draw(st.integers(start + 1, 1439)),
                "subject": draw(st.just("") | text),
                "scheduled": scheduled,
                "absent": 0 if free else draw(st.integers(0, scheduled)),
                "status": int(status),
                "teacher": draw(st.none() | address),
                "school": draw(st.just("") | text),
            }
        )
    return rows


def absence_cells(row: Values, how: Written) -> Cells:
    word = next(word for word, status in STATUS_WORDS.items() if status == row["status"])
    return {
        "elev_id": str(row["ref"]),
        "datum": how.day(row["day"]),  # type: ignore[arg-type]
        "start": clock(row["start"]),  # type: ignore[arg-type]
        "slut": clock(row["end"]),  # type: ignore[arg-type]
        "ämne": str(row["subject"]),
        "schemalagda_min": how.minutes(row["scheduled"]),  # type: ignore[arg-type]
        "frånvaro_min": how.minutes(row["absent"]),  # type: ignore[arg-type]
        "status": word,
        "lärare": str(row["teacher"] or ""),
        "skola": str(row["school"]),
    }


@st.composite
def pupil_rows(draw: st.DrawFn) -> list[Values]:
    refs = draw(st.lists(text, min_size=1, max_size=6, unique=True))
    return [
        {
            "ref": ref,
            "first_name": draw(text),
            "last_name": draw(text),
            "class_name": draw(text),
            "school": draw(text),
            "mentors": draw(st.lists(address, max_size=3, unique=True)),
            "guardians": draw(st.lists(simple, max_size=3)),
            "phones": draw(st.lists(simple, max_size=3)),
            "protected": draw(st.booleans()),
            "grade": draw(st.just("") | simple),
            "home_municipality": draw(st.just("") | text),
        }
        for ref in refs
    ]


def pupil_cells(row: Values, how: Written) -> Cells:
    return {
        "elev_id": str(row["ref"]),
        "förnamn": str(row["first_name"]),
        "efternamn": str(row["last_name"]),
        "klass": str(row["class_name"]),
        "skola": str(row["school"]),
        "mentorer": " ".join(row["mentors"]),  # type: ignore[arg-type]
        "vårdnadshavare": ", ".join(row["guardians"]),  # type: ignore[arg-type]
        "telefon": ",".join(row["phones"]),  # type: ignore[arg-type]
        "skyddad": "ja" if row["protected"] else "nej",
        "årskurs": str(row["grade"]),
        "hemkommun": str(row["home_municipality"]),
    }


@st.composite
def staff_rows(draw: st.DrawFn) -> list[Values]:
    emails = draw(st.lists(address, min_size=1, max_size=6, unique=True))
    return [
        {
            "email": email,
            "name": draw(text),
            "roles": draw(st.lists(st.sampled_from(list(ROLES.values())), min_size=1, unique=True)),
            "school": draw(text),
            "team": draw(st.just("") | text),
            "deputy": draw(st.just("") | address),
            "away_from": (away := draw(st.none() | st.tuples(day, st.integers(0, 9)))) and away[0],
            "away_to": away and away[0] + timedelta(days=away[1]),
        }
        for email in emails
    ]


def staff_cells(row: Values, how: Written) -> Cells:
    words = {code: word for word, code in ROLES.items()}
    return {
        "epost": str(row["email"]),
        "namn": str(row["name"]),
        "roller": " ".join(words[code] for code in row["roles"]),  # type: ignore[attr-defined]
        "skola": str(row["school"]),
        "arbetslag": str(row["team"]),
        "ersättare": str(row["deputy"]),
        "borta_från": how.day(row["away_from"]) if row["away_from"] else "",  # type: ignore[arg-type]
        "borta_till": how.day(row["away_to"]) if row["away_to"] else "",  # type: ignore[arg-type]
    }


def comes_back(
    folder: Path, kind: Kind, rows: list[Values], how: Written, cells: Callable[[Values, Written], Cells]
) -> None:
    expected = pl.DataFrame(
        [{"row": number} | row for number, row in zip(how.rows(len(rows)), rows, strict=True)],
        schema=dict(FRAMES[kind]),
    )
    file = read_text(folder, how.file([cells(row, how) for row in rows]))
    assert file.kind == kind
    assert file.ignored_columns == (
        (" OKÄND KOLUMN ".strip() if how.shout else "okänd kolumn",) if how.stranger else ()
    )
    assert_frame_equal(file.frame, expected)


@given(rows=absence_rows(), how=written)
def test_absence_written_by_any_program_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Values], how: Written
) -> None:
    comes_back(tmp_path_factory.getbasetemp(), Kind.ABSENCE, rows, how, absence_cells)


@given(rows=pupil_rows(), how=written)
def test_pupils_written_by_any_program_read_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Values], how: Written
) -> None:
    comes_back(tmp_path_factory.getbasetemp(), Kind.PUPILS, rows, how, pupil_cells)


@given(rows=staff_rows(), how=written)
def test_staff_written_by_any_program_read_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Values], how: Written
) -> None:
    comes_back(tmp_path_factory.getbasetemp(), Kind.STAFF, rows, how, staff_cells)


@pytest.mark.parametrize("kind", list(SOUND))
def test_which_file_is_which_is_seen_from_its_headings(tmp_path: Path, kind: Kind) -> None:
    file = read_text(tmp_path, SOUND[kind])
    assert file.kind == kind
    assert dict(file.frame.schema) == dict(FRAMES[kind])
    assert file.frame["row"].to_list() == list(range(2, 2 + file.rows))


def test_the_checksum_is_that_of_the_bytes_and_the_days_span_the_file(tmp_path: Path) -> None:
    file = read_text(tmp_path, ABSENCE)
    assert file.checksum == hashlib.sha256(ABSENCE.encode()).hexdigest()
    assert (file.first_day, file.last_day) == (date(2026, 11, 19), date(2026, 11, 20))
    assert file.place.endswith("fil.csv")


def test_columns_that_mean_nothing_are_left_out_and_told(tmp_path: Path) -> None:
    lines = ABSENCE.splitlines()
    file = read_text(tmp_path, "\n".join([lines[0] + ";Anmärkning;", *(line + ";x;" for line in lines[1:])]))
    assert file.ignored_columns == ("Anmärkning",)
    assert file.rows == 3


def test_excels_line_about_the_separator_is_understood(tmp_path: Path) -> None:
    file = read_text(tmp_path, "sep=;\r\n" + ABSENCE.replace("\n", "\r\n"))
    assert file.frame["row"].to_list() == [3, 4, 5]


def test_a_cell_may_hold_line_breaks_and_quotes(tmp_path: Path) -> None:
    name = 'Anna "Nan"\nBerg; från Täby'
    quoted = name.replace('"', '""')
    rows = PUPILS.replace("Näktergala", f'"{quoted}"')
    frame = read_text(tmp_path, rows).frame
    assert frame["first_name"].to_list() == [name, "Gökvin"]
    assert frame["row"].to_list() == [2, 4]


def test_what_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    formula = '=HYPERLINK("http://x.example")'
    frame = read_text(tmp_path, PUPILS.replace("Näktergala", '"' + formula.replace('"', '""') + '"')).frame
    assert frame["first_name"][0] == formula


def test_letters_put_together_from_two_characters_are_one_letter(tmp_path: Path) -> None:
    decomposed = ABSENCE.replace("ä", "a\u0308").replace("å", "a\u030a")
    assert_frame_equal(read_text(tmp_path, decomposed).frame, read_text(tmp_path, ABSENCE).frame)


def test_lines_of_nothing_but_separators_are_no_rows(tmp_path: Path) -> None:
    file = read_text(tmp_path, ABSENCE + ";;;;;;;;\n\n  \n;;;;;;;; \n")
    assert file.rows == 3


def test_the_seams_between_blocks_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [ABSENCE.splitlines()[0]]
    for number in range(400):
        subject = '"Bild; ""form""\noch färg"' if number % 7 == 0 else "Bild"
        lines.append(f"E{number};2026-11-20;08:20;09:20;{subject};60;0;närvarande;")
    path = tmp_path / "fil.csv"
    path.write_text("\n".join(lines))
    whole = read(path)
    for size in (101, 257, 4099):
        monkeypatch.setattr(files, "BLOCK", size)
        monkeypatch.setattr(blocks, "BLOCK", size)
        assert_frame_equal(read(path).frame, whole.frame)


def test_an_error_far_into_a_large_file_names_its_own_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [ABSENCE.splitlines()[0]]
    lines += [f"E{number};2026-11-20;08:20;09:20;Bild;60;0;närvarande;" for number in range(500)]
    lines[437] = lines[437].replace("08:20", "08.20")
    monkeypatch.setattr(files, "BLOCK", 1000)
    error = refusal(tmp_path, "\n".join(lines))
    assert (error.row, error.column) == (438, "start")


def test_the_first_row_that_does_not_fit_is_the_one_named(tmp_path: Path) -> None:
    lines = ABSENCE.splitlines()
    lines[3] = lines[3].replace("närvarande", "okänt")
    lines[2] = lines[2].replace("10:30", "09:00")
    error = refusal(tmp_path, "\n".join(lines))
    assert (error.row, error.column) == (3, "slut")


def _lines(text: str, *numbers: int) -> str:
    lines = text.splitlines()
    return "\n".join([lines[0], *(lines[number - 1] for number in numbers)])


@pytest.mark.parametrize("kind", list(SOUND))
def test_a_row_said_twice_counts_once(tmp_path: Path, kind: Kind) -> None:
    file = read_text(tmp_path, _lines(SOUND[kind], 3, 2, 3, 2, 2))
    assert file.frame["row"].to_list() == [2, 3]


CONTRADICTIONS: Mapping[Kind, tuple[str, str]] = {
    Kind.STAFF: ("mentor lärare", "mentor"),
    Kind.PUPILS: ("Näktergala", "Sädesärla"),
    Kind.SCHEDULE: ("Hemkunskap", "Musik"),
    Kind.ABSENCE: ("oanmäld", "anmäld"),
}


@pytest.mark.parametrize("kind", list(CONTRADICTIONS))
def test_rows_that_contradict_each_other_are_both_named(tmp_path: Path, kind: Kind) -> None:
    old, new = CONTRADICTIONS[kind]
    lines = SOUND[kind].splitlines()
    lines.append(lines[1].replace(old, new))
    error = refusal(tmp_path, "\n".join(lines))
    assert error.row == len(lines)
    assert "rad 2" in str(error)
    assert new not in error.found


def test_the_same_pupil_in_two_schools_is_no_contradiction(tmp_path: Path) -> None:
    lines = PUPILS.splitlines()
    lines.append(lines[1].replace("Skolan", "Andra skolan"))
    assert read_text(tmp_path, "\n".join(lines)).rows == 3


def test_a_break_said_twice_under_two_names_is_one_break(tmp_path: Path) -> None:
    file = read_text(tmp_path, "skola;period;namn\n;2026-v44;Höstlov\n;2026-10-26..2026-10-30;Lov\n")
    assert file.frame.height == 1
