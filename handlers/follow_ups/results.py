"""What a follow-up led to: absence before and after side by side, what was tried, and what worked."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select

from content.texts import text
from handlers import cases
from handlers.case_figures import Window, between, evaluated_day
from handlers.context import Context, Refusal
from handlers.people.rektor import NO_SHOW, ask_for, decisions_of
from handlers.rights import Action
from storage.tables import Case, FollowUp, Measure

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Compared:
    """`since`: the first day of after. None: no figures on that side."""

    since: date
    before: Window | None
    after: Window | None


def compared(context: Context, case: Case) -> Compared:
    """The month before the measures (or before the last meeting, or the case) and the time since."""
    since = case.measures_on or _last_held(context, case) or case.opened_on
    last = evaluated_day(context.session, case.school_id)
    days = cases.plan_of(context, case).settings.month_days.value
    before = between(context.session, case, since - timedelta(days=days), since - DAY)
    after = between(context.session, case, since, last) if last is not None and last >= since else None
    return Compared(since, before, after)


def _last_held(context: Context, case: Case) -> date | None:
    earlier = earlier_meetings(context, case)
    return next((one.on for one in reversed(earlier) if one.state == "done"), None)


def earlier_meetings(context: Context, case: Case) -> list[FollowUp]:
    """Those that are booked no longer, oldest first: moved, cancelled, held, or without anybody there."""
    question = select(FollowUp).where(
        FollowUp.case_id == case.id, col(FollowUp.state).in_(("moved", "cancelled", "done", "missed"))
    )
    return list(context.session.exec(question.order_by(col(FollowUp.id))))


def hold(context: Context, case: Case) -> FollowUp:
    """The booked meeting has been held. The figures are kept as they are on that day."""
    cases.begin(context, case, Action.BOOK_FOLLOW_UP)
    meeting = _must_be_booked(context, case)
    found = compared(context, case)
    meeting.state = "done"
    if found.before is not None:
        meeting.before_absent, meeting.before_scheduled = (
            found.before.sums.absent,
            found.before.sums.scheduled,
        )
    if found.after is not None:
        meeting.after_absent, meeting.after_scheduled = found.after.sums.absent, found.after.sums.scheduled
    context.session.add(meeting)
    cases.done(context, case, "met", {})
    return meeting


def miss(context: Context, case: Case) -> bool:
    """Nobody came. True when it has happened so often that rektor decides how to go on."""
    cases.begin(context, case, Action.BOOK_FOLLOW_UP)
    meeting = _must_be_booked(context, case)
    meeting.state = "missed"
    context.session.add(meeting)
    context.session.flush()
    to_rektor = misses(context, case) >= cases.plan_of(context, case).settings.no_show_to_rektor.value
    if to_rektor:
        asked = decisions_of(context.session, [case.id or 0]).get(case.id or 0, [])
        ask_for(context.session, case, [NO_SHOW], cases.working_day(context, case), asked)
    cases.done(context, case, "missed", {})
    return to_rektor


def misses(context: Context, case: Case) -> int:
    """How often nobody has come since a meeting was last held."""
    count = 0
    for meeting in earlier_meetings(context, case):
        count = 0 if meeting.state == "done" else count + (meeting.state == "missed")
    return count


def note(context: Context, case: Case, meeting: FollowUp, helped: Collection[int], words: str) -> None:
    """What worked of what was tried. A measure that is not named is noted as not having helped."""
    cases.begin(context, case, Action.BOOK_FOLLOW_UP)
    for measure in tried(context, case):
        measure.worked = "yes" if measure.id in helped else "no"
        measure.followed_up_on = meeting.on
        context.session.add(measure)
    meeting.note = json.dumps({"said": words.strip()}, ensure_ascii=False)
    context.session.add(meeting)
    cases.done(context, case, "result", {})


def tried(context: Context, case: Case) -> list[Measure]:
    """What is tried at the case's present step."""
    question = select(Measure).where(Measure.case_id == case.id, Measure.step == case.step)
    return list(context.session.exec(question.order_by(col(Measure.id))))


def _must_be_booked(context: Context, case: Case) -> FollowUp:
    meeting = cases.booked_meeting(context, case)
    if meeting is None:
        raise Refusal(text("case.no_meeting"))
    return meeting
