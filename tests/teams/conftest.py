"""A stand-in for Teams, a school beside it, and the bot between."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from storage.zone import STOCKHOLM
from tests.handlers.conftest import school_file, world  # noqa: F401
from tests.handlers.files import lesson
from tests.handlers.world import MONDAY, World
from tests.teams.room import Room, settings_for
from tests.teams.standin.server import StandIn, standing_in

PEOPLE = ("anna", "bo", "eva", "rut")
TUESDAY_MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=STOCKHOLM)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with standing_in() as found:
        yield found


@pytest.fixture
def room(standin: StandIn, world: World) -> Iterator[Room]:  # noqa: F811
    """The four adults of the school have accounts; nobody has the app yet. Tuesday morning, and one of
    Anna's pupils was away on Monday."""
    world.absence(lesson("E1", MONDAY))
    world.now = TUESDAY_MORNING
    found = Room.beside(standin, world, settings_for(standin), *PEOPLE)
    yield found
    assert standin.teams.faults == [], "Teams would not have taken what was sent"
