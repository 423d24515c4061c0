"""Solängsskolan: a school that does not exist, with everyone in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from bot.demo.cast import STORIES
from bot.demo.names import FIRST_NAMES, GROWN_UPS, LAST_NAMES, ascii_only, phones
from bot.demo.timetable import CLASSES

SCHOOL = "Solängsskolan"
DOMAIN = "solangsskolan.example"
SEED = 2026
CLASS_SIZE = 20
ELSEWHERE = "Sollentuna"
"""Where the one pupil lives who comes from another municipality: one that has no plan here."""


@dataclass(frozen=True)
class Adult:
    """`roles`: words of personal.csv. `task`: what the visitor is told of the person. `away`: from a day to
    another, or for good."""

    name: str
    roles: tuple[str, ...]
    team: str = ""
    task: str = ""
    deputy: str = ""
    away: tuple[date, date | None] | None = None
    school: str = SCHOOL

    @property
    def email(self) -> str:
        return f"{ascii_only(self.name)}@{DOMAIN}"


@dataclass(frozen=True)
class Child:
    """`seat` counts the class' pupils from 1."""

    ref: str
    seat: int
    first_name: str
    last_name: str
    class_name: str
    mentors: tuple[str, ...]
    guardians: tuple[tuple[str, str], ...]
    protected: bool = False
    home_municipality: str = ""
    school: str = SCHOOL


@dataclass(frozen=True)
class School:
    adults: tuple[Adult, ...]
    children: tuple[Child, ...]

    def child(self, class_name: str, seat: int) -> Child:
        return next(one for one in self.children if (one.class_name, one.seat) == (class_name, seat))


YOUNGER, OLDER = "Arbetslag 4–6", "Arbetslag 7–9"
_MENTORS = {
    "4A": "Hamid Rosenvret",
    "4B": "Karin Ängsdalsson",
    "5A": "Josefin Åsmyra",
    "5B": "Dawit Lindvassa",
    "6A": "Maria Kvarnlöv",
    "6B": "Tomasz Björkhedsson",
    "7A": "Elin Sjöhamren",
    "7B": "Farida Norrbyholm",
    "8A": "Alma Ekdunge",
    "8B": "Göran Hallonqvist-Sy",
    "9A": "Leila Stenåkerö",
    "9B": "Oskar Vintergård",
}
START = "Börja här"
_TASKS = {
    "5A": "Har ett ärende som vilar",
    "6A": "Borta just nu, Ylva är vikarie",
    "6B": "Här är siffrorna osäkra",
    "7A": "Har en elev som behöver mer stöd",
    "8A": START,
    "8B": "Har en elev som saknas på fredagar",
    "9A": "Har en elev som saknas på tisdagar",
    "9B": "Delar en elev med Leila",
}
"""Why to visit a mentor."""
_DEPUTY = "Ylva Granfältsson"
_AWAY = "6A"
_OTHERS = (
    Adult("Sanna Lövhulta", ("eht",), task="Kurator"),
    Adult("Peter Mossbergen", ("eht",), task="Specialpedagog"),
    Adult("Nadia Holmkvarn", ("eht",), task="Skolsköterska"),
    Adult("Birgitta Solvikson", ("rektor",), task="Ser hur skolan ligger till"),
    Adult("Camilla Fagerbohm", ("skoladmin",), task="Läser in skolans filer"),
    Adult(_DEPUTY, ("lärare",), YOUNGER, task="Vikarie för Maria i 6A"),
    Adult("Stefan Ibrahimlund", ("lärare",), OLDER, task="Lärare i idrott och hälsa"),
    Adult("Ewa Tallåkersson", ("lärare",), OLDER, task="Lärare i moderna språk"),
    Adult("Reza Slättholm", ("lärare",), YOUNGER, task="Lärare i musik och bild"),
)
TWO_MENTORS = ("9B", 4)
LIVES_ELSEWHERE = ("8A", 6)
PROTECTED = (("4B", 11), ("7B", 15))


def build_school(seed: int = SEED) -> School:
    """The same seed gives the same school."""
    return School((*_mentors(), *_OTHERS), tuple(_children(Random(seed))))


def first_mentor() -> str:
    """The one whose name stands first in the list: where the visitor begins."""
    return min(_MENTORS.values())


def mentor_of(class_name: str) -> str:
    return _MENTORS[class_name]


def _mentors() -> Iterator[Adult]:
    deputy = Adult(_DEPUTY, ()).email
    for class_name, name in _MENTORS.items():
        away = class_name == _AWAY
        yield Adult(
            name,
            ("mentor", "lärare"),
            OLDER if class_name >= "7" else YOUNGER,
            task=_TASKS.get(class_name, ""),
            deputy=deputy if away else "",
            away=(date(2026, 11, 16), date(2026, 12, 18)) if away else None,
        )


def _children(random: Random) -> Iterator[Child]:
    names = names_of(random)
    numbers = phones()
    for place, (class_name, seat) in enumerate(
        ((class_name, seat) for class_name in CLASSES for seat in range(1, CLASS_SIZE + 1)), start=1
    ):
        first, last = next(names)
        if story := STORIES.get((class_name, seat)):
            first, last = story.name
        yield Child(
            ref=f"E{place:04d}",
            seat=seat,
            first_name=first,
            last_name=last,
            class_name=class_name,
            mentors=_mentors_of(class_name, seat),
            guardians=guardians_of(random, last, numbers),
            protected=(class_name, seat) in PROTECTED,
            home_municipality=ELSEWHERE if (class_name, seat) == LIVES_ELSEWHERE else "",
        )


def names_of(random: Random) -> Iterator[tuple[str, str]]:
    """Every pair differs: the two lists are walked with steps that never meet again within a school."""
    firsts = random.sample(FIRST_NAMES, len(FIRST_NAMES))
    lasts = random.sample(LAST_NAMES, len(LAST_NAMES))
    number = 0
    while True:
        yield firsts[number % len(firsts)], lasts[(number + number // len(firsts)) % len(lasts)]
        number += 1


def _mentors_of(class_name: str, seat: int) -> tuple[str, ...]:
    names = [_MENTORS[class_name]]
    if (class_name, seat) == TWO_MENTORS:
        names.append(_MENTORS["9A"])
    return tuple(Adult(name, ()).email for name in names)


def guardians_of(random: Random, last_name: str, numbers: Iterator[str]) -> tuple[tuple[str, str], ...]:
    """One or two, who often but not always bear the child's name."""
    count = 1 if random.random() < 0.25 else 2
    return tuple(
        (f"{random.choice(GROWN_UPS)} {_surname(random, last_name)}", next(numbers)) for _ in range(count)
    )


def _surname(random: Random, last_name: str) -> str:
    return last_name if random.random() < 0.7 else random.choice(LAST_NAMES)
