"""Documents as a test asks for them: filled in, as files, and by the page where they are fetched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from content.documents.model import Document
from content.model import Plan
from handlers.context import Actor, Context
from handlers.documents.fetching import fetch
from handlers.documents.links import Wanted
from handlers.documents.paper import Answer, Paper
from scripts.answered import Speak, answer_guide, made_up
from storage.tables import Consent, GuideSession
from tests.handlers.world import World

ADDRESS = "https://narvaro.example"


@dataclass
class Desk:
    world: World

    @contextmanager
    def context(self, who: str = "anna") -> Iterator[Context]:
        with self.world.database.writing() as session:
            actor = Actor(self.world.staff(who))
            yield Context(session, self.world.now, self.world.plans, actor, ADDRESS)

    @property
    def plan(self) -> Plan:
        return self.world.plans.library.get(self.world.plans.default)

    @property
    def documents(self) -> list[Document]:
        return [one for one in self.plan.documents if one.is_made]

    def of(self, reader: str) -> list[Document]:
        return [one for one in self.documents if one.reader == reader and not one.transition]

    def wanted(self, document: str, consent: int | None = None) -> Wanted:
        case = self.world.case("E1")
        return Wanted(document, case.school_id, case.id, consent)

    def paper(self, document: str, who: str = "anna", consent: int | None = None) -> Paper:
        with self.context(who) as context:
            return fetch(context, self.wanted(document, consent))

    def papers(self) -> dict[str, Paper]:
        with self.context() as context:
            return {one.id: fetch(context, self.wanted(one.id)) for one in self.documents}

    # What has happened in the case

    def raise_to_step_three(self) -> None:
        for _ in range(2):
            case = str(self.world.case("E1").id)
            self.world.press("anna", ("raise", case), fields={"reason": "x"}, kind="form")

    def answer_everything(self, speak: Speak = made_up) -> None:
        """The mentor and EHT answer every other guide."""
        for number, guide in enumerate(self.plan.guides):
            self.answer(guide.id, speak, ("anna", "eva")[number % 2])

    def answer(self, guide_id: str, speak: Speak = made_up, who: str = "anna") -> None:
        guide = self.plan.guide(guide_id)
        assert guide is not None
        with self.context(who) as context:
            answer_guide(context, self.world.case("E1"), guide, speak)

    def agree(self, whom: str, until: date | None = None) -> int:
        """A written consent; its id."""
        case = self.world.case("E1")
        with self.context() as context:
            round_ = GuideSession(case_id=case.id or 0, guide="samtycke", changed_at=self.world.now)
            context.session.add(round_)
            context.session.flush()
            made = Consent(
                pupil_id=case.pupil_id,
                case_id=case.id or 0,
                session_id=round_.id or 0,
                with_whom=whom,
                about="Närvaro",
                until=until or self.world.now.date() + timedelta(days=90),
                registered_by=context.actor.mark,
                registered_at=self.world.now,
            )
            context.session.add(made)
            context.session.flush()
            return made.id or 0


def answers(paper: Paper) -> list[Answer]:
    return [part for chapter in paper.chapters for part in chapter.parts if isinstance(part, Answer)]


def words(paper: Paper) -> str:
    """Everything that stands in it."""
    return repr(paper)
