"""A follow-up in one's own calendar: the same UID through every move, cancelled when it is called off."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar, Event

from bot.calendar_files import calendar_router
from bot.clock import SetClock
from bot.web import build_web
from content.texts import text
from handlers.tickets import LIVES
from handlers.vocabulary import Link
from storage.tables import FollowUp
from storage.zone import STOCKHOLM
from tests.handlers.files import Child, Files
from tests.handlers.world import BILAL, CLEO, TUESDAY, World, whispered

ADDRESS = "https://narvaro.example"
DAY = timedelta(days=1)
THURSDAY = TUESDAY + 2 * DAY
FRIDAY = TUESDAY + 3 * DAY


@pytest.fixture
def clock(told: World) -> SetClock:
    told.address = ADDRESS
    return SetClock(told.now)


@pytest.fixture
def browser(told: World, clock: SetClock) -> Iterator[TestClient]:
    router = calendar_router(told.database, clock, told.plans)
    with TestClient(build_web(told.database, [router]), base_url=ADDRESS) as client:
        yield client


def _case(world: World) -> str:
    return str(world.case("E1").id)


def _book(world: World, on: date, time: str = "15.00") -> None:
    if not world.case("E1").reached:
        world.press("anna", ("contact", f"{_case(world)}:guardian"))
        world.press("anna", ("cause", f"{_case(world)}:unknown"))
    world.press("anna", ("book", _case(world)), fields={"date": str(on), "time": time})


def _link(world: World, who: str = "anna") -> str:
    card = whispered(world.press(who, ("meeting.calendar", _case(world))))
    [link] = [block for block in card.blocks if isinstance(block, Link)]
    return urlsplit(link.url).path


def _event(browser: TestClient, path: str) -> Event:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    return event


def test_the_file_has_day_time_and_uid_and_no_pupil(told: World, browser: TestClient) -> None:
    _book(told, THURSDAY)
    path = _link(told)
    event = _event(browser, path)
    assert event.decoded("dtstart").astimezone(STOCKHOLM) == datetime(
        THURSDAY.year, THURSDAY.month, THURSDAY.day, 15, tzinfo=STOCKHOLM
    )
    words = browser.get(path).text
    assert not any(name in words for name in ("Alva", "Lindgren", "8B", "A.L."))
    assert event["UID"] == told.rows(FollowUp)[0].uid


def test_a_moved_meeting_keeps_its_uid_and_counts_up(told: World, browser: TestClient) -> None:
    _book(told, THURSDAY)
    first = _event(browser, _link(told))
    _book(told, FRIDAY, "")
    moved = _event(browser, _link(told))
    assert moved["UID"] == first["UID"]
    assert int(moved["SEQUENCE"]) > int(first["SEQUENCE"])
    assert moved.decoded("dtstart") == FRIDAY
    assert [one.state for one in told.rows(FollowUp)] == ["moved", "booked"]


def test_where_it_is_goes_along_when_the_day_is_moved(told: World, browser: TestClient) -> None:
    _book(told, THURSDAY)
    told.press("anna", ("book", _case(told)), fields={"date": str(THURSDAY), "place": "Rum 12"})
    _book(told, FRIDAY)
    assert _event(browser, _link(told))["LOCATION"] == "Rum 12"


def test_an_older_link_gives_the_meeting_as_it_is_now(told: World, browser: TestClient) -> None:
    _book(told, THURSDAY)
    path = _link(told)
    _book(told, FRIDAY, "")
    assert _event(browser, path).decoded("dtstart") == FRIDAY


def test_a_closed_case_calls_the_meeting_off_with_the_same_uid(told: World, browser: TestClient) -> None:
    _book(told, THURSDAY)
    first = _event(browser, _link(told))
    told.press("anna", ("close", _case(told)), fields={"reason": "Klart"}, kind="form")
    called_off = _event(browser, _link(told))
    assert (called_off["UID"], called_off["STATUS"]) == (first["UID"], "CANCELLED")
    assert int(called_off["SEQUENCE"]) > int(first["SEQUENCE"])


def test_a_link_lives_for_minutes_and_only_while_the_right_does(
    told: World, browser: TestClient, clock: SetClock
) -> None:
    _book(told, THURSDAY)
    path = _link(told)
    told.take_in(Files(children=(Child("E1", "Alva", "Lindgren", "bo"), BILAL, CLEO)))
    assert browser.get(path).status_code == 403
    clock.move_to(told.now + LIVES + timedelta(seconds=1))
    assert browser.get(path).status_code == 410
    assert browser.get("/kalender/abc").status_code == 404


def test_without_a_meeting_there_is_no_file(told: World) -> None:
    assert told.refused("anna", ("meeting.calendar", _case(told))) == text("case.no_meeting")
