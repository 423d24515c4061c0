"""Our cards as Teams gets them, dialogs included: a morning beside the stand-in."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from content.texts import text
from storage.database import open_database
from storage.zone import STOCKHOLM
from tests.handlers.files import Files, lesson
from tests.handlers.world import ADULTS, CHILDREN, MONDAY, World
from tests.teams.room import CHANNEL, Room, settings_for
from tests.teams.standin.server import StandIn, standing_in

CardJson = Mapping[str, Any]
MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=STOCKHOLM)


def gather(folder: Path) -> dict[str, CardJson]:
    """By a name that a file can have."""
    folder.mkdir(parents=True)
    database = open_database(f"sqlite:///{folder / 'cards.db'}", [Fernet.generate_key().decode()])
    world = World(database, folder, MORNING.replace(hour=6))
    world.take_in(Files(adults=ADULTS, children=CHILDREN))
    world.absence(lesson("E1", MONDAY), lesson("E2", MONDAY, start="10:20"))
    world.now = MORNING
    with standing_in() as standin:
        found = asyncio.run(_morning(standin, world))
    database.close()
    return found


async def _morning(standin: StandIn, world: World) -> dict[str, CardJson]:
    room = Room.beside(standin, world, settings_for(standin), "anna", "bo", "eva", "rut")
    for short in ("anna", "eva", "rut"):
        await room.installs(short)
    standin.teams.add_channel(CHANNEL, "eva", "rut")
    await room.types("eva", "koppla", f"{CHANNEL};messageid=1")
    found: dict[str, CardJson] = {"valkommen": room.latest("anna").card}
    await room.morning()
    morning = room.latest("anna")
    found["morgonens-meddelande"] = morning.card
    found["orolig-dialog"] = await room.presses("anna", morning, text("worry.button"))
    await room.presses("anna", morning, "Nådde vårdnadshavare")
    found["orsak"] = room.latest("anna").card
    await room.types("anna", "översikt")
    found["oversikt"] = room.latest("anna").card
    await room.presses("anna", morning, "Vad är kvar?")
    case = room.latest("anna")
    found["arendet"] = case.card
    found["hoj-steget-dialog"] = await room.presses("anna", case, "Flytta upp ett steg")
    await room.types("anna", "vad är skillnaden på giltig och ogiltig frånvaro?")
    found["svar-pa-en-fraga"] = room.latest("anna").card
    return found
