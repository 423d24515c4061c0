"""How fast Slack is answered while a morning is run and a large file is taken in.

    python -m tests.slack.load --pupils 20000

A short form is run by test_load.py. The bot and the import are processes of their own, as in a school."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from cryptography.fernet import Fernet
from sqlmodel import func, select

from content.loader import PlanLibrary
from handlers.imports import take_in
from handlers.plans import Plans
from storage.database import Database, open_database
from storage.ingest import ImportOptions
from storage.tables import SchoolMorning
from tests.handlers.files import Adult, Child, Files, weekdays, write
from tests.project.source import ROOT
from tests.slack.life import MINUTE, MORNING
from tests.slack.soak import life, make_known, own_settings
from tests.slack.standin import AppDidNotAnswer, Human, Limits, StandIn, running_standin

LAST_DAY = MORNING.date() - timedelta(days=1)
PUPILS_A_MENTOR = 20
PUPILS_A_SCHOOL = 500
"""A municipality: a school's morning is one transaction, and no school has twenty thousand."""
AT_THE_KEYS = 4
"""People who write and press all the while."""
BETWEEN_DEEDS = 0.7
TO_BEGIN_WITH = 60
"""Deliveries before the work begins: by then the bot has read what it answers from."""
HEADER = "elev_id;datum;start;slut;ämne;schemalagda_min;frånvaro_min;status\n"
STARTS = ("08:20", "09:30", "10:40", "12:20", "13:30")
PRESENT, REPORTED, UNREPORTED = "närvarande", "anmäld", "oanmäld"
OFTEN_AWAY = (*[PRESENT] * 17, REPORTED, REPORTED, UNREPORTED)
SELDOM_AWAY = (*[PRESENT] * 97, REPORTED, REPORTED, UNREPORTED)
EVERY = 10
"""One pupil in so many is often away."""
CORRECTED = 0.1
"""The share of unreported lessons that a guardian has announced by the time of the large file."""
LONGEST = 600.0


@dataclass(frozen=True)
class Answered:
    """Seconds until Slack had its acknowledgement, of everything sent while the work went on."""

    sent: int
    half: float
    ninety_nine: float
    in_time: float
    """The share within a second."""
    slowest: float
    working: float

    def __str__(self) -> str:
        return (
            f"{self.sent} deliveries in {self.working:.1f} s of work: half within {self.half * 1000:.0f} ms, "
            f"99 % within {self.ninety_nine * 1000:.0f} ms, {self.in_time:.1%} within a second, "
            f"the slowest {self.slowest * 1000:.0f} ms"
        )


def under_load(pupils: int, days: int, folder: Path) -> Answered:
    key = Fernet.generate_key().decode()
    database = open_database(f"sqlite:///{folder / 'soak.db'}", [key])
    with running_standin(limits=Limits(speed=1000)) as slack:
        _fill(database, pupils, days, folder)
        make_known(slack, database)
        env = os.environ | slack.env() | own_settings(folder, key)
        large = _absence(folder / "large.csv", pupils, days, CORRECTED)
        with life(env) as bot, _people_at_work(slack):
            slack.wait_for_app(patience=LONGEST)
            _until(lambda: len(slack.journal.sent) > TO_BEGIN_WITH)
            began = time.monotonic()
            bot.send_signal(MINUTE)
            importing = subprocess.Popen(_import_command(large), cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
            assert importing.wait(LONGEST) == 0, "the import failed"
            _until(lambda: _mornings(database) > 0)
            ended = time.monotonic()
        answered = _answered(slack, began, ended)
    database.close()
    return answered


def _import_command(path: Path) -> list[str]:
    return [sys.executable, "-c", "from bot.cli import main; main()", "import", str(path)]


def _fill(database: Database, pupils: int, days: int, folder: Path) -> None:
    adults = tuple(
        Adult(f"m{n}", school=_school_of(n * PUPILS_A_MENTOR)) for n in range(pupils // PUPILS_A_MENTOR)
    )
    children = tuple(_child(number) for number in range(pupils))
    paths = write(Files(adults=adults, children=children), folder / "roster")
    paths.append(_absence(folder / "before.csv", pupils, days // 2, 0.0))
    plans = Plans(PlanLibrary(), "danderyd")
    take_in(database, plans, paths, now=MORNING - timedelta(hours=2), options=ImportOptions())


def _child(number: int) -> Child:
    """Those of a mentor come one after the other."""
    mentor = f"m{number // PUPILS_A_MENTOR}"
    return Child(f"E{number}", "Elev", f"Nr {number}", mentor, school=_school_of(number))


def _school_of(pupil: int) -> str:
    return f"Skola {pupil // PUPILS_A_SCHOOL + 1}"


def _absence(path: Path, pupils: int, days: int, corrected: float) -> Path:
    """Five lessons a day for each pupil, through the last weeks: the same each time, but for some."""
    wanted = list(weekdays(LAST_DAY - timedelta(days=2 * days + 7), LAST_DAY))[-days:]
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for day in wanted:
            file.writelines(_rows(day, pupils, corrected))
    return path


def _rows(day: date, pupils: int, corrected: float) -> Iterator[str]:
    chance, again = Random(day.toordinal()), Random(1)
    for number in range(pupils):
        for start in STARTS:
            status = chance.choice(SELDOM_AWAY if number % EVERY else OFTEN_AWAY)
            status = REPORTED if status == UNREPORTED and again.random() < corrected else status
            absent = 0 if status == PRESENT else 60
            end = f"{int(start[:2]) + 1:02d}{start[2:]}"
            yield f"E{number};{day};{start};{end};Matematik;60;{absent};{status}\n"


class _people_at_work:
    """Some people who use the bot without pause, each in a thread."""

    def __init__(self, slack: StandIn) -> None:
        self._slack = slack
        self._stop = threading.Event()
        people = [slack.person(f"m{number}@skola.example") for number in range(AT_THE_KEYS)]
        self._threads = [threading.Thread(target=self._work, args=(person,)) for person in people]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self, person: Human) -> None:
        deeds = 0
        while not self._stop.wait(BETWEEN_DEEDS):
            deeds += 1
            try:
                self._do(person, deeds)
            except AppDidNotAnswer:
                # It stands in the journal as never acknowledged, or the bot has not started yet.
                continue

    def _do(self, person: Human, deeds: int) -> None:
        if not self._slack.server.sockets.connections:
            return
        match deeds % 3:
            case 0:
                person.command("/narvaro mina")
            case 1:
                person.writes("Vad gör jag nu?")
            case _:
                pressable = [seen for seen in person.messages() if seen.buttons and not seen.only_for]
                if pressable:
                    person.press(pressable[-1].buttons[-1], on=pressable[-1])


def _until(look: object, patience: float = LONGEST) -> None:
    assert callable(look)
    end = time.monotonic() + patience
    while not look():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)


def _mornings(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(SchoolMorning)).one()


def _answered(slack: StandIn, began: float, ended: float) -> Answered:
    sent = [one for one in slack.journal.sent if began <= one.at <= ended]
    seconds = sorted(float("inf") if one.seconds is None else one.seconds for one in sent)
    assert seconds, "nothing was sent while the work went on"
    return Answered(
        sent=len(seconds),
        half=seconds[len(seconds) // 2],
        ninety_nine=seconds[int(len(seconds) * 0.99)],
        in_time=sum(one < 1 for one in seconds) / len(seconds),
        slowest=seconds[-1],
        working=ended - began,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pupils", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=20, help="school days in the large file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(under_load(options.pupils, options.days, Path(folder)))


if __name__ == "__main__":
    main()
