"""Pupils by name: the right one of one's own or one's school's, never another's; which of several; never in a
channel; and what can be said of one to social services without saying whose it is."""

import re
from datetime import timedelta

import pytest

from handlers.dispatch import leaves_no_trace
from handlers.vocabulary import Button, Buttons, Card, Event, Place, Reply
from tests.ask.test_asking import actions_of, answer, words_of
from tests.handlers.files import Adult, Child, Files, missing, present
from tests.handlers.world import ADULTS, CHILDREN, MONDAY, TUESDAY, World, whispered

OTHER = "Andra skolan"


@pytest.fixture
def large(told: World) -> World:
    """A second Alva with another mentor, a third at another school, and people of that school."""
    adults = (*ADULTS, Adult("ebba", "eht rektor", OTHER), Adult("olle", "mentor", OTHER))
    children = (
        *CHILDREN,
        Child("E9", "Alva", "Strand", "bo", "7A"),
        Child("F1", "Alva", "Ek", "olle", "4C", OTHER),
        Child("F2", "Dana", "Ek", "olle", "4C", OTHER),
    )
    told.take_in(Files(adults=adults, children=children))
    return told


def buttons_of(card: Card) -> list[Button]:
    return [one for block in card.blocks if isinstance(block, Buttons) for one in block.buttons]


def which_of(world: World, who: str) -> list[Button]:
    return [one for one in buttons_of(world.latest(who)) if one.action == "ask.pupil"]


@pytest.mark.parametrize("who", ["eva", "rut"])
def test_eht_and_rektor_find_their_schools_pupils_by_name(told: World, who: str) -> None:
    said = answer(told, who, "vad gör jag nu med Alva?")
    assert "A.L. 8B" in said
    assert "case.show" in actions_of(told.latest(who))


def test_a_name_in_lower_case_and_with_a_class_is_enough(large: World) -> None:
    assert "A.L. 8B" in answer(large, "eva", "va gör vi med alva 8b")
    assert "A.S. 7A" in answer(large, "eva", "va gör vi med alva strand")


@pytest.mark.parametrize(
    ("who", "name"), [("ebba", "Bilal"), ("eva", "Dana"), ("olle", "Bilal"), ("bo", "Bilal")]
)
def test_nobody_finds_a_pupil_that_is_not_theirs(large: World, who: str, name: str) -> None:
    said = answer(large, who, f"vad gör jag nu med {name}?")
    card = str(large.latest(who))
    assert name not in said
    assert "8B" not in card
    assert "4C" not in card
    assert "ask.pupil" not in actions_of(large.latest(who))


def test_a_name_that_fits_several_is_asked_about_with_buttons(large: World) -> None:
    answer(large, "eva", "vad gör jag nu med Alva?")
    found = which_of(large, "eva")
    assert {one.text for one in found} == {"Alva Lindgren 8B", "Alva Strand 7A"}
    chosen = next(one for one in found if "8B" in one.text)
    said = words_of(whispered(large.press("eva", chosen)))
    assert "A.L. 8B" in said


def test_a_mentors_own_is_found_though_others_have_the_name(large: World) -> None:
    assert "A.L. 8B" in answer(large, "anna", "vad gör jag nu med Alva?")
    assert not which_of(large, "anna")


def test_the_button_for_one_of_several_is_no_use_to_others(large: World) -> None:
    answer(large, "eva", "vad gör jag nu med Alva?")
    for button in which_of(large, "eva"):
        assert large.refused("ebba", button)
        assert large.refused("olle", button)


def test_a_pupil_without_a_case_is_said_to_have_none_and_the_look_is_written_down(told: World) -> None:
    before = len(told.audit())
    assert "inget öppet ärende" in answer(told, "rut", "hur går det för Cleo?")
    pupil = told.pupil("E3")
    assert any(entry.pupil_id == pupil for entry in told.audit()[before:])


def test_a_pupil_who_has_left_is_not_found(told: World) -> None:
    told.take_in(Files(children=tuple(child for child in CHILDREN if child.first != "Alva")))
    assert "A.L." not in answer(told, "eva", "vad gör jag nu med Alva?")


@pytest.mark.parametrize(
    "words", ["vad gör jag nu med Alva?", "mina elever", "mina", "nu", "ja", "hon är sjuk"]
)
def test_in_a_channel_all_that_everybody_sees_is_general(told: World, words: str) -> None:
    case = told.case("E1").id
    told.press("anna", ("contact", f"{case}:guardian"), message=told.key("anna", told.now.date()))
    before = told.case("E1")
    place = Place(channel=f"eht:{told.school()}")
    reply = told.send(Event("m1", "text", told.staff("anna"), place, text=words))
    shown = str(reply.later)
    assert "Alva" not in shown
    assert "A.L." not in shown
    assert told.case("E1").cause == before.cause


def test_a_command_in_a_channel_is_general_too(told: World) -> None:
    place = Place(channel=f"eht:{told.school()}")
    event = Event("c2", "command", told.staff("anna"), place, text="vad gör jag nu med alva")
    assert "A.L." not in str(told.send(event).later)


def in_a_guide(told: World) -> World:
    case = told.case("E1").id
    told.press("anna", ("contact", f"{case}:guardian"), message=told.key("anna", told.now.date()))
    return told


@pytest.mark.parametrize("kind", ["text", "command"])
def test_a_question_in_the_middle_of_a_conversation_is_answered_and_it_goes_on(
    told: World, kind: str
) -> None:
    in_a_guide(told)
    staff = told.staff("anna")
    event = Event("q1", kind, staff, Place(staff=staff), text="vad räknas som ogiltig frånvaro?")  # type: ignore[arg-type]
    told.send(event)
    assert "anmält" in words_of(told.latest("anna"))
    told.types("anna", "sjuk")
    assert told.case("E1").cause == "illness"


def consulted(world: World, who: str = "anna") -> Reply:
    return world.press(who, ("ask.consult", str(world.case("E1").id)))


def test_what_can_be_said_of_a_case_holds_its_figures_and_nothing_that_tells_whose_it_is(told: World) -> None:
    with told.nothing_changes():
        reply = consulted(told)
    assert reply.leave_no_trace
    assert not reply.later
    said = words_of(whispered(reply))
    assert "högstadiet" in said
    assert "steg 1 av 4" in said
    assert "Frånvaron" in said
    for telling in ("alva", "lindgren", "a.l.", "8b", "provskolan", " hon ", " han ", "bilal"):
        assert telling not in said.lower()


def test_the_figure_is_rounded_and_is_told_only_when_it_rests_on_enough_days(told: World) -> None:
    assert "procent" not in words_of(whispered(consulted(told)))
    first = MONDAY - timedelta(days=28)
    told.absence(present("E1", first, MONDAY - timedelta(days=14)))
    told.absence(missing("E1", MONDAY - timedelta(days=13), MONDAY - timedelta(days=1)))
    told.morning(TUESDAY + timedelta(days=1))
    said = words_of(whispered(consulted(told)))
    [percent] = re.findall(r"ungefär (\d+) procent", said)
    assert int(percent) % 5 == 0


def test_what_the_mentor_has_done_is_told_in_the_plans_words(told: World) -> None:
    in_a_guide(told)
    told.press("anna", ("tick", str(told.case("E1").id)), fields={"actions": ("s1_call",)})
    assert "gjort" in words_of(whispered(consulted(told)))


def test_consulting_is_never_stored_and_is_for_those_around_the_pupil_only(told: World) -> None:
    button = ("ask.consult", str(told.case("E1").id))
    event = Event("k1", "click", told.staff("anna"), Place(staff=1), *button)
    assert leaves_no_trace(event)
    assert told.refused("bo", button)


def test_a_cases_own_card_offers_it(told: World) -> None:
    answer(told, "anna", "vad gör jag nu med Alva?")
    show = next(one for one in buttons_of(told.latest("anna")) if one.action == "case.show")
    told.press("anna", show)
    assert "ask.consult" in str(told.screen)
