"""What a person does in a case: the same from a button, a typed answer and the command line.

Each asks for the right, refuses what cannot be, leaves an event, and notes that messages are stale.
The step follows the rule; a person may hold, raise, lower or close, with a reason (RULES.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import bindparam
from sqlmodel import col, func, select

from content.model import Plan
from content.texts import text
from handlers.context import Context, Refusal
from handlers.escalation.opening import open_or_add, step_reason
from handlers.escalation.told import told_in_thread
from handlers.morning.refresh import note_stale
from handlers.morning.reminders import ANNOUNCED
from handlers.outgoing import enqueue, take_back_reminders
from handlers.rights import Action, Subject, require
from storage.calendar import SchoolCalendar, calendar_of
from storage.columns import Day
from storage.ingest.identity import Identities
from storage.queries.prepared import ask_one
from storage.tables import Case, CaseAction, CaseEvent, Due, FollowUp, Pupil, School, SchoolMorning
from storage.vault import vault_of

EARLIEST = date(2000, 1, 1)
MOST_DAYS_AHEAD = 400


def find_pupil(context: Context, ref: str, school: str | None = None) -> Pupil:
    """The pupil with this elev_id: a civic number, or the masked form shown of it, is one too.

    Who has left gives way to who is there. Raises Refusal."""
    question = select(Pupil).join(School, col(School.id) == col(Pupil.school_id))
    hashed = Identities(vault_of(context.session.connection().dialect)).stored_hash(ref)
    question = question.where(Pupil.ref_hash == hashed if hashed else Pupil.ref == ref)
    if school is not None:
        question = question.where(School.name == school)
    known = context.session.exec(question).all()
    found = [pupil for pupil in known if not pupil.left] or known
    if not found:
        raise Refusal(text("case.unknown_pupil"))
    if len(found) > 1:
        raise Refusal(text("case.ambiguous_pupil"))
    return found[0]


def last_case(context: Context, pupil: Pupil) -> Case:
    """The open case, else the last one. Raises Refusal when the pupil never had one."""
    question = (
        select(Case)
        .where(Case.pupil_id == pupil.id, Case.state != "withdrawn")
        .order_by(col(Case.state) == "open", col(Case.id))
    )
    cases = context.session.exec(question).all()
    if not cases:
        raise Refusal(text("case.none"))
    return cases[-1]


def case_of(context: Context, value: str) -> tuple[Case, str]:
    """The case a button speaks of ("12" or "12:guardian"), and what stands after the colon.

    A value that we never gave a button is answered as an old button. Raises Refusal."""
    number, _, rest = value.partition(":")
    case_id = whole_number(number)
    if case_id is None:
        raise Refusal(text("general.old_button"))
    return case_by_id(context, case_id), rest


def whole_number(written: str) -> int | None:
    """At most nine digits, so that any database takes it."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= 9 else None


def case_by_id(context: Context, case_id: int) -> Case:
    """Locked until the press is done: two who press at once come one after the other."""
    case = context.session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None:
        raise Refusal(text("case.gone"))
    return case


def must_stand(case: Case) -> None:
    """Raises Refusal for one that was withdrawn: there is nothing in it to look at."""
    if case.state == "withdrawn":
        raise Refusal(text("case.withdrawn"))


def must_be_open(case: Case) -> None:
    """Raises Refusal: what is closed can be opened again, what was withdrawn cannot."""
    must_stand(case)
    if case.state != "open":
        raise Refusal(text("case.not_open"))


def subject_of(case: Case) -> Subject:
    return Subject(case.school_id, case.pupil_id, case.id)


def plan_of(context: Context, case: Case) -> Plan:
    """The edition that the case began with, or was moved over to."""
    return context.plans.of_case(context.session, case)


def working_day(context: Context, case: Case) -> date:
    """Today as the school has come: not before its last morning, not past its next school day.

    So a case follows the mornings that were run, also when they are run for other dates than today."""
    last = last_morning(context, case)
    if last is None:
        return context.today
    next_day = days_of(context, case).next_on_or_after(last + timedelta(days=1))
    return min(max(context.today, last), next_day)


def last_morning(context: Context, case: Case) -> date | None:
    found: date | None = ask_one(context.session, _LAST_MORNING, school=case.school_id)
    return found


_LAST_MORNING = select(func.max(col(SchoolMorning.on), type_=Day())).where(
    col(SchoolMorning.school_id) == bindparam("school")
)


def days_of(context: Context, case: Case) -> SchoolCalendar:
    return calendar_of(context.session, case.school_id)


def note_contact(context: Context, case: Case, reached: Iterable[str]) -> None:
    """`reached`: ids of the plan's choices. Nobody reached is a contact that is still to be made."""
    begin(context, case, Action.NOTE_CONTACT)
    chosen = " ".join(reached)
    known = {choice.id for choice in plan_of(context, case).first_contact.reached}
    if not chosen or not set(chosen.split()) <= known:
        raise Refusal(text("case.unknown_choice"))
    case.reached = None if chosen == "nobody" else chosen
    done(context, case, "contact", {"reached": chosen})


def note_cause(context: Context, case: Case, cause: str, reason: str = "") -> None:
    """A cause that closes ends the case at once; one that explains waits for `hold`."""
    begin(context, case, Action.NOTE_CAUSE)
    chosen = next((one for one in plan_of(context, case).first_contact.causes if one.id == cause), None)
    if chosen is None:
        raise Refusal(text("case.unknown_choice"))
    case.cause = cause
    if chosen.closes:
        case.state, case.closed_on = "closed", working_day(context, case)
        _cancel_meetings(context, case)
    done(context, case, "cause", {"cause": cause, "reason": reason})


def book_follow_up(
    context: Context,
    case: Case,
    on: date,
    participants: Iterable[str],
    time: int | None = None,
    place: str | None = None,
) -> FollowUp:
    """Books the meeting, or moves the one that is booked; a moved one is kept as history, and its
    invitation goes on with the new day. `place` None: where the moved one was. Booking what is booked
    already, as a second press does, changes nothing."""
    begin(context, case, Action.BOOK_FOLLOW_UP)
    must_be_good_day(context, case, on)
    moved, who = booked_meeting(context, case), " ".join(participants)
    if moved and _is_the_same(moved, on, time, who, place):
        return moved
    _cancel_meetings(context, case, "moved")
    meeting = FollowUp(
        case_id=case.id or 0,
        step=case.step,
        on=on,
        time=time,
        participants=who,
        booked_by=context.actor.mark,
        place=place if place is not None or moved is None else moved.place,
        sequence=moved.sequence + 1 if moved else 0,
    )
    context.session.add(meeting)
    context.session.flush()
    meeting.uid = (moved.uid if moved else "") or f"{case.id}-{moved.id if moved else meeting.id}@narvarolots"
    _announced(context, case, meeting)
    done(context, case, "follow_up", {"on": on.isoformat()})
    return meeting


def _is_the_same(meeting: FollowUp, on: date, time: int | None, who: str, place: str | None) -> bool:
    same_place = place is None or place == (meeting.place or "")
    return same_place and (meeting.on, meeting.time, meeting.participants) == (on, time, who)


def _announced(context: Context, case: Case, meeting: FollowUp) -> None:
    """A meeting booked within the days in which it would be announced has been by that."""
    ahead = plan_of(context, case).settings.announce_school_days_before.value
    first = days_of(context, case).add_school_days(meeting.on, -ahead)
    if working_day(context, case) >= first:
        subject = f"follow_up:{meeting.id}"
        row = Due(kind=ANNOUNCED, recipient="", subject=subject, on=meeting.on, school_id=case.school_id)
        context.session.add(row)


def must_be_good_day(context: Context, case: Case, on: date) -> None:
    """Raises Refusal for a day on which nobody can meet."""
    if not days_of(context, case).is_school_day(on):
        raise Refusal(text("case.no_school_day", day=on))
    if on < working_day(context, case):
        raise Refusal(text("case.past_day", day=on))


def booked_meeting(context: Context, case: Case) -> FollowUp | None:
    """The case's next meeting: there is at most one."""
    return context.session.exec(_BOOKED, params={"case": case.id}).first()


_BOOKED = select(FollowUp).where(col(FollowUp.case_id) == bindparam("case"), col(FollowUp.state) == "booked")


def note_measures(context: Context, case: Case, on: date) -> None:
    """The day the present step's measures were taken: from it the next step is counted."""
    begin(context, case, Action.NOTE_MEASURES)
    _sane_day(context, on)
    case.measures_on = on
    done(context, case, "measures", {"on": on.isoformat()})


def hold(context: Context, case: Case, reason: str, until: date) -> None:
    """Explained: not evaluated up to `until`, it included, at most the plan's weeks ahead."""
    begin(context, case, Action.HOLD_CASE)
    reason = _needed(reason)
    today = working_day(context, case)
    latest = today + timedelta(weeks=plan_of(context, case).settings.hold_max_weeks.value)
    if not (last_morning(context, case) or today) <= until <= latest:
        raise Refusal(text("case.hold_dates", first=today, latest=latest))
    case.held_until = until
    done(context, case, "hold", {"until": until.isoformat(), "reason": reason})


def raise_case(context: Context, case: Case, reason: str = "") -> None:
    begin(context, case, Action.RAISE_CASE)
    _move(context, case, 1, "raise", reason)


def lower_case(context: Context, case: Case, reason: str = "") -> None:
    begin(context, case, Action.LOWER_CASE)
    _move(context, case, -1, "lower", reason)


def move_edition(context: Context, case: Case, plan: Plan) -> None:
    """The case follows this edition from now on. A step that it does not have becomes its last."""
    begin(context, case, Action.MOVE_EDITION)
    before, step = case.plan_version, step_in(plan, case.step)
    case.plan, case.plan_version = plan.id, plan.version
    if step != case.step:
        case.step, case.step_on, case.measures_on = step, working_day(context, case), None
    done(context, case, "edition", {"from": before, "to": plan.version})


def step_in(plan: Plan, number: int) -> int:
    """The same step, or the plan's last when it has fewer."""
    return min(number, plan.steps[-1].number)


def close_case(context: Context, case: Case, on: date, reason: str) -> None:
    """After `on` only absence dated later counts for a new case."""
    begin(context, case, Action.CLOSE_CASE)
    reason = _needed(reason)
    _sane_day(context, on)
    case.state, case.closed_on = "closed", on
    _cancel_meetings(context, case)
    done(context, case, "close", {"on": on.isoformat(), "reason": reason})


def reopen_case(context: Context, case: Case) -> None:
    """It goes on where it was, as if it had not been closed."""
    require(context, Action.REOPEN_CASE, subject_of(case))
    if case.state != "closed":
        raise Refusal(text("case.withdrawn" if case.state == "withdrawn" else "case.not_closed"))
    if _open_case(context, case.pupil_id) is not None:
        raise Refusal(text("case.newer_open"))
    case.state, case.closed_on = "open", None
    cause = case.cause
    closing = {one.id for one in plan_of(context, case).first_contact.causes if one.closes}
    case.cause = None if cause in closing else cause
    done(context, case, "reopen", {})


def tick(context: Context, case: Case, action_id: str, state: str, why: str = "") -> None:
    """`state`: done, not_needed (with why) or open."""
    begin(context, case, Action.TICK_ACTION)
    known = {action.id for step in plan_of(context, case).steps for action in step.actions}
    if action_id not in known or state not in ("done", "not_needed", "open"):
        raise Refusal(text("case.unknown_choice"))
    kept = context.session.exec(
        select(CaseAction).where(CaseAction.case_id == case.id, CaseAction.action == action_id)
    ).first()
    if kept is not None:
        context.session.delete(kept)
        context.session.flush()
    if state != "open":
        context.session.add(
            CaseAction(
                case_id=case.id or 0,
                action=action_id,
                state=state,
                actor=context.actor.mark,
                on=working_day(context, case),
                why=why or None,
            )
        )
    done(context, case, "tick", {"action": action_id, "state": state})


def begin(context: Context, case: Case, action: Action) -> None:
    require(context, action, subject_of(case))
    must_be_open(case)


def _open_case(context: Context, pupil_id: int) -> Case | None:
    """A pupil has at most one."""
    return context.session.exec(select(Case).where(Case.pupil_id == pupil_id, Case.state == "open")).first()


def done(context: Context, case: Case, kind: str, note: Mapping[str, str]) -> None:
    case.touched = True
    case.version += 1
    event = CaseEvent(
        case_id=case.id or 0,
        kind=kind,
        on=working_day(context, case),
        at=context.now,
        actor=context.actor.mark,
        step=case.step,
        note=json.dumps(note, ensure_ascii=False),
    )
    context.session.add_all([event, case])
    context.session.flush()
    enqueue(context.session, told_in_thread(context.session, case, event, note), context.now)
    if kind == "raise":
        _tell_eht(context, case)
    if case.reached or case.state != "open":
        take_back_reminders(context.session, case.id or 0)
    note_stale(context.session, case)


def _tell_eht(context: Context, case: Case) -> None:
    """A person has raised the case: EHT hears of it as if the rule had."""
    plan = plan_of(context, case)
    if (reason := step_reason(plan, case.step)) is not None:
        open_or_add(context.session, context.plans, case, reason, working_day(context, case), context.now)


def _move(context: Context, case: Case, by: int, kind: str, reason: str) -> None:
    numbers = [step.number for step in plan_of(context, case).steps]
    if case.step + by not in numbers:
        raise Refusal(text("case.no_such_step"))
    case.step += by
    case.step_on = working_day(context, case)
    case.measures_on = None
    done(context, case, kind, {"reason": reason})


def _cancel_meetings(context: Context, case: Case, state: str = "cancelled") -> bool:
    """Whether a meeting was booked."""
    booked = context.session.exec(
        select(FollowUp).where(FollowUp.case_id == case.id, FollowUp.state == "booked")
    ).all()
    for meeting in booked:
        meeting.state = state
        context.session.add(meeting)
    context.session.flush()
    return bool(booked)


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Refusal(text("case.needs_reason"))
    return reason.strip()


def _sane_day(context: Context, day: date) -> None:
    latest = context.today + timedelta(days=MOST_DAYS_AHEAD)
    if not EARLIEST <= day <= latest:
        raise Refusal(text("case.odd_day", first=EARLIEST, latest=latest))
