"""Guides can be walked: ids, conditions that look backwards, everything reachable, an end to every path."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.flaw import Flaw, Path, dangling
from content.checks.guide_walks import Walks, walks
from content.guides.model import (
    ChoiceQuestion,
    Condition,
    DateQuestion,
    Guide,
    GuideQuestion,
    SeveralQuestion,
    YesNoQuestion,
)
from content.model import Plan


def guide_flaws(plan: Plan) -> Iterator[Flaw]:
    startable = _startable(plan)
    for index, guide in enumerate(plan.guides):
        place: Path = ("guides", index)
        if guide.id not in startable:
            what = f"Ingen åtgärd och ingen utlösare leder till guiden {guide.id}."
            yield Flaw(place, what, "guide: i en åtgärd eller utlösare, eller offered: true i guiden")
        known = [*_known(plan, place, guide), *_request(plan, place, guide)]
        conditions = list(_conditions(place, guide))
        yield from (*known, *conditions, *_choices(place, guide), *_dates(plan, place, guide))
        if not conditions:
            yield from _walked(place, guide)


def _startable(plan: Plan) -> set[str]:
    """The guides that somebody can begin."""
    named = {action.guide for step in plan.steps for action in step.actions}
    return named | {one.guide for one in plan.triggers} | {one.id for one in plan.guides if one.offered}


def _request(plan: Plan, place: Path, guide: Guide) -> Iterator[Flaw]:
    """What goes to the unit needs its channel, and asks about questions that are there."""
    if guide.request is None:
        return
    if not plan.support_unit.channel:
        what = "Guiden är en begäran, men kommunens enhet har ingen kanal i chatten."
        yield Flaw((*place, "request"), what, "channel: true under support_unit i plan.yaml")
    questions = [one.id for one in guide.questions]
    for index, condition in enumerate(guide.request.about_pupil):
        yield from dangling((*place, "request", "about_pupil", index), condition.question, questions)


def _known(plan: Plan, place: Path, guide: Guide) -> Iterator[Flaw]:
    """References to the plan and to the guide's own areas."""
    numbers = [step.number for step in plan.steps]
    for index, number in enumerate(guide.steps):
        if number not in numbers:
            yield Flaw((*place, "steps", index), f"Steg {number} finns inte.", _listed(numbers))
    if not guide.steps:
        yield Flaw((*place, "steps"), "Guiden hör inte till något steg.", _listed(numbers))
    if guide.after:
        others = [one.id for one in plan.guides if one.id != guide.id]
        yield from dangling((*place, "after"), guide.after, others)
    if guide.document:
        yield from dangling((*place, "document"), guide.document, [one.id for one in plan.documents])
    for index, question in enumerate(guide.questions):
        if question.area:
            path = (*place, "questions", index, "area")
            yield from dangling(path, question.area, [area.id for area in guide.areas])


def _conditions(place: Path, guide: Guide) -> Iterator[Flaw]:
    earlier: list[GuideQuestion] = []
    names = [question.id for question in guide.questions]
    for index, question in enumerate(guide.questions):
        for number, condition in enumerate(question.when):
            path = (*place, "questions", index, "when", number)
            yield from _condition(path, condition, earlier, names)
        earlier.append(question)
    for index, ending in enumerate(guide.endings):
        for number, condition in enumerate(ending.when):
            path = (*place, "endings", index, "when", number)
            yield from _condition(path, condition, earlier, names)


def _condition(
    path: Path, condition: Condition, earlier: list[GuideQuestion], names: list[str]
) -> Iterator[Flaw]:
    asked = next((one for one in earlier if one.id == condition.question), None)
    if asked is None and condition.question in names:
        what = f"Villkoret gäller {condition.question}, som kommer senare."
        yield Flaw((*path, "question"), what, "en fråga som står före")
    elif asked is None:
        yield from dangling((*path, "question"), condition.question, [one.id for one in earlier])
    else:
        known = answers_of(asked)
        for value in condition.values:
            if value not in known:
                what = f"Frågan {asked.id} har inte svaret {value}."
                yield Flaw(path, what, _listed(known) if known else "answered: true eller false")


def answers_of(question: GuideQuestion) -> tuple[str, ...]:
    """The answers that a condition may name."""
    if isinstance(question, YesNoQuestion):
        return ("yes", "no")
    if isinstance(question, ChoiceQuestion | SeveralQuestion):
        return tuple(choice.id for choice in question.choices)
    return ()


def _choices(place: Path, guide: Guide) -> Iterator[Flaw]:
    for index, question in enumerate(guide.questions):
        if not isinstance(question, ChoiceQuestion | SeveralQuestion):
            continue
        path = (*place, "questions", index, "choices")
        if len(question.choices) < 2:
            yield Flaw(path, f"Frågan {question.id} har inget att välja på.", "minst två val")
        if isinstance(question, SeveralQuestion):
            for number, one in enumerate(question.usual):
                yield from dangling((*path[:-1], "usual", number), one, list(answers_of(question)))


def _dates(plan: Plan, place: Path, guide: Guide) -> Iterator[Flaw]:
    limit = plan.follow_up_limit(guide.steps[0]) if guide.steps else None
    for index, question in enumerate(guide.questions):
        if not isinstance(question, DateQuestion):
            continue
        path = (*place, "questions", index)
        longest = question.within_weeks
        if question.sets == "follow_up" and limit is not None:
            longest = min(limit, longest or limit)
            if (question.within_weeks or 0) > limit:
                what = f"Uppföljningen får dröja {question.within_weeks} veckor, men planen säger {limit}."
                yield Flaw((*path, "within_weeks"), what, f"högst {limit}")
        if longest is not None and (question.suggest_weeks or 0) > longest:
            what = f"Förslaget ligger {question.suggest_weeks} veckor fram, utanför gränsen."
            yield Flaw((*path, "suggest_weeks"), what, f"högst {longest}")


def _walked(place: Path, guide: Guide) -> Iterator[Flaw]:
    if not guide.questions:
        yield Flaw((*place, "questions"), "Guiden har inga frågor.", "minst en fråga")
        return
    found = walks(guide)
    if found.too_many:
        what = "Guiden har för många vägar för att granskas."
        yield Flaw((*place, "questions"), what, "färre frågor som andra frågor beror på")
        return
    for index, question in enumerate(guide.questions):
        path = (*place, "questions", index)
        if question.id not in found.reached:
            yield Flaw((*path, "when"), f"Frågan {question.id} kan aldrig nås.", "villkor som kan hända")
        else:
            yield from _without_end(path, question, found)
    yield from _endings(place, guide, found)


def _without_end(path: Path, question: GuideQuestion, found: Walks) -> Iterator[Flaw]:
    """A choice after which no ending fits, whatever is answered elsewhere."""
    for number, value in enumerate(answers_of(question)):
        if (question.id, value) in found.taken and (question.id, value) not in found.ended:
            place = (*path, "choices", number) if hasattr(question, "choices") else path
            yield Flaw(place, f"Av svaret {value} följer ingenting.", "en fråga eller ett slut som passar")


def _endings(place: Path, guide: Guide, found: Walks) -> Iterator[Flaw]:
    if found.endless is not None:
        shown = ", ".join(f"{question}: {value}" for question, value in found.endless) or "alla svar"
        what = f"En väg har inget slut ({shown})."
        yield Flaw((*place, "endings"), what, "ett sista slut utan villkor")
    for index in range(len(guide.endings)):
        if index not in found.endings:
            path = (*place, "endings", index)
            yield Flaw(path, "Slutet kan aldrig nås.", "villkor som kan hända, före slutet utan villkor")


def _listed(known: tuple[str, ...] | list[int] | tuple[int, ...]) -> str:
    return f"någon av {', '.join(str(one) for one in known)}"
