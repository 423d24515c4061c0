"""Who teaches what in the demo school, so that the absence file can name a teacher (RULES.md, `lärare`)."""

from __future__ import annotations

from functools import cache

from bot.demo.cast import VACANCIES
from bot.demo.names import ascii_only
from bot.demo.school import DOMAIN, mentor_of

_OF_EVERYONE = {
    "Idrott och hälsa": "Stefan Ibrahimlund",
    "Moderna språk": "Ewa Tallåkersson",
    "Musik": "Reza Slättholm",
    "Bild": "Reza Slättholm",
}
_NUMBERS = frozenset(
    {"Matematik", "NO", "Kemi", "Biologi", "Fysik", "Teknik", "Slöjd"},
)
"""Taught in both classes of a year by the mentor of its first; the rest by that of its second."""


@cache
def teacher_of(class_name: str, subject: str) -> str:
    """The teacher's e-mail address; "" while the post is vacant."""
    vacant = VACANCIES.get(class_name)
    if vacant is not None and subject in vacant.subjects:
        return ""
    name = _OF_EVERYONE.get(subject) or mentor_of(_class_of(class_name, subject))
    return f"{ascii_only(name)}@{DOMAIN}"


def _class_of(class_name: str, subject: str) -> str:
    if subject == "Mentorstid":
        return class_name
    return f"{class_name[:-1]}{'A' if subject in _NUMBERS else 'B'}"
