"""The week and the month in Slack: each reads what is theirs, and EHT's agenda stands in its own channel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from content.texts import text
from storage.database import Database
from tests.slack.conftest import settings_for
from tests.slack.school import SlackSchool, slack_school
from tests.slack.standin import Seen, StandIn
from tests.week import turn_of_month
from tests.week.autumn import TEAM


@pytest.fixture
def school(
    sqlite_database: Database, tmp_path: Path, quick_slack: StandIn, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SlackSchool]:
    settings = settings_for(quick_slack, tmp_path, False, monkeypatch)
    with slack_school(sqlite_database, tmp_path, quick_slack, settings) as found:
        for adult in TEAM:
            quick_slack.add_person(adult.email)
        turn_of_month.before(found.world)
        found.start()
        yield found


def test_each_reads_the_week_and_the_month_that_are_theirs(school: SlackSchool) -> None:
    eva, rut = school.person("eva"), school.person("rut")
    school.slack.add_channel("eht", "private", members=[eva, rut])
    eva.command("/narvaro koppla", where="eht")
    eva.sees(text("channels.linked_title"), where="eht")
    turn_of_month.to_eht(school.world)
    turn_of_month.begins(school.world)
    school.bot.wake()

    team = school.person("bo").sees("arbetslaget")
    assert "Cleo Strand 7A" in team.whole
    assert "C.S. 7A" in school.person("ture").sees("arbetslaget").whole
    nudge = school.person("tove").sees(text("week.missing"))
    assert "Matematik 8B" in nudge.whole
    agenda = eva.sees("EHT-agenda", where="eht")
    assert "A.L. 8B" in agenda.whole
    month = rut.sees("januari i korthet")
    assert "A.L." not in month.whole
    shown: tuple[Seen, ...] = (team, nudge, agenda, month)
    assert not any(name in one.notification for one in shown for name in ("Cleo", "Alva", "A.L."))
    school.slack.settle()
    assert school.slack.complaints == []
    assert [(call.method, call.error) for call in school.slack.journal.refused()] == []
