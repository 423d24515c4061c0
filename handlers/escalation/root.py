"""The thread's first message: the present state, who holds it, the figures, and what is asked.

It is composed anew whenever something changes. Causes and what has been tried are not in it: they stand
behind a button that shows them to the presser alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from content.model import Plan
from content.texts import text
from content.wording import listed, long_date
from handlers.case_figures import month, window_words
from handlers.escalation.thread import INFORMS, latest_reason, root_key
from handlers.morning.lines import mentors_by_pupil
from handlers.names import for_eht, name_of
from handlers.outgoing import enqueue
from handlers.pattern import pattern_between
from handlers.people.coordinator import coordinator, holding_of, staff_name
from handlers.plans import Plans
from handlers.vocabulary import Block, Button, Buttons, Card, Facts, Paragraph, Tone, Update
from handlers.worry import QUIET_WORRY_BUTTON
from storage.tables import Case, CaseThread, FollowUp

_TONES: dict[str, Tone] = {"waiting": "warning", "taken": "good"}


def refresh_threads(
    session: Session, plans: Plans, pupil_ids: Iterable[int], on: date, now: datetime
) -> None:
    """Brings the first message of these pupils' threads up to date."""
    question = (
        select(CaseThread, Case)
        .join(Case, col(Case.id) == col(CaseThread.case_id))
        .where(col(Case.pupil_id).in_(list(pupil_ids)))
    )
    for thread, case in session.exec(question).all():
        card = root_card(session, plans, case, thread, on)
        enqueue(session, [Update(root_key(case.id or 0), card)], now)


def root_card(
    session: Session, plans: Plans, case: Case, thread: CaseThread, on: date, *, picture: bool = True
) -> Card:
    plan = plans.of_case(session, case)
    name = for_eht(plans, name_of(session, case.pupil_id))
    step = plan.step(case.step)
    blocks: list[Block] = [Paragraph(state_words(session, case, thread), _tone(case, thread))]
    if case.state == "open" and holding_of(session, case.id or 0) is None:
        blocks += [Paragraph(asked_words(thread), "strong")]
    blocks += [Facts(tuple(_facts(session, plan, case, on)))]
    blocks += _picture(session, plan, case) if picture else []
    blocks += [Buttons(row) for row in _buttons(session, case)]
    title = text("eht.title", name=name, step=case.step, step_name=step.name)
    return Card(title, text("eht.summary"), tuple(blocks))


def _tone(case: Case, thread: CaseThread) -> Tone:
    return "good" if case.state != "open" else _TONES.get(thread.state, "normal")


def state_words(session: Session, case: Case, thread: CaseThread) -> str:
    if case.state != "open":
        return text(f"eht.state_{case.state}")
    holding = holding_of(session, case.id or 0)
    if holding is not None:
        return text("eht.state_taken", who=staff_name(session, holding.staff_id), on=holding.since)
    return text(f"eht.state_{'returned' if thread.state == 'taken' else thread.state}")


def asked_words(thread: CaseThread) -> str:
    """What is asked of the team, by the latest reason that asks for something."""
    asking = [reason for reason in thread.reasons.split() if reason != INFORMS]
    reason = asking[-1] if asking else latest_reason(thread)
    return text(f"eht.asks_wish_{thread.wish}") if reason == "asked" else text(f"eht.asks_{reason}")


def _facts(session: Session, plan: Plan, case: Case, on: date) -> Iterable[tuple[str, str]]:
    yield text("eht.month"), window_words(plan, month(session, plan, case))
    yield text("eht.opened"), long_date(case.opened_on)
    if case.step_on != case.opened_on:
        yield text("eht.step_since"), long_date(case.step_on)
    if case.measures_on:
        yield text("eht.measures"), long_date(case.measures_on)
    if case.held_until:
        yield text("eht.held"), long_date(case.held_until)
    meeting = _meeting(session, case)
    if meeting is not None:
        yield text("eht.meeting"), long_date(meeting.on)
    yield text("eht.coordinator"), staff_name(session, coordinator(session, case, on)) or text("eht.nobody")
    mentors = mentors_by_pupil(session, [case.pupil_id]).get(case.pupil_id, [])
    if mentors:
        yield text("eht.mentors"), listed([staff_name(session, one) for one in mentors])


def _meeting(session: Session, case: Case) -> FollowUp | None:
    return session.exec(_MEETING, params={"case": case.id}).first()


_MEETING = select(FollowUp).where(col(FollowUp.case_id) == bindparam("case"), FollowUp.state == "booked")


def _picture(session: Session, plan: Plan, case: Case) -> list[Block]:
    """When in the week the pupil is missed, over the month."""
    window = month(session, plan, case)
    if window is None:
        return []
    drawn = pattern_between(session, case.pupil_id, window.first, window.last)
    return [drawn] if drawn else []


def _buttons(session: Session, case: Case) -> list[tuple[Button, ...]]:
    details = _button("eht.details_button", "eht.details", case)
    show = _button("case.show_case", "case.show", case)
    if case.state != "open":
        return [(details, show)]
    held = holding_of(session, case.id or 0) is not None
    take = Button(
        text("eht.take_over_button" if held else "eht.take_button"),
        "case.take",
        str(case.id),
        "plain" if held else "primary",
    )
    back = (_button("eht.back_button", "eht.back.ask", case),) if held else ()
    first = (
        take,
        _button("eht.ask_button", "eht.ask", case),
        _button("eht.propose_button", "eht.propose", case),
    )
    second = (_button("eht.measure_button", "measure.ask", case), *back, details, show)
    third = (_button("people.transition_button", "transition.show", case), QUIET_WORRY_BUTTON)
    return [first, second, third]


def _button(name: str, action: str, case: Case) -> Button:
    return Button(text(name), action, str(case.id))
