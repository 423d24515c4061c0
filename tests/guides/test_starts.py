"""Every guide is reached from where it is needed: the morning's entry, the step's own card, or both."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from content.guides.model import Guide
from content.loader import PlanLibrary
from handlers.vocabulary import ManyInput
from storage.tables import GuideSession
from tests.guides.helpers import Chat, at_step, follows, offered
from tests.handlers.files import lesson, present
from tests.handlers.screen import actions, all_words, button, buttons
from tests.handlers.world import MONDAY, PLAN, TUESDAY, World

RECURRING = "aterkommande-anmald"
GUIDES = PlanLibrary().get(PLAN).guides


def _often_reported(world: World) -> None:
    """Three times in three weeks, so that the rule for reported absence opens a case."""
    days = [MONDAY - timedelta(days=number) for number in (14, 7, 0)]
    world.absence(present("E1", days[0], MONDAY), (lesson("E1", day, "anmäld") for day in days))
    world.morning(TUESDAY)


def test_recurring_reported_absence_starts_its_own_guide_from_the_morning(world: World) -> None:
    _often_reported(world)
    start = button(world.message("anna", TUESDAY), "guide.start", RECURRING)
    world.press("anna", start, message=world.key("anna", TUESDAY))
    assert Chat(world, guide=RECURRING).asked() == "reached"


def test_and_from_the_case_where_it_comes_first(world: World) -> None:
    _often_reported(world)
    assert offered(world)[0] == RECURRING


def test_when_its_question_is_answered_the_morning_offers_it_no_longer(world: World) -> None:
    _often_reported(world)
    case = world.case("E1").id
    world.press("anna", ("contact", f"{case}:guardian"))
    world.press("anna", ("cause", f"{case}:sleep"))
    assert "guide.start" not in actions(world.message("anna", TUESDAY))


def test_a_first_unreported_lesson_has_no_such_button(told: World) -> None:
    assert "guide.start" not in actions(told.message("anna", TUESDAY))
    assert RECURRING not in offered(told)


@pytest.mark.parametrize("guide", [one for one in GUIDES if one.id != RECURRING], ids=lambda one: one.id)
def test_every_guide_is_started_from_the_card_of_each_step_it_belongs_to(told: World, guide: Guide) -> None:
    for step in guide.steps:
        at_step(told, step)
        assert guide.id in offered(told, "eva"), step
    chat = Chat(told, "eva", guide.id)
    chat.start()
    assert chat.asked() == guide.questions[0].id


def test_what_is_repeated_begins_anew_when_it_is_done(told: World) -> None:
    chat = Chat(told, guide="kanslig-bilaga")
    for words in ("först", "sedan"):
        at_step(told, 2)
        chat.start()
        chat.writes(words)
        for _ in range(4):
            chat.press("skip")
        chat.press("finish")
    assert words in str(told.opened())
    assert "först" in told.opened()


def test_a_meeting_that_is_booked_is_the_day_and_the_people_that_are_ready(told: World) -> None:
    case, on = told.case("E1").id, TUESDAY + timedelta(days=6)
    fields: dict[str, str | tuple[str, ...]] = {"date": str(on), "participants": ("mentor", "eht")}
    told.press("anna", ("book", str(case)), fields=fields)
    chat = Chat(told, guide="forbered-mote")
    chat.start()
    chat.press("answer", ":follow_up")
    assert chat.button("answer").value.endswith(on.isoformat())
    chat.press("answer", on.isoformat())
    chat.press("skip")
    assert _ready(chat) == ("mentor", "eht")


def test_the_agenda_is_written_already(told: World) -> None:
    chat = Chat(told, guide="forbered-mote")
    chat.start()
    chat.press("answer", ":follow_up")
    chat.press("answer")
    chat.press("skip")
    chat.press("save", answer=("mentor",))
    chat.press("answer", "1")
    chat.press("skip")
    assert chat.asked() == "agenda"
    assert len(_ready(chat)) >= 5


def _ready(chat: Chat) -> tuple[str, ...]:
    """What is chosen beforehand in the card."""
    [many] = [block for block in chat.card().blocks if isinstance(block, ManyInput)]
    return many.selected


@pytest.mark.parametrize(("step", "weeks"), [(1, 2), (2, 2), (3, 3), (4, 4)])
def test_a_meeting_is_held_within_what_the_plan_gives_the_case_s_step(
    told: World, step: int, weeks: int
) -> None:
    at_step(told, step)
    chat = Chat(told, "eva", guide="forbered-mote")
    chat.start()
    chat.press("answer", ":follow_up")
    chat.press("save", answer="2027-03-02")
    last = date.fromisoformat(chat.button("answer").value.rsplit(":", 1)[1])
    assert last == TUESDAY + timedelta(weeks=weeks)


def test_the_status_is_what_the_latest_guide_came_to(told: World) -> None:
    at_step(told, 4)
    analysis = Chat(told, "eva", "gemensam-analys")
    analysis.start()
    _answer_until(analysis, "measures_when")
    assert "Räkna lektioner" in _first_words(told, "manadsuppfoljning")
    assert str(told.case("E1").opened_on.day) in _first_words(told, "forbered-mote")


def _first_words(world: World, guide: str) -> str:
    return all_words(Chat(world, "eva", guide).start())


def _answer_until(chat: Chat, question: str) -> None:
    """The first answer to each, and the same words in every text."""
    for _ in range(60):
        if chat.asked() == question:
            return
        shown = [one for one in buttons(chat.card()) if one.action == "guide.answer"]
        many = [block for block in chat.card().blocks if isinstance(block, ManyInput)]
        if many:
            chat.press("save", answer=(many[0].options[0].value,))
        elif shown:
            chat.press("answer", shown[0].value.rsplit(":", 1)[1])
        else:
            chat.types("Räkna lektioner tillsammans")
    raise AssertionError(f"{question} was never asked")


def test_who_coordinates_stands_in_the_case(told: World) -> None:
    at_step(told, 4)
    analysis = Chat(told, "eva", "gemensam-analys")
    analysis.start()
    analysis.press("save", answer=("eht", "unit"))
    analysis.types("Karin på BEH")
    told.press("eva", ("case.show", str(told.case("E1").id)))
    assert "Karin på BEH" in all_words(told.latest("eva"))


def test_a_guide_that_comes_after_another_is_offered_when_that_one_is_done(told: World) -> None:
    follows(told, "stockholm")
    at_step(told, 2)
    assert [one for one in offered(told) if one.startswith("team-")] == ["team-start"]
    with told.database.writing() as session:
        begun = {"case_id": told.case("E1").id, "guide": "team-start", "changed_at": told.now}
        session.add(GuideSession(**begun, state="open"))
    assert "team-plan" not in offered(told)
    with told.database.writing() as session:
        for row in session.exec(select(GuideSession)):
            row.state = "done"
            session.add(row)
    assert [one for one in offered(told) if one.startswith("team-")] == [
        "team-start",
        "team-plan",
        "team-avslut",
    ]
