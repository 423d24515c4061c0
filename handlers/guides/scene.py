"""A guide's conversation in a case, as one person has it: what the database holds, put together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

from content.guides.flow import Answers
from content.guides.model import Guide
from content.model import Plan
from content.texts import text
from handlers import cases
from handlers.context import Context, Refusal
from handlers.guides import store
from handlers.guides import talk as talks
from handlers.guides.meaning import Around
from handlers.guides.people import AroundCase
from handlers.guides.store import Given
from handlers.guides.talk import Talk, View
from handlers.rights import Action, require
from storage.tables import Case, GuideAnswer, GuideSeat, GuideSession

MESSAGE = "guide"
"""What a guide's messages are called: "guide:<case>:<round of questions>:<staff>:<message>"."""


LONG = "long"


@dataclass(frozen=True)
class Pending:
    """Typed or pressed, but not yet an answer. kind: change (another answer is there), unsure (answer or
    question?) or long (too long)."""

    kind: str
    question: str
    value: str | tuple[str, ...]


@dataclass(frozen=True)
class Scene:
    context: Context
    case: Case
    plan: Plan
    guide: Guide
    session: GuideSession
    seat: GuideSeat
    answers: dict[str, GuideAnswer]
    """The rows, by question."""
    talk: Talk
    around: Around

    @property
    def id(self) -> int:
        return self.session.id or 0

    @property
    def key(self) -> str:
        """The message that the conversation stands in now."""
        return f"{MESSAGE}:{self.case.id}:{self.id}:{self.seat.staff_id}:{self.seat.round}"

    @property
    def pending(self) -> Pending | None:
        if not self.seat.pending:
            return None
        held = json.loads(self.seat.pending)
        value = held["value"]
        return Pending(held["kind"], held["question"], tuple(value) if isinstance(value, list) else value)

    def version(self, question: str) -> int:
        """Of the answer there is now; 0 for none."""
        return self.answers[question].version if question in self.answers else 0

    @cached_property
    def given(self) -> dict[str, Given]:
        return store.given_of(self.answers)


def scene_of(context: Context, session_id: int) -> Scene:
    """Raises Refusal for who may not, and for what is not there any longer."""
    found = store.held(context, session_id)
    if found is None:
        raise Refusal(text("general.old_button"))
    session, case, _, seat = found
    require(context, Action.ANSWER_GUIDE, cases.subject_of(case))
    staff = context.actor.staff_id
    if staff is None:
        raise Refusal(text("general.no_right"))
    plan = cases.plan_of(context, case)
    guide = plan.guide(session.guide)
    if guide is None:
        raise Refusal(text("general.old_button"))
    seat = seat or GuideSeat(session_id=session_id, staff_id=staff, changed_at=context.now)
    rows = store.rows_of(context.session, session_id)
    answers = store.answers_in(store.given_of(rows))
    around = AroundCase(context, case, plan)
    return Scene(context, case, plan, guide, session, seat, rows, _talk(guide, answers, seat), around)


def _talk(guide: Guide, answers: Answers, seat: GuideSeat) -> Talk:
    """Where this person was. Whoever is new begins at the first question without an answer."""
    talk = talks.begin(guide, answers)
    if seat.id is None:
        return talk
    kept = talks.ask(talk, seat.asking) if seat.asking else talk
    return Talk(guide, answers, kept.asking, View(seat.view), notice=kept.notice)


def pending_json(pending: Pending | None) -> str | None:
    if pending is None:
        return None
    held = {"kind": pending.kind, "question": pending.question, "value": pending.value}
    return json.dumps(held, ensure_ascii=False)
