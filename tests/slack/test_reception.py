"""What comes in: only from Slack, only once, and from the school's own people."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from content.texts import text
from handlers.vocabulary import Button, Buttons, Card, Paragraph, Place, Post
from storage.database import Database
from storage.tables import AuditEntry, Inbound, PlatformIdentity
from tests.handlers.files import Files
from tests.handlers.world import CHILDREN
from tests.slack.conftest import fill, settings_for
from tests.slack.presses import deeds, has, press
from tests.slack.school import SlackSchool, slack_school
from tests.slack.standin import Seen, StandIn
from tests.slack.standin.server import SIGNING_SECRET


@pytest.fixture
def signed(
    sqlite_database: Database, tmp_path: Path, quick_slack: StandIn, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SlackSchool]:
    """By signed requests."""
    settings = settings_for(quick_slack, tmp_path, True, monkeypatch)
    with slack_school(sqlite_database, tmp_path, quick_slack, settings, http=True) as found:
        fill(found)
        found.start()
        yield found


def said_by(school: SlackSchool, words: str, ts: str = "1700000000.000100") -> bytes:
    anna = school.person("anna")
    channel = school.slack.call(lambda: school.slack.server.workspace.dm_with(anna.id))
    event = {"type": "message", "channel_type": "im", "user": anna.id, "channel": channel.id}
    body = {"type": "event_callback", "team_id": "T0SCHOOL01", "event_id": f"Ev{ts}"}
    return json.dumps(body | {"event": event | {"text": words, "ts": ts}}).encode()


def headers(body: bytes, secret: str = SIGNING_SECRET, at: float | None = None) -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    signed = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "content-type": "application/json",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={signed}",
    }


def knock(school: SlackSchool, body: bytes, sent: dict[str, str]) -> int:
    return httpx.post(school.bot.address, content=body, headers=sent, timeout=30).status_code


def test_only_what_slack_has_signed_lately_is_let_in(signed: SlackSchool) -> None:
    body = said_by(signed, "mina")
    good = headers(body)
    signed.until_known()
    before = signed.world.dump()
    wrong: list[dict[str, str]] = [
        {"content-type": "application/json"},
        headers(body, secret="another"),
        headers(body, at=time.time() - 600),
        headers(body, at=time.time() + 600),
        good | {"x-slack-signature": "v0=00"},
        good | {"x-slack-signature": ""},
        good | {"x-slack-request-timestamp": "soon"},
        headers(body + b" "),
    ]
    assert [knock(signed, body, sent) for sent in wrong] == [401] * len(wrong)
    assert signed.world.dump() == before, "nothing stored"


def test_a_request_that_somebody_copied_is_refused(signed: SlackSchool) -> None:
    body = said_by(signed, "mina")
    sent = headers(body)
    assert knock(signed, body, sent) == 200
    assert knock(signed, body, sent) == 401
    assert signed.count(Inbound) == 1


def test_what_slack_tells_again_has_no_second_effect(signed: SlackSchool) -> None:
    body = said_by(signed, "mina")
    for number in range(4):
        again = {"x-slack-retry-num": str(number), "x-slack-retry-reason": "http_timeout"} if number else {}
        assert knock(signed, body, headers(body) | again) == 200
    signed.until_sent()
    assert signed.count(Inbound) == 1
    assert len(signed.person("anna").messages()) == 1


def test_a_body_that_is_nothing_of_slacks_does_no_harm(signed: SlackSchool) -> None:
    signed.until_known()
    before = signed.world.dump()
    for body in (b"", b"{}", b"[]", b"payload=", b"\xff\xfe", b'{"type":"event_callback"}'):
        assert knock(signed, body, headers(body)) in (200, 400, 401, 404)
    assert signed.world.dump() == before


def ask(school: SlackSchool) -> Seen:
    """A message with a button that nobody has a handler for."""
    row = Buttons((Button("Spräng", "explode", "1"),))
    place = Place(staff=school.world.staff("anna"))
    school.say(Post("q", place, Card("Fråga", "Fråga", (Paragraph("?"), row))))
    return school.person("anna").sees("Fråga")


def test_a_button_we_never_made_gets_a_word(school: SlackSchool) -> None:
    anna = school.person("anna")
    press(anna, ask(school), "explode")
    answer = anna.sees(lambda seen: seen.only_for == anna.id)
    assert text("general.old_button") in answer.whole
    assert school.slack.complaints == []


def test_an_impatient_finger_does_it_once(school: SlackSchool) -> None:
    school.morning()
    anna = school.person("anna")
    root = anna.sees(has("contact"))
    label = next(
        control.label for control in root.presses if control.element["action_id"].startswith("contact")
    )
    anna.press_again(label, root, 6)
    anna.sees(lambda seen: seen.thread == root.ts and not seen.only_for)
    school.slack.settle()
    school.until_sent()
    noted = [entry for entry in school.world.rows(AuditEntry) if entry.action == "note_contact"]
    threads = [seen for seen in anna.messages() if seen.thread == root.ts and not seen.only_for]
    assert len(threads) == 1, [entry.at for entry in noted]


def test_two_mentors_of_one_pupil_see_each_others_press_at_once(school: SlackSchool) -> None:
    school.take_in(Files(children=tuple(replace(child, mentors="anna bo") for child in CHILDREN)))
    school.morning()
    anna, bo = school.person("anna"), school.person("bo")
    seen_by_bo = bo.sees(has("contact"))
    press(anna, anna.sees(has("contact")), "contact", "guardian")
    bo.sees_change(seen_by_bo, lambda seen: "contact" not in deeds(seen))


def test_a_press_on_a_message_from_before_a_restart_works(school: SlackSchool) -> None:
    school.morning()
    anna = school.person("anna")
    root = anna.sees(has("contact"))
    school.restart()
    press(anna, root, "contact", "guardian")
    anna.sees(has("cause"))


def test_every_delivery_twice_is_every_deed_once(school: SlackSchool) -> None:
    school.slack.faults.repeats = 2
    school.morning()
    anna = school.person("anna")
    press(anna, anna.sees(has("contact")), "contact", "guardian")
    anna.sees(has("cause"))
    school.slack.settle()
    assert [row.failed for row in school.world.rows(Inbound)] == [""]


@pytest.mark.parametrize("kind", ["guest", "channel_guest", "stranger"])
def test_who_is_not_of_the_workspace_is_not_answered(school: SlackSchool, kind: Any) -> None:
    somebody = school.slack.add_person("gast@annan.example", kind=kind)
    somebody.command("/narvaro mina")
    answer = somebody.sees(lambda seen: seen.only_for == somebody.id)
    assert text("slack.not_one_of_us") in answer.whole
    assert school.count(Inbound) == 0


def test_a_guest_with_a_mentors_address_is_still_a_guest(school: SlackSchool) -> None:
    school.person("bo")
    school.slack.call(lambda: setattr(school.slack.person("bo@skola.example").person, "kind", "guest"))
    bo = school.person("bo")
    bo.command("/narvaro mina")
    bo.sees(lambda seen: text("slack.not_one_of_us") in seen.whole)


def test_somebody_who_is_not_on_the_roster_gets_a_friendly_word_and_general_answers(
    school: SlackSchool,
) -> None:
    nina = school.slack.add_person("nina@skola.example")
    nina.writes("hur räknas frånvaro i procent?")
    nina.sees(lambda seen: text("slack.not_on_roster") in seen.whole)
    nina.sees(lambda seen: not seen.only_for and seen.user != nina.id)
    nina.writes("mina")
    nina.sees(lambda seen: text("general.no_right") in seen.whole)
    nina.writes("tack")
    assert sum(text("slack.not_on_roster") in seen.whole for seen in nina.messages()) == 1


def test_who_changes_address_is_somebody_else_from_then_on(school: SlackSchool) -> None:
    school.morning()
    anna = school.person("anna")
    root = anna.sees(has("contact"))
    school.until_known()
    known = school.count(PlatformIdentity)
    school.slack.change_person("anna@skola.example", new_email="gift@skola.example")
    school.until(lambda: school.count(PlatformIdentity) < known)
    press(anna, root, "contact", "guardian")
    anna.sees(lambda seen: text("general.no_right") in seen.whole)


def test_a_question_by_command_is_answered_apart(school: SlackSchool) -> None:
    anna = school.person("anna")
    school.slack.add_channel("lärarrummet", "public", members=[anna])
    anna.command("/narvaro mina", where="lärarrummet")
    anna.sees(text("general.my_title"))
    anna.sees(lambda seen: text("slack.answered_apart") in seen.whole, where="lärarrummet")
    assert not any(text("general.my_title") in seen.whole for seen in anna.messages("lärarrummet"))


def test_the_shortcut_asks_with_a_colleagues_words(school: SlackSchool) -> None:
    anna, bo = school.person("anna"), school.person("bo")
    school.slack.add_channel("lärarrummet", "private", members=[anna, bo])
    said = bo.writes("Vad är skillnaden på giltig och ogiltig frånvaro?", where="lärarrummet")
    anna.shortcut("Vad gör jag nu?", on=said)
    anna.sees(lambda seen: not seen.only_for and seen.user != anna.id)
    assert school.slack.complaints == []


def test_what_could_not_be_stored_is_not_acknowledged(
    signed: SlackSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then Slack tells of it again; and what is acknowledged is there, whatever happens next."""
    signed.until_known()
    body = said_by(signed, "mina")

    async def away(*_given: object) -> None:
        raise OperationalError("insert", {}, Exception())

    with monkeypatch.context() as patch:
        patch.setattr(signed.bot.app.intake, "store", away)
        assert knock(signed, body, headers(body)) == 500
    assert signed.count(Inbound) == 0
    assert knock(signed, body, headers(body) | {"x-slack-retry-num": "1"}) == 200
    assert signed.count(Inbound) == 1
