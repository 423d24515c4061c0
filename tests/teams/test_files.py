"""A document as a file in Teams: asked for first, then laid in the person's own OneDrive."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.app import build
from handlers.documents.offered import SEND
from handlers.vocabulary import Event, Place
from tests.handlers.world import TUESDAY
from tests.teams.room import Room, settings_for
from tests.teams.standin.state import Message

pytestmark = pytest.mark.anyio


@pytest.fixture
async def asked(room: Room) -> Message:
    """Anna has the app, files are allowed, and she has asked for the mapping as Word."""
    settings = settings_for(room.standin, NARVAROLOTS_FILES="1")
    room.app = build(settings, room.clock, room.world.database)
    await room.installs("anna")
    room.world.morning(TUESDAY)
    anna, value = room.world.staff("anna"), f"{room.world.case('E1').id}:docx"
    fields = {"document": "enkel_kartlaggning:"}
    event = Event("press", "click", anna, Place(staff=anna), SEND, value, fields=fields)
    await room.app.intake.take("teams", event)
    await room.app.courier.settle()
    return room.standin.teams.seen_by("anna")[-1]


def _consent(message: Message) -> dict[str, Any]:
    [attachment] = message.activity["attachments"]
    assert attachment["contentType"].endswith("file.consent")
    return dict(attachment)


async def _answers(room: Room, short: str, asked: Message, choice: str, upload: str = "") -> None:
    consent = _consent(asked)
    accepted = choice == "accept"
    info = {
        "contentUrl": "https://skola.sharepoint.example/a.docx",
        "name": consent["name"],
        "uploadUrl": upload or f"{room.standin.base}/drive/one",
        "uniqueId": "u-1",
        "fileType": "docx",
    }
    value = {
        "type": "fileUpload",
        "action": choice,
        "context": consent["content"]["acceptContext" if accepted else "declineContext"],
        **({"uploadInfo": info} if accepted else {}),
    }
    sent = room.activity(short, "invoke", name="fileConsent/invoke", value=value, replyToId=asked.id)
    await room.happens(sent)
    at_work = [one for one in asyncio.all_tasks() if "give_file" in repr(one.get_coro())]
    if at_work:
        await asyncio.wait(at_work)


async def test_the_person_is_asked_and_then_has_the_file(room: Room, asked: Message) -> None:
    assert "Alva" not in repr(asked.activity)
    await _answers(room, "anna", asked, "accept")
    assert room.standin.teams.drive["one"].startswith(b"PK")
    shown = room.standin.teams.seen_by("anna")
    assert asked not in shown, "an answered question is gone"
    assert shown[-1].activity["attachments"][0]["contentType"].endswith("file.info")


async def test_a_no_takes_the_question_away_and_uploads_nothing(room: Room, asked: Message) -> None:
    await _answers(room, "anna", asked, "decline")
    assert room.standin.teams.drive == {}
    assert asked not in room.standin.teams.seen_by("anna")


async def test_somebody_elses_ticket_gives_nothing(room: Room, asked: Message) -> None:
    await room.installs("bo")
    await _answers(room, "bo", asked, "accept")
    assert room.standin.teams.drive == {}


@pytest.mark.parametrize("upload", ["http://elsewhere.example/put", "ftp://x", "not an address"])
async def test_a_file_is_laid_only_where_nobody_listens_in(room: Room, asked: Message, upload: str) -> None:
    await _answers(room, "anna", asked, "accept", upload)
    assert room.standin.teams.drive == {}
    assert asked in room.standin.teams.seen_by("anna"), "it can be asked for again"
