"""An intake with capabilities of the test's own, and every trace that an event could leave."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, select

from bot.clock import SetClock
from bot.intake import Capabilities, EventIntake
from content.loader import PlanLibrary
from handlers import outgoing
from handlers.context import Context
from handlers.plans import Plans
from handlers.vocabulary import Card, Event, Later, Place, Post, Reply, Whisper
from storage.database import Database
from storage.tables import AuditEntry, Inbound, metadata
from tests.bot.office import MONDAY
from tests.fakes import card

WHISPER = Whisper(card("mottaget"))


def press(event_id: str = "e1", *, action: str = "note", value: str = "", text: str = "") -> Event:
    return Event(id=event_id, kind="click", staff=1, place=Place(1), action=action, value=value, text=text)


def note(context: Context, event: Event) -> Reply:
    """What most handlers do: write something, answer the presser, and tell somebody later."""
    context.session.add(AuditEntry(at=context.now, actor=context.actor.mark, action=event.id))
    message = Post(f"om:{event.id}", Place(channel="eht:1"), card("nytt"))
    return Reply(now=(WHISPER,), later=(message,))


@dataclass
class Desk:
    database: Database
    handle: Callable[[Context, Event], Reply] = note
    clock: SetClock = field(default_factory=lambda: SetClock(MONDAY))
    woken: int = 0

    def intake(
        self, enqueue: Callable[[Session, Iterable[Later], datetime], None] | None = None
    ) -> EventIntake:
        """A new one, as after a restart."""
        can = Capabilities(
            lambda context, event: self.handle(context, event),
            lambda event: event.action == "worry",
            enqueue or outgoing.enqueue,
        )
        return EventIntake(self.database, self.clock, Plans(PlanLibrary(), "x"), can, self._wake)

    def _wake(self) -> None:
        self.woken += 1

    def inbound(self) -> list[Inbound]:
        with self.database.reading() as session:
            rows = list(session.exec(select(Inbound)))
            session.expunge_all()
            return rows

    def notes(self) -> list[str]:
        """Ids of the events that had their effect, in order."""
        with self.database.reading() as session:
            return list(session.exec(select(AuditEntry.action)))

    def outbox(self) -> list[str]:
        with self.database.reading() as session:
            return [
                row[0] for row in session.connection().exec_driver_sql("SELECT key FROM outbox ORDER BY id")
            ]

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table, as it lies there."""
        with self.database.reading() as session:
            return {
                table.name: [
                    tuple(row)
                    for row in session.connection().exec_driver_sql(f'SELECT * FROM "{table.name}"')
                ]
                for table in metadata.sorted_tables
            }


def words(card: Card) -> str:
    return " ".join(str(getattr(block, "text", "")) for block in card.blocks)
