"""A bot that writes to many people in Teams, is killed at random moments, and starts again until it is done.

A process of its own: the stand-in for Teams lives on in the one that starts it. Prints how often it died.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import Session, col, select

from bot.app import build
from bot.clock import SetClock
from bot.platforms.teams.people import Reference
from bot.settings import Settings
from handlers.outgoing import enqueue_new
from handlers.vocabulary import Place, Post
from storage.database import Database, open_database
from storage.tables import Outbox, PlatformIdentity, Staff
from storage.zone import STOCKHOLM
from tests.fakes import card
from tests.teams.standin.cards import texts
from tests.teams.standin.state import Meeting, Person, Teams, personal

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=STOCKHOLM)
BETWEEN_LIVES = timedelta(minutes=5)
MARK = "kommit en gång"


@dataclass(frozen=True)
class Fate:
    """`kills`: how many times at most. `shortest`, `longest`: seconds of a life that is cut short."""

    url: str
    key: str
    environment: dict[str, str]
    seed: int
    kills: int = 0
    shortest: float = 0.3
    longest: float = 1.2

    def as_argument(self) -> str:
        return json.dumps(asdict(self))


def fill(database: Database, teams: Teams, service_url: str, count: int) -> None:
    """So many people with the app, and a message waiting for each."""
    with database.writing() as session:
        for number in range(count):
            _add_person(session, teams, service_url, number)
        posts = [Post(f"m{n}", Place(staff=n + 1), card(f"meddelande m{n}.")) for n in range(count)]
        enqueue_new(session, posts, MONDAY)


def _add_person(session: Session, teams: Teams, service_url: str, number: int) -> None:
    person = Person(f"p{number}")
    teams.add(person)
    teams.installed.add(person.short)
    staff = Staff(id=number + 1, email_hash=person.short, email=person.email, name=person.short)
    session.add(staff)
    session.flush()
    reference = Reference(service_url=service_url, id=personal(person.short)).model_dump_json()
    identity = PlatformIdentity(
        platform="teams",
        staff_id=number + 1,
        user_ref=person.aad,
        conversation=reference,
        checked_at=MONDAY,
    )
    session.add(identity)


def trouble(seed: int) -> Any:
    """A third of all calls are throttled, and of one in fifty nobody knows what became."""
    chance = Random(seed)

    def fate(_method: str, _conversation: str) -> Meeting | None:
        drawn = chance.random()
        if drawn < 1 / 3:
            return Meeting(429, {"Retry-After": "1"})
        return Meeting(502, done=chance.random() < 0.5) if drawn < 1 / 3 + 1 / 50 else None

    return fate


def check(teams: Teams, count: int) -> int:
    """None lost, and none doubled without the mark. Gives how many carry it."""
    marked = 0
    for number in range(count):
        seen = [texts(message.card) for message in teams.seen_by(f"p{number}")]
        assert all(f"meddelande m{number}." in one for one in seen)
        assert seen, f"message {number} is lost"
        assert sum(MARK not in one for one in seen) <= 1, f"message {number} came twice without a mark"
        marked += sum(MARK in one for one in seen)
    assert teams.faults == []
    return marked


async def live(fate: Fate, database: Database, number: int) -> None:
    """Until everything is sent. Time goes on faster than outside, so that a wait is soon over."""
    clock = SetClock(MONDAY + number * BETWEEN_LIVES)
    app = build(Settings(**fate.environment), clock, database)
    running = asyncio.create_task(app.courier.run())
    while waits(database):
        await app.courier.settle()
        clock.move_to(clock.now() + timedelta(seconds=10))
    running.cancel()


def waits(database: Database) -> bool:
    with database.reading() as session:
        waiting = select(Outbox.id).where(col(Outbox.state).in_(["created", "sending"]))
        return session.exec(waiting).first() is not None


def one_life(fate: Fate, number: int, seconds: float | None) -> bool:
    """Forks; whether the life came to its natural end. `seconds`: when it is killed, if ever."""
    child = os.fork()
    if child == 0:
        asyncio.run(live(fate, open_database(fate.url, [fate.key]), number))
        os._exit(0)
    ends = time.monotonic() + seconds if seconds is not None else None
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
            return not os.WIFSIGNALED(status)
        if ends is not None and time.monotonic() >= ends:
            os.kill(child, signal.SIGKILL)
            ends = None
        time.sleep(0.01)


def main(fate: Fate) -> None:
    chance = Random(fate.seed)
    for number in range(fate.kills):
        if one_life(fate, number, chance.uniform(fate.shortest, fate.longest)):
            print(number)
            return
    assert one_life(fate, fate.kills, None)
    print(fate.kills)


if __name__ == "__main__":
    main(Fate(**json.loads(sys.argv[1])))
