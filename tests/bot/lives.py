"""A bot that dies at random moments and starts again, until its work is done: run as a process of its own.

Each life is a fork that takes the same events as the platform delivers them again, delivers the outbox to a
platform that is a file, and kills itself with SIGKILL at a random point: before or after any statement, any
commit, and any write of a message. Prints how many times it died.
"""

import asyncio
import json
import os
import signal
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from sqlalchemy import event as sqlalchemy_event
from sqlmodel import col, select

from bot.clock import SetClock
from bot.delivery import Courier
from bot.intake import Capabilities, EventIntake
from bot.platforms.base import Delivery
from content.loader import PlanLibrary
from handlers import outgoing
from handlers.context import Context
from handlers.plans import Plans
from handlers.vocabulary import Event, Place, Post, Reply
from storage.database import Database, open_database
from storage.tables import AuditEntry, Outbox
from tests.bot.desk import press
from tests.bot.office import MONDAY
from tests.fakes import card

BETWEEN_LIVES = timedelta(minutes=5)
MOST_LIVES = 400


@dataclass(frozen=True)
class Fate:
    """What the whole story is about. `people`: ids of staff to write to."""

    url: str
    key: str
    messages: str
    looks_up: bool
    events: int
    people: tuple[int, ...]
    seed: int


class Thread:
    """Cut after so many points."""

    def __init__(self, length: int) -> None:
        self._left = length

    def point(self, *_args: object, **_kwargs: object) -> None:
        self._left -= 1
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def lasts(self) -> None:
        """It is not cut any more."""
        self._left = sys.maxsize

    def runs_through(self, database: Database) -> None:
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            sqlalchemy_event.listen(database.engine, name, self.point)


class FilePlatform:
    """A line for each message that people see. What it has been told survives our process."""

    name = "file"

    def __init__(self, path: Path, thread: Thread, *, looks_up: bool) -> None:
        self._path = path
        self._thread = thread
        self._looks_up = looks_up

    def reaches(self, delivery: Delivery) -> bool:
        return True

    async def deliver(self, delivery: Delivery) -> str:
        self._thread.point()
        if not (delivery.again and self._looks_up and delivery.key in self._keys()):
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"key": delivery.key, "again": delivery.again}) + "\n")
        self._thread.point()
        return delivery.key

    def _keys(self) -> set[str]:
        return {json.loads(line)["key"] for line in self._path.read_text(encoding="utf-8").splitlines()}


def note_and_tell(people: tuple[int, ...], context: Context, event: Event) -> Reply:
    context.session.add(AuditEntry(at=context.now, actor="staff:1", action=event.id))
    person = people[int(event.value) % len(people)]
    return Reply(later=tuple(Post(f"{event.id}:{part}", Place(person), card("hej")) for part in "ab"))


async def live(fate: Fate, database: Database, thread: Thread, number: int) -> None:
    clock = SetClock(MONDAY + number * BETWEEN_LIVES)
    platform = FilePlatform(Path(fate.messages), thread, looks_up=fate.looks_up)
    courier = Courier(database, clock, [platform], chance=Random(fate.seed))
    can = Capabilities(
        lambda context, event: note_and_tell(fate.people, context, event), lambda _: False, outgoing.enqueue
    )
    intake = EventIntake(database, clock, Plans(PlanLibrary(), "x"), can, courier.wake)
    running = asyncio.create_task(courier.run())
    await intake.take_up(starting=True)
    for one in range(fate.events):
        await intake.take("file", press(f"e{one}", value=str(one)))
    await courier.settle()
    running.cancel()


def is_done(database: Database, fate: Fate) -> bool:
    with database.reading() as session:
        noted = set(session.exec(select(AuditEntry.action)))
        waiting = session.exec(select(Outbox.id).where(col(Outbox.state) != "sent")).first()
    return len(noted) == fate.events and waiting is None


def one_life(fate: Fate, length: int, number: int) -> bool:
    """Forks; whether the life came to its natural end with everything done."""
    child = os.fork()
    if child == 0:
        database = open_database(fate.url, [fate.key])
        thread = Thread(length)
        thread.runs_through(database)
        asyncio.run(live(fate, database, thread, number))
        thread.lasts()
        os._exit(0 if is_done(database, fate) else 3)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return False
    assert os.WIFEXITED(status)
    assert os.WEXITSTATUS(status) == 0, "a life that nothing cut short left work undone"
    return True


def main(fate: Fate) -> None:
    chance = Random(fate.seed)
    for number in range(MOST_LIVES):
        if one_life(fate, chance.randint(1, 150 + 10 * number), number):
            print(number)
            return
    raise SystemExit("never done")


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    main(Fate(**given | {"people": tuple(given["people"])}))
