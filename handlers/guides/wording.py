"""An answer in words, as it stands in a card, an overview or a document."""

from __future__ import annotations

from datetime import date

from content.guides.flow import Value
from content.guides.model import DateQuestion, GuideQuestion, NumberQuestion, PersonQuestion
from content.texts import text
from content.wording import listed, long_date
from handlers.guides.meaning import Around
from handlers.guides.reading import choices_of


def in_words(question: GuideQuestion, value: Value, around: Around) -> str:
    """A sensitive answer is never said, only that it is there."""
    if value is None:
        return text("guide.skipped")
    if question.sensitive:
        return text("guide.in_appendix")
    shown = choices_of(question, around)
    if isinstance(value, tuple):
        return _listed([shown.get(one, one) for one in value])
    if isinstance(question, DateQuestion):
        return day_words(date.fromisoformat(value), around)
    if isinstance(question, NumberQuestion):
        return f"{value} {question.unit}".strip()
    return around.name_of(value) if isinstance(question, PersonQuestion) else shown.get(value, value)


def _listed(words: list[str]) -> str:
    """ "A, B och C", or parted by semicolons where one of them has an "och" of its own."""
    return "; ".join(words) if any(" och " in one for one in words) else listed(words)


def day_words(on: date, around: Around) -> str:
    """ "tisdag 24 november", with the year when it is another than this."""
    return long_date(on) if on.year == around.today.year else f"{long_date(on)} {on.year}"
