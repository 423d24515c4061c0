"""A school with two mentors, EHT, a head teacher and three pupils, and nothing missed yet."""

from pathlib import Path

import pytest

from storage.database import Database
from tests.handlers.files import Files
from tests.handlers.world import ADULTS, CHILDREN, World


def _school(database: Database, folder: Path) -> World:
    world = World(database, folder / "files")
    world.take_in(Files(adults=ADULTS, children=CHILDREN))
    return world


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path) -> World:
    """Where the kind of database does not matter."""
    return _school(sqlite_database, tmp_path)


@pytest.fixture
def any_world(database: Database, tmp_path: Path) -> World:
    """Once on each kind of database."""
    return _school(database, tmp_path)
