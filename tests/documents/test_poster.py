"""The plan on the staff room's wall: always two pages, whatever the plan."""

import pytest

from bot.documents.poster import PAGES, pages_in, poster_of
from content.loader import load_plan
from tests.packs import LIBRARY, PACKS


@pytest.mark.parametrize("plan", PACKS)
def test_every_plan_fits_on_two_pages(plan: str) -> None:
    made = poster_of(LIBRARY.get(plan))
    assert made.startswith(b"%PDF-")
    assert pages_in(made) == PAGES


def test_more_than_two_pages_is_made_smaller() -> None:
    plan = load_plan("danderyd")
    longer = plan.model_copy(update={"signs": plan.signs * 3})
    assert pages_in(poster_of(longer)) == PAGES
