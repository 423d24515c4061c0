"""When rektor or somebody of EHT is away, who stands in is told, and may do what they may, while it lasts."""

from datetime import timedelta

import pytest

from handlers import cases
from handlers.context import Actor
from handlers.rights import Action, allowed, relations
from tests.handlers.files import Adult, Files
from tests.handlers.screen import actions, all_words
from tests.handlers.test_reminders import DUE, SCHOOL_DAYS
from tests.handlers.world import ANNA, BO, EVA, World

DAY = timedelta(days=1)
RUNGS = [SCHOOL_DAYS.add_school_days(DUE, days) for days in (1, 6, 11)]
LATE = RUNGS[-1]
"""When mentor, EHT and rektor are told."""
INITIALS = "A.L. 8B"


@pytest.fixture
def away(told: World) -> World:
    """Rut is away on the morning that rektor is to be told, and Disa stands in."""
    rut = Adult("rut", "rektor", deputy="disa", away=(LATE - DAY, LATE + DAY))
    told.take_in(Files(adults=(ANNA, BO, EVA, rut, Adult("disa", "lärare"))))
    told.mornings(*RUNGS)
    return told


def test_who_stands_in_for_rektor_is_told_what_has_waited(away: World) -> None:
    assert INITIALS in all_words(away.message("disa", LATE))
    assert "case.take" in actions(away.message("disa", LATE))
    assert not away.got("rut", LATE)


def test_who_stands_in_may_act_while_it_lasts_and_no_longer(away: World) -> None:
    with away.database.reading() as session:
        subject, disa = cases.subject_of(away.case("E1")), Actor(away.staff("disa"))
        during = relations(session, disa, subject, LATE)
        afterwards = relations(session, disa, subject, LATE + 2 * DAY)
    assert allowed(Action.DECIDE, during)
    assert not allowed(Action.SEE_PUPIL, afterwards)


def test_without_anybody_in_their_place_it_waits_with_rektor(told: World) -> None:
    told.take_in(Files(adults=(ANNA, BO, EVA, Adult("rut", "rektor", away=(LATE - DAY, LATE + DAY)))))
    told.mornings(*RUNGS)
    assert INITIALS in all_words(told.message("rut", LATE))
