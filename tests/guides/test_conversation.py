"""The conversation in the chat: one question at a time, and nothing that was answered is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from content.texts import text
from handlers.guides.pressed import ROUTES
from handlers.vocabulary import Card, Reply, Whisper
from storage.tables import AuditEntry, FollowUp, GuideAnswer, GuideAppendix, GuideSeat, Outbox
from tests.guides.helpers import GUIDE, Chat, answers, sessions
from tests.handlers.screen import actions, all_words, buttons, says
from tests.handlers.world import TUESDAY

SECRET = "har ont i magen varje morgon"


def test_the_case_offers_the_guide_of_its_step(chat: Chat) -> None:
    chat.world.press("anna", ("case.show", str(chat.world.case("E1").id)))
    assert "guide.start" in actions(chat.world.latest("anna"))


def test_the_start_shows_what_the_absence_says_and_the_first_question(chat: Chat) -> None:
    card = chat.start()
    assert text("guide.figures", lines="") in all_words(card)
    assert chat.asked() == "present"
    assert chat.card().summary == text("guide.summary")
    assert "Alva" not in card.summary


def test_a_press_changes_the_message_to_the_next_question(chat: Chat) -> None:
    chat.start()
    key = chat.key()
    chat.press("save", answer=("mentor", "pupil"))
    assert chat.key() == key
    assert chat.asked() == "voice_how"
    chat.press("answer", ":here")
    assert chat.asked() == "voice_worry"
    assert json.loads(answers(chat.world)["present"]) == ["mentor", "pupil"]


def test_a_typed_answer_is_understood_and_the_next_question_stands_below(chat: Chat) -> None:
    chat.start()
    first = chat.key()
    chat.types("mamma och eleven")
    assert chat.asked() == "voice_how"
    assert chat.key() != first
    assert not chat_has_buttons(chat, first)
    chat.types("2")
    assert json.loads(answers(chat.world)["voice_how"]) == "before"


def chat_has_buttons(chat: Chat, key: str) -> bool:
    card = chat.world.screen.messages[(chat.world.staff("anna"), key)]
    return any(action.startswith("guide.") for action in actions(card))


def _to_free_text(chat: Chat) -> None:
    chat.start()
    chat.press("save", answer=("mentor",))
    chat.press("answer", ":here")


def _to_hard_moments(chat: Chat) -> None:
    _to_free_text(chat)
    chat.types("Det är stökigt på rasterna")
    chat.press("skip")
    assert chat.asked() == "hard_moments"


def test_steering_words_work_like_the_buttons(chat: Chat) -> None:
    _to_hard_moments(chat)
    chat.types("tillbaka")
    assert chat.asked() == "voice_good"
    chat.types("hoppa över")
    assert chat.asked() == "hard_moments"
    chat.types("vad menas?")
    assert chat.asked() == "hard_moments"
    assert not chat.has("help")
    chat.types("visa allt")
    assert chat.has("edit")
    chat.types("paus")
    assert chat.has("go_on")
    assert sessions(chat.world)[0].state == "open"


def test_a_required_question_is_not_skipped(chat: Chat) -> None:
    chat.start()
    assert not chat.has("skip")
    chat.types("hoppa över")
    assert chat.asked() == "present"
    assert says(chat.card(), "guide.required")


def test_after_a_pause_and_a_week_it_goes_on_where_it_was(chat: Chat) -> None:
    _to_hard_moments(chat)
    chat.press("pause")
    chat.world.at(TUESDAY + timedelta(days=7), "10:00")
    chat.start()
    assert chat.asked() == "hard_moments"
    assert len(sessions(chat.world)) == 1


def test_a_question_mark_in_a_free_text_is_asked_about_before_it_is_kept(chat: Chat) -> None:
    _to_free_text(chat)
    chat.types("Varför måste man äta i matsalen?")
    assert "voice_worry" not in answers(chat.world)
    chat.types("ja")
    assert json.loads(answers(chat.world)["voice_worry"]) == "Varför måste man äta i matsalen?"


def test_an_earlier_answer_is_changed_and_only_what_depends_on_it_is_asked_again(chat: Chat) -> None:
    _to_hard_moments(chat)
    chat.press("save", answer=("lessons",))
    chat.types("matte")
    assert chat.asked() == "peers"
    chat.press("all")
    chat.press("edit", question="hard_moments")
    chat.press("save", answer=("lessons", "breaks"))
    assert chat.asked() == "hard_lessons", "it depends on the changed answer"
    chat.press("keep")
    assert chat.asked() == "peers", "and nothing else is asked again"
    assert json.loads(answers(chat.world)["hard_lessons"]) == "matte"


@pytest.mark.parametrize("typed", ["20 november", "2026-11-20", "19/12 2026", "lördag"])
def test_a_day_that_will_not_do_is_answered_with_the_nearest_that_does(chat: Chat, typed: str) -> None:
    chat.start()
    chat.press("save", answer=("mentor",))
    chat.press("answer", ":later")
    assert chat.asked() == "voice_later"
    chat.types(typed)
    assert chat.asked() == "voice_later"
    assert "voice_later" not in answers(chat.world)
    good = date.fromisoformat(chat.button("answer").value.rsplit(":", 1)[1])
    assert good.weekday() < 5
    assert good >= TUESDAY
    chat.press("answer", good.isoformat())
    assert json.loads(answers(chat.world)["voice_later"]) == good.isoformat()


def test_a_text_too_long_is_kept_in_the_box(chat: Chat) -> None:
    _to_hard_moments(chat)
    chat.press("save", answer=("lessons",))
    long = "mycket att berätta " * 20
    chat.types(long)
    assert "hard_lessons" not in answers(chat.world)
    opened = chat.press("write").now[0]
    assert long.strip() in all_words(opened.card)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "words",
    [SECRET, "Hur ska jag skriva att hon har ont överallt?", "Är det ok att berätta om hennes ätstörning?"],
)
def test_sensitive_words_in_the_chat_are_not_stored_anywhere(chat: Chat, words: str) -> None:
    _to_health(chat)
    with _only_a_look(chat):
        said = _whispers(chat.types(words))[-1]
    assert says(said, "guide.sensitive_typed")
    assert "guide.write" in actions(said)
    assert chat.asked() == "health_more"
    assert words not in chat.world.opened()
    assert words not in _everything(chat)


def test_a_question_to_the_bot_is_answered_to_the_writer_alone_where_something_sensitive_is_asked(
    chat: Chat,
) -> None:
    _to_health(chat)
    standing = (chat.key(), chat.card())
    with _only_a_look(chat):
        answer, notice = _whispers(chat.types("Vilket nummer har BUP?"))
    assert "08-514" in all_words(answer)
    assert says(notice, "guide.sensitive_typed")
    assert (chat.key(), chat.card()) == standing, "the same question stands where it stood"


def _whispers(reply: Reply) -> list[Card]:
    assert not reply.later
    return [now.card for now in reply.now if isinstance(now, Whisper)]


@contextmanager
def _only_a_look(chat: Chat) -> Iterator[None]:
    """Nothing is written but that somebody looked."""
    before = chat.world.dump()
    yield
    after = chat.world.dump()
    assert {table for table in after if after[table] != before[table]} <= {"audit"}


def _to_health(chat: Chat) -> None:
    _to_hard_moments(chat)
    chat.press("save", answer=("breaks",))
    chat.press("answer", ":good")
    for _ in range(3):
        chat.press("skip")
    chat.press("answer", ":yes")
    assert chat.asked() == "health_more"


def _everything(chat: Chat, *, appendix: bool = True) -> str:
    """Every card ever shown and every row, decrypted."""
    cards = [all_words(card) for *_, card in chat.world.screen.history if card]
    tables = [GuideAnswer, GuideSeat, Outbox, AuditEntry, *([GuideAppendix] if appendix else [])]
    return "\n".join([*cards, *(str(row) for table in tables for row in chat.world.rows(table))])


def test_when_it_is_done_the_case_has_what_the_answers_say(chat: Chat) -> None:
    _finish(chat)
    assert chat.world.case("E1").cause == "peers"
    assert chat.world.case("E1").measures_on == TUESDAY
    [meeting] = chat.world.rows(FollowUp)
    assert meeting.participants == "mentor eht"
    assert sessions(chat.world)[0].state == "done"


def test_typing_that_it_is_done_does_the_same_as_the_button(chat: Chat) -> None:
    _answer_all(chat)
    chat.types("klart")
    assert sessions(chat.world)[0].state == "done"
    assert chat.world.case("E1").cause == "peers"


def test_what_was_answered_at_an_earlier_step_can_still_be_seen(chat: Chat) -> None:
    _finish(chat)
    case = str(chat.world.case("E1").id)
    chat.world.press("anna", ("raise", case), fields={"reason": "x"}, kind="form")
    chat.world.press("anna", ("case.show", case))
    offered = [one.value for one in buttons(chat.world.latest("anna")) if one.action == "guide.start"]
    assert f"{case}:{GUIDE}" in offered


def test_an_experienced_mentor_needs_few_presses(chat: Chat) -> None:
    assert _finish(chat) <= 15


def _finish(chat: Chat) -> int:
    """Everything answered and done; the number of presses besides the free texts."""
    presses = _answer_all(chat) + 1
    chat.press("finish")
    return presses


def _answer_all(chat: Chat) -> int:
    before = chat.pressed
    chat.start()
    chat.press("save", answer=("mentor",))
    chat.press("answer", ":here")
    chat.types("Rasterna")
    chat.types("På slöjden")
    chat.press("save", answer=("breaks",))
    chat.press("answer", ":good")
    chat.press("answer", f"staff-{chat.world.staff('eva')}")
    chat.types("Stressigt")
    chat.press("answer", ":guardian")
    chat.press("answer", ":no")
    chat.press("answer", ":peers")
    chat.press("answer", ":no")
    chat.types("Rastvärd möter upp, mentor ansvarar")
    chat.press("answer", TUESDAY.isoformat())
    chat.press("answer")
    chat.press("save", answer=("mentor", "eht"))
    return chat.pressed - before


def test_a_finished_guide_is_shown_and_can_be_changed(chat: Chat) -> None:
    _finish(chat)
    chat.start()
    assert chat.has("edit")
    chat.press("edit", question="peers")
    chat.press("answer", ":hard")
    assert chat.asked() == "peers_more"
    assert sessions(chat.world)[0].state == "open"


def test_a_colleague_without_the_right_is_refused_and_nothing_is_changed(chat: Chat) -> None:
    chat.start()
    button = chat.button("save")
    assert chat.world.refused("bo", button, fields={"answer": ("mentor",)}) == text("general.no_right")


@pytest.mark.parametrize("action", sorted(ROUTES))
def test_no_press_of_a_guide_is_for_outsiders_or_of_our_making(chat: Chat, action: str) -> None:
    chat.start()
    number = sessions(chat.world)[0].id
    known = f"{chat.world.case('E1').id}:{GUIDE}" if action == "guide.start" else f"{number}:present:0:mentor"
    fields = {"answer": ("mentor",), "question": "present"}
    assert chat.world.refused("bo", (action, known), fields=fields) == text("general.no_right")
    for value in ("", "abc", ":", "999999:present:0:x", f"{number}x:present", "9" * 30):
        chat.world.refused("anna", (action, value), fields=fields)


def test_what_is_pressed_in_a_closed_case_changes_nothing(chat: Chat) -> None:
    chat.start()
    button = chat.button("save")
    closing = ("close", str(chat.world.case("E1").id))
    chat.world.press("eva", closing, fields={"reason": "x"}, kind="form")
    assert chat.world.refused("anna", button, fields={"answer": ("mentor",)}) == text("guide.case_closed")


def test_words_of_worry_come_first_and_leave_no_trace(chat: Chat) -> None:
    _to_free_text(chat)
    with chat.world.nothing_changes():
        reply = chat.types("Hon är orolig och far illa hemma")
    assert reply.leave_no_trace
    assert "guide.write" in {one for now in reply.now for one in actions(now.card)}
