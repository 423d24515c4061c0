"""What the plan says beside the checklist: what to think of, and what it proposes when a rule fires."""

from datetime import timedelta

import pytest

from content.texts import text
from handlers.vocabulary import Card
from storage.tables import AuditEntry, School
from tests.handlers.files import lesson, missing, present
from tests.handlers.screen import actions, all_words, button, part_of
from tests.handlers.world import LIBRARY, MONDAY, TUESDAY, World, whispered

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
TEAM = "team_20"


@pytest.fixture
def in_stockholm(world: World) -> World:
    with world.database.writing() as session:
        session.get_one(School, world.school()).plan = "stockholm"
    return world


def _card(world: World, who: str = "anna") -> Card:
    world.press(who, ("case.show", str(world.case("E1").id)))
    return world.case_message(who, "E1", "case")[1]


def _proposal() -> str:
    return LIBRARY.get("stockholm").trigger(TEAM).proposes


def test_the_cases_card_says_the_first_thing_to_think_of_and_no_more(told: World) -> None:
    first, *others = LIBRARY.get("danderyd").step(1).think_of
    words = all_words(_card(told))
    assert text("advice.think_of", first=first.text) in words
    assert not any(one.text in words for one in others)


def test_the_rest_is_a_press_away_with_its_place_in_the_plan_for_the_presser_alone(told: World) -> None:
    more = button(_card(told), "think_of")
    before = told.count(AuditEntry)
    reply = told.press("anna", more)
    plan = LIBRARY.get("danderyd")
    words = all_words(whispered(reply))
    assert all(one.text in words for one in (*plan.step(1).think_of, *plan.always))
    assert next(iter(plan.sources.values())) in words
    assert reply.later == ()
    assert [row.action for row in told.audit()[before:]] == ["see_pupil"]


def _often_away(world: World) -> None:
    """Over a fifth of the month, in a case that a mentor follows already."""
    here, away = present("E1", MONDAY - 5 * WEEK, MONDAY), missing("E1", MONDAY - 4 * DAY, MONDAY)
    world.absence(here, away)
    world.morning(TUESDAY)
    world.absence(missing("E1", MONDAY - 2 * WEEK, MONDAY))
    world.morning(TUESDAY + DAY)


def test_what_a_rule_proposes_stands_with_the_mentor_and_with_eht_on_its_morning(in_stockholm: World) -> None:
    _often_away(in_stockholm)
    part = part_of(in_stockholm.message("anna", TUESDAY + DAY), "Alva")
    assert _proposal() in part.paragraphs
    assert "eht.call.ask" in part.actions
    assert _proposal() in all_words(in_stockholm.message("eva", TUESDAY + DAY))


def test_it_stays_on_the_card_while_the_case_is_at_a_step_it_is_for(in_stockholm: World) -> None:
    _often_away(in_stockholm)
    assert _proposal() in all_words(_card(in_stockholm))
    case = str(in_stockholm.case("E1").id)
    for _ in range(2):
        in_stockholm.press("anna", ("raise", case), fields={"reason": "Behövs"}, kind="form")
    assert in_stockholm.case("E1").step == 3
    assert _proposal() not in all_words(_card(in_stockholm))


def test_nothing_is_proposed_where_no_such_rule_fired(told: World) -> None:
    told.absence(lesson("E1", TUESDAY))
    told.morning(TUESDAY + DAY)
    assert "eht.call.ask" not in actions(told.message("anna", TUESDAY + DAY))
