"""Whatever detours somebody takes, the answers end as they do on the straight way."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.guides import flow
from content.guides.flow import Answers, Value
from content.guides.model import (
    ChoiceQuestion,
    DateQuestion,
    Guide,
    GuideQuestion,
    NumberQuestion,
    SeveralQuestion,
    YesNoQuestion,
)
from handlers.guides import talk as talks
from handlers.guides.meaning import Around, Understood
from handlers.guides.reading import check, suggested
from handlers.guides.talk import Talk, View
from tests.guides.helpers import Chat
from tests.handlers.world import World
from tests.packs import LIBRARY, PACKS

GUIDES = [(pack, guide) for pack in PACKS for guide in LIBRARY.get(pack).guides]
EACH_GUIDE = pytest.mark.parametrize(
    "guide", [guide for _, guide in GUIDES], ids=[f"{pack}/{guide.id}" for pack, guide in GUIDES]
)
TODAY = Around(date(2026, 11, 24))
WORDS = ("tillbaka", "paus", "fortsätt", "vad menas?", "visa allt", "hoppa över", "ändra 2", "Varför då?")


def possible(question: GuideQuestion) -> list[Value]:
    """A few answers that can stand, skipping included where it may be."""
    skipped: list[Value] = [] if question.required else [None]
    if isinstance(question, YesNoQuestion):
        return [*skipped, "yes", "no"]
    if isinstance(question, ChoiceQuestion):
        return [*skipped, *(choice.id for choice in question.choices)]
    if isinstance(question, SeveralQuestion):
        ids = tuple(choice.id for choice in question.choices)
        return [*skipped, ids, *((one,) for one in ids)]
    if isinstance(question, DateQuestion):
        ready = suggested(question, TODAY) or TODAY.today
        return [*skipped, ready.isoformat()]
    return [*skipped, str(question.least)] if isinstance(question, NumberQuestion) else [*skipped, "a", "b"]


@EACH_GUIDE
@settings(max_examples=60)
@given(data=st.data())
def test_detours_end_where_the_straight_way_does(guide: Guide, data: st.DataObject) -> None:
    wanted = {one.id: data.draw(st.sampled_from(possible(one)), one.id) for one in guide.questions}
    talk = talks.begin(guide)
    for _ in range(data.draw(st.integers(0, 25))):
        talk = _detour(talk, data)
        assert talk.question is not None or flow.next_question(guide, talk.answers) is None
    assert _finished(talk, wanted) == _finished(talks.begin(guide), wanted)


def _detour(talk: Talk, data: st.DataObject) -> Talk:
    if data.draw(st.booleans()):
        return talks.typed(talk, data.draw(st.sampled_from(WORDS)), TODAY) or talk
    if data.draw(st.booleans()) and talk.answers.given:
        return talks.ask(talk, data.draw(st.sampled_from(sorted(talk.answers.given))), "guide.changing")
    if data.draw(st.booleans()):
        return talks.begin(talk.guide, talk.answers)
    question = talk.question
    if question is None:
        return talks.back(talk)
    return talks.answer(talk, question.id, data.draw(st.sampled_from(possible(question))))


def _finished(talk: Talk, wanted: dict[str, Value]) -> dict[str, Value]:
    """Goes on to the end, then over the answers once more until all are as wanted."""
    while True:
        wrong = [
            one.id
            for one in flow.path(talk.guide, talk.answers)
            if not talk.answers.stands(one.id) or talk.answers.given[one.id] != wanted[one.id]
        ]
        if not wrong:
            return flow.standing(talk.guide, talk.answers)
        talk = talks.answer(talks.ask(talk, wrong[0]), wrong[0], wanted[wrong[0]])


@EACH_GUIDE
def test_every_question_is_reached_and_every_answer_leads_on(guide: Guide) -> None:
    """All nodes and all next nodes: each answer to each question, on a way that leads there."""
    reached: set[str] = set()
    ways = [Answers()]
    seen: set[tuple[object, ...]] = set()
    while ways:
        answers = ways.pop()
        question = flow.next_question(guide, answers)
        if question is None:
            assert flow.ending(guide, answers) is not None
            continue
        reached.add(question.id)
        for value in _told_apart(guide, question):
            after = flow.answered(guide, answers, question.id, value)
            assert flow.progress(guide, after, question.id)[0] <= len(flow.path(guide, after))
            key = _mark(guide, after, question)
            if key not in seen:
                seen.add(key)
                ways.append(after)
    assert reached == {question.id for question in guide.questions}


def _told_apart(guide: Guide, question: GuideQuestion) -> list[Value]:
    """The answers that conditions name, and the first and last of the rest."""
    conditions = [one for part in (*guide.questions, *guide.endings) for one in part.when]
    named = {value for one in conditions if one.question == question.id for value in one.values}
    values = possible(question)
    chosen = [value for value in values if named & set(value if isinstance(value, tuple) else (value,))]
    rest = [value for value in values if value not in chosen]
    return [*chosen, *rest[:1], *rest[-1:]]


def _mark(guide: Guide, answers: Answers, question: GuideQuestion) -> tuple[object, ...]:
    """Ways that differ only in answers nobody looks at further on are the same from here."""
    ahead = guide.questions[guide.questions.index(question) + 1 :]
    looked_at = {one.question for part in (*ahead, *guide.endings) for one in part.when}
    kept = tuple((key, value) for key, value in answers.given.items() if key in looked_at)
    return (question.id, *kept)


@EACH_GUIDE
def test_every_answer_can_be_taken_back(guide: Guide) -> None:
    talk = talks.begin(guide)
    while (question := talk.question) is not None:
        before = talk
        talk = talks.answer(talk, question.id, possible(question)[-1])
        again = talks.ask(talk, question.id)
        assert again.asking == question.id
        assert talks.back(before).view is View.QUESTION


@EACH_GUIDE
def test_what_a_button_offers_is_taken(guide: Guide) -> None:
    for question in guide.questions:
        for value in possible(question):
            if value is not None:
                assert isinstance(check(question, value, TODAY), Understood), (question.id, value)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_detours_in_the_chat_end_where_the_straight_way_does(told: World, seed: int) -> None:
    """By presses and typing; nothing but the database remembers from one to the next."""
    drawn = Random(seed)
    chat = Chat(told, guide="samtycke")
    guide = next(guide for _, guide in GUIDES if guide.id == chat.guide)
    wanted = {one.id: drawn.choice(possible(one)) for one in guide.questions}
    chat.start()
    for _ in range(20):
        _chat_detour(chat, guide, drawn)
    while chat.asked() or chat.standing() != _finished(talks.begin(guide), wanted):
        _chat_answer(chat, guide, wanted)
    assert chat.standing() == _finished(talks.begin(guide), wanted)


def _chat_detour(chat: Chat, guide: Guide, drawn: Random) -> None:
    question = guide.question(chat.asked())
    kind = drawn.choice(["answer", "answer", "words", "again", "edit"])
    if kind == "answer" and question is not None:
        _give(chat, question, drawn.choice(possible(question)))
    elif kind == "words":
        chat.types(drawn.choice(["tillbaka", "paus", "fortsätt", "vad menas?", "visa allt", "ändra 2"]))
    elif kind == "edit" and chat.standing():
        chat.types("visa allt")
        chat.press("edit", question=drawn.choice(sorted(chat.standing())))
    else:
        chat.start()


def _chat_answer(chat: Chat, guide: Guide, wanted: dict[str, Value]) -> None:
    """The question that waits as it is wanted; none waits: the first that is not as wanted is changed."""
    if not chat.asked():
        chat.start()
    question = guide.question(chat.asked())
    if question is None:
        standing = chat.standing()
        wrong = next(name for name in standing if standing[name] != wanted[name])
        chat.types("visa allt")
        chat.press("edit", question=wrong)
        question = guide.question(chat.asked())
    assert question is not None
    _give(chat, question, wanted[question.id])


def _give(chat: Chat, question: GuideQuestion, value: Value) -> None:
    if value is None:
        chat.press("skip")
    elif isinstance(value, tuple) or isinstance(question, DateQuestion):
        chat.press("save", answer=value)
    elif isinstance(question, ChoiceQuestion | YesNoQuestion):
        chat.press("answer", f":{value}")
    else:
        chat.types(value)
