"""A case's thread: where it stands, why it was opened, and what state it is in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from handlers.people.coordinator import holding_of
from handlers.vocabulary import Card, Place, Post
from storage.tables import Case, CaseThread

THREAD = "thread"
"""Messages in EHT's channel: "thread:<case>:…"."""
INFORMS, HANDS_OVER, CAUSE, OVERDUE, ASKED = "informs", "hands_over", "cause", "overdue", "asked"
MOVED_HERE = "moved_here"
"""Another school has handed the case over."""
_ASKS_SOMEBODY = frozenset({HANDS_OVER, ASKED, OVERDUE, MOVED_HERE})
COUNTED = frozenset({HANDS_OVER, ASKED, MOVED_HERE})
"""Reasons for which somebody is to take the case; what is overdue climbs its own ladder."""


def root_key(case_id: int) -> str:
    return f"{THREAD}:{case_id}:first"


def channel(school_id: int) -> str:
    return f"eht:{school_id}"


def in_thread(case: Case, what: str, card: Card) -> Post:
    """A later message of the thread. `what` makes it one of its kind, so that it is said once."""
    place = Place(channel=channel(case.school_id), thread=root_key(case.id or 0))
    return Post(f"{THREAD}:{case.id}:{what}", place, card)


def thread_of(session: Session, case_id: int) -> CaseThread | None:
    return session.exec(_THREAD, params={"case": case_id}).first()


_THREAD = select(CaseThread).where(col(CaseThread.case_id) == bindparam("case"))


def latest_reason(thread: CaseThread) -> str:
    return thread.reasons.split()[-1]


def open_thread(
    session: Session, case: Case, reason: str, on: date, wish: str = ""
) -> tuple[CaseThread, bool]:
    """The case's thread, and whether it is new. A later reason is added; nobody's case is taken from them."""
    thread = thread_of(session, case.id or 0)
    new = thread is None
    if thread is None:
        thread = CaseThread(
            case_id=case.id or 0, school_id=case.school_id, state="informed", reasons="", opened_on=on
        )
    thread.reasons = " ".join([*thread.reasons.split(), reason])
    thread.wish = wish or thread.wish
    if holding_of(session, case.id or 0) is not None:
        thread.state = "taken"
    elif reason in _ASKS_SOMEBODY and thread.state != "waiting":
        thread.state = "waiting"
        thread.waits_since = on if reason in COUNTED else None
    session.add(thread)
    session.flush()
    return thread, new
