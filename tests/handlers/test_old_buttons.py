"""Buttons that no longer hold, or that we never made: a kind refusal, never a fault, and nothing changed."""

from contextlib import suppress
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.texts import text
from handlers.context import Refusal
from handlers.dispatch import ROUTES
from handlers.vocabulary import Event, Place
from handlers.worry import WORRY
from tests.handlers.files import Child, Files, as_reported, lesson
from tests.handlers.world import BILAL, CLEO, MONDAY, TUESDAY, World

ALWAYS = {
    "statistics",
    "channel.link",
    "text",
    "mine",
    "away.show",
    "help",
    "home",
    "settings.quiet",
    WORRY,
    "ask.entry",
    "ask.call",
    "data.trust",
    "request.take",
    "signs.show",
    "week.registered",
    "week.decisions",
    "week.quiet_team",
    "week.quiet_registration",
}
OF_A_CASE = sorted(action for action in set(ROUTES) - ALWAYS if not action.startswith("guide."))
NEVER_OURS = (
    "",
    "abc",
    ":",
    "abc:x",
    "999999:x",
    "-1:x",
    "1.5",
    " 1",
    "٣",
    "²",
    "9" * 40,
    "99999999999:guardian",
    "1e3",
    "0",
    "None",
)


def test_a_value_we_never_gave_is_refused_kindly(told: World) -> None:
    full = {"date": str(TUESDAY), "reason": "x", "actions": ("s1_call",)}
    with told.nothing_changes():
        for action, value, fields in product(OF_A_CASE, NEVER_OURS, (full, {})):
            told.words_of_refusal("anna", (action, value), fields=fields)


RESTS_NEVER_OURS = (
    ("contact", ""),
    ("contact", ":"),
    ("contact", ":somebody"),
    ("cause", ":"),
    ("cause", ":no_such_cause"),
    ("book_on", ":"),
    ("book_on", ":2026-13-45"),
    ("change", ":no_such_part"),
    ("remind", ":"),
    ("remind", ":soon"),
    ("remind", ":-5"),
)


def test_the_right_case_with_a_rest_we_never_gave_is_refused(told: World) -> None:
    case = told.case("E1").id
    with told.nothing_changes():
        for action, rest in RESTS_NEVER_OURS:
            told.words_of_refusal("anna", (action, f"{case}{rest}"))


def test_an_unknown_action_is_refused_as_an_old_button(told: World) -> None:
    assert told.refused("anna", ("explode", "1")) == text("general.old_button")


def test_a_reminder_is_never_further_away_than_a_day(told: World) -> None:
    told.press("anna", ("remind", f"{told.case('E1').id}:999999999"))
    [waiting] = told.waiting()
    assert waiting.not_before == told.now + timedelta(days=1)


CHANGING: list[tuple[str, str, dict[str, str | tuple[str, ...]]]] = [
    ("contact", ":guardian", {}),
    ("cause", ":illness", {}),
    ("no_meeting", "", {}),
    ("book", "", {}),
    ("book_on", f":{TUESDAY + timedelta(days=2)}", {}),
    ("hold", "", {"reason": "x", "date": str(TUESDAY)}),
    ("change", "", {}),
    ("change", ":meeting", {}),
    ("remind", ":60", {}),
    ("tick", "", {"actions": ("s1_call",)}),
    ("not_needed.ask", "", {}),
    ("not_needed", "", {"actions": ("s1_call",), "reason": "x"}),
    ("measures.ask", "", {}),
    ("measures", "", {"date": str(TUESDAY)}),
    ("hold.ask", "", {}),
    ("hold.save", "", {"reason": "x", "date": str(TUESDAY)}),
    ("meeting.held", "", {}),
    ("meeting.missed", "", {}),
    ("result.save", ":1", {}),
    ("close.ask", "", {}),
    ("close", "", {"reason": "x"}),
    ("raise.ask", "", {}),
    ("raise", "", {"reason": "x"}),
    ("lower", "", {}),
    ("edition.ask", "", {}),
    ("edition.move", "", {}),
    ("edition.keep", "", {}),
    ("eht.call.ask", "", {}),
    ("eht.call", "", {"wish": "advice"}),
    ("task.ask", "", {}),
    ("task.add", "", {"what": "x", "owner": "3", "date": str(TUESDAY)}),
    ("task.done", ":1", {}),
    ("move.ask", "", {}),
    ("move.give", "", {}),
    ("case.take", "", {}),
    ("eht.back.ask", "", {}),
    ("eht.back", "", {}),
    ("eht.ask", "", {}),
    ("eht.ask.send", "", {"question": "x"}),
    ("eht.answer.ask", ":1", {}),
    ("eht.answer", ":1", {"answer": "x"}),
    ("eht.propose", "", {}),
    ("eht.propose.send", "", {"date": str(TUESDAY + timedelta(days=2))}),
    ("proposal.yes", ":1", {}),
    ("measure.ask", "", {}),
    ("measure.save", "", {"measure": "x", "date": str(TUESDAY)}),
]
LOOKS = (
    "documents",
    "documents.send",
    "case.show",
    "think_of",
    "case.pictures",
    "ask.consult",
    "eht.details",
    "handover.show",
    "transition.show",
)
"""They are shown in a closed case too."""
OF_REKTOR = ("decide.ask", "decide")
OF_A_QUESTION = ("eht.read", "meeting.calendar")
OF_A_LIST = ("home.show", "ask.pupil")
"""Its case is chosen in the card, and does not stand in the button."""


def test_every_press_of_a_case_is_tried_below() -> None:
    others = {"reopen", *LOOKS, *OF_A_QUESTION, *OF_A_LIST, *OF_REKTOR}
    assert {action for action, _, _ in CHANGING} | others == set(OF_A_CASE)


def test_nothing_is_done_in_a_closed_case(told: World) -> None:
    case = told.case("E1").id
    told.press("eva", ("close", str(case)), fields={"reason": "Klart"}, kind="form")
    with told.nothing_changes():
        for action, rest, fields in CHANGING:
            words = told.words_of_refusal("eva", (action, f"{case}{rest}"), fields=fields)
            assert words == text("case.not_open"), action


def test_nothing_is_done_in_a_withdrawn_case_and_nobody_is_told_to_reopen_it(told: World) -> None:
    case = told.case("E1").id
    told.absence(as_reported([lesson("E1", MONDAY)]))
    assert told.case("E1").state == "withdrawn"
    with told.nothing_changes():
        for action, rest, fields in [*CHANGING, *((look, "", {}) for look in LOOKS), ("reopen", "", {})]:
            words = told.words_of_refusal("eva", (action, f"{case}{rest}"), fields=fields)
            assert words == text("case.withdrawn"), action


def test_a_case_that_is_open_is_not_reopened(told: World) -> None:
    assert told.refused("anna", ("reopen", str(told.case("E1").id)))


@pytest.mark.parametrize("kind", ["click", "form"])
def test_a_message_key_we_never_gave_does_no_harm(told: World, kind: str) -> None:
    case = told.case("E1").id
    for message in ("morning:", "morning:abc", "morning:1:x", "morning:1:2026-11-24:x", "mine:", "x" * 300):
        told.screen.messages[(told.staff("anna"), message)] = told.message("anna", TUESDAY)
        told.press("anna", ("case.show", str(case)), message=message, kind=kind)


def test_an_event_without_a_route_is_refused(told: World) -> None:
    for kind in ("click", "form"):
        event = Event("e1", kind, told.staff("anna"), Place(told.staff("anna")))
        with pytest.raises(Refusal):
            told.send(event)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    action=st.sampled_from(OF_A_CASE),
    value=st.one_of(st.text(max_size=12), st.from_regex(r"\A[0-9]{1,20}(:[a-z0-9:-]{0,12})?\Z")),
    fields=st.dictionaries(
        st.sampled_from(["date", "time", "reason", "actions", "participants"]),
        st.one_of(st.text(max_size=12), st.tuples(st.text(max_size=8), st.text(max_size=8))),
    ),
)
def test_whatever_a_press_holds_it_is_answered_or_refused(
    told: World, action: str, value: str, fields: dict[str, str | tuple[str, ...]]
) -> None:
    with suppress(Refusal):
        told.press("anna", (action, value), fields=fields)


def test_a_press_about_an_erased_pupil_is_refused(told: World) -> None:
    case = told.case("E1").id
    told.take_in(Files(children=(Child("E1", "Alva", "Lindgren", "anna", protected=True), BILAL, CLEO)))
    assert told.refused("anna", ("contact", f"{case}:guardian")) == text("case.gone")
