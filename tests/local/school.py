"""A small invented school, cards of every kind, and an intake that plays the handlers' part."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.platforms.base import Delivery
from bot.platforms.local import LocalPlatform
from handlers.vocabulary import (
    Button,
    Buttons,
    Card,
    Checklist,
    ChecklistItem,
    ChoiceInput,
    DateInput,
    Divider,
    Event,
    Facts,
    Heading,
    Link,
    ManyInput,
    Now,
    OpenForm,
    Option,
    Paragraph,
    Picture,
    Place,
    Replace,
    TextInput,
    Whisper,
)
from storage.database import Database
from storage.tables import Mentorship, Pupil, School, Staff, StaffRole
from storage.zone import STOCKHOLM

MORNING = datetime(2026, 11, 24, 7, 45, tzinfo=STOCKHOLM)
ANNA, BO, EHT, REKTOR, TEACHER = 1, 2, 3, 4, 5
PEOPLE = (
    (ANNA, "Anna Berg", "mentor"),
    (BO, "Bo Lind", "mentor"),
    (EHT, "Samira Haddad", "eht"),
    (REKTOR, "Eva Ståhl", "rektor"),
    (TEACHER, "Olle Kvist", "teacher"),
)
CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 90"><rect width="320" height="90" fill="#fff"/>'
    '<path d="M10 75 60 68 110 70 160 50 210 40 260 22 310 18" fill="none" stroke="#0f5a66"/>'
    '<path d="M10 55H310" stroke="#c98a1d" stroke-dasharray="5 4"/></svg>'
)


def fill(database: Database) -> None:
    """One school, five members of staff, one class of two pupils."""
    with database.writing() as session:
        session.add(School(id=1, name="Provskolan"))
        session.flush()
        for number, name, role in PEOPLE:
            email = f"p{number}@skola.example"
            session.add(Staff(id=number, email=email, email_hash=email, name=name))
            session.flush()
            session.add(StaffRole(staff_id=number, school_id=1, role=role))
        for number, first in ((1, "Alva"), (2, "Noel")):
            session.add(
                Pupil(
                    id=number, school_id=1, ref=f"E{number}", first_name=first, last_name="P", class_name="7A"
                )
            )
            session.flush()
            session.add(Mentorship(pupil_id=number, staff_id=ANNA))


def every_block(text: str = "Text") -> Card:
    """One of each, with `text` wherever a text can stand."""
    return Card(
        title=text,
        summary=text,
        blocks=(
            Heading(text, badge=text),
            Paragraph(text, tone="warning"),
            Paragraph(text, tone="good"),
            Paragraph(text, tone="strong"),
            Paragraph(text, tone="muted"),
            Facts(((text, text), ("Frånvaro", "18,2 %"))),
            Checklist(
                (
                    ChecklistItem(text, "open"),
                    ChecklistItem(text, "done", detail=text),
                    ChecklistItem(text, "not_needed", detail=text),
                )
            ),
            Picture(CHART, alt=text),
            Divider(),
            Link(text, "https://skola.example/plan"),
            ChoiceInput("few", text, (Option("a", text), Option("b", "B")), selected="b"),
            ChoiceInput("lots", text, tuple(Option(f"o{n}", text) for n in range(8)), selected="o3"),
            ManyInput("many", text, (Option("x", text), Option("y", "Y")), selected=("y",)),
            DateInput("day", text, date(2026, 12, 1), date(2026, 11, 24), date(2026, 12, 18)),
            TextInput("short", text, placeholder=text, value=text),
            TextInput("long", text, long=True, placeholder=text, value=text, sensitive=True),
            Buttons((Button(text, "go", "1", "primary"), Button(text, "no", style="danger"))),
        ),
    )


def morning_card() -> Card:
    return Card(
        title="God morgon! Två elever behöver dig i dag",
        summary="Två elever behöver något i dag",
        blocks=(
            Heading("Alva P, 7A", badge="Steg 1"),
            Paragraph("Oanmäld frånvaro i går, måndag 23 november: matematik 09.20–10.20."),
            Facts(
                (("Varför", "Första oanmälda frånvaron"), ("Månaden", "6,4 %"), ("Plan", "Steg 1, sidan 4"))
            ),
            Buttons(
                (
                    Button("Nådde vårdnadshavare", "reached", "1", "primary"),
                    Button("Nådde eleven", "reached_pupil", "1"),
                    Button("Nådde ingen", "nobody", "1"),
                    Button("Orolig för barnet", "worry", "1", "danger"),
                )
            ),
            Heading("Noel P, 7A", badge="Steg 2"),
            Paragraph(
                "Frånvaron är 22,1 % sedan ärendet öppnades. Den är osäker: 24 % ej rapporterat.", "warning"
            ),
            Buttons((Button("Boka möte", "book", "2", "primary"), Button("Vad är kvar?", "left", "2"))),
        ),
    )


CAUSES = tuple(Option(f"c{n}", text) for n, text in enumerate(("Sjuk", "Sovit över", "Annat")))


def question_card() -> Card:
    return Card(
        title="Vad berättade hemmet?",
        summary="En fråga väntar",
        blocks=(
            ChoiceInput("cause", "Orsak", CAUSES),
            DateInput("day", "Uppföljande möte", date(2026, 12, 1), date(2026, 11, 24)),
            Buttons((Button("Klart", "save", "1", "primary"),)),
        ),
    )


BOOKING = Card(
    title="Boka uppföljande möte",
    summary="Formulär",
    blocks=(
        DateInput("day", "Datum", date(2026, 12, 1)),
        ManyInput("who", "Vilka kommer?", (Option("v", "Vårdnadshavare"), Option("e", "Eleven"))),
        TextInput("note", "Anteckning", long=True, sensitive=True),
    ),
)
WORRY = Card(
    title="Är du orolig för barnet?",
    summary="Bara för dig",
    blocks=(
        Paragraph("Ring socialtjänsten direkt. Du behöver inte vara säker."),
        Buttons((Button("Visa mer", "worry_more", "1"),)),
    ),
)


@dataclass
class PlayedIntake:
    """Keeps the intake's contract: an event known by its id is handled once; messages come later,
    through the platform, after the press has been answered."""

    events: list[Event] = field(default_factory=list)
    local: LocalPlatform | None = None
    broken: bool = False
    _tasks: set[asyncio.Task[str]] = field(default_factory=set)

    async def take(self, platform: str, event: Event) -> tuple[Now, ...]:
        assert platform == "local"
        if self.broken:
            raise RuntimeError("out of order")
        if any(known.id == event.id for known in self.events):
            return ()
        self.events.append(event)
        return self._handle(event)

    def _handle(self, event: Event) -> tuple[Now, ...]:
        match event.kind, event.action:
            case "click", "reached":
                self._post(f"q:{event.id}", Place(event.place.staff, thread=event.message), question_card())
                return ()
            case "click", "save":
                return (Replace(Card("Sparat", "Sparat", (Paragraph("Tack!", "good"),))),)
            case "click", "book":
                return (OpenForm(BOOKING, "booked", event.value),)
            case "form", "booked":
                return (Replace(Card("Möte bokat", "Möte bokat")),)
            case "click", "worry":
                return (Whisper(WORRY),)
            case "click", "worry_more":
                return (Replace(Card("Mer om oro", "Bara för dig")),)
            case "home", _:
                return (
                    Replace(
                        Card(
                            "Dina elever",
                            "Hem",
                            (
                                Buttons(
                                    (Button("Visa mer", "worry_more"), Button("Till chatten", "elsewhere"))
                                ),
                            ),
                        )
                    ),
                )
            case "text", _ if "orolig" in event.text:
                return (Whisper(WORRY),)
            case "text", _:
                self._post(f"a:{event.id}", event.place, Card(f"Svar på: {event.text}", "Svar"))
        return ()

    async def settled(self) -> None:
        """Waits for the messages that came later."""
        await asyncio.gather(*self._tasks)

    def _post(self, key: str, place: Place, card: Card) -> None:
        assert self.local is not None
        task = asyncio.get_running_loop().create_task(self.local.deliver(posting(key, place, card)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def posting(key: str, place: Place, card: Card | None, operation: str = "post") -> Delivery:
    return Delivery(1, operation, key, place.staff, place.channel, place.thread, card)


@dataclass
class PlayedDemo:
    """A calendar of weekdays; each new day's morning is one message to Anna."""

    local: LocalPlatform
    day: date = field(default_factory=MORNING.date)

    def today(self) -> date:
        return self.day

    def people(self) -> dict[int, str]:
        return {ANNA: "Börja här: två elever i dag"}

    async def next_school_day(self) -> None:
        self.day += timedelta(days=1)
        card = Card(f"Morgon {self.day}", "Ny morgon")
        await self.local.deliver(posting(f"m:{self.day}", Place(ANNA), card))
