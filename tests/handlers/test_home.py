"""The home page: what waits for the one who opens it, and nothing of anybody else's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from content.texts import text
from content.wording import long_date
from handlers.cards_json import to_json
from handlers.context import Refusal
from handlers.general import help_card
from handlers.vocabulary import Buttons, Card, ChoiceInput, Event, Facts, Place
from handlers.worry import WORRY
from storage.tables import AuditEntry, Staff
from tests.handlers.files import Adult, Child, Files, lesson
from tests.handlers.screen import actions, all_words, button, has_part, part_of
from tests.handlers.world import ADULTS, CHILDREN, MONDAY, TUESDAY, World, replaced

OTHER = "Andra skolan"
MEETING = TUESDAY + timedelta(days=9)


def _home(world: World, who: str) -> Card:
    staff = world.staff(who)
    return replaced(world.send(Event(f"home-{who}", "home", staff, Place(staff=staff))))


def _choices(card: Card) -> list[str]:
    return [one.value for block in card.blocks if isinstance(block, ChoiceInput) for one in block.options]


def _raised(world: World, pupil: str = "E1") -> str:
    case = str(world.case(pupil).id)
    world.press("anna", ("raise", case), fields={"reason": "Behövs"}, kind="form")
    return case


@pytest.fixture
def both(world: World) -> World:
    """Alva and Bilal, Anna's both, have missed a lesson each."""
    world.absence(lesson("E1", MONDAY), lesson("E2", MONDAY))
    world.morning(TUESDAY)
    return world


def test_a_mentor_sees_each_pupil_with_the_next_action(both: World) -> None:
    home = _home(both, "anna")
    assert "2" in all_words(home)
    for name in ("Alva", "Bilal"):
        assert part_of(home, name).buttons[0].action == "contact"


def test_the_buttons_of_the_home_page_lead_on_in_the_mentors_own_chat(both: World) -> None:
    first = part_of(_home(both, "anna"), "Alva").buttons[0]
    both.press("anna", first)
    assert both.case("E1").reached == "guardian"
    assert both.case_message("anna", "E1")


def test_who_waits_for_something_stands_before_who_does_not(both: World) -> None:
    both.press("anna", ("contact", f"{both.case('E1').id}:guardian"))
    words = all_words(_home(both, "anna"))
    assert words.index("Bilal") < words.index("Alva")


def test_the_booked_follow_ups_stand_on_it_the_next_one_first(both: World) -> None:
    for pupil, days in (("E1", 2), ("E2", 1)):
        case = both.case(pupil).id
        both.press("anna", ("contact", f"{case}:guardian"))
        both.press("anna", ("cause", f"{case}:unknown"))
        day = MEETING - timedelta(days=days)
        both.press("anna", ("book", f"{case}"), fields={"date": str(day), "time": "15.00"})
    [rows] = [block.rows for block in _home(both, "anna").blocks if isinstance(block, Facts)]
    assert [name.split()[0] for name, _ in rows] == ["Alva", "Bilal"]
    assert all("15.00" in when for _, when in rows)


def test_each_pupil_who_is_shown_is_a_look_in_the_audit_log(both: World) -> None:
    before = both.count(AuditEntry)
    _home(both, "anna")
    looks = [(row.actor, row.pupil_id, row.action) for row in both.audit()[before:]]
    mark = f"staff:{both.staff('anna')}"
    assert sorted(looks) == sorted((mark, both.pupil(pupil), "see_pupil") for pupil in ("E1", "E2"))


def test_a_mentor_whose_pupils_are_all_well_reads_that_and_sees_nobody_elses(both: World) -> None:
    words = all_words(_home(both, "bo"))
    assert text("general.no_cases") in words
    for hidden in ("Alva", "A.L.", "Bilal", "B.H."):
        assert hidden not in words


def test_eht_sees_the_cases_that_have_come_to_a_step_of_theirs_and_counts_the_rest(both: World) -> None:
    assert not _choices(_home(both, "eva"))
    case = _raised(both)
    home = _home(both, "eva")
    assert _choices(home) == [case]
    words = all_words(home)
    assert "A.L. 8B" in words
    assert text("home.more", number=1) in words
    for hidden in ("Alva", "Lindgren", "B.H."):
        assert hidden not in words


def test_whoever_holds_a_case_is_named(both: World) -> None:
    both.press("eva", ("case.take", _raised(both)))
    with both.database.reading() as session:
        name = session.get_one(Staff, both.staff("eva")).name
    assert name in all_words(_home(both, "rut"))


def test_the_chosen_case_is_shown_in_the_readers_own_chat(both: World) -> None:
    case = _raised(both)
    show = button(_home(both, "eva"), "home.show")
    both.press("eva", show, fields={"case": case})
    assert "Alva" in both.case_message("eva", "E1", "case")[1].title


def test_nothing_chosen_is_said_kindly(both: World) -> None:
    _raised(both)
    assert both.refused("eva", ("home.show", "")) == text("home.choose_first")


def test_a_case_of_another_school_cannot_be_chosen(both: World) -> None:
    both.take_in(
        Files(
            adults=(*ADULTS, Adult("ebba", "eht", OTHER), Adult("olle", "mentor", OTHER)),
            children=(*CHILDREN, Child("F1", "Dana", "Ek", "olle", "4C", OTHER)),
        )
    )
    case = _raised(both)
    words = both.refused("ebba", ("home.show", ""), fields={"case": case})
    assert words == text("general.no_right")
    assert "A.L." not in to_json(_home(both, "ebba"))


def _task(world: World, owner: str) -> None:
    fields = {"what": "Ringa BUP", "owner": str(world.staff(owner)), "date": str(MEETING)}
    world.press("anna", ("task.add", str(world.case("E1").id)), fields=fields, kind="form")


def test_a_task_waits_with_its_owner_and_can_be_ticked_off_there(both: World) -> None:
    _task(both, "eva")
    home = _home(both, "eva")
    assert "Ringa BUP" in all_words(home)
    both.press("eva", button(home, "task.done"))
    assert "Ringa BUP" not in all_words(_home(both, "eva"))


def test_a_task_of_a_pupil_who_has_another_mentor_now_is_not_shown(both: World) -> None:
    _task(both, "anna")
    assert text("home.tasks") in all_words(_home(both, "anna"))
    both.take_in(Files(children=(replace(CHILDREN[0], mentors="bo"), *CHILDREN[1:])))
    words = all_words(_home(both, "anna"))
    assert "Ringa BUP" not in words
    assert "Bilal" in words


def test_rektor_is_asked_there_for_what_only_rektor_decides(both: World) -> None:
    case = _raised(both)
    both.press("anna", ("raise", case), fields={"reason": "Behövs"}, kind="form")
    both.mornings(TUESDAY + timedelta(days=1))
    asked = button(_home(both, "rut"), "decide.ask")
    assert asked.value.startswith(f"{case}:")
    assert "decide.ask" not in actions(_home(both, "eva"))


def test_a_follow_up_that_has_been_asks_how_it_went(both: World) -> None:
    case = both.case("E1").id
    both.press("anna", ("contact", f"{case}:guardian"))
    both.press("anna", ("cause", f"{case}:unknown"))
    both.press("anna", ("book", f"{case}"), fields={"date": str(MEETING), "time": ""})
    both.at(MEETING + timedelta(days=1))
    assert text("home.meeting_passed", when=long_date(MEETING)) in all_words(_home(both, "anna"))


def test_a_pupil_who_has_left_and_a_closed_case_are_not_on_it(both: World) -> None:
    both.press("anna", ("close", str(both.case("E1").id)), fields={"reason": "Klart"}, kind="form")
    both.take_in(Files(children=(CHILDREN[0], CHILDREN[2])))
    home = _home(both, "anna")
    assert not has_part(home, "Alva")
    assert not has_part(home, "Bilal")


def test_everybody_else_reads_what_the_bot_can_do(world: World) -> None:
    world.take_in(Files(adults=(*ADULTS, Adult("tore", "lärare"))))
    assert _home(world, "tore") == help_card()
    guest = Event("g", "home", None, Place(channel="x"))
    assert replaced(world.send(guest)) == help_card()


def test_worry_stands_on_every_home_page(both: World) -> None:
    _raised(both)
    for who in ("anna", "bo", "eva", "rut"):
        card = _home(both, who)
        found = [one.action for block in card.blocks if isinstance(block, Buttons) for one in block.buttons]
        assert WORRY in found
        assert "Alva" not in card.summary


def test_a_guest_cannot_choose_a_case(both: World) -> None:
    event = Event("g", "click", None, Place(channel="x"), "home.show", fields={"case": _raised(both)})
    with both.nothing_changes(), pytest.raises(Refusal):
        both.send(event)
