"""The same recorded conversation gives the same stored answers in the local chat, in Slack and in Teams."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import build
from bot.clock import SetClock
from bot.platforms.teams import pace
from bot.settings import Settings
from content.loader import PLANS, load_plan
from handlers.guides.recorded import Recording, read_recording, recordings
from storage.zone import STOCKHOLM
from tests.guides.helpers import at_step
from tests.handlers.conftest import told, told_file  # noqa: F401
from tests.handlers.world import ADULTS, PLAN, World
from tests.slack.conftest import quick_slack  # noqa: F401
from tests.slack.conftest import settings_for as slack_settings
from tests.slack.school import slack_school
from tests.slack.standin import StandIn as SlackStandIn
from tests.teams.room import Room, settings_for
from tests.teams.slack_talk import InSlack
from tests.teams.standin.server import StandIn
from tests.teams.talks import InLocalChat, InTeams, Talk, say

pytestmark = pytest.mark.anyio

KINDS = ("rak", "rattelse", "avbrott", "tva-personer")
SLOWER = ("rattelse", "tva-personer")
"""Slack's bot runs in a thread of its own, and takes its time."""
PEOPLE = {"": "anna", "mentor": "anna", "eht": "eva"}
FILES = [
    path
    for path in recordings(PLANS / PLAN)
    if path.stem.startswith("enkel-kartlaggning") or path.stem == "kanslig-bilaga-rak"
]
EACH_FILE = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """People take their time between answers, a test does not: the pace is tried elsewhere."""
    monkeypatch.setattr(pace, "PER_CONVERSATION", ((100_000, 1.0),))


def test_there_is_one_of_each_kind() -> None:
    assert all(any(path.stem.endswith(kind) for path in FILES) for kind in KINDS)


def ready(path: Path, told: World) -> tuple[Recording, str, SetClock]:  # noqa: F811
    """The case at the guide's step, on the day of the recording."""
    recording = read_recording(path)
    guide = load_plan(PLAN).guide(recording.guide)
    assert guide is not None
    at_step(told, guide.steps[0])
    day = recording.today
    told.now = told.now.replace(year=day.year, month=day.month, day=day.day, tzinfo=STOCKHOLM)
    return recording, guide.id, SetClock(told.now)


async def play(recording: Recording, talk: Callable[[str], Talk], clock: SetClock) -> Talk:
    """`talk`: one person's conversation, by their short name."""
    talks = {who: talk(who) for who in set(PEOPLE.values())}
    await talks[PEOPLE[recording.talk[0].by]].start()
    for line in recording.talk:
        clock.move_to(clock.now() + timedelta(minutes=1))
        await say(talks[PEOPLE[line.by]], line)
    return talks["anna"]


@EACH_FILE
async def test_in_teams(path: Path, told: World, standin: StandIn) -> None:  # noqa: F811
    recording, guide, clock = ready(path, told)
    room = Room.beside(standin, told, settings_for(standin), "anna", "eva")
    room.clock.move_to(clock.now())
    for short in ("anna", "eva"):
        await room.installs(short)
    talk = await play(recording, lambda who: InTeams(room, who, guide), room.clock)
    assert talk.standing() == recording.answers
    assert standin.teams.faults == []


@EACH_FILE
async def test_in_the_local_chat(path: Path, told: World, tmp_path: Path) -> None:  # noqa: F811
    recording, guide, clock = ready(path, told)
    app = build(Settings(NARVAROLOTS_DATA=str(tmp_path)), clock, told.database)
    talk = await play(recording, lambda who: InLocalChat(app, clock, told, who, guide), clock)
    assert talk.standing() == recording.answers


@pytest.mark.parametrize(
    "path", [one for one in FILES if one.stem.endswith(SLOWER)], ids=lambda one: one.stem
)
async def test_in_slack(
    path: Path,
    told: World,  # noqa: F811
    quick_slack: SlackStandIn,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recording, guide, clock = ready(path, told)
    settings = slack_settings(quick_slack, told.folder, False, monkeypatch)
    for adult in ADULTS:
        quick_slack.add_person(adult.email)
    with slack_school(told.database, told.folder, quick_slack, settings) as school:
        school.world.now = clock.now()
        school.start()
        school.until_known()
        talk = await play(recording, lambda who: InSlack(school, who, guide), clock)
        assert talk.standing() == recording.answers
