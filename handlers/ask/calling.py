"""Whom to call at this very minute, what to have at hand, and what can be said without naming the child."""

from __future__ import annotations

from datetime import datetime

from content.hours import is_open, open_now
from content.model import Contact, Plan
from content.texts import text
from content.wording import long_date


def now_to_call(plan: Plan, moment: datetime) -> tuple[Contact, ...]:
    """Those called about a child that answer at `moment`, in the plan's order. Should none say its hours,
    all of them: a number that may not answer is better than none. 112 is said beside, always first."""
    concerned = [contact for contact in plan.contacts if contact.for_concern]
    return tuple(open_now(concerned, moment)) or tuple(concerned)


def call_lines(plan: Plan, moment: datetime) -> tuple[str, ...]:
    """112 first, then who answers now, what to have ready and what can be read aloud."""
    consult = text("ask.call_consult", stage=text("ask.call_stage"))
    ready = text("ask.call_have_ready")
    return (text("ask.call_life"), *call_now_lines(plan, moment), ready, consult)


def call_now_lines(plan: Plan, moment: datetime) -> tuple[str, ...]:
    """Who answers at `moment`; or that no hours are known."""
    contacts = now_to_call(plan, moment)
    when = f"{long_date(moment.date())} kl. {moment:%H.%M}"
    lines = [text("ask.call_now", when=when), *(f"• {contact_line(contact)}" for contact in contacts)]
    if not any(is_open(contact, moment) for contact in contacts):
        lines.append(text("ask.call_nobody"))
    return tuple(lines)


def contact_line(contact: Contact) -> str:
    return text("ask.call_line", name=contact.name, number=number_of(contact))


def number_of(contact: Contact) -> str:
    return " eller ".join(contact.phone) or contact.email or contact.web


def contact_now(contact: Contact, moment: datetime) -> str:
    """The number, and whether somebody answers at `moment` where the hours are known."""
    if not contact.open:
        return number_of(contact)
    return f"{number_of(contact)} ({text('ask.open_now' if is_open(contact, moment) else 'ask.closed_now')})"
