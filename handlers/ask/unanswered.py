"""Questions that content has no answer to yet: kept without names and numbers, for those who own it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from handlers.context import Context
from storage.tables.chat import UnansweredQuestion

MOST_KEPT = 2000


@dataclass(frozen=True)
class Unanswered:
    asked_at: datetime
    plan: str
    question: str


def keep(context: Context, plan_id: str, question: str) -> None:
    """`question` is masked already. The oldest give way when there are very many."""
    session = context.session
    session.add(UnansweredQuestion(asked_at=context.now, plan=plan_id, question=question))
    session.flush()
    newest = session.exec(select(func.max(col(UnansweredQuestion.id)))).one() or 0
    session.execute(delete(UnansweredQuestion).where(col(UnansweredQuestion.id) <= newest - MOST_KEPT))


def kept(session: Session) -> Sequence[Unanswered]:
    """The newest first."""
    rows = session.exec(select(UnansweredQuestion).order_by(col(UnansweredQuestion.id).desc())).all()
    return [Unanswered(row.asked_at, row.plan, row.question) for row in rows]
