"""Slack tells the same thing over and over: nothing happens twice."""

from __future__ import annotations

import time
from itertools import islice
from random import Random

from handlers.worry import WORRY_BUTTON
from storage.tables import FollowUp
from tests.slack.presses import has, label, press
from tests.slack.school import SlackSchool
from tests.slack.standin import Seen, StandIn
from tests.slack.standin.journal import Sent

COPIES = 10_000
ANSWERING = ("chat.postMessage", "chat.update", "chat.postEphemeral", "chat.delete", "response_url")
OPENING = ("views.open", "views.push", "views.update", "views.publish")


def a_morning_of_deeds(school: SlackSchool) -> None:
    """Presses, typed words, a command, the shortcut, the home page, and a form."""
    anna = school.person("anna")
    school.morning()
    root = anna.sees("Alva")
    press(anna, root, "contact", "guardian")
    question = anna.sees(lambda seen: seen.thread == root.ts and has("cause")(seen))
    press(anna, question, "cause", "worry_or_mood")
    press(anna, anna.sees_change(question, has("book")), "book")
    anna.writes("Vem ringer jag om frånvaro?")
    anna.sees(lambda seen: seen.user != anna.id, after=anna.newest())
    anna.command("/narvaro mina")
    anna.shortcut("Vad gör jag nu?", on=root)
    anna.opens_home()
    press(anna, root, "case.show")
    shown = anna.sees(has("close.ask"))
    press(anna, shown, "close.ask")
    anna.sees_modal()
    anna.close_modal()
    until_quiet(school)


def until_quiet(school: SlackSchool) -> None:
    """Until the bot has said all that it had to say."""
    while True:
        before = len(school.slack.journal.calls), len(school.slack.journal.sent)
        school.slack.settle()
        time.sleep(1.5)
        if before == (len(school.slack.journal.calls), len(school.slack.journal.sent)):
            return


def screens(slack: StandIn) -> list[Seen]:
    """Everything that everybody sees."""
    people = [slack.person(f"{short}@skola.example") for short in ("anna", "bo", "eva", "rut")]
    return [message for person in people for message in person.messages()]


def copies_of(sent: list[Sent]) -> list[Sent]:
    """So many in all, in any order."""
    chance = Random(1)
    return list(islice((chance.choice(sent) for _ in range(COPIES)), COPIES))


def test_ten_thousand_repeated_deliveries_have_no_second_effect(school: SlackSchool) -> None:
    a_morning_of_deeds(school)
    slack = school.slack
    rows, seen, calls = school.world.dump(), screens(slack), len(slack.journal.of(*ANSWERING, *OPENING))
    slack.deliver_again(copies_of(slack.journal.sent))
    slack.settle()
    assert len(slack.journal.sent) >= COPIES
    assert max(slack.journal.seconds_to_ack()) < 3, "all were acknowledged"
    assert [(one.ts, one.version) for one in screens(slack)] == [(one.ts, one.version) for one in seen]
    assert len(slack.journal.of(*ANSWERING, *OPENING)) == calls
    assert school.world.dump() == rows


def test_an_impatient_finger_does_it_once(school: SlackSchool) -> None:
    anna = school.person("anna")
    school.morning()
    root = anna.sees("Alva")
    anna.press_again(label(root, "contact", "guardian"), root, times=5)
    question = anna.sees(lambda seen: seen.thread == root.ts and has("cause")(seen))
    anna.press_again(label(question, "cause", "illness"), question, times=5)
    ready = anna.sees_change(question, has("book"))
    anna.press_again(label(ready, "book"), ready, times=5)
    school.slack.until(lambda: school.world.rows(FollowUp) or None)
    school.slack.settle()
    assert len(school.world.rows(FollowUp)) == 1
    assert len(anna.thread(root)) == 1, "one message that changed"


def test_worry_told_twice_is_answered_once_and_stored_never(school: SlackSchool) -> None:
    anna = school.person("anna")
    school.morning()
    root = anna.sees("Alva")
    school.until_sent()
    before = school.world.dump()
    school.slack.faults.repeats = 5
    press(anna, root, WORRY_BUTTON.action)
    anna.sees(lambda seen: seen.only_for == anna.id)
    school.slack.settle()
    assert len([seen for seen in anna.messages() if seen.only_for]) == 1
    assert school.world.dump() == before
