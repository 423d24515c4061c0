"""Keeping a guide's answers and everybody's place in it. The rest of the package sees values, not rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, and_, col, select

from content.guides.flow import Answers, Value
from content.guides.model import Guide
from handlers.context import Context
from handlers.guides.beforehand import answers_of
from handlers.guides.meaning import IN_APPENDIX as IN_APPENDIX
from handlers.people.actors import ROSTER
from storage.tables import Case, GuideAnswer, GuideAppendix, GuideSeat, GuideSession, School

OPEN, DONE = "open", "done"


@dataclass(frozen=True)
class Given:
    """Who answered what and when. `actor` as in the audit log; `version` grows with each change."""

    value: Value
    actor: str
    at: datetime
    version: int
    reopened: bool


def sessions_of(session: Session, case_id: int, guide_id: str) -> list[GuideSession]:
    """The guide's rounds in this case, the newest last."""
    return list(session.exec(_ROUNDS, params={"case": case_id, "guide": guide_id}))


_ROUNDS = (
    select(GuideSession)
    .where(col(GuideSession.case_id) == bindparam("case"), col(GuideSession.guide) == bindparam("guide"))
    .order_by(col(GuideSession.id))
)


def begun(context: Context, case: Case, guide: Guide) -> GuideSession:
    """The guide's open round, or a new one. Two who start at once begin the same."""
    hold_case = select(Case.id).where(Case.id == case.id).with_for_update()
    context.session.exec(hold_case).one()
    earlier = sessions_of(context.session, case.id or 0, guide.id)
    if earlier and not (guide.repeats and earlier[-1].state == DONE):
        return earlier[-1]
    row = GuideSession(case_id=case.id or 0, guide=guide.id, state=OPEN, changed_at=context.now)
    context.session.add(row)
    context.session.flush()
    for question, value in answers_of(context, case, guide).items():
        context.session.add(_known(context, row, question, value))
    return row


def _known(context: Context, row: GuideSession, question: str, value: Value) -> GuideAnswer:
    return GuideAnswer(
        session_id=row.id or 0, question=question, answer=encoded(value), actor=ROSTER, at=context.now
    )


def held(context: Context, session_id: int) -> tuple[GuideSession, Case, School, GuideSeat | None] | None:
    """The round with its case, school and the actor's seat, in one question.

    The round is held until the transaction ends, so that two who answer at once do it one after the other."""
    own_seat = and_(
        col(GuideSeat.session_id) == col(GuideSession.id), col(GuideSeat.staff_id) == context.actor.staff_id
    )
    question = (
        select(GuideSession, Case, School, GuideSeat)
        .join(Case, col(Case.id) == col(GuideSession.case_id))
        .join(School, col(School.id) == col(Case.school_id))
        .outerjoin(GuideSeat, own_seat)
        .where(GuideSession.id == session_id)
        .with_for_update(of=GuideSession)
        .execution_options(populate_existing=True)
    )
    found = context.session.exec(question).first()
    return None if found is None else (found[0], found[1], found[2], found[3])


def rows_of(session: Session, session_id: int) -> dict[str, GuideAnswer]:
    rows = session.exec(select(GuideAnswer).where(GuideAnswer.session_id == session_id))
    return {row.question: row for row in rows}


def given_of(rows: Mapping[str, GuideAnswer]) -> dict[str, Given]:
    return {
        question: Given(decoded(row.answer), row.actor, row.at, row.version, row.reopened)
        for question, row in rows.items()
    }


def given_in(session: Session, session_id: int) -> dict[str, Given]:
    return given_of(rows_of(session, session_id))


def answers_in(given: dict[str, Given]) -> Answers:
    return Answers(
        {question: one.value for question, one in given.items()},
        frozenset(question for question, one in given.items() if one.reopened),
    )


def saved(
    context: Context,
    session_id: int,
    rows: Mapping[str, GuideAnswer],
    change: tuple[Answers, Answers],
    written: Iterable[str] = (),
) -> dict[str, GuideAnswer]:
    """Writes what differs before and after: an answer that changed, and those asked again because of it.

    `written`: answered anew with the same value, as a sensitive question is when its text changes."""
    before, after = change
    changed = {*written} | {
        question
        for question, value in after.given.items()
        if question not in before.given
        or before.given[question] != value
        or (question in before.reopened) != (question in after.reopened)
    }
    found = dict(rows)
    for question in sorted(changed):
        found[question] = _written(context, rows.get(question), session_id, question, after)
    return found


def _written(
    context: Context, row: GuideAnswer | None, session_id: int, question: str, after: Answers
) -> GuideAnswer:
    if row is None:
        row = GuideAnswer(
            session_id=session_id, question=question, answer="", actor="", at=context.now, version=0
        )
    reopened = question in after.reopened
    if not reopened:
        row.answer, row.actor, row.at = encoded(after.given[question]), context.actor.mark, context.now
    row.version, row.reopened = row.version + 1, reopened
    context.session.add(row)
    return row


def save_sensitive(context: Context, session_id: int, question: str, words: str) -> None:
    """To the appendix. The guide's own answer only says that it is there."""
    found = select(GuideAppendix).where(
        GuideAppendix.session_id == session_id, GuideAppendix.question == question
    )
    row = context.session.exec(found).first() or GuideAppendix(
        session_id=session_id, question=question, answer="", actor="", at=context.now
    )
    row.answer, row.actor, row.at = words, context.actor.mark, context.now
    context.session.add(row)


def appendix_of(session: Session, session_id: int) -> dict[str, str]:
    """What was answered to sensitive questions. Ask for the right (SEE_SENSITIVE) before."""
    rows = session.exec(select(GuideAppendix).where(GuideAppendix.session_id == session_id))
    return {row.question: row.answer for row in rows}


def encoded(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False)


def decoded(written: str) -> Value:
    value = json.loads(written)
    return tuple(value) if isinstance(value, list) else value
