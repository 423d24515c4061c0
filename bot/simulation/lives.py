"""When the pupils of the made-up schools are away: most now and then, some in a way that should be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bot.demo import everyday
from bot.demo.absence import Row, rows_of
from bot.demo.school import Child
from bot.demo.story import Beat

TROUBLED = 0.09
"""How many have a stretch of the year in which they are away a lot."""

Trouble = Callable[[Random, date, date], Iterable[Beat]]


def _weekdays(random: Random, first: date, last: date) -> Iterable[Beat]:
    """The same two days a week, announced."""
    return [Beat(first, last, weekdays=tuple(random.sample(range(5), 2)))]


def _last_lessons(random: Random, first: date, last: date) -> Iterable[Beat]:
    """Gone after lunch on some days, and nobody has said so."""
    return [Beat(first, last, "oanmäld", tuple(random.sample(range(5), 3)), (-2, -1))]


def _ill_again(random: Random, first: date, last: date) -> Iterable[Beat]:
    """A day or two every other week."""
    day = first
    while day <= last:
        yield Beat(day, min(day + timedelta(days=random.randint(0, 2)), last))
        day += timedelta(days=random.randint(6, 14))


def _late(random: Random, first: date, last: date) -> Iterable[Beat]:
    return [Beat(first, last, "sen", lessons=(1,), minutes=random.randint(15, 40))]


def _at_home(_random: Random, first: date, last: date) -> Iterable[Beat]:
    """Away altogether, and for a while nobody announces it."""
    turn = first + timedelta(weeks=1)
    return [Beat(first, min(turn, last), "oanmäld"), Beat(turn, last)]


def _more_and_more(_random: Random, first: date, last: date) -> Iterable[Beat]:
    third = (last - first) / 3
    return [
        Beat(first, last, weekdays=(0,)),
        Beat(first + third, last, weekdays=(4,)),
        Beat(first + 2 * third, last, "oanmäld", weekdays=(1, 2)),
    ]


TROUBLES: Sequence[Trouble] = (_weekdays, _last_lessons, _ill_again, _late, _at_home, _more_and_more)


@dataclass
class Lives:
    """What each night's export knows. A child keeps the same life wherever they go to school."""

    seed: int
    days: Sequence[date]
    _beats: dict[str, tuple[Beat, ...]] = field(default_factory=dict)
    _later: dict[date, list[Row]] = field(default_factory=dict)

    def night(self, children: Iterable[Child], day: date) -> list[Row]:
        """What is known the night after a school day; a guardian's late word takes the place of what was
        told of the lesson before."""
        rows: dict[tuple[str, date, int], Row] = {}
        for known in sorted(one for one in self._later if one <= day):
            rows.update({(row.ref, row.day, row.slot.number): row for row in self._later.pop(known)})
        for child in children:
            for row in rows_of(child, self._life(child), [day]):
                if row.known > day:
                    self._later.setdefault(row.known, []).append(row)
                else:
                    rows[row.ref, row.day, row.slot.number] = row
        there = {child.ref for child in children}
        return [row for row in rows.values() if row.ref in there]

    def _life(self, child: Child) -> tuple[Beat, ...]:
        if child.ref not in self._beats:
            random = Random(f"{self.seed} {child.ref}")
            forgotten = everyday.forgotten_registers(Random(f"{self.seed} {child.class_name}"), self.days)
            beats = (*_trouble(random, self.days), *everyday.life(random, self.days), *forgotten)
            self._beats[child.ref] = beats
        return self._beats[child.ref]


def _trouble(random: Random, days: Sequence[date]) -> Iterator[Beat]:
    if random.random() >= TROUBLED:
        return
    place = random.randrange(len(days) * 3 // 4)
    last = days[min(place + random.randint(12, 60), len(days) - 1)]
    yield from random.choice(TROUBLES)(random, days[place], last)


def by_school(children: Iterable[Child]) -> Mapping[str, list[Child]]:
    found: dict[str, list[Child]] = {}
    for child in children:
        found.setdefault(child.school, []).append(child)
    return found
