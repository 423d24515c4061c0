"""Who may say which channel is EHT's, and what happens then."""

import pytest

from content.texts import text
from handlers.channel_links import LINK, value_of
from handlers.outgoing import enqueue
from handlers.reachable import UNREACHED
from handlers.vocabulary import Buttons, Card, Paragraph, Place, Post
from storage.tables import Outbox
from storage.tables.chat import PlatformChannel
from tests.handlers.files import Adult, Child, Files
from tests.handlers.world import ADULTS, CHILDREN, World, whispered

OTHER = "Andra skolan"


@pytest.fixture
def staffed(world: World) -> World:
    world.take_in(
        Files(
            adults=(*ADULTS, Adult("alma", "skoladmin"), Adult("ebba", "eht", OTHER)),
            children=(*CHILDREN, Child("F1", "Dana", "Ek", "ebba", "4C", OTHER)),
        )
    )
    return world


def linked(world: World) -> dict[str, str]:
    return {row.channel: row.conversation for row in world.rows(PlatformChannel)}


@pytest.mark.parametrize("who", ["eva", "rut", "alma"])
def test_eht_rektor_and_the_administrator_point_out_their_schools_channel(staffed: World, who: str) -> None:
    staffed.press(who, (LINK, value_of("slack", "C1")))
    assert linked(staffed) == {f"eht:{staffed.school()}": "C1"}
    [posted] = [row for row in staffed.rows(Outbox) if row.channel]
    assert posted.channel == f"eht:{staffed.school()}"


@pytest.mark.parametrize("who", ["anna", "bo"])
def test_a_mentor_does_not(staffed: World, who: str) -> None:
    assert staffed.refused(who, (LINK, value_of("slack", "C1"))) == text("channels.no_right")


def test_another_schools_channel_is_not_ones_own_to_choose(staffed: World) -> None:
    value = value_of("slack", "C1", staffed.school(OTHER))
    assert staffed.refused("eva", (LINK, value)) == text("channels.no_right")


def test_a_channel_is_one_schools_only(staffed: World) -> None:
    staffed.press("eva", (LINK, value_of("slack", "C1")))
    assert staffed.refused("ebba", (LINK, value_of("slack", "C1"))) == text("channels.taken")
    staffed.press("ebba", (LINK, value_of("teams", "C1")))
    staffed.press("eva", (LINK, value_of("slack", "C2")))
    assert sorted(linked(staffed).values()) == ["C1", "C2"]


def test_who_works_at_several_schools_is_asked_which(staffed: World) -> None:
    staffed.take_in(Files(adults=(*ADULTS, Adult("ebba", "eht", OTHER), Adult("eva", "eht", OTHER))))
    card = whispered(staffed.press("eva", (LINK, value_of("slack", "C1"))))
    assert linked(staffed) == {}
    [row] = [block for block in card.blocks if isinstance(block, Buttons)]
    chosen = next(button for button in row.buttons if button.text == OTHER)
    staffed.press("eva", chosen)
    assert linked(staffed) == {f"eht:{staffed.school(OTHER)}": "C1"}


def test_what_has_waited_for_the_channel_may_go(staffed: World) -> None:
    place = Place(channel=f"eht:{staffed.school()}")
    with staffed.database.writing() as session:
        enqueue(session, [Post("x", place, Card("x", "x", (Paragraph("x"),)))], staffed.now)
    with staffed.database.writing() as session:
        row = session.get_one(Outbox, 1)
        row.error, row.not_before = UNREACHED, staffed.now.replace(hour=23)
    staffed.press("eva", (LINK, value_of("slack", "C1")))
    assert next(row for row in staffed.rows(Outbox) if row.key == "x").state == "sent"


@pytest.mark.parametrize("value", ["", "slack", "slack ", " C1", "slack C1 x", "slack C1 1 2", "slack C1 ²"])
def test_a_value_that_is_not_ours_is_refused(staffed: World, value: str) -> None:
    assert staffed.refused("eva", (LINK, value)) == text("general.old_button")
