"""A plan's editions side by side: picked by date, and one with faults never replaces one that runs."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from content.authoring import new_edition
from content.findings import ContentError
from content.inspect import check
from content.knowledge_files import load_knowledge
from content.loader import PlanLibrary
from tests.packs import SEVENTH, SEVENTH_FOLDER

FIRST, SECOND, THIRD = date(2026, 8, 10), date(2027, 8, 9), date(2028, 8, 7)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SEVENTH_FOLDER, tmp_path / SEVENTH)
    return tmp_path


@pytest.fixture
def second(root: Path) -> Path:
    return new_edition(SEVENTH, SECOND, root)


def change(folder: Path, file: str, old: str, new: str) -> None:
    words = (folder / file).read_text("utf-8")
    assert old in words
    (folder / file).write_text(words.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (date(2020, 1, 1), FIRST),
        (FIRST, FIRST),
        (date(2027, 8, 8), FIRST),
        (SECOND, SECOND),
        (date(2030, 1, 1), SECOND),
        (None, SECOND),
    ],
)
def test_the_edition_is_picked_by_date(root: Path, second: Path, day: date | None, since: date) -> None:
    assert PlanLibrary(root).get(SEVENTH, day).valid_from == since


def test_a_new_edition_is_a_whole_plan_that_passes_inspection(root: Path, second: Path) -> None:
    assert check(root / SEVENTH) == []
    assert check(second) == []


def test_a_new_edition_begins_from_the_newest(root: Path, second: Path) -> None:
    change(second, "steps/1.yaml", "name: Saknad", "name: Efterfrågad")
    new_edition(SEVENTH, THIRD, root)
    assert PlanLibrary(root).get(SEVENTH, THIRD).step(1).name == "Efterfrågad"


@pytest.mark.parametrize("day", [FIRST, date(2026, 1, 1)])
def test_a_new_edition_comes_after_the_newest(root: Path, day: date) -> None:
    with pytest.raises(ContentError, match="senare dag"):
        new_edition(SEVENTH, day, root)


def test_one_with_faults_is_left_out_and_the_one_before_goes_on(root: Path, second: Path) -> None:
    change(second, "steps/1.yaml", "responsible:", "responsable:")
    editions = PlanLibrary(root).editions(SEVENTH)
    assert editions.on(THIRD).plan.valid_from == FIRST
    assert "editions/2027-08-09/steps/1.yaml" in {finding.file for finding in editions.left_out}
    assert {finding.file for finding in check(root / SEVENTH)} == {"editions/2027-08-09/steps/1.yaml"}


@pytest.mark.parametrize("file", ["plan.yaml", "steps/2.yaml"])
def test_faults_in_one_that_cases_may_stand_in_stop_the_start(root: Path, second: Path, file: str) -> None:
    """The plan's own folder, or any edition but the last: nothing may quietly take its place."""
    new_edition(SEVENTH, THIRD, root)
    for folder in (root / SEVENTH, second):
        kept = (folder / file).read_text("utf-8")
        (folder / file).write_text("a: [", "utf-8")
        with pytest.raises(ContentError):
            PlanLibrary(root).editions(SEVENTH)
        (folder / file).write_text(kept, "utf-8")


def test_a_library_that_has_read_a_plan_goes_on_with_it_whatever_is_written_meanwhile(root: Path) -> None:
    library = PlanLibrary(root)
    before = library.get(SEVENTH)
    (root / SEVENTH / "plan.yaml").write_text("a: [", "utf-8")
    assert library.get(SEVENTH) is before


def test_an_edition_in_the_wrong_folder_is_named(root: Path, second: Path) -> None:
    second.rename(second.with_name("2027-08-10"))
    [finding] = check(root / SEVENTH)
    assert finding.file == "editions/2027-08-10/plan.yaml"
    assert "2027-08-09" in finding.what


def test_two_editions_with_one_name_are_found(root: Path, second: Path) -> None:
    change(second, "plan.yaml", "version: utgåvan från 2027-08-09", "version: antagen inför läsåret 2026/27")
    [finding] = check(root / SEVENTH)
    assert "version" in finding.expected


def test_what_is_no_edition_among_the_editions_is_named(root: Path, second: Path) -> None:
    (second.parent / "utkast").mkdir()
    assert [finding.file for finding in check(root / SEVENTH)] == ["editions/utkast"]


def test_questions_are_answered_from_the_edition_of_the_day(root: Path, second: Path) -> None:
    change(second, "definitions.yaml", "Minst 12 procent", "Minst 14 procent")
    told = {day: load_knowledge(SEVENTH, root, day).plan.definitions[1].text for day in (FIRST, SECOND)}
    assert "12" in told[FIRST]
    assert "14" in told[SECOND]
