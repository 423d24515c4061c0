"""The report as files: a workbook whose numbers are numbers, a tagged PDF, and the command line's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from zipfile import ZipFile

import polars
import pytest
from fastapi.testclient import TestClient

from bot.clock import SetClock
from bot.reports.files import TYPES, report_file
from bot.reports.web import ReportDesk, reports_router
from bot.web import build_web
from content.texts import text
from handlers.tickets import LIVES
from handlers.vocabulary import Link
from tests.cli.conftest import case, case_template, files, school_template, terminal_with  # noqa: F401
from tests.cli.terminal import Terminal, rows
from tests.handlers.files import Adult, Files
from tests.handlers.world import ADULTS, World
from tests.reports.school import ADDRESS, report


@pytest.fixture
def clock(school: World) -> SetClock:
    return SetClock(school.now)


@pytest.fixture
def browser(school: World, clock: SetClock) -> Iterator[TestClient]:
    router = reports_router(ReportDesk(school.database, clock, school.plans, None))
    with TestClient(build_web(school.database, [router]), base_url=ADDRESS) as client:
        yield client


def _links(school: World) -> list[str]:
    school.address = ADDRESS
    school.types("eva", "statistik")
    return [urlsplit(one.url).path for one in school.latest("eva").blocks if isinstance(one, Link)]


def test_the_workbook_has_a_sheet_a_table_and_one_that_explains_them(school: World) -> None:
    found = report(school, school=school.school())
    book = polars.read_excel(BytesIO(report_file(found, "xlsx", None)), sheet_id=0, has_header=False)
    assert list(book) == [
        text("statistics.main"),
        *(table.title for table in found.tables),
        text("statistics.how"),
    ]
    explained = " ".join(str(cell) for row in book[text("statistics.how")].rows() for cell in row)
    assert all(table.title in explained for table in found.tables)
    cells = [cell for row in book[text("statistics.open")].rows() for cell in row]
    assert any(str(cell) in ("14", "14.0") for cell in cells)


def test_numbers_are_numbers_and_what_is_hidden_is_a_word(school: World) -> None:
    made = report_file(report(school), "xlsx", None)
    sheet = ZipFile(BytesIO(made)).read("xl/worksheets/sheet2.xml").decode()
    assert "<v>14</v>" in sheet
    shared = ZipFile(BytesIO(made)).read("xl/sharedStrings.xml").decode()
    assert "dold" in shared
    assert "Förnamn" not in shared


def test_no_cell_is_a_formula_whatever_a_school_is_called(school: World) -> None:
    made = ZipFile(BytesIO(report_file(report(school), "xlsx", None)))
    assert not any(b"<f>" in made.read(name) for name in made.namelist() if "worksheets" in name)


def test_the_pdf_is_tagged_and_its_picture_has_words(school: World) -> None:
    made = report_file(report(school), "pdf", None)
    assert made.startswith(b"%PDF")
    assert b"/StructTreeRoot" in made
    assert b"/Alt" in made


def test_a_link_gives_a_page_that_tells_nothing_and_a_press_the_file(
    school: World, browser: TestClient
) -> None:
    for path, kind in zip(_links(school), TYPES, strict=True):
        page = browser.get(path)
        assert page.status_code == 200
        assert "Provskolan" not in page.text
        file = browser.post(path)
        assert file.headers["content-type"] == TYPES[kind]
        assert file.content.startswith(b"PK" if kind == "xlsx" else b"%PDF")


def test_a_link_lives_for_minutes_only(school: World, clock: SetClock, browser: TestClient) -> None:
    path = _links(school)[0]
    clock.move_to(school.now + LIVES + timedelta(seconds=1))
    assert browser.get(path).status_code == 410
    assert browser.post(path).status_code == 410


def test_a_link_we_never_made_is_no_link(browser: TestClient) -> None:
    assert browser.get("/statistik/gAAAA").status_code == 404
    assert browser.post("/statistik/x").status_code == 404


def test_who_has_lost_the_right_gets_nothing_by_an_old_link(school: World, browser: TestClient) -> None:
    path = _links(school)[0]
    school.take_in(
        Files(adults=tuple(Adult("eva", "mentor") if one.short == "eva" else one for one in ADULTS))
    )
    assert browser.post(path).status_code == 403


def test_the_command_line_shows_it_as_text_or_json(case: Terminal) -> None:  # noqa: F811
    assert text("statistics.main") in case.done("report").out
    found = json.loads(case.done("report", "--json").out)
    assert found["to"] == "2026-11-23"
    assert {"main", "open", "new"} <= {table["id"] for table in found["tables"]}
    [whole] = next(table for table in found["tables"] if table["id"] == "new")["rows"]
    assert (whole["values"][0], whole["hidden"][0]) == (None, True), "one case is too few"


def test_the_command_line_writes_files_and_never_over_one(case: Terminal, tmp_path: Path) -> None:  # noqa: F811
    book, page = tmp_path / "a.xlsx", tmp_path / "a.pdf"
    case.done("report", "--from", "2026-09-01", "--xlsx", str(book), "--pdf", str(page))
    assert book.read_bytes().startswith(b"PK")
    assert page.read_bytes().startswith(b"%PDF")
    assert book.stat().st_mode & 0o077 == 0
    assert str(book) in case.refused("report", "--xlsx", str(book))
    assert rows(case.database, "SELECT DISTINCT action FROM audit WHERE action LIKE 'see_%statistics'")


def test_what_cannot_be_shown_is_refused(case: Terminal, tmp_path: Path) -> None:  # noqa: F811
    assert case.refused("report", "--school", "Ingen")
    assert case.refused("report", "--from", "2026-11-20", "--to", "2026-11-01")
    assert case.misused("report", "--from", "i går")
    assert case.misused("report", "--pdf", str(tmp_path / "a.xlsx"))
