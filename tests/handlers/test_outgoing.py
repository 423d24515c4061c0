"""What is taken back before it was sent is never spoken of to a platform; what was sent is deleted there."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from handlers.outgoing import enqueue
from handlers.vocabulary import Card, Delete, Place, Post, Update
from storage.tables import Outbox
from tests.handlers.world import World

KEY = "note:1"
CARD, NEWER = Card("En hälsning", "Närvarolotsen"), Card("En ny hälsning", "Närvarolotsen")


def _says(world: World, *later: Post | Update | Delete) -> None:
    with world.database.writing() as session:
        enqueue(session, later, world.now)


def _posted(world: World) -> Post:
    return Post(KEY, Place(staff=world.staff("anna")), CARD)


def _becomes(world: World, state: str) -> None:
    with world.database.writing() as session:
        row = session.exec(select(Outbox).where(col(Outbox.key) == KEY)).one()
        row.state = state


def _operations(world: World) -> list[tuple[str, str]]:
    return [(row.operation, row.state) for row in world.rows(Outbox) if row.key == KEY]


def test_a_message_that_still_waits_is_taken_back_and_nothing_is_deleted(world: World) -> None:
    _says(world, _posted(world), Delete(KEY))
    assert _operations(world) == [("post", "withdrawn")]


def test_taken_back_twice_is_taken_back_once(world: World) -> None:
    _says(world, _posted(world), Delete(KEY))
    _says(world, Delete(KEY))
    assert _operations(world) == [("post", "withdrawn")]


def test_a_message_that_waits_for_its_moment_is_taken_back_with_its_card(world: World) -> None:
    later = world.now + timedelta(hours=1)
    _says(world, Post(KEY, Place(staff=world.staff("anna")), CARD, later))
    _says(world, Delete(KEY))
    assert _operations(world) == [("post", "withdrawn")]
    assert [row.card for row in world.rows(Outbox) if row.key == KEY] == [None]


@pytest.mark.parametrize("state", ["sending", "sent", "unknown"])
def test_what_may_have_been_sent_is_deleted_where_it_stands(world: World, state: str) -> None:
    _says(world, _posted(world))
    _becomes(world, state)
    _says(world, Delete(KEY))
    assert _operations(world) == [("post", state), ("delete", "created")]


def test_a_change_that_waits_is_dropped_when_the_message_is_deleted(world: World) -> None:
    _says(world, _posted(world))
    _becomes(world, "sent")
    _says(world, Update(KEY, NEWER), Delete(KEY))
    assert _operations(world) == [("post", "sent"), ("update", "withdrawn"), ("delete", "created")]


def test_a_change_of_what_waits_changes_the_card_that_waits(world: World) -> None:
    _says(world, _posted(world), Update(KEY, NEWER))
    assert _operations(world) == [("post", "created")]
    [card] = [row.card for row in world.rows(Outbox) if row.key == KEY]
    assert card is not None
    assert "En ny hälsning" in card
