"""Answers made from a plan's own steps, documents and definitions: what, when, who, how soon, on which paper.

Every plan can answer these from its data alone. One that has written an answer with the same id uses that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from content.knowledge import ROLES, Answer, Topic
from content.model import Document, Plan, Role, Sourced, Step
from content.texts import text
from content.wording import listed

MOST_PLACES = 6
"""So many places in the source are named under an answer that speaks of a whole plan."""


def answers_of(plan: Plan) -> tuple[Answer, ...]:
    """In the order of the steps; what speaks of the whole plan last."""
    steps = [answer for step in plan.steps for answer in _of_step(plan, step)]
    return (*steps, *_of_plan(plan), *_definitions(plan))


def _of_step(plan: Plan, step: Step) -> Iterator[Answer]:
    roles = [_named(plan, action.who) for action in step.actions]
    papers = _papers(plan, step)
    open_times = any(one.undecided for one in step.deadlines)
    common = {"step": step, "who": _named(plan, step.responsible), "roles": roles, "open": open_times}
    common |= {"documents": papers, "names": [one.name for one in papers]}
    n = step.number
    yield _answer(f"step{n}_what", "what", "ladder", (step, *step.actions), common, n, (f"step{n}_who",))
    yield _answer(f"step{n}_begins", "begins", "ladder", (step,), common, n, (f"step{n}_what",))
    yield _answer(f"step{n}_who", "who", "responsible", (step,), common, n, (f"step{n}_what",))
    timed = (*step.deadlines, *(() if step.deadlines else (step,)))
    yield _answer(f"step{n}_deadline", "deadline", "deadline", timed, common, n, (f"step{n}_what",))
    written = papers or (step,)
    yield _answer(f"step{n}_papers", "papers", "document", written, common, n, (f"step{n}_what",))


def _of_plan(plan: Plan) -> Iterator[Answer]:
    weeks = [one for step in plan.steps for one in step.deadlines if one.weeks]
    names = [one.name for one in plan.documents]
    values = {"steps": plan.steps, "weeks": weeks, "documents": plan.documents, "names": names}
    yield _answer("ladder", "ladder", "ladder", plan.steps, values, None, ("step1_what",))
    times: Sequence[Sourced] = [one for step in plan.steps for one in step.deadlines] or plan.steps
    yield _answer("deadlines_missing", "deadlines", "deadline", times, values, None, ("ladder",))
    if plan.documents:
        yield _answer("forms_where", "forms", "document", plan.documents, values, None, ("ladder",))


def _definitions(plan: Plan) -> Iterator[Answer]:
    for one in plan.definitions:
        ways = text("plan_answers.definition_ways", term=one.term.lower()).splitlines()
        yield Answer(
            id=f"means_{one.id}",
            topic="definition",
            ways=tuple(ways),
            short=f"{one.term}: {one.text}",
            title=one.term,
            see=("ladder",),
            source=one.source,
            checked=_checked(),
        )


def _answer(
    answer_id: str,
    kind: str,
    topic: Topic,
    facts: Iterable[Sourced],
    values: Mapping[str, object],
    step: int | None,
    see: tuple[str, ...],
) -> Answer:
    titled = step is not None
    return Answer(
        id=answer_id,
        topic=topic,
        ways=tuple(text(f"plan_answers.{kind}_ways", **values).splitlines()),
        short=text(f"plan_answers.{kind}_short", **values),
        text=text(f"plan_answers.{kind}_text", **values).strip(),
        title=text(f"plan_answers.{kind}_title", **values) if titled else "",
        see=see,
        source=_source(facts),
        steps=(step,) if step is not None else (),
        cases=kind == "what",
        checked=_checked(),
    )


def _source(facts: Iterable[Sourced]) -> str:
    """The places of all the facts, each once."""
    places = (place.strip() for fact in facts for place in fact.source.split(";"))
    return "; ".join(list(dict.fromkeys(places))[:MOST_PLACES])


def _papers(plan: Plan, step: Step) -> tuple[Document, ...]:
    wanted = {*step.documents, *(action.document for action in step.actions)}
    return tuple(one for one in plan.documents if one.id in wanted)


def _named(plan: Plan, roles: Sequence[Role]) -> str:
    words = ROLES | {"support_unit": plan.support_unit.short}
    return listed([words[role] for role in roles])


def _checked() -> date:
    return date.fromisoformat(text("plan_answers.checked"))
