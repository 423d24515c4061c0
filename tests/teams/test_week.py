"""The week and the month in Teams: each reads what is theirs, and EHT's agenda stands in its own channel."""

from __future__ import annotations

import pytest

from content.texts import text
from tests.handlers.world import World
from tests.teams.room import CHANNEL, Room, settings_for
from tests.teams.standin.cards import texts
from tests.teams.standin.server import StandIn
from tests.week import turn_of_month

pytestmark = pytest.mark.anyio


def read_by(room: Room, short: str, words: str) -> str:
    """The one message with the words in somebody's own chat; its notification names nobody."""
    [message] = [one for one in room.standin.teams.seen_by(short) if words in texts(one.card)]
    assert not any(name in str(message.activity["summary"]) for name in ("Cleo", "Alva", "A.L."))
    return texts(message.card)


async def test_each_reads_the_week_and_the_month_that_are_theirs(standin: StandIn, world: World) -> None:
    turn_of_month.before(world)
    room = Room.beside(standin, world, settings_for(standin), *turn_of_month.PEOPLE)
    for short in turn_of_month.PEOPLE:
        await room.installs(short)
    standin.teams.add_channel(CHANNEL, "eva", "rut")
    await room.types("eva", "koppla", f"{CHANNEL};messageid=1")
    turn_of_month.to_eht(world)
    turn_of_month.begins(world)
    await room.app.courier.settle()

    assert "Cleo Strand 7A" in read_by(room, "bo", "arbetslaget")
    assert "C.S. 7A" in read_by(room, "ture", "arbetslaget")
    assert "Matematik 8B" in read_by(room, "tove", text("week.missing"))
    assert "A.L." not in read_by(room, "rut", "januari i korthet")
    [agenda] = [one for one in standin.teams.messages.values() if "EHT-agenda" in texts(one.card)]
    assert agenda.conversation.startswith(CHANNEL)
    assert "A.L. 8B" in texts(agenda.card)
    assert standin.teams.faults == [], "Teams would not have taken what was sent"
