"""What Slack may do that nobody sees on an ordinary day, and other stand-ins than ours may try."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlmodel import select

from bot.platforms.bodies import LARGEST
from bot.platforms.slack import app
from handlers.vocabulary import Card, Paragraph, Place, Post
from storage.database import Database
from storage.tables import Inbound, PlatformIdentity
from tests.slack.conftest import fill, settings_for
from tests.slack.presses import has, press
from tests.slack.school import SlackSchool, slack_school
from tests.slack.standin import StandIn
from tests.slack.test_reception import headers, said_by

Json = dict[str, Any]


@pytest.fixture
def signed(
    sqlite_database: Database, tmp_path: Path, quick_slack: StandIn, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SlackSchool]:
    """By signed requests, and everybody known."""
    settings = settings_for(quick_slack, tmp_path, True, monkeypatch)
    with slack_school(sqlite_database, tmp_path, quick_slack, settings, http=True) as found:
        fill(found)
        found.start()
        found.until_known()
        yield found


def tells(school: SlackSchool, body: bytes, *, form: bool = False, in_parts: bool = False) -> httpx.Response:
    sent = headers(body)
    if form:
        sent["content-type"] = "application/x-www-form-urlencoded"
    content = iter([body[:10], body[10:]]) if in_parts else body
    return httpx.post(school.bot.address, content=content, headers=sent, timeout=30)


def event(school: SlackSchool, **more: Any) -> bytes:
    told: Json = json.loads(said_by(school, "mina"))
    told["event"] |= more
    return json.dumps(told).encode()


def test_a_request_without_its_length_is_read_but_not_more_than_slack_ever_sends(signed: SlackSchool) -> None:
    large = event(signed, text="x" * LARGEST)
    assert tells(signed, large, in_parts=True).status_code == 413
    assert signed.count(Inbound) == 0
    assert tells(signed, said_by(signed, "mina"), in_parts=True).status_code == 200
    assert signed.count(Inbound) == 1


def test_what_nobody_of_ours_has_said_is_acknowledged_and_left_alone(signed: SlackSchool) -> None:
    others: tuple[Json, ...] = (
        {"subtype": "message_changed", "hidden": True},
        {"subtype": "message_deleted", "hidden": True},
        {"subtype": "bot_message", "bot_id": "B1"},
        {"subtype": "channel_join"},
        {"bot_id": "B0SOMEBODY"},
        {"user": None},
        {"user_team": "T0OTHER"},
    )
    for number, more in enumerate(others):
        assert tells(signed, event(signed, ts=f"1700000000.0{number}", **more)).status_code == 200, more
    assert signed.count(Inbound) == 0
    assert tells(signed, event(signed, subtype="thread_broadcast")).status_code == 200
    assert signed.count(Inbound) == 1, "shown in the channel too, but said by somebody of ours"


def test_a_press_by_somebody_of_another_workspace_is_not_ours(signed: SlackSchool) -> None:
    anna = signed.person("anna")
    action = {"type": "button", "action_id": "mine~0", "block_id": "1-a", "action_ts": "1.1", "value": ""}
    who = {"id": anna.id, "team_id": "T0OTHER"}
    payload = {"type": "block_actions", "user": who, "team": {"id": "T0OTHER"}, "actions": [action]}
    body = urlencode({"payload": json.dumps(payload | {"trigger_id": "1.2"})}).encode()
    assert tells(signed, body, form=True).status_code == 200
    assert signed.count(Inbound) == 0


def test_choices_are_asked_for_in_vain(signed: SlackSchool) -> None:
    """We have no list that Slack fetches; what it is answered must be a list."""
    payload = {"type": "block_suggestion", "action_id": "x", "value": "a", "team": {"id": "T0SCHOOL01"}}
    body = urlencode({"payload": json.dumps(payload | {"user": {"id": "U1"}})}).encode()
    answer = tells(signed, body, form=True)
    assert (answer.status_code, answer.json()) == (200, {"options": []})


def test_a_limit_that_is_told_with_200_is_obeyed_too(signed: SlackSchool) -> None:
    for word in ("ratelimited", "rate_limited"):
        signed.slack.faults.order("error", "chat.postMessage", value=word)
    place = Place(staff=signed.world.staff("anna"))
    signed.say(Post("a", place, Card("Hej", "Något nytt", (Paragraph("Hej"),))))
    signed.until_sent()
    assert [seen.whole.count("Hej") > 0 for seen in signed.person("anna").messages()] == [True]


def test_somebody_known_is_answered_though_slack_is_slow_to_say_who_they_are(signed: SlackSchool) -> None:
    with signed.world.database.writing() as session:
        for known in session.exec(select(PlatformIdentity)):
            known.checked_at = signed.world.now - timedelta(days=2)
            session.add(known)
    signed.slack.faults.order("slow", "users.info", value=10, times=50)
    assert tells(signed, said_by(signed, "mina")).elapsed < timedelta(seconds=8)
    assert signed.count(Inbound) == 1


# Socket Mode


def test_slack_asks_for_a_new_connection_and_presses_go_on(school: SlackSchool) -> None:
    school.morning()
    anna = school.person("anna")
    root = anna.sees(has("contact"))
    opened = school.slack.server.sockets.opened
    school.slack.refresh_connections()
    school.slack.until(lambda: school.slack.server.sockets.opened > opened or None)
    school.slack.wait_for_app()
    press(anna, root, "contact", "guardian")
    anna.sees(has("cause"))


def test_an_address_that_has_gone_is_not_tried_for_ever(
    school: SlackSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack's addresses are good for one connection, within half a minute."""
    monkeypatch.setattr(app, "PING_SECONDS", 0.5)
    school.restart()
    sockets = school.slack.server.sockets
    good = sockets.new_address
    given: list[str] = []

    def once_bad() -> str:
        given.append("")
        return good() if len(given) > 1 else f"{sockets.base}/link/?ticket=gone"

    monkeypatch.setattr(sockets, "new_address", once_bad)
    school.slack.drop_connections()
    school.slack.until(lambda: len(given) > 1 or None)
    school.slack.wait_for_app()
