"""EHT's threads: one a case, opened when the plan says so or a mentor asks, showing the present state."""

from datetime import date, timedelta

import pytest

from content.texts import text
from handlers.vocabulary import Facts, Picture
from storage.calendar import SchoolCalendar
from storage.tables import CaseThread, FollowUp, Holding, Measure
from tests.escalation.channel import has_thread, notes, press, root, send, submit
from tests.handlers.files import as_reported, lesson, missing, present
from tests.handlers.screen import actions, all_words, button, says
from tests.handlers.world import MONDAY, TUESDAY, World, form, whispered

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
AUTUMN = date(2026, 10, 26)
SCHOOL_DAYS = SchoolCalendar()


def _case(world: World) -> str:
    return str(world.case("E1").id)


def _raise(world: World, times: int = 1) -> None:
    for _ in range(times):
        world.press("anna", ("raise", _case(world)), fields={"reason": "Behövs"}, kind="form")


def _call(world: World, wish: str = "advice", more: str = "") -> None:
    fields = {"wish": wish, "more": more}
    world.press("anna", ("eht.call", _case(world)), fields=fields, kind="form")


def test_the_first_step_is_the_mentors_own(told: World) -> None:
    assert not has_thread(told)


def test_the_second_step_informs_and_the_third_hands_over_in_the_same_thread(told: World) -> None:
    _raise(told)
    assert says(root(told), "eht.state_informed")
    _raise(told)
    assert says(root(told), "eht.state_waiting")
    assert says(root(told), "eht.asks_hands_over")
    assert told.count(CaseThread) == 1
    assert any(says(note, "eht.again_hands_over", step=3) for note in notes(told))


def test_the_rule_opens_it_on_the_morning_that_moves_the_case(world: World) -> None:
    away = [
        *present("E1", AUTUMN, MONDAY - WEEK),
        *missing("E1", MONDAY - WEEK, MONDAY + 3 * WEEK, "oanmäld"),
    ]
    world.absence(*away)
    world.morning(TUESDAY)
    assert not has_thread(world)
    world.morning(TUESDAY + 2 * WEEK)
    assert world.case("E1").step == 2
    assert has_thread(world)
    assert any(isinstance(block, Facts) for block in root(world).blocks)


def test_the_channel_shows_initials_and_neither_cause_nor_free_text(told: World) -> None:
    case = _case(told)
    told.press("anna", ("contact", f"{case}:guardian"))
    told.press("anna", ("cause", f"{case}:home_situation"))
    _call(told, more="Mamma är i Spanien")
    fields = {"measure": "Taxi till skolan", "date": str(TUESDAY)}
    submit(told, "eva", "measure.save", fields)
    cause = next(
        one.text
        for one in told.plans.library.get("danderyd").first_contact.causes
        if one.id == "home_situation"
    )
    for card in [root(told), *notes(told)]:
        for hidden in ("Alva", "Lindgren", "Spanien", "Taxi", cause):
            assert hidden not in all_words(card)
    assert "A.L. 8B" in root(told).title
    details = all_words(whispered(press(told, "eva", "eht.details")))
    assert all(words in details for words in ("Spanien", "Taxi", cause))
    assert "Alva" not in details


def test_i_need_eht_asks_what_for_and_says_it_in_the_thread(told: World) -> None:
    opened = form(told.press("anna", ("eht.call.ask", _case(told))))
    assert opened.action == "eht.call"
    _call(told, "take_over")
    assert says(root(told), "eht.asks_wish_take_over")
    assert told.rows(CaseThread)[0].waits_since == TUESDAY


def test_a_wish_we_never_offered_is_refused(told: World) -> None:
    told.refused("anna", ("eht.call", _case(told)), fields={"wish": "vacation"}, kind="form")


def test_who_takes_it_is_seen_by_everyone_and_gets_the_reminders_too(told: World) -> None:
    _call(told)
    press(told, "eva", "case.take")
    assert says(root(told), "eht.state_taken", who="Eva", on=TUESDAY)
    assert ("Samordnar", "Eva") in [
        row for block in root(told).blocks if isinstance(block, Facts) for row in block.rows
    ]
    assert any(says(note, "eht.told_take", who="Eva") for note in notes(told))
    told.absence(lesson("E1", TUESDAY))
    told.morning(TUESDAY + DAY)
    for who in ("anna", "eva"):
        assert "Alva" in all_words(told.message(who, TUESDAY + DAY))


def test_another_may_take_it_over_and_one_holds_it_at_a_time(told: World) -> None:
    _call(told)
    press(told, "eva", "case.take")
    assert told.refused("eva", ("case.take", _case(told))) == text("eht.already_yours")
    press(told, "rut", "case.take")
    assert [row.staff_id for row in told.rows(Holding) if row.until is None] == [told.staff("rut")]
    assert len(told.rows(Holding)) == 2


def test_a_mentor_cannot_take_and_nobody_else_can(told: World) -> None:
    _call(told)
    for who in ("anna", "bo"):
        assert told.refused(who, ("case.take", _case(told))) == text("general.no_right")


def test_a_question_and_its_answer_each_stay_in_their_own_conversation(told: World) -> None:
    _call(told)
    submit(told, "eva", "eht.ask.send", {"question": "Har hon pratat med kuratorn?"})
    asked = told.latest("anna")
    assert "kuratorn" in all_words(asked)
    assert "Alva" in asked.title
    opened = form(told.press("anna", button(asked, "eht.answer.ask")))
    told.press(
        "anna",
        (opened.action, opened.value),
        fields={"answer": "Ja, i måndags"},
        kind="form",
        message=_question_key(told),
    )
    in_channel = [all_words(card) for card in (root(told), *notes(told))]
    assert not any("kuratorn" in words or "måndags" in words for words in in_channel)
    answered = next(note for note in reversed(notes(told)) if "eht.read" in actions(note))
    whole = all_words(whispered(press(told, "eva", button(answered, "eht.read"))))
    assert "kuratorn" in whole
    assert "måndags" in whole


def _question_key(world: World) -> str:
    staff = world.staff("anna")
    return next(key for (who, key) in world.screen.messages if who == staff and ":question:" in key)


def test_an_empty_question_or_answer_is_refused(told: World) -> None:
    _call(told)
    told.refused("eva", ("eht.ask.send", _case(told)), fields={"question": "  "}, kind="form")
    submit(told, "eva", "eht.ask.send", {"question": "Hur går det?"})
    value = button(told.latest("anna"), "eht.answer.ask").value
    told.refused("anna", ("eht.answer", value), fields={"answer": ""}, kind="form")
    told.refused("anna", ("eht.answer", f"{_case(told)}:999"), fields={"answer": "x"}, kind="form")


def test_a_proposed_meeting_is_booked_when_the_mentor_says_yes(told: World) -> None:
    _call(told, "meeting")
    day = TUESDAY + 2 * DAY
    submit(told, "eva", "eht.propose.send", {"date": str(day), "time": "15.00"})
    assert [one.state for one in told.rows(FollowUp)] == ["proposed"]
    yes = button(told.latest("anna"), "proposal.yes")
    told.press("anna", yes)
    [booked] = [one for one in told.rows(FollowUp) if one.state == "booked"]
    assert (booked.on, booked.time) == (day, 15 * 60)
    assert told.refused("anna", yes) == text("eht.proposal_gone")
    assert any(says(note, "eht.told_follow_up", who="Anna", on=day) for note in notes(told))


def test_a_second_proposal_takes_the_place_of_the_first(told: World) -> None:
    _call(told)
    for days in (2, 3):
        submit(told, "eva", "eht.propose.send", {"date": str(TUESDAY + days * DAY)})
    assert sorted(one.state for one in told.rows(FollowUp)) == ["cancelled", "proposed"]


def test_a_measure_noted_in_the_thread_begins_the_steps_measures(told: World) -> None:
    _raise(told)
    submit(
        told, "eva", "measure.save", {"measure": "Egen ingång", "area": "environment", "date": str(TUESDAY)}
    )
    assert told.case("E1").measures_on == TUESDAY
    assert [(one.text, one.area) for one in told.rows(Measure)] == [("Egen ingång", "environment")]


def test_handing_back_tells_the_mentor_and_the_thread(told: World) -> None:
    _call(told)
    press(told, "eva", "case.take")
    submit(told, "eva", "eht.back", {"reason": "Samtalen fortsätter hos dig"})
    assert "Samtalen fortsätter" in all_words(told.latest("anna"))
    assert says(root(told), "eht.state_returned")
    assert "Samtalen" not in "".join(all_words(note) for note in notes(told))
    assert told.refused("eva", ("eht.back", _case(told)), kind="form") == text("eht.not_held")


def test_what_happens_later_goes_into_the_thread_and_the_first_message_follows(told: World) -> None:
    _raise(told)
    told.press("anna", ("measures", _case(told)), fields={"date": str(TUESDAY)}, kind="form")
    assert any(says(note, "eht.told_measures", who="Anna", on=TUESDAY) for note in notes(told))
    told.press("anna", ("close", _case(told)), fields={"reason": "Bra"}, kind="form")
    assert says(root(told), "eht.state_closed")
    assert not actions(root(told)) & {"case.take", "eht.ask", "measure.ask"}


def test_nobody_takes_it_said_again_after_two_school_days_then_to_rektor_once_each(told: World) -> None:
    told.morning(TUESDAY + DAY)
    _raise(told, 2)
    since = TUESDAY + DAY
    again, to_rektor = [], []
    for on in SCHOOL_DAYS.school_days(since + DAY, since + 3 * WEEK):
        before = len(notes(told))
        told.morning(on)
        again += [on] if any(says(note, "eht.unclaimed") for note in notes(told)[before:]) else []
        if told.got("rut", on) and says(
            told.message("rut", on), "eht.unclaimed_rektor", name="A.L. 8B", since=since
        ):
            to_rektor.append(on)
    assert again == [SCHOOL_DAYS.add_school_days(since, 2)]
    assert to_rektor == [SCHOOL_DAYS.add_school_days(since, 4)]


def test_rektor_takes_over_from_the_line_and_it_is_gone(told: World) -> None:
    told.morning(TUESDAY + DAY)
    _raise(told, 2)
    late = SCHOOL_DAYS.add_school_days(TUESDAY + DAY, 4)
    told.morning(late)
    told.press("rut", button(told.message("rut", late), "case.take"), message=told.key("rut", late))
    assert says(root(told), "eht.state_taken", who="Rut", on=late)
    assert not says(told.message("rut", late), "eht.unclaimed_rektor", name="A.L. 8B", since=TUESDAY + DAY)


def test_what_is_overdue_opens_a_thread_that_asks_for_help(told: World) -> None:
    due = TUESDAY + 2 * WEEK
    late = SCHOOL_DAYS.add_school_days(due, 6)
    for on in SCHOOL_DAYS.school_days(due + DAY, late):
        told.morning(on)
    assert says(root(told), "eht.asks_overdue")


def test_illness_that_keeps_coming_back_is_told_though_the_month_is_calm(world: World) -> None:
    days = [date(2026, 9, 28), date(2026, 10, 12), date(2026, 11, 2), date(2026, 11, 16)]
    ill = [lesson("E1", day, "anmäld") for day in days]
    world.absence(present("E1", date(2026, 9, 1), MONDAY), ill, [lesson("E1", MONDAY)])
    world.morning(TUESDAY)
    world.press("anna", ("contact", f"{_case(world)}:guardian"))
    world.press("anna", ("cause", f"{_case(world)}:illness"))
    world.morning(TUESDAY + DAY)
    assert says(root(world), "eht.asks_cause")


def test_the_picture_of_the_week_has_words_beside_it(told: World) -> None:
    _raise(told)
    [picture] = [block for block in root(told).blocks if isinstance(block, Picture)]
    assert picture.alt


def test_a_correction_that_withdraws_the_case_leaves_nothing_to_press(told: World) -> None:
    _call(told)
    told.absence(as_reported([lesson("E1", MONDAY)]))
    assert told.case("E1").state == "open", "somebody has worked on it"


def test_a_pupil_with_protected_identity_takes_the_thread_along(told: World) -> None:
    from tests.handlers.files import Child, Files
    from tests.handlers.world import BILAL, CLEO

    _call(told, more="Hemligt")
    submit(told, "eva", "eht.ask.send", {"question": "Hur går det?"})
    told.take_in(Files(children=(Child("E1", "Alva", "Lindgren", "anna", protected=True), BILAL, CLEO)))
    told.deliver()
    assert not [key for staff, key in told.screen.messages if "thread:" in key or "question" in key]
    assert told.count(CaseThread) == 0


@pytest.mark.parametrize("who", ["anna", "bo"])
def test_a_mentor_cannot_act_as_eht(told: World, who: str) -> None:
    _call(told)
    fields = {"date": str(TUESDAY)}
    for action in ("eht.ask", "eht.ask.send", "eht.back", "eht.propose", "eht.propose.send"):
        assert told.refused(who, (action, _case(told)), fields=fields) == text("general.no_right"), action


def test_it_works_the_same_on_both_databases(any_world: World) -> None:
    any_world.absence(lesson("E1", MONDAY))
    any_world.morning(TUESDAY)
    _call(any_world)
    press(any_world, "eva", "case.take")
    any_world.morning(TUESDAY + DAY)
    submit(any_world, "eva", "eht.back", {"reason": ""})
    assert says(root(any_world), "eht.state_returned")
    assert send(any_world, "eva", "eht.details", _case(any_world)).now
