"""The year itself: each night its file, each morning the real run, each day what the staff press."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import event, func
from sqlmodel import Session, col, select

from bot.clock import SetClock
from bot.delivery import Courier
from bot.demo.absence import Row
from bot.demo.files import write_absence, write_breaks, write_people, write_schedule
from bot.garbage import what_is_loaded_stays
from bot.intake import Capabilities, EventIntake
from bot.keys import new_key
from bot.refresher import Refresher
from bot.simulation.days import AFTERNOON, BREAK_TIME, MORNING, NIGHT, ONE_DAY, OWN, SHARED, Days, at
from bot.simulation.habits import PLATFORM, Hands, Person, looks_of
from bot.simulation.lives import Lives
from bot.simulation.phones import Delivered, Phones
from bot.simulation.rules import Breach, Rules, is_away, staff_ids
from bot.simulation.town import SCHOOLS, Town, build_town
from bot.ticker import Ticker
from handlers import dispatch, outgoing
from handlers.escalation.thread import channel
from handlers.imports import take_in
from handlers.morning.run import run as run_morning
from handlers.morning.wanted import rung_kinds
from handlers.plans import Plans
from storage.calendar import SchoolCalendar
from storage.database import Database, open_database
from storage.ingest import ImportOptions
from storage.tables import Case, Due, School
from storage.tables.chat import PlatformChannel

HALF_EXPORT, NO_EXPORT = 0.62, (0.66, 4)
"""When in the year an export loses half its rows, and when no file comes for some school days."""
Progress = Callable[[int, int], None]
"""School days done, and of how many."""


@dataclass(frozen=True)
class Day:
    """One school day in figures. `steps`: open cases by step. `told`: of what waits, by rung."""

    on: date
    steps: dict[int, int]
    closed: int
    messages: int
    presses: int
    told: dict[str, int]
    doubted: int


@dataclass(frozen=True)
class Year:
    """What the year came to. `breaches`: what must not be; none in a good year."""

    plan: str
    pupils: int
    days: tuple[Day, ...]
    events: tuple[tuple[date, str], ...]
    breaches: tuple[Breach, ...]
    cases: int
    refused: int
    longest_wait: int
    """School days that something overdue had waited when rektor heard of it, at most."""


def play(
    plans: Plans, *, pupils: int, days: Days, seed: int, progress: Progress = lambda done, of: None
) -> Year:
    """In a database of its own, in a folder that is gone afterwards. The same seed gives the same year."""
    with TemporaryDirectory() as folder, what_is_loaded_stays():
        database = open_database(f"sqlite:///{folder}/year.db", [new_key()])
        _never_waits_for_the_disk(database)
        try:
            return asyncio.run(_Play(database, plans, days, seed, pupils, Path(folder)).run(progress))
        finally:
            database.close()


def _never_waits_for_the_disk(database: Database) -> None:
    """Nothing outlives the run, so nothing need survive a power cut."""
    database.engine.dispose()

    @event.listens_for(database.engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")


@dataclass
class _Play:
    database: Database
    plans: Plans
    days: Days
    seed: int
    pupils: int
    folder: Path
    _found: list[Day] = field(default_factory=list)
    _messages: int = 0

    def __post_init__(self) -> None:
        school_days = self.days.school_days
        self._calendars: dict[str, SchoolCalendar] = dict(zip(SCHOOLS, self.days.calendars, strict=True))
        self._town: Town = build_town(self.pupils, school_days, self.seed)
        self._lives = Lives(self.seed, school_days)
        self._clock = SetClock(at(self.days.first, NIGHT))
        self._phones = Phones(self.database)
        can = Capabilities(dispatch.handle, dispatch.leaves_no_trace, outgoing.enqueue)
        intake = EventIntake(self.database, self._clock, self.plans, can, lambda: None)
        self._refresher = Refresher(self.database, self._clock, self.plans, lambda: None)
        self._hands = Hands(intake, self._phones, self._clock, Random(f"{self.seed} presses"))
        courier = Courier(self.database, self._clock, [], asyncio.Event())
        self._ticker = Ticker(self.database, self._clock, MORNING, self._run_morning, intake, courier)
        self._kept: list[Row] = []

    def _run_morning(self, now: datetime, on: date) -> None:
        run_morning(self.database, self.plans, now=now, on=on)

    async def run(self, progress: Progress) -> Year:
        self._take_in(self.days.first, [*self._people(), *self._frame()])
        with self.database.reading() as session:
            staff = staff_ids(session)
        rules = Rules(self.plans, self._town, self._phones, staff)
        people = _people(self._town, staff, self._channels(), self.seed)
        for day in self.days.every_day:
            await self._live(day, rules, people)
            progress(len(self._found), self.days.count)
        return self._year(rules)

    async def _live(self, day: date, rules: Rules, people: Sequence[tuple[str, Person]]) -> None:
        """Night, morning, break and afternoon of one day, weekend or not."""
        at_school = [name for name, days in self._calendars.items() if days.is_school_day(day)]
        unasked = await self._look_at_the_clock(day, MORNING)
        with self.database.reading() as session:
            rules.a_morning_is_done(session, day)
            rules.what_waits_reached_rektor(session, day)
        presses = self._hands.presses
        if at_school:
            self._clock.move_to(at(day, BREAK_TIME))
            await self._work(day, at_school, people)
        later = await self._look_at_the_clock(day, AFTERNOON)
        unasked += [one for one in later if not one.key.startswith("remind:")]
        rules.a_night_passed(day, unasked, at_school)
        with self.database.reading() as session:
            rules.every_case_has_somebody(session, day)
            rules.no_press_failed(session, day)
            if self._is_counted(day):
                self._found.append(self._figures(session, day, unasked, self._hands.presses - presses))
        self._night(day + ONE_DAY)

    def _is_counted(self, day: date) -> bool:
        return self._calendars[SCHOOLS[0]].is_school_day(day)

    async def _look_at_the_clock(self, day: date, clock: object) -> list[Delivered]:
        self._clock.move_to(at(day, clock))  # type: ignore[arg-type]
        await self._ticker.tick()
        return self._phones.deliver(self._clock.now())

    async def _work(
        self, day: date, at_school: Collection[str], people: Sequence[tuple[str, Person]]
    ) -> None:
        """Those who are there today and look at their phone, all in the same break: then the others' messages
        are brought up to date."""
        number = len(self._found)
        away = {one.email for one in self._town.school.adults if is_away(one, day)}
        schools: dict[str, set[str]] = {}
        for adult in self._town.school.adults:
            schools.setdefault(adult.email, set()).add(adult.school)
        for email, person in people:
            if email not in away and schools[email] & set(at_school) and person.looks_on(number):
                await self._hands.sit_down(person)
        await self._refresher.catch_up()
        self._phones.deliver(self._clock.now())

    def _night(self, morning: date) -> None:
        """The night before `morning`: a new roster when somebody has moved, and the day's absence."""
        self._clock.move_to(at(morning, NIGHT))
        day = morning - ONE_DAY
        files = self._people() if self._town.new_roster(morning) else []
        files += self._absence(day)
        if files:
            self._take_in(morning, files)

    def _absence(self, day: date) -> list[Path]:
        """The export of a school day, unless it does not come: then its rows are in the next."""
        at_school = {name for name, days in self._calendars.items() if days.is_school_day(day)}
        children = [child for child in self._town.school.children if child.school in at_school]
        rows = self._lives.night(children, day)
        number, count = len(self._found), self.days.count
        stops, length = int(count * NO_EXPORT[0]), NO_EXPORT[1]
        if stops <= number < stops + length:
            self._kept += rows
            return []
        if number == int(count * HALF_EXPORT) and at_school:
            rows = rows[: len(rows) // 2]
        rows, self._kept = _latest([*self._kept, *rows], self._town), []
        return [write_absence(rows, self.folder)] if rows else []

    def _people(self) -> list[Path]:
        return write_people(self._town.school, self.folder)

    def _frame(self) -> list[Path]:
        shared = [("", *one) for one in SHARED]
        own = [(SCHOOLS[1], *one) for one in OWN]
        last = self.days.school_days[-1]
        classes = write_schedule(self._town.classes(), self.folder, self.days.first, last)
        return [write_breaks([*shared, *own], self.folder), classes]

    def _take_in(self, morning: date, files: Sequence[Path]) -> None:
        options = ImportOptions(alone=True)
        take_in(self.database, self.plans, files, now=at(morning, NIGHT), options=options)

    def _channels(self) -> dict[str, str]:
        """EHT's, by school: each team has pointed out a channel of its own."""
        now = self._clock.now()
        with self.database.writing() as session:
            schools = session.exec(select(School)).all()
            names = {school.name: channel(school.id or 0) for school in schools}
            for name in names.values():
                session.add(
                    PlatformChannel(platform=PLATFORM, channel=name, conversation=name, linked_at=now)
                )
        return names

    def _figures(self, session: Session, day: date, unasked: Sequence[Delivered], presses: int) -> Day:
        count = partial(_count, session)
        open_ones = select(Case.step, func.count()).where(Case.state == "open")
        steps = session.exec(open_ones.group_by(col(Case.step)))
        told = {who: count(Due, Due.said_on == day, col(Due.kind).in_(rung_kinds(who))) for who in RUNGS}
        return Day(
            on=day,
            steps=dict(steps.all()),
            closed=count(Case, Case.closed_on == day),
            messages=sum(1 for one in unasked if one.operation == "post"),
            presses=presses,
            told=told,
            doubted=count(Due, Due.kind == "doubt"),
        )

    def _year(self, rules: Rules) -> Year:
        with self.database.reading() as session:
            cases = _count(session, Case)
        return Year(
            plan=self.plans.default,
            pupils=self.pupils,
            days=tuple(self._found),
            events=tuple(self._town.told),
            breaches=tuple(rules.breaches),
            cases=cases,
            refused=self._hands.refused,
            longest_wait=rules.longest_wait,
        )


RUNGS = ("mentor", "eht", "rektor")


def _count(session: Session, table: type, *where: object) -> int:
    return session.exec(select(func.count()).select_from(table).where(*where)).one()  # type: ignore[arg-type]


def _people(
    town: Town, staff: dict[str, int], channels: dict[str, str], seed: int
) -> Sequence[tuple[str, Person]]:
    """By address, everyone who may be told something."""
    random = Random(f"{seed} habits")
    found: dict[str, Person] = {}
    for adult in town.school.adults:
        leader = bool({"eht", "rektor"} & set(adult.roles))
        known = found.get(adult.email)
        looks = known.looks if known else looks_of(random, leader=leader)
        own = (channels[adult.school],) if "eht" in adult.roles else ()
        found[adult.email] = Person(staff[adult.email], looks, (*(known.channels if known else ()), *own))
    return list(found.items())


def _latest(rows: Sequence[Row], town: Town) -> list[Row]:
    """One word for each lesson, the last; of those who still go here."""
    there = {child.ref for child in town.school.children}
    by_lesson = {(row.ref, row.day, row.slot.start): row for row in rows if row.ref in there}
    return list(by_lesson.values())
