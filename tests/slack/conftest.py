"""What Slack's tests share. Kept thin: a test that needs other limits starts a stand-in of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings
from storage.database import Database
from tests.handlers.files import Files, lesson
from tests.handlers.world import ADULTS, CHILDREN, MONDAY, TUESDAY
from tests.slack.school import SlackSchool, slack_school
from tests.slack.standin import Limits, StandIn, running_standin

MODES = ("socket", "http")


@pytest.fixture
def slack() -> Iterator[StandIn]:
    """A workspace with the app installed from manifest.yaml, and nobody in it."""
    with running_standin() as standin:
        yield standin


@pytest.fixture
def quick_slack() -> Iterator[StandIn]:
    """Limits wide enough that a test takes no school morning, and there all the same."""
    with running_standin(limits=Limits(speed=20)) as standin:
        yield standin


def settings_for(slack: StandIn, folder: Path, http: bool, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in slack.env(http).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("NARVAROLOTS_DATA", str(folder / "data"))
    return Settings()


@pytest.fixture
def school(
    sqlite_database: Database, tmp_path: Path, quick_slack: StandIn, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SlackSchool]:
    """By Socket Mode, running, everyone in Slack, and one pupil missed on Monday."""
    settings = settings_for(quick_slack, tmp_path, False, monkeypatch)
    with slack_school(sqlite_database, tmp_path, quick_slack, settings) as found:
        fill(found)
        found.start()
        yield found


@pytest.fixture(params=MODES)
def either(
    request: pytest.FixtureRequest,
    sqlite_database: Database,
    tmp_path: Path,
    quick_slack: StandIn,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[SlackSchool]:
    """As `school`, once by Socket Mode and once by signed requests."""
    http = request.param == "http"
    settings = settings_for(quick_slack, tmp_path, http, monkeypatch)
    with slack_school(sqlite_database, tmp_path, quick_slack, settings, http=http) as found:
        fill(found)
        found.start()
        yield found


def fill(school: SlackSchool) -> None:
    """It is Tuesday morning when the bot starts."""
    for adult in ADULTS:
        school.slack.add_person(adult.email)
    school.take_in(Files(adults=ADULTS, children=CHILDREN, lessons=(lesson("E1", MONDAY),)))
    school.world.at(TUESDAY)
