"""What happens in a case is said in its thread too, in a line without cause or free text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from content.texts import text
from handlers.escalation.opening import note_card
from handlers.escalation.thread import in_thread, thread_of
from handlers.people.actors import actor_name
from handlers.vocabulary import Later
from storage.tables import Case, CaseEvent

TOLD = frozenset(
    {
        *("measures", "follow_up", "met", "missed", "hold", "raise", "lower", "close", "reopen"),
        *("take", "hand_back", "measure", "decision", "task", "task_done"),
        *("edition", "coordinator"),
    }
)
"""Kinds of events with a line "eht.told_<kind>"; the others are the mentor's own work."""


def told_in_thread(session: Session, case: Case, event: CaseEvent, note: Mapping[str, str]) -> list[Later]:
    if event.kind not in TOLD or thread_of(session, case.id or 0) is None:
        return []
    words = text(
        f"eht.told_{event.kind}",
        who=actor_name(session, event.actor),
        step=case.step,
        on=_day(note.get("on") or note.get("until")),
        what=note.get("what", ""),
    )
    return [in_thread(case, f"event:{event.id}", note_card(words))]


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
