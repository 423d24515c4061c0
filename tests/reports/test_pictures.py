"""A school's cases and a pupil's weeks as pictures: readable in grey and in the dark, and told in words."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from matplotlib.image import imread

from bot.platforms.teams.pictures import data_uri
from handlers.case_pictures import weeks_of
from handlers.pictures import (
    StepHistory,
    WeekAbsence,
    cases_by_step,
    step_words,
    weeks_picture,
    weeks_words,
)
from handlers.vocabulary import Picture
from tests.handlers.files import Lesson, lesson, missing, present
from tests.handlers.world import MONDAY, World, whispered

STEPS = ((1, "Första"), (2, "Andra"))
HISTORY = StepHistory(("v. 47", "v. 48"), STEPS, ((12, 0), (9, None)))
LONG = StepHistory(
    tuple(f"v. {number}" for number in range(2, 26)),
    tuple((number, "Ett steg med ett ganska långt namn i en plan") for number in range(1, 6)),
    tuple(tuple((place * 7 + step * 11) % 190 for step in range(5)) for place in range(24)),
)


def test_the_words_tell_the_last_day_and_the_first() -> None:
    words = step_words(HISTORY)
    assert "9 på steg 1" in words
    assert "12 på steg 1" in words
    assert "v. 48" in words.lower()


def test_a_number_that_is_not_shown_is_not_in_the_words_either() -> None:
    words = step_words(StepHistory(("nu",), STEPS, ((9, None),)))
    assert re.findall(r"\d+", words) == ["9", "1", "2"], "the number of the first step, and both steps"


def test_the_picture_brings_its_own_ground_and_letters() -> None:
    """On a dark screen a ground that can be seen through would hide dark letters."""
    drawn = cases_by_step(HISTORY)
    assert "<text" not in drawn.svg
    picture = imread(BytesIO(drawn.png))
    assert picture[0, 0].tolist() == [1, 1, 1, 1]


def test_the_last_day_is_the_darkest_also_in_grey() -> None:
    drawn = imread(BytesIO(cases_by_step(StepHistory(("1", "2"), STEPS[:1], ((5,), (5,)))).png))
    grey = drawn[int(drawn.shape[0] * 0.62), :, :3] @ [0.299, 0.587, 0.114]
    first, last = (float(grey[int(drawn.shape[1] * place)]) for place in (0.3, 0.7))
    assert last < first < 0.95


def test_a_long_history_with_long_names_is_drawn_and_fits_in_teams() -> None:
    assert data_uri(
        cases_by_step(
            StepHistory(LONG.when[:12], LONG.steps[:4], tuple(day[:4] for day in LONG.counts[:12]))
        ).svg
    )
    assert cases_by_step(LONG).png


def test_nothing_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="nothing"):
        cases_by_step(StepHistory((), STEPS, ()))


MONDAYS = tuple(MONDAY + timedelta(weeks=number) for number in range(14))
WEEKS = {
    monday: None if place in (7, 9) else WeekAbsence(place * 3, place * 4 if place % 2 else 0)
    for place, monday in enumerate(MONDAYS)
}


def test_the_weeks_words_tell_the_first_the_last_and_those_with_most_absence() -> None:
    words = weeks_words(WEEKS)
    assert "0 % av lektionstiden v. 48" in words
    assert "91 %" in words
    assert "lektionstiden v. 48 och" in words
    assert "%" not in weeks_words({MONDAY: WeekAbsence(0, 0), MONDAYS[1]: None})


def test_announced_and_unannounced_differ_also_in_grey() -> None:
    both = imread(BytesIO(weeks_picture({MONDAY: WeekAbsence(40, 40)}).png))
    grey = both[:, int(both.shape[1] * 0.5), :3] @ [0.299, 0.587, 0.114]
    upper, lower = float(grey[int(len(grey) * 0.36)]), grey[int(len(grey) * 0.6) : int(len(grey) * 0.85)]
    assert upper < 0.35, "unannounced, dark"
    assert float(lower.max()) > 0.6, "announced, light with lines"
    assert float(lower.min()) < 0.5, "the lines"


def test_the_weeks_picture_brings_its_ground_and_fits_in_teams() -> None:
    drawn = weeks_picture(WEEKS)
    assert imread(BytesIO(drawn.png))[0, 0].tolist() == [1, 1, 1, 1]
    assert data_uri(drawn.svg)
    assert len(drawn.svg) < 60_000
    with pytest.raises(ValueError, match="no weeks"):
        weeks_picture({})


def test_a_pupils_pictures_are_shown_to_the_one_who_asks_alone(told: World) -> None:
    told.absence(missing("E1", MONDAY - timedelta(weeks=5), MONDAY, "anmäld"), lesson("E1", MONDAY))
    case = str(told.case("E1").id)
    card = whispered(told.press("anna", ("case.pictures", case)))
    pictures = [block for block in card.blocks if isinstance(block, Picture)]
    assert len(pictures) == 2
    assert all(picture.alt and "Alva" not in picture.alt for picture in pictures)
    assert "see_figures" in {row.action for row in told.audit()}


def test_the_weeks_add_up_with_the_lessons_and_breaks_are_gaps(any_world: World) -> None:
    first = MONDAY - timedelta(weeks=3)
    away = [
        *missing("E1", first, first + timedelta(days=1)),
        *present("E1", first + timedelta(days=2), first + timedelta(days=4)),
    ]
    late = Lesson("E1", MONDAY, status="sen", absent=15)
    any_world.absence(away, late)
    with any_world.database.reading() as session:
        weeks = weeks_of(session, any_world.pupil("E1"), MONDAY)
    assert list(weeks.values()) == [WeekAbsence(40, 0), None, None, WeekAbsence(0, 25)]
