"""All that a document may be filled in from, looked up when a section asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlmodel import col, select

from content.guides import flow
from content.guides.flow import Answers, Value
from content.guides.model import Guide, GuideQuestion
from content.model import Plan
from handlers import cases
from handlers.context import Context
from handlers.guides.figures import Figures, figures_of
from handlers.guides.people import AroundCase
from handlers.guides.store import Given, answers_in, appendix_of, given_in
from handlers.guides.wording import in_words
from storage.ingest.generations import current_generation
from storage.queries.pattern import WeekSums, week_sums
from storage.tables import Case, Consent, GuideSession, School


@dataclass(frozen=True)
class Round:
    """A guide once gone through, or on the way."""

    guide: Guide
    session_id: int
    begun_at: datetime
    given: Mapping[str, Given]

    @cached_property
    def answers(self) -> Answers:
        return answers_in(dict(self.given))

    @cached_property
    def asked(self) -> tuple[GuideQuestion, ...]:
        return flow.path(self.guide, self.answers)

    @cached_property
    def on_paper(self) -> tuple[GuideQuestion, ...]:
        """Those that are asked, and those that may be once what they depend on is answered: on paper there
        has to be a line for them."""
        shown: list[GuideQuestion] = []
        open_ones: set[str] = set()
        for question in self.guide.questions:
            if all(one.question in open_ones or flow.holds(one, self.standing) for one in question.when):
                shown.append(question)
                if question.id not in self.standing:
                    open_ones.add(question.id)
        return tuple(shown)

    @cached_property
    def standing(self) -> Mapping[str, Value]:
        return flow.standing(self.guide, self.answers)


@dataclass(frozen=True)
class Folder:
    """`case` None: a document that is about no pupil. `consent`: what a document for others rests on."""

    context: Context
    plan: Plan
    school: School
    case: Case | None = None
    consent: Consent | None = None

    @property
    def own_case(self) -> Case:
        """The inspector lets no document for everyone ask for a case."""
        assert self.case is not None
        return self.case

    @cached_property
    def around(self) -> AroundCase:
        return AroundCase(self.context, self.own_case, self.plan)

    @cached_property
    def figures(self) -> Figures | None:
        return figures_of(self.context, self.own_case)

    @cached_property
    def week(self) -> WeekSums | None:
        if self.figures is None:
            return None
        session = self.context.session
        span = (self.figures.first, self.figures.last)
        return week_sums(session, current_generation(session), self.own_case.pupil_id, *span)

    @cached_property
    def rounds(self) -> tuple[Round, ...]:
        """Of every guide in the case that the plan still has, in the order they were begun."""
        if self.case is None:
            return ()
        session = self.context.session
        rows = session.exec(
            select(GuideSession).where(GuideSession.case_id == self.case.id).order_by(col(GuideSession.id))
        ).all()
        return tuple(
            Round(guide, row.id or 0, row.changed_at, given_in(session, row.id or 0))
            for row in rows
            if (guide := self.plan.guide(row.guide)) is not None
        )

    def round(self, guide: Guide) -> Round:
        """The last one; before the first an empty one, in which everything is left to answer."""
        found = [one for one in self.rounds if one.guide.id == guide.id]
        return found[-1] if found else Round(guide, 0, self.context.now, {})

    def sensitive_of(self, one: Round) -> Mapping[str, str]:
        """Only for the appendix: the right (SEE_SENSITIVE) has been asked for."""
        return appendix_of(self.context.session, one.session_id) if one.session_id else {}

    def in_words(self, question: GuideQuestion, value: Value) -> str:
        """ "" for a question that was skipped."""
        return "" if value is None else in_words(question, value, self.around)

    @property
    def follows(self) -> tuple[str, str]:
        """The plan's name, and the version the case began with."""
        version = self.case.plan_version if self.case else self.plan.version
        return self.plan.name, version


def folder_of(context: Context, case: Case, consent: Consent | None = None) -> Folder:
    school = context.session.get_one(School, case.school_id)
    return Folder(context, cases.plan_of(context, case), school, case, consent)


def folder_without_case(context: Context, school: School) -> Folder:
    return Folder(context, context.plans.of_school(context.session, school.id or 0, context.today), school)
