"""Every number and name of every plan is on the line of the source that it leans on."""

from __future__ import annotations

import re

from content.model import (
    Contact,
    Deadline,
    Limit,
    Plan,
    RateInWindow,
    RateSince,
    ReportedOccasions,
    Setting,
    Sourced,
    UnreportedLesson,
    YearReminder,
)
from tests.packs.numbers import facts, kept, lines_of, name_of, read, stems

OWN_CHOICE = ("lokal tolkning", "beslut krävs")


def test_every_number_is_on_the_line_it_leans_on(any_plan: Plan) -> None:
    there, missing = kept(), []
    for fact in facts(any_plan):
        lines = list(lines_of(fact.source))
        if lines and not any(words in fact.source for words in OWN_CHOICE):
            words = {word for line in lines for word in there.get(line, ())}
            said = [number for number, unit in _numbers(fact) if not _says(words, number, unit)]
            missing += [(number, fact.source) for number in said]
    assert missing == []


def test_every_name_is_on_the_line_it_leans_on(any_plan: Plan) -> None:
    """At least half of its words: a plan writes it shorter, or in another case, than the source."""
    there, missing = kept(), []
    for fact in facts(any_plan):
        lines, name = list(lines_of(fact.source)), stems(name_of(fact))
        if lines and name and not any(words in fact.source for words in OWN_CHOICE):
            found = name & {word for line in lines for word in there.get(line, ())}
            missing += [(name_of(fact), fact.source)] if 2 * len(found) < len(name) else []
    assert missing == []


def test_a_number_that_a_source_does_not_have_would_be_found() -> None:
    words = {"3", "veck"}
    assert _says(words, 21, "dag")
    assert _says({"månad"}, 30, "dag")
    assert not _says(words, 20, "dag")
    assert not _says(words, 2, "")


def test_what_is_kept_of_the_sources_is_what_they_say() -> None:
    """Of those that are here: Havsvik's always is."""
    found, there = read(), kept()
    assert found
    numbers = {number for number, _ in found}
    assert found == {place: words for place, words in there.items() if place[0] in numbers}


def _numbers(fact: Sourced) -> list[tuple[int | str, str]]:
    """What the fact says in numbers, with the unit where it is one of time."""
    match fact:
        case Limit():
            return [(fact.percent, "")]
        case Deadline() if fact.weeks is not None:
            return [(fact.weeks, "veck")]
        case RateSince():
            return [(fact.weeks, "veck")]
        case UnreportedLesson() | ReportedOccasions() | RateInWindow():
            return [(fact.days, "dag")]
        case YearReminder() if fact.week is not None:
            return [(fact.week, "veck")]
        case Contact():
            phones = (re.sub(r"\D", "", phone) for phone in fact.phone)
            return [(one, "") for one in (*phones, fact.email, fact.web) if one]
        case Setting():
            return [(fact.value, "dag")]
    return []


def _says(words: set[str], number: int | str, unit: str) -> bool:
    if unit != "dag" or not isinstance(number, int):
        return str(number) in words and (not unit or unit in words)
    weeks = number % 7 == 0 and str(number // 7) in words and "veck" in words
    months = number % 30 == 0 and "månad" in words and (number == 30 or str(number // 30) in words)
    return str(number) in words or weeks or months
