"""Worry about a child: answered to the asker alone, with whom to call this hour, and leaving no trace."""

from datetime import date

import pytest

from handlers.ask.calling import number_of
from handlers.context import Actor, Context
from handlers.dispatch import handle, leaves_no_trace
from handlers.vocabulary import Event, Facts, Place, Reply, Whisper
from storage.tables import School
from tests.handlers.files import SCHOOL, Adult, Files
from tests.handlers.screen import button, part_of
from tests.handlers.world import ADULTS, TUESDAY, World, whispered

OTHER = "Andra skolan"
CONCERNED = ("mottagningsgruppen", "socialjouren", "socialjouren_beredskap")


def _phones(world: World, reply: Reply, plan: str = "danderyd") -> set[str]:
    """Which of the plan's contacts for concern are shown."""
    card = whispered(reply)
    shown = " ".join(value for block in card.blocks if isinstance(block, Facts) for _, value in block.rows)
    contacts = world.plans.library.get(plan).contacts
    return {one.id for one in contacts if one.for_concern and number_of(one) in shown}


def test_the_press_is_a_whisper_and_changes_nothing(told: World) -> None:
    pressed = button(told.message("anna", TUESDAY), "worry")
    assert pressed.value == ""
    with told.nothing_changes():
        reply = told.press("anna", pressed, message=told.key("anna", TUESDAY))
    assert reply.leave_no_trace
    assert reply.later == ()
    assert all(isinstance(now, Whisper) for now in reply.now)
    assert "112" in str(whispered(reply))


@pytest.mark.parametrize(
    "words",
    [
        "Jag är orolig för ett barn",
        "jag är så orolig för alva",
        "hur gör man en orosanmälan?",
        "tror att hon far illa",
        "jag misstänker misshandel",
        "han säger att pappa slår honom",
        "hon pratar om självmord",
        "ORO FÖR en elev",
        "eleven skär sig",
        "hon har blivit slagen hemma",
        "rädd att det förekommer våld hemma",
        "övergrepp",
        "han vill inte leva",
    ],
)
def test_typed_worry_is_answered_the_same_and_leaves_nothing(told: World, words: str) -> None:
    with told.nothing_changes():
        reply = told.types("anna", words)
    assert reply.leave_no_trace
    assert "112" in str(whispered(reply))
    event = Event("e", "text", 1, Place(1), text=words)
    assert leaves_no_trace(event)


@pytest.mark.parametrize("words", ["mina", "nådde mamma", "på torsdag", "oroa dig inte", "hjälp", "sjuk"])
def test_ordinary_words_are_not_taken_for_worry(words: str) -> None:
    assert not leaves_no_trace(Event("e", "text", 1, Place(1), text=words))


def test_worry_in_the_middle_of_a_question_leaves_the_question_as_it_was(told: World) -> None:
    part = part_of(told.message("anna", TUESDAY), "Alva")
    told.press("anna", part.buttons[0], message=told.key("anna", TUESDAY))
    with told.nothing_changes():
        told.types("anna", "jag är orolig för henne")
    told.types("anna", "sjuk")
    assert told.case("E1").cause == "illness"


@pytest.mark.parametrize(
    ("day", "clock", "who"),
    [
        (date(2026, 11, 24), "10:00", "mottagningsgruppen"),
        (date(2026, 11, 24), "16:29", "mottagningsgruppen"),
        (date(2026, 11, 24), "16:30", "socialjouren"),
        (date(2026, 11, 24), "23:59", "socialjouren"),
        (date(2026, 11, 25), "01:59", "socialjouren"),
        (date(2026, 11, 25), "02:00", "socialjouren_beredskap"),
        (date(2026, 11, 25), "07:59", "socialjouren_beredskap"),
        (date(2026, 11, 27), "15:00", "socialjouren"),
        (date(2026, 11, 28), "12:00", "socialjouren_beredskap"),
        (date(2026, 11, 28), "16:00", "socialjouren"),
        (date(2026, 12, 25), "10:00", "socialjouren_beredskap"),
    ],
)
def test_whoever_answers_this_hour_is_shown_and_nobody_else(
    world: World, day: date, clock: str, who: str
) -> None:
    world.at(day, clock)
    assert _phones(world, world.press("anna", ("worry", ""))) == {who}


def test_everybody_may_ask_also_someone_no_roster_knows(world: World) -> None:
    for adult in ADULTS:
        assert _phones(world, world.press(adult.short, ("worry", "")))
    with world.nothing_changes(), world.database.reading() as session:
        guest = Context(session, world.now, world.plans, Actor(label="guest"))
        reply = handle(guest, Event("e", "click", None, Place(channel="x"), action="worry"))
    assert _phones(world, reply)


def _follows(world: World, school: str, plan: str) -> None:
    with world.database.writing() as session:
        session.get_one(School, world.school(school)).plan = plan


def test_the_numbers_are_those_of_the_plan_that_the_askers_school_follows(world: World) -> None:
    _follows(world, SCHOOL, "stockholm")
    with world.nothing_changes():
        reply = world.press("anna", ("worry", ""))
    assert _phones(world, reply, "stockholm")
    assert not _phones(world, reply)


def test_who_works_at_schools_with_different_plans_is_shown_the_numbers_of_each(world: World) -> None:
    world.take_in(Files(adults=(*ADULTS, Adult("anna", "mentor", OTHER))))
    _follows(world, OTHER, "stockholm")
    reply = world.press("anna", ("worry", ""))
    assert _phones(world, reply)
    assert _phones(world, reply, "stockholm")


def test_an_odd_value_does_not_stop_the_answer(world: World) -> None:
    for value in ("abc", "999999:x", "'; DROP"):
        assert _phones(world, world.press("anna", ("worry", value)))


def test_the_summary_does_not_tell_a_lock_screen_what_was_asked(world: World) -> None:
    summary = whispered(world.press("anna", ("worry", ""))).summary.lower()
    assert "oro" not in summary
    assert "barn" not in summary
