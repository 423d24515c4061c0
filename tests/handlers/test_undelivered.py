"""Messages that do not arrive are told to those who can do something about it, and never what they said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from content.texts import text
from handlers import undelivered
from handlers.reachable import UNREACHED
from handlers.undelivered import REASONS, reason_of, tell
from storage.tables import Outbox
from tests.handlers.files import Adult, Child, Files
from tests.handlers.world import ADULTS, CHILDREN, World

SECRET = "Alva Lindgren"


@pytest.fixture
def staffed(world: World) -> World:
    world.take_in(
        Files(
            adults=(*ADULTS, Adult("alma", "skoladmin"), Adult("ebba", "eht skoladmin", "Andra skolan")),
            children=(*CHILDREN, Child("F1", "Dana", "Ek", "ebba", "4C", "Andra skolan")),
        )
    )
    return world


def broken(world: World, code: str, who: str = "anna", key: str = "morning:x", channel: str = "") -> None:
    with world.database.writing() as session:
        session.add(
            Outbox(
                key=key,
                state="created" if code == UNREACHED else "failed",
                error=code,
                staff_id=None if channel else world.staff(who),
                channel=channel,
                card=f'{{"title": "{SECRET}"}}',
                created_at=world.now,
                not_before=world.now + timedelta(days=1),
            )
        )


def told(world: World) -> set[str]:
    """Short names of those who got a word."""
    tell(world.database, world.now)
    rows = [row for row in world.waiting() if row.key.startswith(undelivered.KIND)]
    names = {world.staff(short): short for short in ("anna", "bo", "eva", "rut", "alma", "ebba")}
    return {names[row.staff_id or 0] for row in rows}


def test_eht_and_the_administrator_of_the_school_are_told(staffed: World) -> None:
    broken(staffed, "user_disabled")
    assert told(staffed) == {"eva", "alma"}


def test_what_the_message_said_is_not_told(staffed: World) -> None:
    broken(staffed, "user_disabled")
    assert tell(staffed.database, staffed.now)
    words = [row.card or "" for row in staffed.waiting() if row.key.startswith(undelivered.KIND)]
    assert len(words) == 2
    assert not any(SECRET in card for card in words)


def test_it_is_told_once_a_day(staffed: World) -> None:
    broken(staffed, "user_disabled")
    assert tell(staffed.database, staffed.now)
    broken(staffed, "user_disabled", key="first:1")
    assert not tell(staffed.database, staffed.now + timedelta(hours=1))
    assert tell(staffed.database, staffed.now + timedelta(days=1))


def test_somebody_who_is_not_found_is_told_of_when_it_has_lasted(staffed: World) -> None:
    broken(staffed, UNREACHED)
    assert not tell(staffed.database, staffed.now)
    assert tell(staffed.database, staffed.now + undelivered.PATIENCE)


def test_a_channel_that_cannot_be_written_in_is_told_to_its_school(staffed: World) -> None:
    broken(staffed, "channel_public", channel=f"eht:{staffed.school('Andra skolan')}")
    assert told(staffed) == {"ebba"}


def test_who_is_told_of_is_not_told_of_it_in_the_same_chat(staffed: World) -> None:
    broken(staffed, "user_disabled", who="eva")
    assert told(staffed) == {"alma"}


def test_a_word_that_does_not_arrive_either_brings_no_more_words(staffed: World) -> None:
    broken(staffed, "user_disabled", who="eva", key=f"{undelivered.KIND}:staff:1:2:2026-11-23")
    assert told(staffed) == set()


def test_what_was_taken_back_or_is_old_is_not_told(staffed: World) -> None:
    broken(staffed, "user_disabled")
    with staffed.database.writing() as session:
        session.get_one(Outbox, 1).card = None
    assert not tell(staffed.database, staffed.now)
    broken(staffed, "user_disabled", key="b")
    assert not tell(staffed.database, staffed.now + undelivered.LATELY + timedelta(minutes=1))


@pytest.mark.parametrize("code", ["user_disabled", "channel_shared", "token_revoked", UNREACHED, "http_500"])
def test_every_reason_has_its_words_and_its_cure(code: str) -> None:
    reason = reason_of(code)
    assert text(f"undelivered.{reason}")
    assert text(f"undelivered.help_{reason}")
    assert reason == "other" or reason in REASONS
