"""What comes in between: alerts, other pupils, questions, long texts, old forms. The conversation stands."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from content.texts import text
from handlers.guides.inputs import FORM_CHARS
from handlers.vocabulary import Card, TextInput
from storage.database import open_database
from storage.tables import GuideAnswer, Outbox
from tests.guides.helpers import Chat, answers, sessions
from tests.guides.test_conversation import _to_free_text, _to_hard_moments
from tests.handlers.files import lesson
from tests.handlers.screen import all_words, buttons, says
from tests.handlers.world import TUESDAY, World, form

DAY = timedelta(days=1)


def _new_alerts(chat: Chat) -> None:
    """The next morning tells of more absence, also of the pupil that the guide is about."""
    chat.world.at(TUESDAY, "16:00")
    chat.world.absence(lesson("E1", TUESDAY), lesson("E2", TUESDAY))
    chat.world.morning(TUESDAY + DAY)
    assert chat.world.got("anna", TUESDAY + DAY), "there was an alert"


def test_a_new_morning_s_message_throws_nobody_out(chat: Chat) -> None:
    _to_hard_moments(chat)
    _new_alerts(chat)
    chat.types("raster")
    assert json.loads(answers(chat.world)["hard_moments"]) == ["breaks"]
    assert chat.asked() == "peers"


def test_buttons_of_the_same_card_work_after_an_alert(chat: Chat) -> None:
    _to_hard_moments(chat)
    key, before = chat.key(), chat.card()
    _new_alerts(chat)
    assert (chat.key(), chat.card()) == (key, before), "it stands where it stood"
    chat.press("save", answer=("breaks",))
    assert chat.asked() == "peers"


def test_taking_care_of_the_alert_first_is_a_detour_and_no_way_out(chat: Chat) -> None:
    """The three taps of another pupil, and then the guide's question is answered by typing in its thread."""
    _to_hard_moments(chat)
    _new_alerts(chat)
    other = chat.world.case("E2").id
    chat.world.press("anna", ("contact", f"{other}:guardian"))
    chat.types("sömn")
    assert chat.world.case("E2").cause == "sleep", "it was an answer to what was asked last"
    chat.world.press("anna", ("book", str(other)), fields={"date": str(TUESDAY + 7 * DAY)})
    chat.types("raster")
    assert json.loads(answers(chat.world)["hard_moments"]) == ["breaks"]


def test_a_question_to_the_bot_is_answered_and_the_same_question_comes_again_below(chat: Chat) -> None:
    _to_hard_moments(chat)
    before, kept = chat.key(), answers(chat.world)
    reply = chat.types("Vad räknas som problematisk frånvaro?")
    answered, asked_again = _posted(chat)[-2:]
    assert "15" in all_words(answered), "the question is answered"
    assert asked_again == chat.card()
    assert reply.later
    assert chat.key() != before
    assert chat.asked() == "hard_moments"
    assert answers(chat.world) == kept


def _posted(chat: Chat) -> list[Card]:
    staff = chat.world.staff("anna")
    return [
        card
        for where, operation, _, card in chat.world.screen.history
        if card is not None and (where, operation) == (staff, "post")
    ]


def test_a_question_nobody_has_an_answer_to_brings_the_same_question_back_too(chat: Chat) -> None:
    _to_hard_moments(chat)
    chat.types("Hur lagar man en cykel med punktering?")
    assert chat.asked() == "hard_moments"


def test_a_list_of_ones_pupils_in_the_middle_brings_the_question_back(chat: Chat) -> None:
    _to_hard_moments(chat)
    chat.types("mina elever")
    assert chat.asked() == "hard_moments"
    assert chat.key().startswith("guide:")


HOLIDAYS = [
    (date(2026, 12, 15), "24 december", "guide.day_free"),
    (date(2026, 12, 15), "25/12", "guide.day_free"),
    (date(2026, 12, 15), "lördag", "guide.day_free"),
    (date(2026, 12, 15), "2026-12-14", "guide.day_passed"),
    (date(2026, 12, 15), "19/2 2027", "guide.day_late"),
]


@pytest.mark.parametrize(("today", "typed", "why"), HOLIDAYS)
def test_a_day_that_will_not_do_says_why_and_has_the_nearest_good_one_as_a_button(
    chat: Chat, today: date, typed: str, why: str
) -> None:
    chat.world.morning(today)
    chat.start()
    chat.press("save", answer=("mentor",))
    chat.press("answer", ":later")
    chat.types(typed)
    meant = {"guide.day_free": date(2026, 12, 24 if "4 dec" in typed else 25 if "25" in typed else 19)}
    on = meant.get(why) or (date(2026, 12, 14) if why == "guide.day_passed" else date(2027, 2, 19))
    assert says(chat.card(), why, on=on)
    good = date.fromisoformat(chat.button("answer").value.rsplit(":", 1)[1])
    assert today <= good <= today + timedelta(weeks=4)
    assert good.weekday() < 5
    chat.press("answer", good.isoformat())
    assert json.loads(answers(chat.world)["voice_later"]) == good.isoformat()


LONG = " ".join(f"ord{number}" for number in range(900))


def _boxes(chat: Chat) -> list[TextInput]:
    opened = form(chat.press("write"))
    return [block for block in opened.card.blocks if isinstance(block, TextInput)]


def test_a_text_too_long_says_how_long_it_may_be_and_nothing_of_it_is_lost(chat: Chat) -> None:
    _to_free_text(chat)
    chat.types(LONG)
    assert len(LONG) > FORM_CHARS
    assert says(chat.card(), "guide.too_long", length=len(LONG), most=3000)
    assert " ".join(box.value for box in _boxes(chat)).split() == LONG.split()
    assert all(len(box.value) <= box.max_length <= FORM_CHARS for box in _boxes(chat))


@pytest.mark.parametrize("word", ["vad menas?", "tillbaka", "paus", "visa allt"])
def test_a_text_too_long_is_still_there_after_a_detour(chat: Chat, word: str) -> None:
    _to_free_text(chat)
    chat.types(LONG)
    chat.types(word)
    chat.start()
    assert chat.asked() == "voice_worry"
    assert " ".join(box.value for box in _boxes(chat)).split() == LONG.split()


def test_what_stands_in_the_boxes_is_one_answer_when_it_has_been_shortened(chat: Chat) -> None:
    _to_free_text(chat)
    chat.types(LONG)
    opened = form(chat.press("write"))
    names = [block.name for block in opened.card.blocks if isinstance(block, TextInput)]
    fields = dict(zip(names, ("Det är rasterna", "och matsalen"), strict=False))
    chat.world.press("anna", (opened.action, opened.value), fields=fields, kind="form")
    assert json.loads(answers(chat.world)["voice_worry"]) == "Det är rasterna och matsalen"
    chat.press("back")
    [box] = [block for block in chat.card().blocks if isinstance(block, TextInput)]
    assert box.value == "Det är rasterna och matsalen"


def test_an_old_form_is_taken_as_a_change_after_asking(chat: Chat) -> None:
    """It was opened before the question was answered in another way."""
    _to_free_text(chat)
    chat.types("Varför är matten så svår?")
    chat.types("ja")
    chat.press("back")
    chat.types("Något helt annat")
    old = ("guide.save", f"{sessions(chat.world)[0].id}:voice_worry:1")
    chat.world.press("anna", old, message=chat.key(), fields={"answer": "Det gamla kortets svar"})
    assert json.loads(answers(chat.world)["voice_worry"]) == "Något helt annat"
    now, wanted = "Något helt annat", "Det gamla kortets svar"
    assert says(chat.card(), "guide.proposed", now=now, wanted=wanted, who="Anna")
    chat.press("mine")
    assert json.loads(answers(chat.world)["voice_worry"]) == "Det gamla kortets svar"


def test_a_click_without_the_role_shows_nothing_to_anybody_else(chat: Chat) -> None:
    _to_hard_moments(chat)
    sent, card = chat.world.count(Outbox), chat.card()
    for press in buttons(card):
        if press.action.startswith("guide."):
            assert chat.world.refused("bo", press, fields={"answer": ("breaks",)}) == text("general.no_right")
    assert (chat.world.count(Outbox), chat.card()) == (sent, card)


def test_a_restart_in_the_middle_loses_nothing(chat: Chat, encryption_keys: list[str]) -> None:
    _to_hard_moments(chat)
    again = Chat(_restarted(chat.world, encryption_keys))
    again.types("raster")
    assert again.asked() == "peers"
    assert len(again.world.rows(GuideAnswer)) == 5
    again.world.database.close()


def _restarted(world: World, keys: list[str]) -> World:
    return replace(world, database=open_database(str(world.database.engine.url), keys))


def test_it_is_gone_on_with_from_another_device_where_it_was(chat: Chat) -> None:
    """Pressed in the case's own card, somewhere else, the question stands in a message of its own there."""
    _to_hard_moments(chat)
    chat.world.press("anna", ("case.show", str(chat.world.case("E1").id)))
    before = chat.key()
    chat.start()
    assert chat.asked() == "hard_moments"
    assert chat.key() != before
