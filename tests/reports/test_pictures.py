"""Pictures of a school's cases: readable in grey and on a dark screen, and told in words."""

import re
from io import BytesIO

import pytest
from matplotlib.image import imread

from bot.platforms.teams.pictures import data_uri
from handlers.pictures import StepHistory, cases_by_step, step_words

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
