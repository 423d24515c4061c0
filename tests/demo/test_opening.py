"""Opening the demo school: at once, where it was left, and nowhere near anything real."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlmodel import col, select

from bot.app import App
from bot.demo import open_school, run_demo
from bot.demo.beginning import where_to_begin
from bot.demo.days import FIRST_DAY
from bot.demo.school import first_mentor
from bot.demo.settings import demo_settings
from bot.platforms.local import LocalPlatform
from bot.platforms.local.view import read_room
from bot.settings import SettingsError
from handlers.vocabulary import Place
from storage.tables import Case, CaseEvent, Mentorship, Staff
from tests.demo.fortnight import browser, press_next
from tests.demo.plans import OTHER_PLAN, PLAN

TUESDAY = FIRST_DAY + timedelta(days=1)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door.getsockname()[1]


def today(app: App) -> date:
    return app.clock.now().date()


def test_the_page_answers_with_the_schools_people(app: App) -> None:
    with browser(app) as client:
        page = client.get("/")
    assert page.status_code == 200
    assert "Börja här" in page.text


def test_cases_at_the_first_three_steps_have_a_history_on_the_first_day(app: App) -> None:
    """Not only what the rule did: people have called, found causes, booked meetings and taken measures."""
    with app.database.reading() as session:
        steps = Counter(session.exec(select(Case.step).where(Case.state == "open")))
        deeds = set(session.exec(select(CaseEvent.kind).where(CaseEvent.actor != "")))
    assert {1, 2, 3} <= steps.keys()
    assert {"contact", "cause", "follow_up", "measures", "hold", "close", "tick"} <= deeds


def test_every_deed_before_the_visitor_was_done_by_somebody_at_the_school(app: App) -> None:
    with app.database.reading() as session:
        actors = set(session.exec(select(CaseEvent.actor).where(CaseEvent.kind != "trigger")))
        people = {f"staff:{one}" for one in session.exec(select(Staff.id))}
    assert actors <= people


def test_only_todays_messages_are_unread(app: App) -> None:
    chat = next(one.platform for one in app.platforms if isinstance(one.platform, LocalPlatform))
    room = read_room(chat)
    waiting = [room.unread[someone.id, Place(staff=someone.id)] for someone in room.people]
    assert max(waiting) == 1


def test_a_press_on_next_is_the_next_school_day_and_a_second_press_from_the_same_page_is_not(
    app: App,
) -> None:
    with browser(app) as client:
        assert press_next(client, FIRST_DAY) == TUESDAY
        assert press_next(client, FIRST_DAY) == TUESDAY
    assert today(app) == TUESDAY


def test_the_weekend_and_the_break_are_passed_over(app: App) -> None:
    """From a Friday to the Monday after."""
    with browser(app) as client:
        day = FIRST_DAY
        for _ in range(5):
            day = press_next(client, day)
    assert day == FIRST_DAY + timedelta(days=7)


def test_it_goes_on_where_it_was_left(app: App) -> None:
    with browser(app) as client:
        press_next(client, FIRST_DAY)
    app.database.close()
    again = open_school(demo_settings(app.settings.data, PLAN))
    assert today(again) == TUESDAY
    again.database.close()


def test_a_fresh_start_is_the_first_day_again(app: App) -> None:
    with browser(app) as client:
        press_next(client, FIRST_DAY)
    app.database.close()
    again = open_school(demo_settings(app.settings.data, PLAN), fresh=True)
    assert today(again) == FIRST_DAY
    again.database.close()


def test_another_plan_makes_the_school_anew_with_cases_of_that_plan(app: App) -> None:
    """Also at steps that it leaves to a person; and the visitor begins with somebody who has a new one."""
    assert where_to_begin(app.database) == first_mentor()
    app.database.close()
    other = open_school(demo_settings(app.settings.data, OTHER_PLAN))
    with other.database.reading() as session:
        cases = session.exec(select(Case)).all()
        new = {case.pupil_id for case in cases if case.opened_on == FIRST_DAY}
        theirs = select(Staff).join(Mentorship).where(col(Mentorship.pupil_id).in_(new))
        assert where_to_begin(other.database) in {person.name for person in session.exec(theirs)}
        assert {case.plan for case in cases} == {OTHER_PLAN}
        assert {1, 2, 3} <= {case.step for case in cases}
    with browser(other) as client:
        assert press_next(client, FIRST_DAY) == TUESDAY
    other.database.close()


def test_the_environment_cannot_lead_it_to_a_real_school(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://real.example/school")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-real")
    settings = demo_settings(tmp_path, PLAN)
    assert settings.database_url == f"sqlite:///{tmp_path / 'narvarolots.db'}"
    assert not settings.uses_slack


def test_a_taken_port_is_told_at_once_and_nothing_is_made(
    taken_port: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NARVAROLOTS_DATA", str(tmp_path))
    with pytest.raises(SettingsError) as refusal:
        run_demo("127.0.0.1", taken_port, plan=PLAN)
    assert str(taken_port) in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


def test_it_is_not_shown_to_other_machines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NARVAROLOTS_DATA", str(tmp_path))
    with pytest.raises(SettingsError):
        run_demo("0.0.0.0", 0, plan=PLAN)
    assert list(tmp_path.iterdir()) == []


def test_a_plan_that_cannot_be_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        demo_settings(tmp_path, "../plan")
