"""What EHT, rektor and mentors do with a case together: each asks for the right and leaves an event."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from content.texts import text
from handlers import cases
from handlers.context import Context, Refusal
from handlers.escalation.opening import open_or_add
from handlers.escalation.thread import ASKED, OVERDUE, thread_of
from handlers.people.coordinator import coordinator, hold_from, holding_of, let_go, staff_name
from handlers.rights import Action
from storage.tables import Case, CaseQuestion, FollowUp, Holding, Measure

WISHES = ("advice", "meeting", "take_over")
"""What a mentor may ask for, with a text each."""


def call_eht(context: Context, case: Case, wish: str, more: str) -> None:
    """The mentor needs EHT. `more` is kept with the case, and shown only to who opens it."""
    cases.begin(context, case, Action.CALL_EHT)
    if wish not in WISHES:
        raise Refusal(text("case.unknown_choice"))
    day = cases.working_day(context, case)
    open_or_add(context.session, context.plans, case, ASKED, day, context.now, wish=wish)
    cases.done(context, case, "call_eht", {"wish": wish, "more": more.strip()})


def take(context: Context, case: Case) -> None:
    """The presser holds the case from now on, whoever did before. Raises Refusal when they already do."""
    cases.begin(context, case, Action.TAKE_CASE)
    staff = context.actor.staff_id
    if staff is None:
        raise Refusal(text("general.no_right"))
    give_to(context, case, staff)
    cases.done(context, case, "take", {})


def give_to(context: Context, case: Case, staff: int) -> None:
    """The person holds the case; its thread says so."""
    holding = holding_of(context.session, case.id or 0)
    if holding is not None and holding.staff_id == staff:
        raise Refusal(text("eht.already_yours"))
    day = cases.working_day(context, case)
    hold_from(context.session, case, staff, day, context.actor.mark)
    thread = thread_of(context.session, case.id or 0)
    if thread is None:
        open_or_add(context.session, context.plans, case, OVERDUE, day, context.now)
    else:
        thread.state, thread.waits_since = "taken", None
        context.session.add(thread)


def let_coordinate(context: Context, case: Case, staff: int) -> None:
    """The person holds the threads from now on, as has been agreed."""
    day = cases.working_day(context, case)
    if coordinator(context.session, case, day) == staff:
        return
    cases.begin(context, case, Action.ANSWER_GUIDE)
    hold_from(context.session, case, staff, day, context.actor.mark)
    thread = thread_of(context.session, case.id or 0)
    if thread is not None:
        thread.state, thread.waits_since = "taken", None
        context.session.add(thread)
    cases.done(context, case, "coordinator", {"what": staff_name(context.session, staff)})


def hand_back(context: Context, case: Case, reason: str) -> Holding:
    cases.begin(context, case, Action.HAND_BACK)
    holding = let_go(context.session, case, cases.working_day(context, case))
    if holding is None:
        raise Refusal(text("eht.not_held"))
    thread = thread_of(context.session, case.id or 0)
    if thread is not None:
        thread.state, thread.waits_since = "returned", None
        context.session.add(thread)
    cases.done(context, case, "hand_back", {"reason": reason.strip()})
    return holding


def ask(context: Context, case: Case, words: str) -> CaseQuestion:
    cases.begin(context, case, Action.ASK_MENTOR)
    if context.actor.staff_id is None:
        raise Refusal(text("general.no_right"))
    if not words.strip():
        raise Refusal(text("eht.ask_empty"))
    question = CaseQuestion(
        case_id=case.id or 0, asked_by=context.actor.staff_id, asked_at=context.now, question=words.strip()
    )
    context.session.add(question)
    cases.done(context, case, "ask", {})
    return question


def answer(context: Context, case: Case, question: CaseQuestion, words: str) -> None:
    """A later answer takes the place of an earlier one."""
    cases.begin(context, case, Action.ANSWER_EHT)
    if context.actor.staff_id is None:
        raise Refusal(text("general.no_right"))
    if not words.strip():
        raise Refusal(text("eht.answer_empty"))
    question.answer = words.strip()
    question.answered_by, question.answered_at = context.actor.staff_id, context.now
    context.session.add(question)
    cases.done(context, case, "answer", {})


def propose(context: Context, case: Case, on: date, time: int | None) -> FollowUp:
    """A meeting that is booked when the mentor says yes. A new proposal takes the place of an earlier one."""
    cases.begin(context, case, Action.PROPOSE_MEETING)
    cases.must_be_good_day(context, case, on)
    drop_proposals(context, case)
    contact = cases.plan_of(context, case).first_contact
    known = {one.id for one in contact.participants}
    meeting = FollowUp(
        case_id=case.id or 0,
        step=case.step,
        on=on,
        time=time,
        participants=" ".join(dict.fromkeys((*contact.usual_participants, *(known & {"eht"})))),
        state="proposed",
        booked_by=context.actor.mark,
    )
    context.session.add(meeting)
    cases.done(context, case, "propose", {"on": on.isoformat()})
    return meeting


def drop_proposals(context: Context, case: Case) -> None:
    for row in context.session.exec(
        select(FollowUp).where(FollowUp.case_id == case.id, FollowUp.state == "proposed")
    ).all():
        row.state = "cancelled"
        context.session.add(row)


def note_measure(context: Context, case: Case, words: str, area: str, on: date) -> Measure:
    """Something that is tried. The step's measures begin with its first."""
    cases.begin(context, case, Action.NOTE_MEASURES)
    if not words.strip():
        raise Refusal(text("eht.measure_empty"))
    if on < case.opened_on:
        raise Refusal(text("case.before_opening", day=case.opened_on))
    if on > cases.working_day(context, case):
        raise Refusal(text("actions.measures_ahead"))
    measure = Measure(
        case_id=case.id or 0,
        step=case.step,
        area=area,
        text=words.strip(),
        started_on=on,
        actor=context.actor.mark,
    )
    context.session.add(measure)
    if case.measures_on is None:
        case.measures_on = max(on, case.step_on)
    cases.done(context, case, "measure", {})
    return measure
