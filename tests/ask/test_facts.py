"""Everything the plan says can be asked for: each fact's own lines in the source stand under some answer."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from content.knowledge import Knowledge, called
from content.knowledge_files import load_knowledge
from content.model import Sourced
from content.sources import Lines, places

HEADINGS = {41, 67, 86, 106, 147, 149, 213, 231, 244, 305, 324, 326, 387, 389, 454, 456, 554, 556}
"""Lines of source 001 that are a heading, half a sentence before a list, or an address alone."""
BLANK = {325, 327, 331, 355, 388, 390, 392, 432, 455, 457, 461, 507, 529, 555, 557, 559, 599}
"""Empty lines of it, inside a fact that is a whole page."""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge("danderyd")


def lines_of(source: str) -> set[tuple[str, int]]:
    return {
        (place.number, line)
        for place in places(source)
        if isinstance(place, Lines)
        for line in range(place.first, place.last + 1)
    }


def facts_in(found: object, path: str = "plan") -> Iterator[tuple[str, Sourced]]:
    if isinstance(found, Sourced):
        yield path, found
    if isinstance(found, BaseModel):
        for name in type(found).model_fields:
            yield from facts_in(getattr(found, name), f"{path}.{name}")
    elif isinstance(found, dict):
        for name, one in found.items():
            yield from facts_in(one, f"{path}.{name}")
    elif isinstance(found, (tuple, list)):
        for number, one in enumerate(found):
            yield from facts_in(one, f"{path}.{getattr(one, 'id', number)}")


def test_every_fact_of_the_plan_stands_under_an_answer(knowledge: Knowledge) -> None:
    answered = {line for answer in knowledge.answers for line in lines_of(answer.source)}
    left_out = {
        path: sorted(line for line in lines_of(fact.source) - answered if line[1] not in HEADINGS | BLANK)
        for path, fact in facts_in(knowledge.plan)
    }
    assert {path: lines for path, lines in left_out.items() if lines} == {}


def test_every_law_the_plan_leans_on_is_cited_by_an_answer_or_is_the_words_of_one(
    knowledge: Knowledge,
) -> None:
    cited = " ".join(answer.source for answer in knowledge.answers)
    missing = [law.id for law in knowledge.plan.laws if law.source.split(";")[0].strip() not in cited]
    assert missing == []


def test_every_answer_says_when_it_was_last_checked_and_whence_it_comes(knowledge: Knowledge) -> None:
    assert all(answer.checked.year >= 2026 and places(answer.source) for answer in knowledge.answers)


def test_every_contact_is_under_some_answer_with_its_number(knowledge: Knowledge) -> None:
    shown = {name for answer in knowledge.answers for name in answer.buttons}
    assert {contact.id for contact in knowledge.plan.contacts} - shown <= {"larm_112"}


def test_every_answer_leads_on_by_a_button_with_a_few_words(knowledge: Knowledge) -> None:
    nowhere = [one.id for one in knowledge.answers if not one.buttons and not knowledge.seen_from(one)]
    assert nowhere == []
    long = [called(one) for one in knowledge.answers if len(called(one)) > 35]
    assert long == []
