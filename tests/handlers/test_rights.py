"""Who may do what: the whole table of role and action, and that it is asked and written down every time."""

from datetime import timedelta

import pytest

from content.texts import text
from handlers import cases
from handlers.context import Actor, Context, Refusal
from handlers.dispatch import ROUTES
from handlers.rights import RULES, Action, Subject, allowed, relations, require
from handlers.vocabulary import Event, Place
from storage.tables import AuditEntry
from tests.handlers.files import Adult, Child, Files, lesson
from tests.handlers.world import ADULTS, CHILDREN, MONDAY, TUESDAY, World

OTHER = "Andra skolan"
MENTOR, DEPUTY, EHT, REKTOR, CLI, RULE = "anna", "disa", "eva", "rut", "cli:kim", ""
OTHER_MENTOR, TEACHER, ADMIN, AUTHORITY, TEAM = "bo", "tore", "alma", "hilda", "tina"
OTHER_EHT, OTHER_TEAM, GUEST = "ebba", "olle", "guest"
EVERYBODY = frozenset(
    {
        *(MENTOR, DEPUTY, EHT, REKTOR, CLI, RULE, OTHER_MENTOR, TEACHER, ADMIN, AUTHORITY, TEAM),
        *(OTHER_EHT, OTHER_TEAM, GUEST),
    }
)
AROUND = frozenset({MENTOR, DEPUTY, EHT, REKTOR, CLI, RULE})
LEADING = frozenset({EHT, REKTOR, CLI, RULE})

EXPECTED: dict[Action, frozenset[str]] = {
    Action.ASK_GENERAL: EVERYBODY,
    Action.WORRY: EVERYBODY,
    Action.OWN_SETTINGS: EVERYBODY,
    Action.SEE_PUPIL: AROUND,
    Action.SEE_FIGURES: AROUND,
    Action.SEE_CAUSES: AROUND,
    Action.NOTE_CONTACT: AROUND,
    Action.NOTE_CAUSE: AROUND,
    Action.BOOK_FOLLOW_UP: AROUND,
    Action.TICK_ACTION: AROUND,
    Action.NOTE_MEASURES: AROUND,
    Action.HOLD_CASE: AROUND,
    Action.RAISE_CASE: AROUND,
    Action.LOWER_CASE: LEADING,
    Action.MOVE_EDITION: LEADING,
    Action.ANSWER_GUIDE: AROUND,
    Action.SEE_SENSITIVE: AROUND,
    Action.SEE_CONSENTS: AROUND,
    Action.WITHDRAW_CONSENT: AROUND,
    Action.FETCH_DOCUMENT: AROUND,
    Action.CLOSE_CASE: AROUND,
    Action.REOPEN_CASE: AROUND,
    Action.CALL_EHT: AROUND,
    Action.TAKE_CASE: LEADING,
    Action.HAND_BACK: LEADING,
    Action.ASK_MENTOR: LEADING,
    Action.ANSWER_EHT: AROUND,
    Action.PROPOSE_MEETING: LEADING,
    Action.DECIDE: LEADING - {EHT},
    Action.MANAGE_TASKS: AROUND,
    Action.HAND_OVER_PUPIL: LEADING,
    Action.TRUST_DATA: frozenset({REKTOR, ADMIN, CLI}),
    Action.SEE_TEAM_LIST: AROUND | {TEAM},
    Action.SEE_SCHOOL_CASES: LEADING,
    Action.SEE_STATISTICS: LEADING | {AUTHORITY},
    Action.SEE_ALL_STATISTICS: frozenset({AUTHORITY, CLI}),
    Action.SEND_REQUEST: AROUND,
    Action.TAKE_REQUEST: frozenset({AUTHORITY, EHT, REKTOR}),
    Action.LINK_CHANNEL: frozenset({EHT, REKTOR, ADMIN, CLI}),
    Action.TAKE_IN_FILES: frozenset({CLI, ADMIN}),
    Action.RUN_MORNING: frozenset({CLI, RULE}),
}
"""Who may do what with Alva's case. A new action without a row here fails, and so does one without a rule."""


@pytest.fixture
def staffed(world: World) -> World:
    world.take_in(
        Files(
            adults=(
                Adult("anna", team="Blå", deputy="disa"),
                *ADULTS[1:],
                Adult("disa", "lärare"),
                Adult("tore", "lärare"),
                Adult("alma", "skoladmin"),
                Adult("hilda", "huvudman"),
                Adult("tina", "lärare", team="Blå"),
                Adult("ebba", "eht rektor", OTHER),
                Adult("olle", "mentor", OTHER, team="Blå"),
            ),
            children=(*CHILDREN, Child("F1", "Dana", "Ek", "olle", "4C", OTHER)),
        )
    )
    world.absence(lesson("E1", MONDAY))
    world.morning(TUESDAY)
    world.files = True
    return world


def _actor(world: World, who: str) -> Actor:
    return Actor(label=who) if who in (CLI, RULE, GUEST) else Actor(world.staff(who))


def _may(world: World, who: str, action: Action) -> bool:
    with world.database.writing() as session:
        subject = cases.subject_of(world.case("E1"))
        context = Context(session, world.now, world.plans, _actor(world, who))
        try:
            require(context, action, subject)
        except Refusal:
            return False
        session.rollback()
        return True


def test_every_action_has_a_rule_and_a_row_in_the_table() -> None:
    assert set(RULES) == set(Action)
    assert set(EXPECTED) == set(Action)


def test_the_whole_table_of_role_and_action(staffed: World) -> None:
    found = {action: frozenset(who for who in EVERYBODY if _may(staffed, who, action)) for action in Action}
    assert found == EXPECTED


def test_someone_without_a_relation_is_nobody_and_gets_general_answers_only(staffed: World) -> None:
    for who in (OTHER_MENTOR, OTHER_EHT, OTHER_TEAM, GUEST):
        with staffed.database.reading() as session:
            found = relations(session, _actor(staffed, who), cases.subject_of(staffed.case("E1")))
        may = {action for action in Action if allowed(action, found)}
        assert may == {Action.ASK_GENERAL, Action.WORRY, Action.OWN_SETTINGS}, who


def test_a_former_mentor_reaches_the_pupil_no_more(staffed: World) -> None:
    moved = Child("E1", "Alva", "Lindgren", "bo")
    staffed.take_in(Files(children=(moved, *CHILDREN[1:])))
    assert not _may(staffed, "anna", Action.SEE_PUPIL)
    assert _may(staffed, "bo", Action.SEE_PUPIL)


def test_a_school_is_seen_as_a_whole_by_its_own_leaders_only(staffed: World) -> None:
    subject = Subject(school_id=staffed.school())
    with staffed.database.reading() as session:
        may = {
            who
            for who in EVERYBODY
            if allowed(Action.SEE_SCHOOL_CASES, relations(session, _actor(staffed, who), subject))
        }
    assert may == LEADING


PRESSES: dict[str, tuple[str, dict[str, str | tuple[str, ...]], Action]] = {
    "contact": (":guardian", {}, Action.NOTE_CONTACT),
    "no_meeting": ("", {}, Action.NOTE_CAUSE),
    "cause": (":illness", {}, Action.NOTE_CAUSE),
    "book": ("", {"date": str(TUESDAY + timedelta(days=2))}, Action.BOOK_FOLLOW_UP),
    "book_on": (f":{TUESDAY + timedelta(days=2)}", {}, Action.BOOK_FOLLOW_UP),
    "hold": ("", {"reason": "x", "date": str(TUESDAY)}, Action.HOLD_CASE),
    "hold.ask": ("", {}, Action.HOLD_CASE),
    "hold.save": ("", {"reason": "x", "date": str(TUESDAY)}, Action.HOLD_CASE),
    "change": ("", {}, Action.SEE_PUPIL),
    "remind": (":60", {}, Action.NOTE_CONTACT),
    "case.show": ("", {}, Action.SEE_PUPIL),
    "think_of": ("", {}, Action.SEE_PUPIL),
    "case.pictures": ("", {}, Action.SEE_FIGURES),
    "home.show": ("", {"case": "1"}, Action.SEE_PUPIL),
    "tick": ("", {"actions": ("s1_call",)}, Action.TICK_ACTION),
    "not_needed.ask": ("", {}, Action.TICK_ACTION),
    "not_needed": ("", {"actions": ("s1_call",), "reason": "x"}, Action.TICK_ACTION),
    "measures.ask": ("", {}, Action.NOTE_MEASURES),
    "measures": ("", {"date": str(TUESDAY)}, Action.NOTE_MEASURES),
    "raise.ask": ("", {}, Action.RAISE_CASE),
    "raise": ("", {"reason": "x"}, Action.RAISE_CASE),
    "edition.ask": ("", {}, Action.MOVE_EDITION),
    "edition.move": ("", {}, Action.MOVE_EDITION),
    "edition.keep": ("", {}, Action.MOVE_EDITION),
    "lower": ("", {}, Action.LOWER_CASE),
    "meeting.calendar": ("", {}, Action.SEE_PUPIL),
    "meeting.held": ("", {}, Action.BOOK_FOLLOW_UP),
    "result.save": (":1", {"date": str(TUESDAY + timedelta(days=2))}, Action.BOOK_FOLLOW_UP),
    "meeting.missed": ("", {}, Action.BOOK_FOLLOW_UP),
    "close.ask": ("", {}, Action.CLOSE_CASE),
    "close": ("", {"reason": "x"}, Action.CLOSE_CASE),
    "reopen": ("", {}, Action.REOPEN_CASE),
    "documents": ("", {}, Action.FETCH_DOCUMENT),
    "documents.send": (":pdf", {"document": "enkel_kartlaggning:"}, Action.FETCH_DOCUMENT),
    "eht.call.ask": ("", {}, Action.CALL_EHT),
    "eht.call": ("", {"wish": "advice", "more": "x"}, Action.CALL_EHT),
    "task.ask": ("", {}, Action.MANAGE_TASKS),
    "task.add": ("", {"what": "x", "owner": "3", "date": str(TUESDAY)}, Action.MANAGE_TASKS),
    "task.done": (":1", {}, Action.MANAGE_TASKS),
    "handover.show": ("", {}, Action.SEE_PUPIL),
    "transition.show": ("", {}, Action.HAND_OVER_PUPIL),
    "move.ask": ("", {}, Action.HAND_OVER_PUPIL),
    "move.give": ("", {}, Action.HAND_OVER_PUPIL),
    "case.take": ("", {}, Action.TAKE_CASE),
    "decide.ask": (":1", {}, Action.DECIDE),
    "decide": (":1", {"choice": "made"}, Action.DECIDE),
    "eht.back.ask": ("", {}, Action.HAND_BACK),
    "eht.back": ("", {"reason": "x"}, Action.HAND_BACK),
    "eht.details": ("", {}, Action.SEE_CAUSES),
    "eht.ask": ("", {}, Action.ASK_MENTOR),
    "eht.ask.send": ("", {"question": "x"}, Action.ASK_MENTOR),
    "eht.answer.ask": (":1", {}, Action.ANSWER_EHT),
    "eht.answer": (":1", {"answer": "x"}, Action.ANSWER_EHT),
    "eht.read": (":1", {}, Action.SEE_CAUSES),
    "eht.propose": ("", {}, Action.PROPOSE_MEETING),
    "eht.propose.send": ("", {"date": str(TUESDAY + timedelta(days=2))}, Action.PROPOSE_MEETING),
    "proposal.yes": (":3", {}, Action.BOOK_FOLLOW_UP),
    "measure.ask": ("", {}, Action.NOTE_MEASURES),
    "measure.save": ("", {"measure": "x", "date": str(TUESDAY)}, Action.NOTE_MEASURES),
}
"""Every press that speaks of a case: what goes with it, and the right it needs."""
OF_REKTOR = {"decide.ask", "decide"}
"""Nobody else may, and only at a step that asks for it: tried in tests/follow_ups."""
OF_A_MOVED_PUPIL = {"move.ask", "move.give"}
"""Only while the pupil goes to another school: tried in tests/follow_ups."""
OF_NO_CASE = {
    "request.take",
    "channel.link",
    "text",
    "mine",
    "away.show",
    "help",
    "home",
    "settings.quiet",
    "worry",
    "ask.entry",
    "ask.call",
    "ask.pupil",
    "ask.consult",
    "data.trust",
    "statistics",
    "signs.show",
    "week.registered",
    "week.decisions",
    "week.quiet_team",
    "week.quiet_registration",
}


def test_every_route_is_in_the_table_of_presses() -> None:
    """Those of a guide speak of a round of questions, and are tried in tests/guides."""
    of_guides = {action for action in ROUTES if action.startswith("guide.")}
    assert set(ROUTES) == set(PRESSES) | OF_NO_CASE | of_guides


@pytest.mark.parametrize("who", sorted(EVERYBODY - AROUND - {GUEST}))
def test_a_forged_button_about_somebody_elses_pupil_does_nothing(staffed: World, who: str) -> None:
    case = staffed.case("E1").id
    with staffed.nothing_changes():
        for action, (rest, fields, _) in PRESSES.items():
            words = staffed.words_of_refusal(who, (action, f"{case}{rest}"), fields=fields)
            assert words == text("general.no_right"), action


def test_a_visitor_no_roster_knows_can_press_nothing_of_a_case(staffed: World) -> None:
    case = staffed.case("E1").id
    with staffed.nothing_changes():
        for action, (rest, fields, _) in PRESSES.items():
            event = Event("e", "click", None, Place(channel="x"), action, f"{case}{rest}", fields=fields)
            with pytest.raises(Refusal):
                staffed.send(event)
        for action in ("mine", "settings.quiet"):
            with pytest.raises(Refusal):
                staffed.send(Event("e", "click", None, Place(channel="x"), action))


def test_a_mentor_may_raise_but_not_lower(staffed: World) -> None:
    case = str(staffed.case("E1").id)
    staffed.press("anna", ("raise", case), fields={"reason": "Behövs"}, kind="form")
    assert staffed.refused("anna", ("lower", case)) == text("general.no_right")
    staffed.press("eva", ("lower", case))
    assert staffed.case("E1").step == 1


def test_every_look_and_change_is_written_down_with_who_what_when_and_whose(staffed: World) -> None:
    case = staffed.case("E1")
    before = staffed.count(AuditEntry)
    for minute, (action, (rest, fields, right)) in enumerate(_in_a_working_order()):
        staffed.at(TUESDAY, f"09:{minute:02d}")
        staffed.press("eva", (action, f"{case.id}{rest}"), fields=fields)
        fresh = sorted(staffed.audit(), key=lambda row: row.id or 0)[before:]
        before += len(fresh)
        assert str(right) in {row.action for row in fresh}, action
        for row in fresh:
            assert (row.actor, row.at) == (f"staff:{staffed.staff('eva')}", staffed.now)
            assert (row.school_id, row.pupil_id, row.case_id) == (case.school_id, case.pupil_id, case.id)


def _in_a_working_order() -> list[tuple[str, tuple[str, dict[str, str | tuple[str, ...]], Action]]]:
    """Closing, and opening again, at the end."""
    last = ("raise", "lower", "close", "reopen")
    first = [action for action in PRESSES if action not in {*last, *OF_REKTOR, *OF_A_MOVED_PUPIL}]
    return [(action, PRESSES[action]) for action in (*first, *last)]


def test_ones_own_list_is_a_look_at_each_pupil_in_it(staffed: World) -> None:
    before = staffed.count(AuditEntry)
    staffed.types("anna", "mina")
    fresh = sorted(staffed.audit(), key=lambda row: row.id or 0)[before:]
    assert [(row.action, row.pupil_id) for row in fresh] == [("see_pupil", staffed.pupil("E1"))]


def test_the_audit_log_holds_no_words(staffed: World) -> None:
    staffed.press(
        "anna", ("close", str(staffed.case("E1").id)), fields={"reason": "Hemligt skäl"}, kind="form"
    )
    assert "Hemligt" not in repr([row.model_dump() for row in staffed.audit()])
