"""Guides that have been gone through, in many cases at once, with their answers as they are stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from storage.queries.among import is_among
from storage.tables import Case, GuideAnswer, GuideSession
from storage.zone import STOCKHOLM


@dataclass(frozen=True)
class DoneRound:
    """`answers`: by question, as JSON; those that are to be asked again are not among them."""

    id: int
    case_id: int
    pupil_id: int
    school_id: int
    guide: str
    done_on: date
    answers: dict[str, str] = field(default_factory=dict)


def done_rounds(session: Session, school_ids: Collection[int], guides: Collection[str]) -> list[DoneRound]:
    """Of cases that were not withdrawn, the oldest first."""
    question = (
        select(
            *(col(GuideSession.id), col(GuideSession.case_id), col(Case.pupil_id), col(Case.school_id)),
            *(col(GuideSession.guide), col(GuideSession.changed_at)),
        )
        .join(Case, col(Case.id) == col(GuideSession.case_id))
        .where(
            col(Case.school_id).in_(list(school_ids)),
            col(Case.state) != "withdrawn",
            col(GuideSession.state) == "done",
            col(GuideSession.guide).in_(list(guides)),
        )
        .order_by(col(GuideSession.id))
    )
    rows = session.connection().execute(question).all()
    answers = _answers(session, [row[0] for row in rows if row[0] is not None])
    return [
        DoneRound(number, case, pupil, school, guide, at.astimezone(STOCKHOLM).date(), answers[number])
        for number, case, pupil, school, guide, at in rows
        if number is not None
    ]


def _answers(session: Session, rounds: Collection[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    question = select(col(GuideAnswer.session_id), col(GuideAnswer.question), col(GuideAnswer.answer)).where(
        is_among(col(GuideAnswer.session_id), rounds), col(GuideAnswer.reopened).is_(False)
    )
    for number, name, answer in session.connection().execute(question):
        found[number][name] = answer
    return found
