"""Two people in the same guide, at different times and at once: no answer is lost."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

from handlers import dispatch
from handlers.context import Actor, Context
from handlers.outgoing import enqueue
from handlers.vocabulary import Event, Place
from storage.tables import GuideAnswer, GuideAppendix, GuideSeat
from tests.guides.helpers import Chat, answers, sessions
from tests.guides.test_conversation import _to_hard_moments, _to_health
from tests.handlers.files import lesson
from tests.handlers.world import MONDAY, TUESDAY, World


def _both(chat: Chat) -> tuple[Chat, Chat]:
    eva = Chat(chat.world, "eva")
    chat.start()
    eva.start()
    return chat, eva


def _who(world: World, question: str) -> str:
    [row] = [row for row in world.rows(GuideAnswer) if row.question == question]
    return row.actor


def test_the_second_goes_on_where_the_first_stopped(chat: Chat) -> None:
    _to_hard_moments(chat)
    eva = Chat(chat.world, "eva")
    eva.start()
    assert eva.asked() == "hard_moments"
    eva.press("save", answer=("tests",))
    assert len(sessions(chat.world)) == 1
    assert _who(chat.world, "hard_moments") == f"staff:{chat.world.staff('eva')}"
    assert _who(chat.world, "present") == f"staff:{chat.world.staff('anna')}"


def test_the_later_of_two_answers_is_asked_about(chat: Chat) -> None:
    anna, eva = _both(chat)
    anna.press("save", answer=("mentor",))
    eva.press("save", answer=("eht",))
    assert json.loads(answers(chat.world)["present"]) == ["mentor"]
    eva.press("mine")
    assert json.loads(answers(chat.world)["present"]) == ["eht"]
    assert eva.asked() == "voice_how"


def test_the_first_answer_may_stand(chat: Chat) -> None:
    anna, eva = _both(chat)
    anna.press("save", answer=("mentor",))
    eva.types("någon från elevhälsan")
    assert eva.has("mine")
    eva.press("not_mine")
    assert json.loads(answers(chat.world)["present"]) == ["mentor"]
    assert eva.asked() == "voice_how"


def test_the_same_answer_from_both_is_no_question(chat: Chat) -> None:
    anna, eva = _both(chat)
    anna.press("save", answer=("mentor",))
    eva.press("save", answer=("mentor",))
    assert eva.asked() == "voice_how"


def test_an_old_button_is_taken_as_a_change_after_asking(chat: Chat) -> None:
    chat.start()
    chat.press("save", answer=("mentor",))
    old = chat.button("answer", ":here")
    chat.press("answer", ":before")
    chat.world.press("anna", old, message=chat.key())
    assert json.loads(answers(chat.world)["voice_how"]) == "before"
    chat.types("ja")
    assert json.loads(answers(chat.world)["voice_how"]) == "here"


def test_two_sensitive_texts_at_once_are_both_kept(chat: Chat) -> None:
    _to_health(chat)
    eva = Chat(chat.world, "eva")
    eva.start()
    chat.writes("först")
    eva.writes("sedan")
    [row] = chat.world.rows(GuideAppendix)
    assert "först" in row.answer
    assert "sedan" in row.answer


def test_a_pressed_start_twice_begins_one_guide(chat: Chat) -> None:
    chat.start()
    chat.start()
    assert len(sessions(chat.world)) == 1


def test_on_either_database_two_who_answer_in_turn_lose_nothing(any_world: World) -> None:
    any_world.absence(lesson("E1", MONDAY))
    any_world.morning(TUESDAY)
    any_world.press("anna", ("raise", str(any_world.case("E1").id)), fields={"reason": "x"}, kind="form")
    anna, eva = _both(Chat(any_world))
    anna.press("save", answer=("mentor",))
    eva.press("save", answer=("eht",))
    eva.press("mine")
    anna.types("3")
    assert json.loads(answers(any_world)["present"]) == ["eht"]
    assert json.loads(answers(any_world)["voice_how"]) == "written"


def test_two_presses_at_the_very_same_time_come_one_after_the_other(any_world: World) -> None:
    any_world.absence(lesson("E1", MONDAY))
    any_world.morning(TUESDAY)
    any_world.press("anna", ("raise", str(any_world.case("E1").id)), fields={"reason": "x"}, kind="form")
    anna, eva = _both(Chat(any_world))
    presses = [(chat, chat.button("save"), chat.key()) for chat in (anna, eva)]
    said = [("mentor",), ("eht",)]

    def press(number: int) -> None:
        chat, button, key = presses[number]
        staff = any_world.staff(chat.who)
        fields = {"answer": said[number]}
        event = Event(
            f"same{number}", "click", staff, Place(staff), "guide.save", button.value, "", fields, key
        )
        with any_world.database.writing() as session:
            context = Context(session, any_world.now, any_world.plans, Actor(staff))
            enqueue(session, dispatch.handle(context, event).later, any_world.now)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(press, range(2)))
    kept = json.loads(answers(any_world)["present"])
    pending = [row.pending for row in any_world.rows(GuideSeat) if row.pending]
    assert [kept] in ([["mentor"]], [["eht"]])
    assert len(pending) == 1, "the other's is asked about"
