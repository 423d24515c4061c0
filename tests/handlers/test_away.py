"""The daily look: all absence of one's own pupils, valid or not."""

from __future__ import annotations

from dataclasses import replace

from content.texts import text
from handlers.plans import Plans
from tests.handlers.files import lesson
from tests.handlers.screen import actions, all_words, button
from tests.handlers.world import LIBRARY, MONDAY, TUESDAY, World, whispered


def test_valid_and_invalid_absence_are_shown_to_the_mentor_alone_and_written_down(world: World) -> None:
    world.absence(
        lesson("E1", MONDAY), lesson("E2", MONDAY, status="anmäld"), lesson("E3", MONDAY, status="anmäld")
    )
    world.morning(TUESDAY)
    looks = len(world.audit())
    told = all_words(whispered(world.types("anna", "borta")))
    assert text("away.invalid") in told
    assert "Alva" in told
    assert "Cleo" not in told
    assert len(world.audit()) > looks


def test_who_is_nobodys_mentor_has_no_list(world: World) -> None:
    assert text("away.not_mentor") in all_words(whispered(world.types("rut", "borta")))


def test_a_plan_that_looks_every_day_has_the_look_in_its_mornings_also_when_nothing_is_new(
    world: World,
) -> None:
    plan = LIBRARY.get("vaxholm")
    daily = replace(world, plans=Plans(LIBRARY, plan.id, training=True))
    daily.absence(lesson("E1", MONDAY))
    daily.morning(TUESDAY)
    assert plan.daily_look is not None
    for who in ("anna", "bo"):
        assert button(daily.message(who, TUESDAY), "away.show").text == plan.daily_look.name


def test_a_plan_that_does_not_has_none(told: World) -> None:
    assert "away.show" not in actions(told.message("anna", TUESDAY))
