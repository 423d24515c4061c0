"""The right entry first, other questions refused, fast; measured on questions kept apart from content."""

import re
from collections import Counter
from statistics import median
from time import process_time

import pytest

from benchmarks.ask import PLAN, Measured, all_questions, measure
from content.first_names import common_first_names
from content.knowledge import Knowledge
from content.knowledge_files import load_knowledge
from handlers.ask.find import ENOUGH, Finder
from handlers.swedish import plain

SETS = all_questions()
"""All of them have been tuned on: this holds what was reached, and says little of questions to come."""
LEAST_FIRST, LEAST_REFUSED = 0.92, 0.93
"""Of any one set; over all of them it is 95 and 97 percent."""
HARDLY_TUNED = {"eight": 0.88, "nine": 0.82}
"""The newest sets: what they came to when only what they taught of the answers had been mended."""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(PLAN)


@pytest.fixture(scope="module")
def finder(knowledge: Knowledge) -> Finder:
    return Finder(knowledge)


def first(finder: Finder, question: str) -> str:
    found = finder.find(question)
    return found[0].answer.id if found and found[0].confidence >= ENOUGH else ""


@pytest.fixture(scope="module")
def measured(finder: Finder) -> dict[str, Measured]:
    """Every set, asked once."""
    return {name: measure(questions, finder) for name, questions in SETS.items()}


@pytest.mark.parametrize("name", list(SETS))
def test_the_right_answer_comes_first_and_other_questions_are_refused(
    measured: dict[str, Measured], name: str
) -> None:
    found = measured[name]
    assert found.first >= HARDLY_TUNED.get(name, LEAST_FIRST), found.misses
    assert found.refused >= LEAST_REFUSED, found.misses


def test_over_all_sets_it_is_as_often_right_as_was_asked_for(measured: dict[str, Measured]) -> None:
    found = list(measured.values())
    asked, off_topic = sum(one.asked for one in found), sum(one.off_topic for one in found)
    assert asked >= 500
    assert off_topic >= 190
    assert sum(one.first * one.asked for one in found) >= 0.95 * asked
    assert sum(one.refused * one.off_topic for one in found) >= 0.97 * off_topic


def test_half_of_the_answers_take_less_than_ten_milliseconds(finder: Finder) -> None:
    """Of the processor's time: the machine may be busy with other things."""
    times = []
    for question in SETS["tuned"].on_topic:
        begun = process_time()
        finder.find(question)
        times.append(process_time() - begun)
    assert median(times) < 0.010


def test_no_test_question_stands_in_content(knowledge: Knowledge) -> None:
    ways = {plain(way) for answer in knowledge.answers for way in answer.ways}
    both = ways & {plain(one) for asked in SETS.values() for one in (*asked.on_topic, *asked.off_topic)}
    assert not both


def test_no_way_of_asking_names_anybody(knowledge: Knowledge) -> None:
    """A name that content knows would be a word like any other, and would not be masked in a question."""
    ways = [way for answer in knowledge.answers for way in answer.ways]
    ways += [way for asked in knowledge.not_ours.values() for way in asked]
    names = {
        word
        for way in ways
        for word in re.findall(r"(?<=[a-zåäö,] )[A-ZÅÄÖ][a-zåäöé]+", way)
        if {plain(word), plain(word).removesuffix("s")} & common_first_names()
    }
    assert names == set()


def test_there_is_much_to_ask_about_and_each_in_several_ways(knowledge: Knowledge) -> None:
    assert len(knowledge.answers) >= 120
    few = [answer.id for answer in knowledge.answers if len(answer.ways) < 3]
    assert not few


def test_no_way_of_asking_belongs_to_two_answers(knowledge: Knowledge) -> None:
    asked = Counter(plain(way) for answer in knowledge.answers for way in {plain(one) for one in answer.ways})
    assert [way for way, times in asked.items() if times > 1] == []


def test_a_way_of_asking_with_a_greeting_around_it_still_finds_its_own_answer(
    finder: Finder, knowledge: Knowledge
) -> None:
    """One in twenty is tried; what stands word for word is found by that alone."""
    ways = [(answer.id, way) for answer in knowledge.answers for way in answer.ways][::20]
    assert all(first(finder, way) == own for own, way in ways)
    lost = [way for own, way in ways if own not in [one.answer.id for one in finder.find(f"hej, {way} tack")]]
    assert len(lost) <= 0.01 * len(ways), lost


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("vad ar ogiltig franvaro", "invalid"),
        ("oros anmälan kan man va anonym", "concern_anonymous"),
        ("hemmasitare hur hjälper man", "staying_home"),
        ("vilken kartlägningsblanket i steg två", "step2_papers"),
        ("SAMTYCKE SKRIFTLIGT??", "consent_written"),
    ],
)
def test_spelling_letters_and_compounds_are_forgiven(finder: Finder, question: str, answer: str) -> None:
    assert first(finder, question) == answer


def test_f_tax_is_not_ours(finder: Finder) -> None:
    assert first(finder, "hur gör jag med F-skatt") == ""


def test_both_plans_answer_from_their_own_pages() -> None:
    other = Finder(load_knowledge("stockholm"))
    assert first(other, "vad är ulf") == "ulf"
    assert first(other, "vad är kasam") != "kasam"
