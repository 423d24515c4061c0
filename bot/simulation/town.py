"""Two made-up schools with everyone in them, and what happens to people during the year.

Someone goes on leave with a deputy, someone without; a mentor leaves; an EHT member and a rektor are away;
pupils change class, mentor and school, come and leave, and get a protected identity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from bot.demo.names import FIRST_NAMES, LAST_NAMES, phones
from bot.demo.school import Adult, Child, School, guardians_of, names_of

SCHOOLS = ("Granskolan", "Tallskolan")
GRADES = (7, 8, 9, 4, 5, 6)
CLASS_SIZE = 25
LETTERS = "ABCDEFGH"

Turn = Callable[[School], School]


@dataclass(frozen=True)
class Event:
    """Something that a new roster tells. `what` is for the year's table."""

    on: date
    what: str
    turn: Turn


@dataclass
class Town:
    """`school`: everyone as the latest roster has them. `events` wait, in order of their days."""

    school: School
    events: list[Event]
    told: list[tuple[date, str]] = field(default_factory=list)

    def new_roster(self, day: date) -> bool:
        """Brings the day's events about. Whether there is a new roster to take in."""
        due = [event for event in self.events if event.on <= day]
        for event in due:
            self.school = event.turn(self.school)
            self.told.append((event.on, event.what))
            self.events.remove(event)
        return bool(due)

    def classes(self) -> Sequence[str]:
        return sorted({child.class_name for child in self.school.children})


def build_town(pupils: int, days: Sequence[date], seed: int) -> Town:
    random = Random(f"{seed} town")
    names = _full_names(random)
    classes = _classes(max(2, round(pupils / CLASS_SIZE / len(SCHOOLS))))
    mentors = {name: next(names) for own in classes for name in own}
    adults = [
        adult
        for number, school in enumerate(SCHOOLS)
        for adult in _adults(school, classes[number], mentors, names)
    ]
    nurse = next(adult for adult in adults if "eht" in adult.roles)
    adults.append(replace(nurse, school=SCHOOLS[1]))
    children = tuple(_children(random, pupils, classes, mentors))
    school = School(tuple(adults), children)
    return Town(school, sorted(_events(school, days, Random(f"{seed} events")), key=lambda event: event.on))


def _classes(each: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The two schools have no class name in common, so that a timetable without schools finds its class."""
    own = [
        tuple(
            f"{GRADES[number % len(GRADES)]}{LETTERS[number // len(GRADES) * 2 + school]}"
            for number in range(each)
        )
        for school in range(len(SCHOOLS))
    ]
    return own[0], own[1]


def _full_names(random: Random) -> Iterator[str]:
    lasts = random.sample(LAST_NAMES, len(LAST_NAMES))
    firsts = random.sample(FIRST_NAMES, len(FIRST_NAMES))
    return (f"{first} {last}" for first, last in zip(firsts, lasts, strict=False))


def _adults(
    school: str, classes: Sequence[str], mentors: Mapping[str, str], names: Iterator[str]
) -> Iterator[Adult]:
    for name in classes:
        team = f"{school} {'4–6' if name < '7' else '7–9'}"
        yield Adult(mentors[name], ("mentor", "lärare"), team, school=school)
    for roles in (("eht",), ("eht",), ("eht",), ("rektor",), ("skoladmin",), ("lärare",), ("lärare",)):
        yield Adult(next(names), roles, school=school)


def _children(
    random: Random, pupils: int, classes: Sequence[Sequence[str]], mentors: Mapping[str, str]
) -> Iterator[Child]:
    names, numbers = names_of(random), phones()
    homes = [(school, name) for school, own in zip(SCHOOLS, classes, strict=True) for name in own]
    for place in range(pupils):
        school, class_name = homes[place * len(homes) // pupils]
        first, last = next(names)
        yield Child(
            ref=f"S{place + 1:04d}",
            seat=place + 1,
            first_name=first,
            last_name=last,
            class_name=class_name,
            mentors=(Adult(mentors[class_name], ()).email,),
            guardians=guardians_of(random, last, numbers),
            protected=random.random() < 0.003,
            school=school,
        )


def _events(school: School, days: Sequence[date], random: Random) -> Iterator[Event]:
    """Each at a part of the year, so that a short one has them all."""

    def part(share: float) -> date:
        return days[min(int(len(days) * share), len(days) - 1)]

    mentors = [adult for adult in school.adults if "mentor" in adult.roles]
    eht = [adult for adult in school.adults if "eht" in adult.roles and adult.school == SCHOOLS[0]]
    heads = [adult for adult in school.adults if "rektor" in adult.roles]
    teachers = [adult for adult in school.adults if adult.roles == ("lärare",)]
    leave, alone = random.sample([one for one in mentors if one.school == SCHOOLS[0]], 2)
    gone, shares = random.sample([one for one in mentors if one.school == SCHOOLS[1]], 2)
    deputy = next(one for one in teachers if one.school == leave.school)
    yield Event(part(0.2), "en mentor är ledig, med ersättare", _away(leave, part(0.2), part(0.35), deputy))
    yield Event(part(0.3), "en mentor är borta, utan ersättare", _away(alone, part(0.3), part(0.42)))
    yield Event(part(0.4), "en mentor slutar", _away(gone, part(0.4), None))
    yield Event(part(0.48), "klassen får en ny mentor", _new_mentor(gone, shares))
    yield Event(part(0.5), "en i elevhälsan slutar", _away(eht[1], part(0.5), None))
    yield Event(part(0.55), "rektor är borta, med ersättare", _away(heads[0], part(0.55), part(0.65), eht[2]))
    yield Event(
        part(0.6), "den andra rektorn är borta, utan ersättare", _away(heads[1], part(0.6), part(0.7))
    )
    some = Random(random.random())
    yield Event(part(0.25), "elever byter klass", _change_class(some))
    yield Event(part(0.45), "elever byter skola", _change_school(some))
    yield Event(part(0.5), "elever delas av två mentorer", _share(shares, some))
    yield Event(part(0.7), "elever flyttar härifrån", _leave(some))
    yield Event(part(0.72), "en elev får skyddade uppgifter", _protect(some))


def _away(adult: Adult, first: date, last: date | None, deputy: Adult | None = None) -> Turn:
    """Wherever the person works."""

    def turn(school: School) -> School:
        instead = deputy.email if deputy else ""
        return _adults_changed(
            school,
            lambda one: replace(one, away=(first, last), deputy=instead) if one.email == adult.email else one,
        )

    return turn


def _new_mentor(old: Adult, new: Adult) -> Turn:
    def change(child: Child) -> Child:
        mentors = tuple(new.email if one == old.email else one for one in child.mentors)
        return replace(child, mentors=mentors)

    return lambda school: _children_changed(school, change)


def _share(second: Adult, random: Random) -> Turn:
    def change(child: Child) -> Child:
        near = child.school == second.school and second.email not in child.mentors
        return replace(child, mentors=(*child.mentors, second.email)) if near and _some(random) else child

    return lambda school: _children_changed(school, change)


def _change_class(random: Random) -> Turn:
    """To another class of the same school, with its mentor."""

    def turn(school: School) -> School:
        return _moved(school, random, lambda child, other: child.school == other.school)

    return turn


def _change_school(random: Random) -> Turn:
    def turn(school: School) -> School:
        return _moved(school, random, lambda child, other: child.school != other.school)

    return turn


def _moved(school: School, random: Random, may: Callable[[Child, Child], bool]) -> School:
    """Some take the place of somebody else: that one's school, class and mentors."""
    open_ones = [child for child in school.children if not child.protected]

    def change(child: Child) -> Child:
        if child.protected or not _some(random):
            return child
        others = [one for one in open_ones if may(child, one) and one.class_name != child.class_name]
        if not others:
            return child
        other = random.choice(others)
        return replace(child, school=other.school, class_name=other.class_name, mentors=other.mentors)

    return _children_changed(school, change)


def _leave(random: Random) -> Turn:
    return lambda school: replace(
        school, children=tuple(child for child in school.children if not _some(random))
    )


def _protect(random: Random) -> Turn:
    def turn(school: School) -> School:
        chosen = random.choice(school.children).ref
        return _children_changed(
            school, lambda child: replace(child, protected=True) if child.ref == chosen else child
        )

    return turn


def _some(random: Random) -> bool:
    """One in twenty-five."""
    return random.random() < 0.04


def _adults_changed(school: School, change: Callable[[Adult], Adult]) -> School:
    return replace(school, adults=tuple(change(one) for one in school.adults))


def _children_changed(school: School, change: Callable[[Child], Child]) -> School:
    return replace(school, children=tuple(change(child) for child in school.children))
