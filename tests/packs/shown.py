"""Every card that a plan's own words make: its mornings, each step's case, forms, every question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from content.guides import flow
from content.guides.model import (
    ChoiceQuestion,
    DateQuestion,
    Guide,
    GuideQuestion,
    LongTextQuestion,
    NumberQuestion,
    SeveralQuestion,
    ShortTextQuestion,
    YesNoQuestion,
)
from handlers.context import Refusal
from handlers.guides.meaning import Around
from handlers.guides.reading import suggested
from handlers.vocabulary import Card, OpenForm, Replace, Reply, Whisper
from tests.guides.helpers import Chat, follows
from tests.handlers.files import lesson, missing, present
from tests.handlers.world import MONDAY, TUESDAY, World

LOOKS = (
    "case.show",
    "think_of",
    "eht.details",
    "documents",
    "transition.show",
    "handover.show",
    "edition.ask",
)
FORMS = ("hold.ask", "measures.ask", "close.ask", "measure.ask", "task.ask", "eht.call.ask", "eht.propose")


def shown(world: World, pack: str) -> list[Card | OpenForm]:
    """What mentor, EHT, rektor and the unit see of the pack, with answers as long as they may be."""
    follows(world, pack)
    seen: list[Card | OpenForm] = []
    seen += _pressed(world, "anna", ("mine", ""))
    steps = [step.number for step in world.plans.library.get(pack).steps]
    for number in steps:
        while world.case("E1").step < number:
            world.press("eva", ("raise", str(world.case("E1").id)), fields={"reason": "x"}, kind="form")
        for action in (*LOOKS, *FORMS):
            seen += _pressed(world, "eva", (action, str(world.case("E1").id)))
        for guide in world.plans.library.get(pack).guides:
            if guide.steps[0] == number:
                seen += _walked(world, guide)
    world.absence(lesson("E2", TUESDAY), present("E3", MONDAY, TUESDAY), missing("E2", MONDAY, MONDAY))
    for days in (1, 9):
        world.morning(TUESDAY + timedelta(days=days))
    return [*seen, *(card for _, _, _, card in world.screen.history if card is not None)]


def _pressed(world: World, who: str, button: tuple[str, str]) -> Iterator[Card | OpenForm]:
    """Some presses are not for this case or this person: then nothing is shown."""
    try:
        yield from _cards(world.press(who, button))
    except Refusal:
        return


def _cards(reply: Reply) -> Iterator[Card | OpenForm]:
    for now in reply.now:
        if isinstance(now, OpenForm):
            yield now
        elif isinstance(now, Replace | Whisper):
            yield now.card


def _walked(world: World, guide: Guide) -> list[Card | OpenForm]:
    """The conversation as rektor has it, to the end."""
    chat = Chat(world, "rut", guide.id)
    seen: list[Card | OpenForm] = [chat.start()]
    for _ in guide.questions:
        question = guide.question(chat.asked())
        if question is None:
            break
        _answer(chat, question)
        seen.append(chat.card())
    chat.types("visa allt")
    seen.append(chat.card())
    if flow.next_question(guide, flow.Answers(dict(chat.standing()))) is None:
        chat.start()
        seen += _cards(chat.press("finish")) if chat.has("finish") else ()
    return seen


def _answer(chat: Chat, question: GuideQuestion) -> None:
    if question.sensitive:
        chat.writes("Å" * 3000)
    elif isinstance(question, ChoiceQuestion):
        chat.press("answer", f":{question.choices[0].id}")
    elif isinstance(question, YesNoQuestion):
        chat.press("answer", ":yes")
    elif isinstance(question, SeveralQuestion):
        chat.press("save", answer=tuple(one.id for one in question.choices))
    elif isinstance(question, DateQuestion):
        day = suggested(question, Around(chat.world.now.date()))
        chat.press("save", answer=str(day or chat.world.now.date() + timedelta(weeks=1)))
    elif isinstance(question, NumberQuestion):
        chat.types(str(question.most))
    elif isinstance(question, LongTextQuestion | ShortTextQuestion):
        chat.types("Ö" * question.max_length)
    else:
        chat.types("Kim i biblioteket")
