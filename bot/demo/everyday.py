"""The absence of ordinary pupils: mostly a cold of one to three days, now and then something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from bot.demo.days import FIRST_DAY
from bot.demo.story import Beat

FALLS_ILL = 0.018
"""Chance of a pupil and school day that an illness begins."""
GOES_HOME = 0.003
"""Goes home after lunch, announced."""
COMES_LATE = 0.010
MISSES_A_LESSON = 0.007
"""Unreported; two in five are announced the day after."""
IS_GRANTED_LEAVE = 0.0012
REGISTER_FORGOTTEN = 0.04
"""Chance of a class and school day that a lesson's register is not filled in."""


def life(random: Random, days: Sequence[date]) -> Iterator[Beat]:
    """Nobody is ill and on leave at the same time: one thing ends before the next begins."""
    place = 0
    while place < len(days):
        length, beat = _day(random, days, place)
        if beat is not None:
            yield beat
        place += length


def later_life(random: Random, days: Sequence[date]) -> Iterator[Beat]:
    """Those with a story have everyday lives too, once their story is told."""
    return (beat for beat in life(random, days) if beat.first > date(2027, 1, 1))


def forgotten_registers(random: Random, days: Sequence[date]) -> Iterator[Beat]:
    """The same for everyone in a class: a teacher who has not got round to it."""
    for day in days:
        if random.random() < REGISTER_FORGOTTEN:
            yield Beat(day, day, "ej_rapporterad", lessons=(random.randint(1, 5),))


def _day(random: Random, days: Sequence[date], place: int) -> tuple[int, Beat | None]:
    """How many school days it takes, and what it is."""
    day, chance = days[place], random.random()
    if chance < FALLS_ILL:
        length = random.choices((1, 2, 3), (5, 4, 2))[0]
        last = days[min(place + length, len(days)) - 1]
        return length + 2, Beat(day, last)
    chance -= FALLS_ILL
    if chance < GOES_HOME:
        return 3, Beat(day, day, lessons=(-2, -1))
    chance -= GOES_HOME
    if chance < COMES_LATE:
        return 1, Beat(day, day, "sen", lessons=(1,), minutes=random.randint(5, 20))
    chance -= COMES_LATE
    if chance < MISSES_A_LESSON:
        return 2, _missed_lesson(random, day)
    chance -= MISSES_A_LESSON
    if chance < IS_GRANTED_LEAVE:
        return 4, Beat(day, days[min(place + 1, len(days) - 1)], "ledighet")
    return 1, None


def _missed_lesson(random: Random, day: date) -> Beat:
    number = random.randint(1, 5)
    lessons = (number, number + 1) if number in (1, 4) and random.random() < 0.4 else (number,)
    announced_later = random.random() < 0.4 and day >= FIRST_DAY
    if announced_later:
        return Beat(day, day, lessons=lessons, announced=1)
    return Beat(day, day, "oanmäld", lessons=lessons)
