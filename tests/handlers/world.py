"""A small world: files are taken in, mornings run, people press and type, and we look at what they see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import SQLModel, col, select

from content.loader import PlanLibrary
from handlers import dispatch
from handlers.context import Actor, Context, Refusal
from handlers.imports import take_in
from handlers.morning.refresh import catch_up
from handlers.morning.run import MorningResult, run
from handlers.outgoing import enqueue
from handlers.plans import Plans
from handlers.vocabulary import Button, Card, Event, OpenForm, Place, Replace, Reply, Whisper
from storage.database import Database
from storage.ingest import ImportOptions, ImportSummary
from storage.tables import AuditEntry, Case, Outbox, Pupil, School, Staff, metadata
from storage.zone import STOCKHOLM
from tests.handlers.files import SCHOOL, Adult, Child, Files, Lesson, write
from tests.handlers.screen import Screen

PLAN = "danderyd"
LIBRARY = PlanLibrary()
MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)

Row = TypeVar("Row", bound=SQLModel)


@dataclass
class World:
    """One database and its clock. Time stands still unless a test moves it."""

    database: Database
    folder: Path
    now: datetime = datetime(2026, 11, 23, 16, tzinfo=STOCKHOLM)
    plans: Plans = field(default_factory=lambda: Plans(LIBRARY, PLAN))
    screen: Screen = field(default_factory=Screen)
    address: str = ""
    """Where links lead, as `Context.address`."""
    files: bool = False
    """As `Context.files`."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def at(self, day: date, clock: str = "07:00") -> None:
        hour, minute = clock.split(":")
        self.now = datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=STOCKHOLM)

    def take_in(self, files: Files, replaces: tuple[date, date] | None = None) -> ImportSummary:
        paths = write(files, self.folder / f"import-{next(self._numbers)}")
        options = ImportOptions(replaces=replaces)
        return take_in(self.database, self.plans, paths, now=self.now, options=options)

    def absence(self, *lessons: Lesson | Iterable[Lesson]) -> ImportSummary:
        """Later lessons take the place of earlier ones at the same hour."""
        rows: dict[tuple[str, date, str], Lesson] = {}
        for one in lessons:
            for row in (one,) if isinstance(one, Lesson) else one:
                rows[(row.pupil, row.day, row.start)] = row
        return self.take_in(Files(lessons=tuple(rows.values())))

    def morning(self, on: date, clock: str = "07:00") -> MorningResult:
        """The morning is run, and its messages delivered."""
        self.at(on, clock)
        result = run(self.database, self.plans, now=self.now, on=on)
        self.deliver()
        return result

    def mornings(self, *days: date) -> None:
        """What waits climbs a rung a morning."""
        for on in days:
            self.morning(on)

    def deliver(self) -> None:
        self.screen.deliver(self.database, self.now)

    def press(
        self,
        who: str,
        button: Button | tuple[str, str],
        message: str = "",
        fields: Mapping[str, str | tuple[str, ...]] | None = None,
        kind: str = "click",
    ) -> Reply:
        """A press, with what stood in the card's inputs. Raises Refusal, and then nothing is changed."""
        action, value = button if isinstance(button, tuple) else (button.action, button.value)
        return self.send(
            Event(
                id=f"e{next(self._numbers)}",
                kind=kind,  # type: ignore[arg-type]
                staff=self.staff(who),
                place=Place(staff=self.staff(who)),
                action=action,
                value=value,
                fields=fields or {},
                message=message,
            )
        )

    def types(self, who: str, words: str, thread: str = "") -> Reply:
        staff = self.staff(who)
        place = Place(staff=staff, thread=thread)
        return self.send(Event(f"e{next(self._numbers)}", "text", staff, place, text=words))

    def send(self, event: Event) -> Reply:
        """As the bot does it: one transaction, the messages that follow in the same, and then those of
        everybody else."""
        with self.database.writing() as session:
            actor = Actor(event.staff) if event.staff is not None else Actor(label="guest")
            context = Context(session, self.now, self.plans, actor, self.address, self.files)
            reply = dispatch.handle(context, event)
            if reply.leave_no_trace:
                session.rollback()
            else:
                enqueue(session, reply.later, self.now)
        self._answer(event, reply)
        self._deliver_around()
        return reply

    def _deliver_around(self) -> None:
        """The answer, and what then changes for everybody: whoever pressed reads the answer last."""
        begun = len(self.screen.history)
        self.deliver()
        answers = self.screen.history[begun:]
        del self.screen.history[begun:]
        catch_up(self.database, self.plans, self.now)
        self.deliver()
        self.screen.history += answers

    def _answer(self, event: Event, reply: Reply) -> None:
        for now in reply.now:
            if isinstance(now, Replace) and event.message:
                self.screen.replace(event.staff, event.message, now.card)

    def refused(self, who: str, button: Button | tuple[str, str], **more: Any) -> str:
        """The words of the refusal; fails when there is none, or when anything was changed."""
        with self.nothing_changes():
            return self.words_of_refusal(who, button, **more)

    @contextmanager
    def nothing_changes(self) -> Iterator[None]:
        before = self.dump()
        yield
        assert self.dump() == before

    def words_of_refusal(self, who: str, button: Button | tuple[str, str], **more: Any) -> str:
        with pytest.raises(Refusal) as refusal:
            self.press(who, button, **more)
        return str(refusal.value)

    # What people see

    def message(self, who: str, on: date) -> Card:
        return self.screen.messages[(self.staff(who), self.key(who, on))]

    def key(self, who: str, on: date) -> str:
        return f"morning:{self.staff(who)}:{on.isoformat()}"

    def got(self, who: str, on: date) -> bool:
        return (self.staff(who), self.key(who, on)) in self.screen.messages

    def case_message(self, who: str, pupil: str, word: str = "first") -> tuple[str, Card]:
        """The last message about the pupil's case in somebody's chat: its key and its card."""
        begins = f"{word}:{self.case(pupil).id}:"
        found = [
            (key, card)
            for (staff, key), card in self.screen.messages.items()
            if staff == self.staff(who) and key.startswith(begins)
        ]
        assert found, f"{who} has no message {begins}"
        return found[-1]

    def latest(self, who: str) -> Card:
        """What was last posted or changed in somebody's chat."""
        cards = [card for staff, _, _, card in self.screen.history if staff == self.staff(who)]
        last = cards[-1]
        assert last is not None
        return last

    # What the database holds

    def staff(self, short: str) -> int:
        hashed = self.database.vault.keyed_hash(f"{short}@skola.example")
        return self._one(select(Staff.id).where(Staff.email_hash == hashed))

    def pupil(self, ref: str) -> int:
        return self._one(select(Pupil.id).where(Pupil.ref == ref))

    def school(self, name: str = SCHOOL) -> int:
        return self._one(select(School.id).where(School.name == name))

    def _one(self, question: Any) -> int:
        with self.database.reading() as session:
            found = session.exec(question).one()
        assert isinstance(found, int)
        return found

    def case(self, ref: str) -> Case:
        """The pupil's last case."""
        found = self.cases(ref)
        assert found, f"{ref} has no case"
        return found[-1]

    def cases(self, ref: str) -> list[Case]:
        with self.database.reading() as session:
            question = select(Case).where(Case.pupil_id == self.pupil(ref)).order_by(col(Case.id))
            found = list(session.exec(question))
            session.expunge_all()
        return found

    def rows(self, table: type[Row]) -> list[Row]:
        with self.database.reading() as session:
            found = list(session.exec(select(table)))
            session.expunge_all()
        return found

    def waiting(self) -> list[Outbox]:
        return [row for row in self.rows(Outbox) if row.state == "created"]

    def count(self, table: type[SQLModel]) -> int:
        with self.database.reading() as session:
            return session.exec(select(func.count()).select_from(table)).one()

    def audit(self) -> list[AuditEntry]:
        return self.rows(AuditEntry)

    def opened(self) -> str:
        """Everything the database holds, with what is encrypted opened."""
        with self.database.reading() as session:
            return repr([list(session.execute(sql_select(table))) for table in metadata.sorted_tables])

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, as stored: encrypted columns as they lie in the file."""
        with self.database.engine.connect() as connection:
            return {
                table.name: sorted(
                    (tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"')),
                    key=repr,
                )
                for table in metadata.sorted_tables
            }


ANNA, BO = Adult("anna"), Adult("bo")
EVA, RUT = Adult("eva", "eht"), Adult("rut", "rektor")
ALVA = Child("E1", "Alva", "Lindgren", "anna")
BILAL = Child("E2", "Bilal", "Hassan", "anna")
CLEO = Child("E3", "Cleo", "Strand", "bo", klass="7A")
ADULTS = (ANNA, BO, EVA, RUT)
CHILDREN = (ALVA, BILAL, CLEO)


def replaced(reply: Reply) -> Card:
    [found] = [now.card for now in reply.now if isinstance(now, Replace)]
    return found


def whispered(reply: Reply) -> Card:
    [found] = [now.card for now in reply.now if isinstance(now, Whisper)]
    return found


def form(reply: Reply) -> OpenForm:
    [found] = [now for now in reply.now if isinstance(now, OpenForm)]
    return found
