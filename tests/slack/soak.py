"""Many mentors' morning messages at Slack's pace, also when the bot is killed over and over.

    python -m tests.slack.soak                       # 500 mentors, nobody killed: pace and refusals
    python -m tests.slack.soak --kills 50            # the same, SIGKILL at 50 random moments

A short form of both is run by test_soak.py."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from cryptography.fernet import Fernet
from sqlmodel import col, select

from bot.platforms.identities import Identities
from content.loader import PlanLibrary
from handlers.imports import take_in
from handlers.morning.run import run as run_morning
from handlers.plans import Plans
from storage.database import Database, open_database
from storage.ingest import ImportOptions
from storage.tables import Outbox, Staff
from tests.handlers.files import Adult, Child, Files, lesson, write
from tests.project.source import ROOT
from tests.slack.life import BEGAN, MORNING
from tests.slack.standin import Limits, StandIn, running_standin

MONDAY = date(2026, 11, 23)
PATIENCE = 900.0


@dataclass(frozen=True)
class Story:
    """`speed`: how many times wider than Slack's own the limits are. `faults`: answers that are lost."""

    mentors: int = 500
    kills: int = 0
    speed: float = 1.0
    faults: bool = False
    seed: int = 1


@dataclass(frozen=True)
class Outcome:
    """`pace`: messages a second through all of the run, against what the limits allow in the long run."""

    seconds: float
    pace: float
    lost: int
    doubled: int
    calls: int
    refused: int
    kills: int
    unsettled: int

    @property
    def refused_share(self) -> float:
        return self.refused / self.calls

    def __str__(self) -> str:
        return (
            f"{self.seconds:.1f} s, {self.pace:.1%} of the pace, {self.lost} lost, {self.doubled} doubled, "
            f"{self.refused} of {self.calls} calls refused ({self.refused_share:.2%}), {self.kills} kills, "
            f"{self.unsettled} rows not settled"
        )


def soak(story: Story, folder: Path) -> Outcome:
    """Plays the story; what is wrong is for the caller to judge."""
    limits = Limits(speed=story.speed, posts_burst=10)
    key = Fernet.generate_key().decode()
    database = open_database(f"sqlite:///{folder / 'soak.db'}", [key])
    with running_standin(limits=limits) as slack:
        _open_school(slack, database, folder, story.mentors)
        _order_faults(slack, story)
        env = os.environ | slack.env() | own_settings(folder, key)
        deaths = _live(slack, story, env)
        outcome = _judge(slack, database, limits, story.mentors, deaths)
    database.close()
    return outcome


def own_settings(folder: Path, key: str) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{folder / 'soak.db'}",
        "NARVAROLOTS_DATA": str(folder / "data"),
        "NARVAROLOTS_KEYS": key,
        "NARVAROLOTS_PORT": "0",
        BEGAN: str(time.time()),
    }


def _open_school(slack: StandIn, database: Database, folder: Path, mentors: int) -> None:
    """Everybody has one pupil who missed a lesson, is known in Slack, and has a message waiting."""
    adults = tuple(Adult(f"m{number}") for number in range(mentors))
    children = tuple(Child(f"E{number}", "Elev", f"Nr {number}", f"m{number}") for number in range(mentors))
    lessons = tuple(lesson(child.id, MONDAY) for child in children)
    plans = Plans(PlanLibrary(), "danderyd")
    before = MORNING - timedelta(hours=1)
    for files in (Files(adults=adults, children=children), Files(lessons=lessons)):
        paths = write(files, folder / f"files-{files.lessons is None}")
        take_in(database, plans, paths, now=before, options=ImportOptions())
    make_known(slack, database)
    run_morning(database, plans, now=MORNING, on=MORNING.date())


def make_known(slack: StandIn, database: Database) -> None:
    identities = Identities(database, "slack")
    with database.reading() as session:
        addresses = [staff.email for staff in session.exec(select(Staff))]
    for email in addresses:
        person = slack.add_person(email)
        channel = slack.call(lambda who=person.id: slack.server.workspace.dm_with(who)).id  # type: ignore[misc]
        identities.recognise(person.id, [email], MORNING)
        identities.opened(person.id, channel)


def _order_faults(slack: StandIn, story: Story) -> None:
    if story.faults:
        for kind in ("lose_answer", "status_after", "drop"):
            slack.faults.order(kind, "chat.postMessage", times=story.mentors, chance=0.01)


def _live(slack: StandIn, story: Story, env: dict[str, str]) -> int:
    """Lives until everybody has their message. The last one is left to finish. Returns the deaths."""
    chance = Random(story.seed)
    deaths = 0
    while deaths < story.kills and not _done(slack, story.mentors):
        with life(env) as process:
            _wait_for_calls(slack, process, chance.randint(1, max(2, 2 * story.mentors // story.kills)))
            time.sleep(chance.uniform(0, 0.1))
            process.kill()
            deaths += 1
    with life(env) as process:
        slack.until(lambda: _done(slack, story.mentors) or process.poll() is not None, PATIENCE)
        assert process.poll() is None, "the bot ended by itself"
        _wait_for_quiet(slack)
    return deaths


@contextmanager
def life(env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.slack.life"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=None)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _wait_for_calls(slack: StandIn, process: subprocess.Popen[bytes], count: int) -> None:
    goal = len(slack.journal.calls) + count
    slack.until(lambda: len(slack.journal.calls) >= goal or process.poll() is not None, PATIENCE)
    assert process.poll() is None, "the bot ended by itself"


def _wait_for_quiet(slack: StandIn, seconds: float = 3.0) -> None:
    """What is still on its way (a try whose answer was lost) gets time to show."""
    while True:
        calls = len(slack.journal.calls)
        time.sleep(seconds)
        if len(slack.journal.calls) == calls:
            return


def _keys(slack: StandIn) -> Counter[str]:
    """How many times each message of ours stands in Slack."""
    return Counter(
        str(message.metadata["event_payload"])
        for _, message in slack.server.workspace.all_messages()
        if message.metadata
    )


def _done(slack: StandIn, mentors: int) -> bool:
    return len(_keys(slack)) >= mentors


def _judge(slack: StandIn, database: Database, limits: Limits, mentors: int, deaths: int) -> Outcome:
    keys = slack.call(lambda: _keys(slack))
    posts = sorted(call.at for call in slack.journal.stored_posts())
    seconds = posts[-1] - posts[0]
    calls = [call for call in slack.journal.calls if call.method != "apps.connections.open"]
    with database.reading() as session:
        unsettled = len(session.exec(select(Outbox.id).where(col(Outbox.state) != "sent")).all())
    return Outcome(
        seconds=seconds,
        pace=(len(posts) - 1) / seconds / limits.posts_a_second,
        lost=mentors - len(keys),
        doubled=sum(times - 1 for times in keys.values()),
        calls=len(calls),
        refused=sum(call.outcome == "overload" for call in calls),
        kills=deaths,
        unsettled=unsettled,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--mentors", type=int, default=500)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--faults", action="store_true", help="lost answers, errors and dropped calls too")
    parser.add_argument("--seed", type=int, default=1)
    story = Story(**vars(parser.parse_args()))
    with tempfile.TemporaryDirectory() as folder:
        print(soak(story, Path(folder)))


if __name__ == "__main__":
    main()
