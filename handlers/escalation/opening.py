"""Opening a case's thread, or saying in it that there is one more reason."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

from content.model import Plan
from content.texts import text
from handlers.escalation.root import root_card
from handlers.escalation.thread import HANDS_OVER, INFORMS, channel, in_thread, open_thread, root_key
from handlers.outgoing import enqueue
from handlers.people.coordinator import holding_of, staff_name
from handlers.plans import Plans
from handlers.vocabulary import Card, Paragraph, Place, Post, Update
from storage.tables import Case

EHT = "eht"


def step_reason(plan: Plan, number: int) -> str | None:
    """Why a case that reaches the step stands in EHT's channel; None when the plan does not say so."""
    step = plan.step(number)
    if EHT in step.hands_over:
        return HANDS_OVER
    return INFORMS if EHT in step.informs else None


def open_or_add(
    session: Session,
    plans: Plans,
    case: Case,
    reason: str,
    on: date,
    now: datetime,
    *,
    wish: str = "",
    picture: bool = True,
) -> None:
    """A new thread is a new first message; in one that is there the reason is said once a day."""
    thread, new = open_thread(session, case, reason, on, wish)
    card = root_card(session, plans, case, thread, on, picture=picture)
    key = root_key(case.id or 0)
    if new:
        enqueue(session, [Post(key, Place(channel=channel(case.school_id)), card)], now)
        return
    said = note_card(_again(session, case, reason))
    enqueue(session, [Update(key, card), in_thread(case, f"{reason}:{on.isoformat()}", said)], now)


def _again(session: Session, case: Case, reason: str) -> str:
    words = text(f"eht.again_{reason}", step=case.step)
    holding = holding_of(session, case.id or 0)
    if holding is None:
        return words
    return f"{words} {text('eht.holds', who=staff_name(session, holding.staff_id))}"


def note_card(words: str) -> Card:
    """A line in a thread."""
    return Card("", text("eht.summary_note"), (Paragraph(words),))
