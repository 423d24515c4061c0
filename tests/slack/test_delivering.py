"""Messages out: each once, whatever Slack answers, and never a pupil where others read along."""

from __future__ import annotations

import time

import pytest

from bot.platforms.slack.rooms import WRONG_PLACE, why_not
from content.texts import text
from handlers.channel_links import value_of
from handlers.vocabulary import Card, Delete, Paragraph, Place, Post, Update
from storage.tables import Outbox
from storage.tables.chat import PlatformChannel
from tests.slack.school import PATIENCE, SlackSchool
from tests.slack.standin.server import BOT_TOKEN


def card(words: str) -> Card:
    return Card(words, "Något nytt", (Paragraph(words),))


def to_anna(school: SlackSchool, key: str, words: str, thread: str = "") -> Post:
    return Post(key, Place(staff=school.world.staff("anna"), thread=thread), card(words))


def shown(school: SlackSchool, words: str, who: str = "anna") -> int:
    return sum(words in seen.whole for seen in school.person(who).messages())


def ended(school: SlackSchool, key: str) -> Outbox:
    """The row when it is settled."""
    end = time.monotonic() + PATIENCE
    while (row := school.outbox(key)[0]).state in ("created", "sending"):
        assert time.monotonic() < end, (row.state, row.error)
        time.sleep(0.05)
    return row


def link_eht(school: SlackSchool, conversation: str) -> str:
    channel = f"eht:{school.world.school()}"
    with school.world.database.writing() as session:
        session.add(
            PlatformChannel(
                platform="slack", channel=channel, conversation=conversation, linked_at=school.world.now
            )
        )
    return channel


@pytest.mark.parametrize("fault", ["lose_answer", "status_after", "drop", "status", "html", "overload"])
def test_a_message_arrives_once_whatever_became_of_the_first_try(school: SlackSchool, fault: str) -> None:
    school.person("anna")
    school.slack.faults.order(fault, "chat.postMessage", value=503 if "status" in fault else None)  # type: ignore[arg-type]
    school.say(to_anna(school, "a", "Hej Anna"))
    assert ended(school, "a").state == "sent"
    assert shown(school, "Hej Anna") == 1


def test_a_reply_that_was_lost_is_looked_for_in_its_thread(school: SlackSchool) -> None:
    school.say(to_anna(school, "a", "Rubrik"))
    root = school.person("anna").sees("Rubrik")
    school.slack.faults.order("lose_answer", "chat.postMessage")
    school.say(to_anna(school, "b", "Svar", thread="a"))
    assert ended(school, "b").state == "sent"
    assert [seen.whole.count("Svar") > 0 for seen in school.person("anna").thread(root)] == [True]


def test_a_change_and_a_deletion_reach_the_message(school: SlackSchool) -> None:
    anna = school.person("anna")
    school.say(to_anna(school, "a", "Först"))
    message = anna.sees("Först")
    school.say(Update("a", card("Sedan")))
    anna.sees_change(message, "Sedan")
    school.say(Delete("a"))
    anna.no_longer_sees(message)
    assert school.slack.complaints == []


@pytest.mark.parametrize(
    "code", ["user_disabled", "is_archived", "not_in_channel", "channel_not_found", "invalid_auth"]
)
def test_what_slack_refuses_for_good_is_marked_and_kept_for_another_way(
    school: SlackSchool, code: str
) -> None:
    school.slack.faults.order("error", "chat.postMessage", value=code)
    school.say(to_anna(school, "a", "Hej"))
    row = ended(school, "a")
    assert (row.state, row.error) == ("failed", code)
    assert row.card is not None


def test_a_word_that_passes_is_tried_again(school: SlackSchool) -> None:
    school.slack.faults.order("error", "chat.postMessage", value="internal_error", times=2)
    school.say(to_anna(school, "a", "Hej"))
    assert ended(school, "a").state == "sent"
    assert shown(school, "Hej") == 1


def test_somebody_who_is_not_in_slack_waits_and_is_found_when_they_come(school: SlackSchool) -> None:
    from tests.handlers.files import Adult, Files
    from tests.handlers.world import ADULTS

    school.take_in(Files(adults=(*ADULTS, Adult("nina"))))
    place = Place(staff=school.world.staff("nina"))
    school.say(Post("n", place, card("Hej Nina")))
    time.sleep(0.5)
    assert school.outbox("n")[0].state == "created"
    nina = school.slack.add_person("nina@skola.example")
    school.slack.call(lambda: None)
    nina.writes("hej")
    nina.sees("Hej Nina")


@pytest.mark.parametrize(
    ("kind", "shared"),
    [("public", False), ("private", True), ("mpim", False)],
    ids=["public", "shared", "group"],
)
def test_no_pupil_is_spoken_of_where_others_read_along(school: SlackSchool, kind: str, shared: bool) -> None:
    eva = school.person("eva")
    conversation = school.slack.add_channel("eht", kind, members=[eva], shared=shared)  # type: ignore[arg-type]
    channel = link_eht(school, conversation)
    school.say(Post("x", Place(channel=channel), card("A.L. 8B")))
    row = ended(school, "x")
    assert row.state == "failed"
    assert row.error.removeprefix("channel_") in WRONG_PLACE
    assert not any("A.L." in seen.whole for seen in eva.messages("eht"))


def test_a_channel_that_is_opened_to_others_later_gets_no_more(
    school: SlackSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.slack.rooms.GOOD_FOR", 0.0)
    eva = school.person("eva")
    conversation = school.slack.add_channel("eht", "private", members=[eva])
    channel = link_eht(school, conversation)
    school.say(Post("x", Place(channel=channel), card("Ett")))
    assert ended(school, "x").state == "sent"
    school.slack.channel_by_id(conversation).shared = True
    school.say(Update("x", card("Två")), Post("y", Place(channel=channel), card("Tre")))
    assert ended(school, "y").error == "channel_shared"
    assert [seen.whole for seen in eva.messages("eht")] == [eva.messages("eht")[0].whole]
    assert "Ett" in eva.messages("eht")[0].whole


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"is_private": True, "is_member": True}, ""),
        ({"is_private": True}, ""),
        ({}, "public"),
        ({"is_channel": True, "is_private": False}, "public"),
        ({"is_private": True, "is_ext_shared": True}, "shared"),
        ({"is_private": True, "is_org_shared": True}, "shared"),
        ({"is_private": True, "is_pending_ext_shared": True}, "shared"),
        ({"is_private": True, "pending_shared": ["T2"]}, "shared"),
        ({"is_private": True, "is_mpim": True}, "direct"),
        ({"is_im": True}, "direct"),
        ({"is_private": True, "is_archived": True}, "archived"),
        ({"is_private": True, "is_member": False}, "not_member"),
    ],
)
def test_what_is_not_said_to_be_private_is_public(told: dict[str, object], reason: str) -> None:
    assert why_not(told) == reason


def test_every_wrong_place_has_its_words() -> None:
    for reason in WRONG_PLACE:
        assert text(f"slack.link_{reason}")


def test_eht_links_its_private_channel_and_what_has_waited_comes(school: SlackSchool) -> None:
    eva = school.person("eva")
    school.say(Post("x", Place(channel=f"eht:{school.world.school()}"), card("A.L. 8B")))
    school.slack.add_channel("eht", "private", members=[eva])
    eva.command("/narvaro koppla", where="eht")
    eva.sees("A.L. 8B", where="eht")
    eva.sees(text("channels.linked_title"), where="eht")
    assert school.slack.complaints == []


def test_a_public_channel_is_not_linked_and_the_reason_is_said(school: SlackSchool) -> None:
    eva = school.person("eva")
    school.slack.add_channel("alla", "public", members=[eva])
    eva.command("/narvaro koppla", where="alla")
    eva.sees(lambda seen: text("slack.link_public") in seen.whole, where="alla")
    assert school.count(PlatformChannel) == 0


def test_a_mentor_does_not_link_a_channel(school: SlackSchool) -> None:
    anna = school.person("anna")
    school.slack.add_channel("eht", "private", members=[anna])
    anna.command("/narvaro koppla", where="eht")
    anna.sees(lambda seen: text("slack.link_too_wide") in seen.whole, where="eht")
    assert school.count(PlatformChannel) == 0
    assert value_of("slack", "C1") == "slack C1"


def test_when_the_token_is_mended_the_days_messages_come_after_all(school: SlackSchool) -> None:
    school.until_known()
    school.slack.revoke()
    school.say(to_anna(school, "a", "Hej"))
    assert ended(school, "a").error == "token_revoked"
    school.slack.call(lambda: school.slack.server.tokens.update({BOT_TOKEN: ("bot", "")}))
    school.restart()
    school.person("anna").sees("Hej")
    school.until_sent()
    assert shown(school, "Hej") == 1
