"""What a guide decides to try stands among the case's measures, and the follow-up asks whether it helped."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from handlers.guides.store import rows_of
from storage.tables import CaseEvent, GuideSession, Measure
from tests.documents.desk import Desk
from tests.guides.helpers import Chat, at_step
from tests.handlers.screen import all_words
from tests.handlers.world import TUESDAY, World, whispered

GUIDE = "enkel-kartlaggning"
WORDS = "Egen ingång på morgonen"


def answered(world: World, words: str = WORDS, guide: str = GUIDE) -> Chat:
    """Everything is answered, and nobody has pressed yet that it is done."""
    at_step(world, 2 if guide == GUIDE else 4)
    Desk(world).answer(guide, who="anna")
    with world.database.writing() as session:
        for row in session.exec(select(GuideSession)):
            row.state = "open"
    chat = Chat(world, "anna", guide)
    chat.start()
    changes(world, chat, words)
    return chat


def changes(world: World, chat: Chat, words: str) -> None:
    """What is tried is answered anew."""
    with world.database.writing() as session:
        for round_ in session.exec(select(GuideSession)):
            for question, row in rows_of(session, round_.id or 0).items():
                if question == "measures":
                    row.answer = f'"{words}"'


def measures(world: World) -> list[str]:
    return [one.text for one in world.rows(Measure)]


def reopened(world: World) -> None:
    with world.database.writing() as session:
        for row in session.exec(select(GuideSession)):
            row.state = "open"


def test_what_the_guide_decides_is_a_measure_of_the_step(told: World) -> None:
    answered(told).press("finish")
    [measure] = told.rows(Measure)
    assert (measure.text, measure.step, measure.worked) == (WORDS, 2, "")
    details = whispered(told.press("eva", ("eht.details", str(told.case("E1").id))))
    assert WORDS in all_words(details)


def test_done_again_with_other_words_it_is_the_same_measure(told: World) -> None:
    chat = answered(told)
    chat.press("finish")
    reopened(told)
    chat.start()
    changes(told, chat, "Kortare dagar")
    chat.press("finish")
    assert measures(told) == ["Kortare dagar"]
    assert len([one for one in told.rows(CaseEvent) if one.kind == "measure"]) == 1


def test_one_that_has_been_followed_up_stands_as_it_was(told: World) -> None:
    chat = answered(told)
    chat.press("finish")
    with told.database.writing() as session:
        session.exec(select(Measure)).one().worked = "yes"
    reopened(told)
    chat.start()
    changes(told, chat, "Kortare dagar")
    chat.press("finish")
    assert measures(told) == [WORDS]


def test_three_decided_together_are_three(told: World) -> None:
    chat = answered(told, guide="gemensam-analys")
    chat.press("finish")
    found = told.rows(Measure)
    assert len(found) == 3
    assert {one.step for one in found} == {4}
    assert len([one for one in told.rows(CaseEvent) if one.kind == "measure"]) == 1


def test_the_follow_up_asks_whether_it_helped(told: World) -> None:
    answered(told).press("finish")
    case = told.case("E1")
    meeting = told.press("anna", ("book", str(case.id)), fields={"date": str(TUESDAY + timedelta(days=7))})
    assert meeting is not None
    told.at(TUESDAY + timedelta(days=7), "15:00")
    asked = told.press("anna", ("meeting.held", str(case.id)))
    assert WORDS in repr(asked)
