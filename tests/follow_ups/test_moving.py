"""A pupil goes on to another school of the municipality: a person hands the case over, with consent."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from content.texts import text
from handlers.vocabulary import ManyInput
from storage.tables import Case, Pupil, School
from tests.documents.desk import Desk
from tests.handlers.files import Adult, Child, Files, lesson
from tests.handlers.screen import all_words, button, says
from tests.handlers.world import ADULTS, BILAL, CLEO, MONDAY, TUESDAY, World, form, whispered

DAY = timedelta(days=1)
WEDNESDAY = TUESDAY + DAY
NEW = "Nyskolan"
OLLE, EBBA = Adult("olle", school=NEW), Adult("ebba", "eht", NEW)
ALVA = Child("E1", "Alva", "Lindgren", "anna", guardians="Maria Lindgren")
THERE = replace(ALVA, school=NEW, mentors="olle", klass="8C")
NILS = Child("N1", "Nils", "Ask", "olle", "8C", NEW)


@pytest.fixture
def two_schools(told: World) -> World:
    told.take_in(Files(adults=(*ADULTS, OLLE, EBBA), children=(ALVA, BILAL, CLEO, NILS)))
    told.press("anna", ("contact", f"{told.case('E1').id}:guardian"))
    fields = {"measure": "Egen ingång", "date": str(TUESDAY)}
    told.press("anna", ("measure.save", str(told.case("E1").id)), fields=fields, kind="form")
    return told


def moves(world: World, there: Child = THERE) -> str:
    """She is on the new school's roster and no longer on the old one's. Her case."""
    case = str(world.case("E1").id)
    world.take_in(Files(children=(BILAL, CLEO, NILS, there)))
    world.morning(WEDNESDAY)
    return case


def cases_at(world: World, school: str) -> list[Case]:
    with world.database.reading() as session:
        question = select(Case).where(Case.school_id == world.school(school), Case.state == "open")
        found = list(session.exec(question))
        session.expunge_all()
    return found


def hears(world: World, who: str = "eva", on: date = WEDNESDAY) -> bool:
    return world.got(who, on) and says(world.message(who, on), "move.morning")


def give(world: World, case: str, *along: str) -> None:
    world.press("eva", ("move.give", case), fields={"along": along}, kind="form")


def test_eht_at_the_old_school_is_told_once_and_nobody_at_the_new_one(two_schools: World) -> None:
    moves(two_schools)
    assert hears(two_schools)
    for who in ("olle", "ebba", "anna"):
        assert not two_schools.got(who, WEDNESDAY) or "Alva" not in all_words(
            two_schools.message(who, WEDNESDAY)
        )
    two_schools.morning(WEDNESDAY + DAY)
    assert not hears(two_schools, "eva", WEDNESDAY + DAY)


def test_nothing_goes_along_without_a_consent(two_schools: World) -> None:
    case = moves(two_schools)
    assert two_schools.refused("eva", ("move.ask", case)) == text("move.no_consent")
    assert two_schools.refused("eva", ("move.give", case)) == text("move.no_consent")


def test_only_those_who_lead_at_the_old_school_may_hand_over(two_schools: World) -> None:
    Desk(two_schools).agree(NEW)
    case = moves(two_schools)
    for who in ("anna", "bo", "olle", "ebba"):
        assert two_schools.refused(who, ("move.give", case)) == text("general.no_right")


def test_what_is_chosen_goes_along_and_the_new_school_takes_it_from_there(two_schools: World) -> None:
    Desk(two_schools).agree(NEW)
    case = moves(two_schools)
    asked = form(two_schools.press("eva", button(two_schools.message("eva", WEDNESDAY), "move.ask")))
    assert NEW in all_words(asked.card)
    assert any(isinstance(block, ManyInput) and not block.selected for block in asked.card.blocks)
    give(two_schools, case, "tried")
    assert "hand_over_pupil" in {row.action for row in two_schools.audit()}
    [new] = cases_at(two_schools, NEW)
    handed = two_schools.latest("olle")
    assert "Alva Lindgren 8C" in handed.title
    assert all(word in all_words(handed) for word in ("Egen ingång", "Provskolan", "Eva"))
    thread = two_schools.screen.messages[(None, f"thread:{new.id}:first")]
    assert says(thread, "eht.asks_moved_here")
    assert "Alva" not in all_words(thread)
    details = whispered(two_schools.press("ebba", ("eht.details", str(new.id))))
    assert "Egen ingång" in all_words(details)


def test_what_is_not_chosen_stays(two_schools: World) -> None:
    Desk(two_schools).agree(NEW)
    give(two_schools, moves(two_schools))
    [new] = cases_at(two_schools, NEW)
    details = whispered(two_schools.press("ebba", ("eht.details", str(new.id))))
    assert all("Egen ingång" not in all_words(card) for card in (two_schools.latest("olle"), details))


def test_neither_school_sees_the_others_case_afterwards(two_schools: World) -> None:
    Desk(two_schools).agree(NEW)
    old = moves(two_schools)
    give(two_schools, old)
    [new] = cases_at(two_schools, NEW)
    assert cases_at(two_schools, "Provskolan") == []
    for who in ("olle", "ebba"):
        assert two_schools.refused(who, ("case.show", old)) == text("general.no_right")
    for who in ("anna", "eva", "rut"):
        assert two_schools.refused(who, ("case.show", str(new.id))) == text("general.no_right")
    assert two_schools.refused("eva", ("move.give", old)) == text("case.not_open")


def test_a_case_that_the_new_school_has_opened_already_is_the_one_that_goes_on(two_schools: World) -> None:
    Desk(two_schools).agree(NEW)
    case = moves(two_schools)
    with two_schools.database.writing() as session:
        old, there = (
            session.exec(select(Pupil).where(col(Pupil.left).is_(left), Pupil.ref == "E1")).one()
            for left in (True, False)
        )
        own = Case(
            school_id=there.school_id,
            pupil_id=there.id or 0,
            plan="danderyd",
            plan_version="x",
            step=2,
            opened_on=WEDNESDAY,
            step_on=WEDNESDAY,
        )
        session.add(own)
        assert old.school_id != there.school_id
    give(two_schools, case, "tried")
    [new] = cases_at(two_schools, NEW)
    assert new.step == 2
    assert "Egen ingång" in all_words(two_schools.latest("olle"))


@pytest.mark.parametrize(("plan", "step"), [("danderyd", 2), ("vaxholm", 1)])
def test_the_step_goes_along_where_the_plan_is_the_same(two_schools: World, plan: str, step: int) -> None:
    """Another plan's steps are other steps: there the case begins at the first."""
    two_schools.plans = replace(two_schools.plans, training=True)
    two_schools.press("anna", ("raise", str(two_schools.case("E1").id)), fields={"reason": "x"}, kind="form")
    with two_schools.database.writing() as session:
        session.get_one(School, two_schools.school(NEW)).plan = plan
    Desk(two_schools).agree(NEW)
    give(two_schools, moves(two_schools))
    [new] = cases_at(two_schools, NEW)
    assert (new.plan, new.step) == (plan, step)


@pytest.mark.parametrize(
    "there",
    [replace(THERE, first="Alma"), replace(THERE, guardians="Per Ek"), replace(THERE, guardians="")],
)
def test_the_same_number_at_another_school_is_another_child(two_schools: World, there: Child) -> None:
    Desk(two_schools).agree(NEW)
    case = moves(two_schools, there)
    assert not hears(two_schools)
    assert two_schools.refused("eva", ("move.ask", case)) == text("move.not_moved")


def test_a_civic_number_is_the_same_child_whatever_the_family_is_called(told: World) -> None:
    klas = Child("20110203-1234", "Klas", "Ek", "anna")
    told.take_in(Files(adults=(*ADULTS, OLLE, EBBA), children=(BILAL, CLEO, klas, NILS)))
    told.absence(lesson("110203-1234", MONDAY))
    told.morning(WEDNESDAY)
    there = replace(klas, id="110203-1234", school=NEW, mentors="olle", last="Ekman")
    told.take_in(Files(children=(BILAL, CLEO, NILS, there)))
    told.morning(WEDNESDAY + DAY)
    assert says(told.message("eva", WEDNESDAY + DAY), "move.morning")


def test_a_pupil_with_protected_identity_at_the_new_school_is_not_found(two_schools: World) -> None:
    moves(two_schools, replace(THERE, protected=True))
    assert not hears(two_schools)
