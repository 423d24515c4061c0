"""The right entry first, other questions refused, fast; measured on questions kept apart from content."""

import pytest
import yaml

from benchmarks.ask import PLAN, QUESTIONS, Measured, measure
from content.knowledge import Knowledge
from content.knowledge_files import load_knowledge
from handlers.ask.find import ENOUGH, Finder
from handlers.swedish import plain


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure()


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(PLAN)


@pytest.fixture(scope="module")
def finder(knowledge: Knowledge) -> Finder:
    return Finder(knowledge)


def first(finder: Finder, question: str) -> str:
    found = finder.find(question)
    return found[0].answer.id if found and found[0].confidence >= ENOUGH else ""


def test_the_right_answer_comes_first_for_hurried_staff(measured: Measured) -> None:
    assert measured.asked >= 200
    assert measured.first >= 0.95, measured.misses


def test_questions_about_other_things_are_refused(measured: Measured) -> None:
    assert measured.off_topic >= 60
    assert measured.refused >= 0.97, measured.misses


def test_an_answer_takes_less_than_ten_milliseconds(measured: Measured) -> None:
    assert measured.median < 10


def test_no_test_question_stands_in_content(knowledge: Knowledge) -> None:
    ways = {plain(way) for answer in knowledge.answers for way in answer.ways}
    questions = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    both = ways & {plain(question) for question in (*questions["asked"], *questions["off_topic"])}
    assert not both


def test_there_is_much_to_ask_about_and_each_in_several_ways(knowledge: Knowledge) -> None:
    assert len(knowledge.answers) >= 120
    few = [answer.id for answer in knowledge.answers if len(answer.ways) < 3]
    assert not few


def test_every_way_of_asking_finds_its_own_answer(finder: Finder, knowledge: Knowledge) -> None:
    lost = [
        way
        for answer in knowledge.answers
        for way in answer.ways
        if answer.id not in [found.answer.id for found in finder.find(way)]
    ]
    assert len(lost) <= 3, lost


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
    assert first(other, "vad är kasam") == ""
