"""Small tasks between meetings: an owner, a day, and a line in the owner's one morning message."""

from datetime import timedelta

from content.texts import text
from storage.calendar import SchoolCalendar
from storage.tables import CaseTask, Due
from tests.handlers.screen import actions, all_words, button, has_part
from tests.handlers.world import TUESDAY, World, form

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
SCHOOL_DAYS = SchoolCalendar()
THURSDAY = TUESDAY + 2 * DAY


def _case(world: World) -> str:
    return str(world.case("E1").id)


def _add(world: World, owner: str = "eva", external: str = "") -> None:
    fields = {
        "what": "Ring och hör hur det går",
        "owner": str(world.staff(owner)),
        "date": str(THURSDAY),
        "external": external,
    }
    world.press("anna", ("task.add", _case(world)), fields=fields, kind="form")


def test_the_form_offers_those_who_work_with_the_case(told: World) -> None:
    shown = all_words(form(told.press("anna", ("task.ask", _case(told)))).card)
    assert all(f'"{name}"' in shown for name in ("Anna", "Eva", "Rut"))
    assert '"Bo"' not in shown


def test_the_owner_is_told_the_day_before_and_that_day_and_nobody_else(told: World) -> None:
    _add(told)
    told_on = []
    for on in (TUESDAY + DAY, THURSDAY):
        told.morning(on)
        if told.got("eva", on) and "Ring och hör" in all_words(told.message("eva", on)):
            told_on.append(on)
        assert not has_part(told.message("anna", on), "Alva")
    assert told_on == [TUESDAY + DAY, THURSDAY]


def test_done_from_the_message_and_the_line_is_gone(told: World) -> None:
    _add(told)
    told.morning(THURSDAY)
    key = told.key("eva", THURSDAY)
    told.press("eva", button(told.message("eva", THURSDAY), "task.done"), message=key)
    assert [(one.state, one.done_on) for one in told.rows(CaseTask)] == [("done", THURSDAY)]
    assert "Ring och hör" not in all_words(told.message("eva", THURSDAY))


def test_a_late_task_climbs_from_its_owner_in_school_days(told: World) -> None:
    _add(told, "anna")
    said = []
    for on in SCHOOL_DAYS.school_days(TUESDAY + DAY, THURSDAY + 4 * WEEK):
        told.morning(on)
        said += [
            (row.kind, on) for row in told.rows(Due) if row.said_on == on and row.kind.startswith("task")
        ]
    after = SCHOOL_DAYS.add_school_days
    assert said == [
        ("task_before", TUESDAY + DAY),
        ("task_day", THURSDAY),
        ("task_late_owner", THURSDAY + DAY),
        ("task_late_eht", after(THURSDAY, 6)),
        ("task_late_rektor", after(THURSDAY, 11)),
    ]
    assert "Ring och hör" not in all_words(told.message("rut", after(THURSDAY, 11)))
    assert "case.take" in actions(told.message("rut", after(THURSDAY, 11)))


def test_what_waits_for_somebody_outside_asks_our_own_to_ask(told: World) -> None:
    _add(told, "eva", "kuratorn på ungdomsmottagningen")
    told.morning(THURSDAY)
    assert text("tasks.external", who="kuratorn på ungdomsmottagningen") in all_words(
        told.message("eva", THURSDAY)
    )


def test_a_task_stands_in_the_cases_card_with_its_owner(told: World) -> None:
    _add(told)
    told.press("anna", ("case.show", _case(told)))
    shown = told.latest("anna")
    assert "Ring och hör" in all_words(shown)
    assert "task.done" in actions(shown)


def test_a_task_needs_words_an_owner_of_the_case_and_a_school_day(told: World) -> None:
    good = {"what": "Ring", "owner": str(told.staff("eva")), "date": str(THURSDAY)}
    for wrong in ({"what": " "}, {"owner": str(told.staff("bo"))}, {"owner": "x"}, {"date": "2026-11-28"}):
        told.refused("anna", ("task.add", _case(told)), fields=good | wrong, kind="form")


def test_a_closed_case_reminds_of_no_task(told: World) -> None:
    _add(told)
    told.press("anna", ("close", _case(told)), fields={"reason": "Klart"}, kind="form")
    told.morning(THURSDAY)
    assert not told.got("eva", THURSDAY)
