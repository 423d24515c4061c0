"""What was meant by a typed or chosen answer to a guide's question. Pure: no case, no database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from content.guides.flow import Value
from content.guides.model import (
    ChoiceQuestion,
    DateQuestion,
    GuideQuestion,
    LongTextQuestion,
    NumberQuestion,
    PersonQuestion,
    SeveralQuestion,
    ShortTextQuestion,
    YesNoQuestion,
)
from content.texts import text
from handlers import swedish
from handlers.guides.days import past_date, weeks_on, wrong_day
from handlers.guides.meaning import Around, Meant, Understood, Wrong

PERSON_CHARS = 80
TextQuestion = ShortTextQuestion | LongTextQuestion
_PARTS = re.compile(r"\s*(?:,|;|\+|&|\boch\b|\bsamt\b)\s*")
_YES, _NO = "yes", "no"


def read(question: GuideQuestion, words: str, around: Around) -> Meant | None:
    """The answer in what was typed; None when it is not an answer to this question."""
    words = words.strip()
    if isinstance(question, YesNoQuestion):
        meant = swedish.means_yes(words)
        return None if meant is None else Understood(_YES if meant else _NO)
    if isinstance(question, SeveralQuestion):
        return _several(question, words)
    if isinstance(question, DateQuestion):
        return _date(question, words, around)
    if isinstance(question, NumberQuestion):
        number = re.search(r"-?\d{1,6}", words)
        return check(question, number[0], around) if number else None
    if isinstance(question, ChoiceQuestion):
        found = _one(words, choices_of(question, around))
        return Understood(found) if found else None
    if isinstance(question, PersonQuestion):
        return check(question, _known_person(words, around.people) or words, around)
    return check(question, words, around)


def check(question: GuideQuestion, value: Value, around: Around) -> Meant:
    """Whether an answer can stand, as a button or a form gives it."""
    if isinstance(question, SeveralQuestion):
        chosen = (value,) if isinstance(value, str) else (value or ())
        known = choices_of(question, around)
        if not any(chosen):
            return Wrong("guide.choose_one")
        kept = tuple(one for one in known if one in chosen)
        return Understood(kept) if kept and set(chosen) <= set(known) else Wrong("guide.odd_choice")
    said = value if isinstance(value, str) else ""
    if isinstance(question, DateQuestion):
        return _checked_date(question, said, around)
    if isinstance(question, NumberQuestion):
        return _checked_number(question, said)
    if isinstance(question, ChoiceQuestion | YesNoQuestion):
        return Understood(said) if said in choices_of(question, around) else Wrong("guide.odd_choice")
    return _checked_text(question, said, around)


def choices_of(question: GuideQuestion, around: Around) -> Mapping[str, str]:
    """What can be chosen: id and text, in order. Empty for dates, numbers and texts."""
    if isinstance(question, YesNoQuestion):
        return {_YES: text("guide.say_yes"), _NO: text("guide.say_no")}
    if isinstance(question, ChoiceQuestion | SeveralQuestion):
        return {choice.id: choice.text for choice in question.choices}
    return around.people if isinstance(question, PersonQuestion) else {}


def _several(question: SeveralQuestion, words: str) -> Meant | None:
    known = {choice.id: choice.text for choice in question.choices}
    if swedish.plain(words) in text("guide.words_all_choices").split("|"):
        return Understood(tuple(known))
    if question.usual and len(words.split()) < 3 and swedish.means_yes(words):
        return Understood(tuple(one for one in known if one in question.usual))
    whole = swedish.find_choice(words, known)
    if whole is not None and swedish.plain(words) == swedish.plain(known[whole]):
        return Understood((whole,))
    parts = words.split() if re.fullmatch(r"[\d\s]+", words) else _PARTS.split(words)
    found = [_one(part, known) for part in parts if part]
    if not found or None in found:
        return Understood((whole,)) if whole else None
    return Understood(tuple(one for one in known if one in found))


def _one(words: str, known: Mapping[str, str]) -> str | None:
    """The choice that was meant; also by what people are called, such as "mamma"."""
    said = set(swedish.plain(words).split())
    for person in ("guardian", "pupil"):
        if person in known and said & set(text(f"first.words_{person}").split()):
            return person
    return swedish.find_choice(words, known)


def _known_person(words: str, people: Mapping[str, str]) -> str | None:
    """Only when nothing more is said: "Eva på biblioteket" is somebody else than the Eva we offer."""
    said = set(swedish.plain(words).split())
    fits = [key for key, name in people.items() if said and said <= set(swedish.plain(name).split())]
    return fits[0] if len(fits) == 1 else (swedish.find_choice(words, people) if words.isdecimal() else None)


def _date(question: DateQuestion, words: str, around: Around) -> Meant | None:
    found = past_date(words, around.today, question.span)
    if found is None and swedish.means_yes(words) and (ready := suggested(question, around)):
        found = ready
    return None if found is None else _on(question, found, around)


def _checked_date(question: DateQuestion, said: str, around: Around) -> Meant:
    try:
        return _on(question, date.fromisoformat(said), around)
    except ValueError:
        return Wrong("guide.odd_day")


def _on(question: DateQuestion, on: date, around: Around) -> Meant:
    return wrong_day(question, on, around) or Understood(on.isoformat())


def suggested(question: DateQuestion, around: Around) -> date | None:
    """The day that is ready as a button."""
    if question.suggest_weeks is None:
        return None
    day = weeks_on(question, question.suggest_weeks, around) if question.suggest_weeks else around.today
    if question.suggest_booked and around.booked and around.booked.on >= around.today:
        day = around.booked.on
    wrong = wrong_day(question, day, around)
    return date.fromisoformat(str(wrong.good)) if wrong and wrong.good else day


def _checked_number(question: NumberQuestion, said: str) -> Meant:
    if re.fullmatch(r"-?\d{1,6}", said) and question.least <= int(said) <= question.most:
        return Understood(str(int(said)))
    return Wrong("guide.odd_number", {"least": question.least, "most": question.most})


def _checked_text(question: GuideQuestion, said: str, around: Around) -> Meant:
    said = said.strip()
    if isinstance(question, PersonQuestion) and said in around.people:
        return Understood(said)
    most = question.max_length if isinstance(question, TextQuestion) else PERSON_CHARS
    if not said:
        return Wrong("guide.nothing_written")
    if len(said) > most:
        return Wrong("guide.too_long", {"length": len(said), "most": most}, typed=said)
    return Understood(said)
