"""EHT's channel is for EHT: seen to when it is linked, and again before what is posted there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from content.texts import text
from handlers.vocabulary import Card, Paragraph, Place, Post
from storage.database import Database
from storage.tables import Outbox
from storage.tables.chat import PlatformChannel
from tests.slack.conftest import fill, settings_for
from tests.slack.school import SlackSchool, slack_school
from tests.slack.standin import Human, StandIn


@pytest.fixture
def whole_staff(
    sqlite_database: Database, tmp_path: Path, quick_slack: StandIn, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SlackSchool]:
    """A school that lets all its staff read along."""
    monkeypatch.setenv("NARVAROLOTS_CHANNEL_READERS", "personal")
    settings = settings_for(quick_slack, tmp_path, False, monkeypatch)
    with slack_school(sqlite_database, tmp_path, quick_slack, settings) as found:
        fill(found)
        found.start()
        yield found


def links(school: SlackSchool, *others: Human) -> Human:
    eva = school.person("eva")
    school.slack.add_channel("eht", "private", members=[eva, school.person("rut"), *others])
    eva.command("/narvaro koppla", where="eht")
    return eva


def joins(school: SlackSchool, person: Human) -> None:
    school.slack.call(lambda: school.slack.channel("eht").members.add(person.id))


def posted(school: SlackSchool) -> Outbox:
    """What became of a message to the channel."""
    place = Place(channel=f"eht:{school.world.school()}")
    school.say(Post("k", place, Card("A.L. 8B", "Något nytt", (Paragraph("A.L. 8B"),))))
    school.until(lambda: school.outbox("k")[0].state in ("sent", "failed"))
    return school.outbox("k")[0]


@pytest.mark.parametrize("kind", ["guest", "stranger", "member"])
def test_a_channel_with_a_guest_or_somebody_unknown_is_not_linked(school: SlackSchool, kind: str) -> None:
    eva = links(school, school.slack.add_person("okand@annan.example", kind=kind))  # type: ignore[arg-type]
    eva.sees(lambda seen: text("slack.link_too_wide") in seen.whole, where="eht")
    assert school.count(PlatformChannel) == 0


def test_apps_of_the_workspaces_own_are_nobody(school: SlackSchool) -> None:
    eva = links(school, school.slack.add_person("", name="Kalendern", kind="bot"))
    eva.sees(text("channels.linked_title"), where="eht")


def test_a_guest_who_joins_later_ends_it_and_eht_is_told_by_another_way(
    school: SlackSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.slack.rooms.GOOD_FOR", 0.0)
    eva = links(school)
    eva.sees(text("channels.linked_title"), where="eht")
    joins(school, school.slack.add_person("gast@annan.example", kind="guest"))
    row = posted(school)
    assert (row.state, row.error) == ("failed", "channel_too_wide")
    assert not any("A.L." in seen.whole for seen in eva.messages("eht"))

    asyncio.run_coroutine_threadsafe(school.bot.app.ticker.tick(), school.bot._loop).result(60)
    told = eva.sees(lambda seen: text("undelivered.wide") in seen.whole)
    assert text("undelivered.help_wide") in told.whole
    assert "A.L." not in told.whole


def test_a_school_may_let_its_whole_staff_read_along(whole_staff: SlackSchool) -> None:
    eva = links(whole_staff, whole_staff.person("anna"))
    eva.sees(text("channels.linked_title"), where="eht")
    assert posted(whole_staff).state == "sent"


def test_who_reads_along_does_not_link_for_that(whole_staff: SlackSchool) -> None:
    anna = whole_staff.person("anna")
    whole_staff.slack.add_channel("eht", "private", members=[anna])
    anna.command("/narvaro koppla", where="eht")
    anna.sees(lambda seen: text("channels.no_right") in seen.whole, where="eht")


def test_a_guest_is_not_let_in_by_that_either(whole_staff: SlackSchool) -> None:
    eva = links(whole_staff, whole_staff.slack.add_person("gast@skola.example", kind="guest"))
    eva.sees(lambda seen: text("slack.link_too_wide") in seen.whole, where="eht")
