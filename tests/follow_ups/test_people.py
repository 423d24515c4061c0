"""Every case has one named coordinator every day; what happens when mentors leave, change or share."""

from datetime import date, timedelta

from sqlmodel import col, delete, select

from content.texts import text
from handlers.people.coordinator import coordinator
from handlers.vocabulary import Link
from storage.tables import Case, CaseEvent, GuideSession, StaffRole
from tests.documents.desk import Desk
from tests.escalation.channel import root
from tests.guides.helpers import Chat
from tests.handlers.files import Adult, Child, Files, lesson
from tests.handlers.screen import actions, all_words, button, has_part, part_of, says
from tests.handlers.world import ANNA, BILAL, BO, CLEO, EVA, MONDAY, RUT, TUESDAY, World, whispered

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
WEDNESDAY = TUESDAY + DAY


def _coordinator(world: World, on: date, pupil: str = "E1") -> int | None:
    with world.database.reading() as session:
        case = session.get_one(Case, world.case(pupil).id)
        return coordinator(session, case, on)


def _mentors(world: World, mentors: str) -> None:
    world.take_in(Files(children=(Child("E1", "Alva", "Lindgren", mentors), BILAL, CLEO)))


def _take(world: World, who: str) -> None:
    world.press(who, ("case.take", str(world.case("E1").id)))


def test_the_mentor_coordinates_until_somebody_takes_the_case(told: World) -> None:
    assert _coordinator(told, TUESDAY) == told.staff("anna")
    _take(told, "eva")
    assert _coordinator(told, TUESDAY) == told.staff("eva")


def test_who_a_guide_names_as_coordinator_is_the_cases_own(told: World) -> None:
    """Among the school's own: the first that the question offers, the mentor."""
    _take(told, "eva")
    case = str(told.case("E1").id)
    for _ in range(3):
        told.press("eva", ("raise", case), fields={"reason": "x"}, kind="form")
    desk = Desk(told)
    desk.answer("gemensam-analys", who="eva")
    with told.database.writing() as session:
        for row in session.exec(select(GuideSession)):
            row.state = "open"
    chat = Chat(told, "eva", "gemensam-analys")
    chat.start()
    chat.press("finish")
    assert _coordinator(told, TUESDAY) == told.staff("anna")
    [event] = [one for one in told.rows(CaseEvent) if one.kind == "coordinator"]
    assert "Anna" in event.note


def test_of_two_mentors_the_first_coordinates_and_both_are_told(world: World) -> None:
    _mentors(world, "bo anna")
    world.absence(lesson("E1", MONDAY))
    world.morning(TUESDAY)
    assert _coordinator(world, TUESDAY) == world.staff("bo")
    assert all(has_part(world.message(who, TUESDAY), "Alva") for who in ("anna", "bo"))
    world.press("anna", ("contact", f"{world.case('E1').id}:guardian"))
    part = part_of(world.message("bo", TUESDAY), "Alva")
    assert says(part, "morning.reached", who=["nådde vårdnadshavare"])


def test_while_the_mentor_is_away_the_deputy_coordinates(told: World) -> None:
    away = (WEDNESDAY, WEDNESDAY + WEEK)
    told.take_in(Files(adults=(Adult("anna", deputy="bo", away=away), BO, EVA, RUT)))
    assert _coordinator(told, TUESDAY) == told.staff("anna")
    assert _coordinator(told, WEDNESDAY) == told.staff("bo")
    assert _coordinator(told, WEDNESDAY + 2 * WEEK) == told.staff("anna")


def test_away_without_a_deputy_eht_coordinates_and_is_told(told: World) -> None:
    told.take_in(Files(adults=(Adult("anna", away=(WEDNESDAY, WEDNESDAY + WEEK)), BO, EVA, RUT)))
    assert _coordinator(told, WEDNESDAY) == told.staff("eva")
    told.absence(lesson("E1", TUESDAY))
    told.morning(WEDNESDAY)
    assert has_part(told.message("eva", WEDNESDAY), "Alva")


def test_a_mentor_who_has_left_leaves_no_case_without_a_name(told: World) -> None:
    with told.database.writing() as session:
        session.exec(delete(StaffRole).where(col(StaffRole.staff_id) == told.staff("anna")))
    assert _coordinator(told, WEDNESDAY) == told.staff("eva")
    told.absence(lesson("E1", TUESDAY))
    told.morning(WEDNESDAY)
    assert not told.got("anna", WEDNESDAY)
    assert has_part(told.message("eva", WEDNESDAY), "Alva")


def test_who_holds_the_case_and_is_away_has_the_mentor_behind(told: World) -> None:
    _take(told, "eva")
    told.take_in(Files(adults=(ANNA, BO, Adult("eva", "eht", away=(WEDNESDAY, WEDNESDAY)), RUT)))
    assert _coordinator(told, WEDNESDAY) == told.staff("anna")
    assert _coordinator(told, WEDNESDAY + DAY) == told.staff("eva")


def test_a_new_mentor_is_handed_the_case_in_the_next_morning_once(told: World) -> None:
    told.press("anna", ("contact", f"{told.case('E1').id}:guardian"))
    fields = {"measure": "Egen ingång", "date": str(TUESDAY)}
    told.press("anna", ("measure.save", str(told.case("E1").id)), fields=fields, kind="form")
    told.morning(WEDNESDAY)
    _mentors(told, "bo")
    told.morning(WEDNESDAY + DAY)
    part = part_of(told.message("bo", WEDNESDAY + DAY), "Alva")
    assert says(part, "people.handover_line")
    key = told.key("bo", WEDNESDAY + DAY)
    told.press("bo", button(told.message("bo", WEDNESDAY + DAY), "handover.show"), message=key)
    assert "Egen ingång" in all_words(told.latest("bo"))
    told.morning(WEDNESDAY + 2 * DAY)
    assert not has_part(told.message("bo", WEDNESDAY + 2 * DAY), "Alva")


def test_the_first_mentor_of_a_case_is_no_new_one(told: World) -> None:
    for days in (1, 2):
        told.morning(TUESDAY + days * DAY)
        assert not has_part(told.message("anna", TUESDAY + days * DAY), "Alva")


def test_a_transition_sheet_needs_a_consent(told: World) -> None:
    shown = whispered(told.press("eva", ("transition.show", str(told.case("E1").id))))
    assert says(shown, "people.transition_no_consent")
    assert told.refused("anna", ("transition.show", str(told.case("E1").id))) == text("general.no_right")


def test_with_a_consent_the_sheet_can_be_fetched_as_a_document(told: World) -> None:
    desk = Desk(told)
    told.address = "https://narvaro.example"
    consent = desk.agree("Nya skolan")
    [sheet] = [one for one in desk.documents if one.transition]
    shown = whispered(told.press("eva", ("transition.show", str(told.case("E1").id))))
    assert any(isinstance(block, Link) and sheet.name in block.text for block in shown.blocks)
    assert "Nya skolan" in repr(desk.paper(sheet.id, "eva", consent))
    for_step = whispered(told.press("eva", ("documents", str(told.case("E1").id))))
    assert sheet.name not in all_words(for_step), "only with the handing over"


def test_the_thread_says_who_coordinates_now(told: World) -> None:
    _take(told, "eva")
    assert "Eva" in all_words(root(told))
    assert "case.take" in actions(root(told))


def test_in_august_eht_hears_whom_to_prepare_for_and_only_then(told: World) -> None:
    told.press("anna", ("contact", f"{told.case('E1').id}:guardian"))
    august = date(2027, 8, 18)
    told.morning(date(2027, 6, 10))
    told.morning(august)
    message = told.message("eva", august)
    assert says(message, "people.august", count=1)
    assert "A.L. 8B" in all_words(message)
    assert "handover.show" in actions(message)
    told.morning(august + DAY)
    if told.got("eva", august + DAY):
        assert not says(told.message("eva", august + DAY), "people.august", count=1)


def test_the_same_on_both_databases(any_world: World) -> None:
    any_world.absence(lesson("E1", MONDAY))
    any_world.morning(TUESDAY)
    any_world.morning(WEDNESDAY)
    _take(any_world, "eva")
    _mentors(any_world, "bo")
    any_world.morning(WEDNESDAY + DAY)
    assert says(part_of(any_world.message("bo", WEDNESDAY + DAY), "Alva"), "people.handover_line")
    assert _coordinator(any_world, WEDNESDAY) == any_world.staff("eva")
