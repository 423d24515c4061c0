"""What is counted of a support team's work leads to guides and questions that are there."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.flaw import Flaw, Path, dangling
from content.follow_up_data import Counted
from content.model import Plan

_COUNTABLE = ("choice", "several", "yes_no", "number")


def follow_up_data_flaws(plan: Plan) -> Iterator[Flaw]:
    data = plan.follow_up_data
    if data is None:
        return
    guides = [guide.id for guide in plan.guides]
    for name in ("begins", "ends"):
        one = getattr(data, name)
        yield from dangling(("follow_up_data", name, "guide"), one.guide, guides)
        yield from _asked(
            plan, one.guide, [when.question for when in one.when], ("follow_up_data", name, "when")
        )
    seen: set[str] = set()
    for number, counted in enumerate(data.counts):
        path: Path = ("follow_up_data", "counts", number)
        if counted.id in seen:
            yield Flaw((*path, "id"), f"Id {counted.id} används två gånger.", "ett eget id för varje")
        seen.add(counted.id)
        yield from _counted(plan, counted, path)


def _counted(plan: Plan, counted: Counted, path: Path) -> Iterator[Flaw]:
    if bool(counted.shows) == bool(counted.question):
        yield Flaw(path, "Det som räknas ska vara en sak.", "antingen shows, eller guide och question")
        return
    if counted.shows:
        return
    yield from dangling((*path, "guide"), counted.guide, [guide.id for guide in plan.guides])
    yield from _asked(plan, counted.guide, [counted.question], (*path, "question"))
    guide = plan.guide(counted.guide)
    question = guide.question(counted.question) if guide else None
    if question is not None and (question.kind not in _COUNTABLE or question.sensitive):
        yield Flaw(
            (*path, "question"),
            f"Svaren på {counted.question} går inte att räkna ihop.",
            f"en fråga av slaget {', '.join(_COUNTABLE)} som inte är känslig",
        )


def _asked(plan: Plan, guide_id: str, questions: list[str], path: Path) -> Iterator[Flaw]:
    guide = plan.guide(guide_id)
    for question in questions if guide is not None else ():
        assert guide is not None
        yield from dangling(path, question, [one.id for one in guide.questions])
