"""A document as a file in Slack: in the thread of the message that tells of it, once, and gone with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.checks import Check
from bot.platforms.slack.checking import slack_checks
from handlers import dispatch
from handlers.context import Actor, Context
from handlers.documents.offered import SEND
from handlers.vocabulary import Delete, Event, Place, Post
from storage.database import Database
from tests.slack.conftest import fill, settings_for
from tests.slack.school import SlackSchool, slack_school
from tests.slack.standin import Seen, StandIn
from tests.slack.standin.manifest import installed_from
from tests.slack.test_delivering import ended


@pytest.fixture
def school(
    sqlite_database: Database, tmp_path: Path, quick_slack: StandIn, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SlackSchool]:
    """Files are allowed, Slack has given the scope, and Anna has a case."""
    installed = installed_from()
    quick_slack.install(replace(installed, scopes=installed.scopes | {"files:write"}))
    monkeypatch.setenv("NARVAROLOTS_FILES", "1")
    settings = settings_for(quick_slack, tmp_path, False, monkeypatch)
    with slack_school(sqlite_database, tmp_path, quick_slack, settings) as found:
        fill(found)
        found.start()
        found.morning()
        found.person("anna").sees("Alva")
        yield found
    assert found.slack.complaints == []


def _document(school: SlackSchool) -> Post:
    """What Anna's press on "Skicka PDF" leads to."""
    world = school.world
    event = Event(
        "press",
        "click",
        world.staff("anna"),
        Place(staff=world.staff("anna")),
        SEND,
        f"{world.case('E1').id}:pdf",
        fields={"document": "enkel_kartlaggning:"},
    )
    with world.database.writing() as session:
        context = Context(session, world.now, world.plans, Actor(world.staff("anna")), files=True)
        [post] = dispatch.handle(context, event).later
    assert isinstance(post, Post)
    return post


def _files(school: SlackSchool) -> list[bytes]:
    """What is in the workspace and shared in a thread."""
    workspace = school.slack.server.workspace

    def _look() -> list[bytes]:
        shared = [one for _, message in workspace.all_messages() for one in message.files]
        return [workspace.files[one].content for one in shared]

    return school.slack.call(_look)


def _sent(school: SlackSchool) -> Seen:
    post = _document(school)
    school.say(post)
    assert ended(school, post.key).state == "sent"
    return school.person("anna").sees(post.card.title)


def test_the_file_hangs_in_the_thread_of_its_message(school: SlackSchool) -> None:
    root = _sent(school)
    [file] = _files(school)
    assert file.startswith(b"%PDF")
    assert len(school.person("anna").thread(root)) == 1
    assert "Alva" not in root.whole + root.notification


@pytest.mark.parametrize(
    ("fault", "method"),
    [
        ("lose_answer", "files.completeUploadExternal"),
        ("lose_answer", "files.getUploadURLExternal"),
        ("status", "files.completeUploadExternal"),
        ("lose_answer", "chat.postMessage"),
        ("overload", "files.getUploadURLExternal"),
    ],
)
def test_message_and_file_come_once_whatever_became_of_the_first_try(
    school: SlackSchool, fault: str, method: str
) -> None:
    school.slack.faults.order(fault, method)  # type: ignore[arg-type]
    _sent(school)
    assert len(_files(school)) == 1


def test_what_is_taken_back_takes_the_file_along(school: SlackSchool) -> None:
    root = _sent(school)
    school.say(Delete(_document(school).key))
    school.person("anna").no_longer_sees(root)
    assert _files(school) == []


def test_without_the_scope_the_check_says_what_to_add(school: SlackSchool) -> None:
    assert not _complaints(slack_checks(school.settings))
    school.slack.install(installed_from())
    [missing] = _complaints(slack_checks(school.settings))
    assert "files:write" in missing.text + missing.cure


def _complaints(checks: list[Check]) -> list[Check]:
    return [one for one in checks if one.level == "error"]
