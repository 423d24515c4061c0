"""Messages that wait because no platform has their recipient yet."""

from __future__ import annotations

from sqlmodel import Session, col, update

from storage.tables import Outbox

UNREACHED = "unreached"
"""How delivery marks a row that nobody reaches. It waits, and is looked at ever more seldom."""


def reached(session: Session, *, staff_id: int | None = None, channel: str = "") -> None:
    """The person or channel can be reached now: what has waited for that may go at once.

    Wake delivery when this is committed. Messages with a later time of their own keep it."""
    recipient = col(Outbox.staff_id) == staff_id if staff_id is not None else col(Outbox.channel) == channel
    waiting = update(Outbox).where(col(Outbox.state) == "created", col(Outbox.error) == UNREACHED, recipient)
    session.execute(waiting.values(not_before=None, error=""))
