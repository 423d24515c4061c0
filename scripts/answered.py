"""Guides answered from beginning to end, for pictures and tests: made-up answers, by their own rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count

from content.guides.flow import Value
from content.guides.model import (
    ChoiceQuestion,
    DateQuestion,
    Guide,
    GuideQuestion,
    LongTextQuestion,
    NumberQuestion,
    PersonQuestion,
    SeveralQuestion,
    YesNoQuestion,
)
from handlers import cases
from handlers.context import Context
from handlers.guides import store
from handlers.guides import talk as talks
from handlers.guides.meaning import Around, Understood
from handlers.guides.people import AroundCase
from handlers.guides.reading import check, suggested
from storage.tables import Case

SAID = (
    "Det svåraste är att komma in när lektionen redan har börjat. Då vänder jag hellre.",
    "På bild och i verkstaden går det bra. Där är det lugnt, och någon säger hej när jag kommer.",
    "Vi provar att mötas vid entrén klockan åtta, och börjar med två lektioner om dagen. "
    "Mentorn skickar ett meddelande kvällen före om vad som händer.",
    "Mornarna är jobbigast efter helgen. När väskan är packad kvällen före går det lättare.",
)
SHORT = ("Matematik, när det är redovisning", "En plats nära dörren", "Vid lunch, i biblioteket")
PEOPLE = "Kim i biblioteket"
SENSITIVE = "KÄNSLIGT: sover dåligt och äter medicin på morgonen."
Speak = Callable[[GuideQuestion, int], str]


def made_up(question: GuideQuestion, number: int) -> str:
    """A plausible text for the question; `number` counts the texts of the conversation."""
    if question.sensitive:
        return SENSITIVE
    told = SAID if isinstance(question, LongTextQuestion) else SHORT
    return told[number % len(told)]


def answer_guide(context: Context, case: Case, guide: Guide, speak: Speak = made_up) -> None:
    """Every question, as one person: yes, and the choice after which most is asked.

    Raises ValueError when an answer of ours will not do."""
    session = store.begun(context, case, guide)
    around = AroundCase(context, case, cases.plan_of(context, case))
    numbers = count()
    while True:
        rows = store.rows_of(context.session, session.id or 0)
        talk = talks.begin(guide, store.answers_in(store.given_of(rows)))
        if talk.question is None:
            break
        value = _value(guide, talk.question, around, speak, numbers)
        if talk.question.sensitive:
            store.save_sensitive(context, session.id or 0, talk.question.id, str(value))
            value = store.IN_APPENDIX
        after = talks.answer(talk, talk.question.id, value)
        store.saved(context, session.id or 0, rows, (talk.answers, after.answers))
        context.session.flush()
    session.state = store.DONE
    context.session.add(session)


def _value(guide: Guide, question: GuideQuestion, around: Around, speak: Speak, numbers: count[int]) -> Value:
    wanted: Value = speak(question, next(numbers)) if question.kind.endswith("text") else None
    if isinstance(question, ChoiceQuestion):
        wanted = _opens(guide, question)
    elif isinstance(question, SeveralQuestion):
        wanted = tuple(choice.id for choice in question.choices[:3])
    elif isinstance(question, YesNoQuestion):
        wanted = "yes"
    elif isinstance(question, DateQuestion):
        wanted = (suggested(question, around) or around.today + timedelta(days=7)).isoformat()
    elif isinstance(question, PersonQuestion):
        wanted = next(iter(around.people), PEOPLE)
    elif isinstance(question, NumberQuestion):
        wanted = str(question.least)
    meant = check(question, wanted, around)
    if not isinstance(meant, Understood):
        raise ValueError(f"{guide.id}: no answer of ours will do for {question.id}")
    return meant.value


def _opens(guide: Guide, question: ChoiceQuestion) -> str:
    """The choice that the most later questions are asked after."""
    conditions = [one for later in guide.questions for one in later.when if one.question == question.id]

    def opened(choice: str) -> int:
        return sum(choice in one.values if not one.is_not else choice != one.is_not for one in conditions)

    return max((choice.id for choice in question.choices), key=opened)
