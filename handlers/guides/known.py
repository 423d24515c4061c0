"""What the guides have made known of a case: consent, who coordinates, and what tells where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import col, select

from content.guides import flow
from content.guides.flow import Value
from content.guides.model import GuideQuestion
from content.model import Plan
from content.texts import text
from handlers.context import Context
from handlers.guides.people import AroundCase, staff_in
from handlers.guides.store import answers_in, given_in
from handlers.guides.wording import in_words
from storage.queries.consents import consents_ended, consents_of
from storage.tables import Case, GuideSession

MOST = 300
"""Characters of an answer that is shown again: the whole of it stands in its own guide."""
Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Answered:
    question: GuideQuestion
    value: Value


def known_rows(context: Context, plan: Plan, case: Case) -> Rows:
    """Until when there is consent, never with whom; and who from outside holds the threads: one of the
    school's own is the case's coordinator."""
    rows: list[tuple[str, str]] = []
    if held := consents_of(context.session, case.id or 0, context.today):
        last = max(one.until for one in held)
        rows.append((text("guide.consent"), text("guide.consent_until", on=last)))
    elif ended := consents_ended(context.session, case.id or 0, context.today):
        last = max(one.until for one in ended)
        rows.append((text("guide.consent"), text("guide.consent_was_until", on=last)))
    around = AroundCase(context, case, plan)
    for one in _newest(context, plan, case, _tells_coordinator):
        if isinstance(one.value, str) and staff_in(one.value) is None:
            rows.append((text("guide.coordinator"), in_words(one.question, one.value, around)))
    return tuple(rows)


def status_rows(context: Context, plan: Plan, case: Case, besides: int = 0, most: int = MOST) -> Rows:
    """What the latest guide that tells where the case stands has come to. `besides`: a round left out;
    `most`: characters of an answer."""
    around = AroundCase(context, case, plan)
    found = _newest(context, plan, case, lambda question: bool(question.status), besides)
    return tuple(
        (one.question.status, _short(in_words(one.question, one.value, around), most)) for one in found
    )


def _tells_coordinator(question: GuideQuestion) -> bool:
    return getattr(question, "sets", "") == "coordinator"


def _newest(
    context: Context, plan: Plan, case: Case, tells: Callable[[GuideQuestion], bool], besides: int = 0
) -> list[_Answered]:
    """The wanted answers of the round that was last changed and has any."""
    guides = {guide.id: guide for guide in plan.guides if any(tells(one) for one in guide.questions)}
    rounds = select(GuideSession).where(
        GuideSession.case_id == case.id,
        col(GuideSession.guide).in_(guides),
        GuideSession.id != besides,
    )
    newest = rounds.order_by(col(GuideSession.changed_at).desc(), col(GuideSession.id).desc())
    for one in context.session.exec(newest):
        guide = guides[one.guide]
        counted = flow.standing(guide, answers_in(given_in(context.session, one.id or 0)))
        asked = (question for question in guide.questions if tells(question))
        found = [_Answered(question, value) for question in asked if (value := counted.get(question.id))]
        if found:
            return found
    return []


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"
