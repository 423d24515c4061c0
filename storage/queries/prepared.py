"""Questions that are put together once, and asked with new values each time.

Putting a question together takes SQLAlchemy ten times as long as SQLite takes to answer it, and a press asks
some dozens. The values are named: `bindparam("school")` in the question, `school=3` when it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable
from sqlmodel import Session


def ask(session: Session, question: Executable, **values: object) -> Sequence[Any]:
    """The rows of a question about columns. As with any other, what the session has changed is seen."""
    session.flush()
    return session.connection().execute(question, values).all()


def ask_one(session: Session, question: Executable, **values: object) -> Any:
    """What a question with one value is answered; None for nothing."""
    session.flush()
    return session.connection().execute(question, values).scalar()
