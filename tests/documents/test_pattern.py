"""The picture of when in the week a pupil is missed: right figures, and words for who cannot see it."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from matplotlib.image import imread

from content.wording import WEEKDAYS
from handlers.documents.folder import folder_of
from handlers.imports import take_in
from handlers.pictures import Pattern, pattern_picture, pattern_words
from storage.queries.absence import Sums
from tests.documents.desk import Desk
from tests.handlers.files import Lesson, weekdays
from tests.handlers.world import MONDAY, TUESDAY, World

FIRST = date(2026, 10, 26)
FULL, HALF, NONE = Sums(60, 60), Sums(30, 60), Sums(0, 60)


def _pattern(cells: dict[tuple[int, int], Sums]) -> Pattern:
    return Pattern(FIRST, MONDAY, cells)


def test_the_hours_go_from_the_first_lesson_to_the_last() -> None:
    pattern = _pattern({(0, 8): FULL, (4, 13): NONE})
    assert list(pattern.hours) == [8, 9, 10, 11, 12, 13]
    assert (pattern.percent(0, 8), pattern.percent(4, 13), pattern.percent(2, 9)) == (100, 0, None)


def test_the_words_name_each_day_and_the_hours_that_stand_out() -> None:
    even = {(day, hour): HALF for day in range(5) for hour in (8, 10)}
    assert all(day in pattern_words(_pattern(even)).lower() for day in WEEKDAYS[:5])
    assert "kl." not in pattern_words(_pattern(even))
    assert "tisdag kl. 8" in pattern_words(_pattern({**even, (1, 8): FULL, (1, 10): NONE}))


def test_no_absence_is_said_as_such() -> None:
    words = pattern_words(_pattern({(0, 8): NONE}))
    assert "%" not in words


def test_the_same_figures_give_the_same_picture_for_paper_and_screen() -> None:
    cells = {(day, hour): (FULL, HALF, NONE)[(day + hour) % 3] for day in range(5) for hour in range(8, 15)}
    drawn = pattern_picture(_pattern(cells))
    assert drawn == pattern_picture(_pattern(dict(cells)))
    assert drawn.svg.startswith("<?xml")
    assert "<text" not in drawn.svg, "letters are drawn, so that no font is needed"
    height, width = imread(BytesIO(drawn.png)).shape[:2]
    assert width > 1200
    assert height > 400


def test_dark_is_more_also_in_grey() -> None:
    """As a printer without colours has it: the fields get darker as the share grows."""
    shades = []
    for percent in (0, 10, 30, 60, 100):
        picture = imread(BytesIO(pattern_picture(_pattern({(0, 8): Sums(percent, 100)})).png))
        field = picture[int(picture.shape[0] * 0.62), int(picture.shape[1] * 0.13), :3]
        shades.append(float(field @ [0.299, 0.587, 0.114]))
    assert shades == sorted(shades, reverse=True)
    assert len(set(shades)) == len(shades)


def test_what_has_no_lesson_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="no lesson"):
        pattern_picture(_pattern({}))


def test_the_pattern_adds_up_to_the_months_figures_with_the_timetable(told: World, tmp_path: Path) -> None:
    """Attended lessons are in no file: the timetable gives them, hour by hour as it does day by day."""
    _take_in_timetable(told, tmp_path)
    told.absence(
        *(Lesson("E1", day, "09:30") for day in weekdays(FIRST, MONDAY) if day.weekday() == 3),
        Lesson("E1", MONDAY - timedelta(days=4), "13:00", "ej_rapporterad", 0),
    )
    told.at(TUESDAY)
    desk = Desk(told)
    with desk.context() as context:
        folder = folder_of(context, told.case("E1"))
        assert folder.figures is not None
        assert folder.week is not None
        cells = folder.week.cells
        assert sum(one.scheduled for one in cells.values()) == folder.figures.sums.scheduled
        assert sum(one.absent for one in cells.values()) == folder.figures.sums.absent
        assert folder.week.valid + folder.week.invalid == folder.figures.sums.absent
    assert Pattern(FIRST, MONDAY, cells).percent(3, 9) == 100
    assert Pattern(FIRST, MONDAY, cells).percent(2, 9) == 0


def _take_in_timetable(world: World, folder: Path) -> None:
    path = folder / "schema.csv"
    rows = [
        ("8B", day, start, end, "Svenska", "2026-08-17", "2026-12-18")
        for day in ("måndag", "tisdag", "onsdag", "torsdag", "fredag")
        for start, end in (("08:20", "09:20"), ("09:30", "10:30"), ("13:00", "14:15"))
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(
            [["klass", "veckodag", "start", "slut", "ämne", "från", "till"], *rows]
        )
    take_in(world.database, world.plans, [path], now=world.now)
