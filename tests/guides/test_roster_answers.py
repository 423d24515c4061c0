"""What the roster knows is not asked again: where the pupil lives, in the report of high absence."""

import pytest

from content.loader import load_plan
from storage.tables import GuideAnswer, Pupil
from tests.guides.helpers import Chat, answers, at_step
from tests.handlers.screen import all_words
from tests.handlers.world import World

GUIDE = "anmalan-hog-franvaro"


@pytest.fixture
def report(told: World) -> World:
    at_step(told, 3)
    return told


def lives_in(world: World, home: str) -> Chat:
    with world.database.writing() as session:
        session.get_one(Pupil, world.pupil("E1")).home_municipality = home
    chat = Chat(world, "eva", GUIDE)
    chat.start()
    return chat


@pytest.mark.parametrize(("home", "answer"), [("Sollentuna", '"yes"'), ("Danderyd", '"no"')])
def test_the_roster_answers_where_the_pupil_lives(report: World, home: str, answer: str) -> None:
    chat = lives_in(report, home)
    assert answers(report) == {"other_home": answer}
    chat.press("all")
    assert "Elevlistan" in all_words(chat.card())


def test_without_a_word_in_the_roster_it_is_asked(report: World) -> None:
    lives_in(report, "")
    assert answers(report) == {}


def test_whoever_knows_better_changes_it(report: World) -> None:
    chat = lives_in(report, "Sollentuna")
    chat.types("i dag")
    assert chat.asked() == "leads"
    chat.types("Eva")
    assert chat.asked() == "noticed", "where the pupil lives is not asked"
    [row] = [row for row in report.rows(GuideAnswer) if row.question == "other_home"]
    assert row.actor == "roster"


def test_the_question_is_marked_in_the_plan() -> None:
    guide = load_plan("danderyd").guide(GUIDE)
    assert guide is not None
    assert [one.id for one in guide.questions if getattr(one, "knows", "")] == ["other_home"]
