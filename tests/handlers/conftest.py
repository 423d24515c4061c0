"""A school with two mentors, EHT, a head teacher and three pupils, before anything was missed and after.

On SQLite each test gets a copy of a file that was made once: taking files in and running a morning takes
longer than copying.
"""

import copy
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from storage.database import Database, open_database
from tests.handlers.files import Files, lesson
from tests.handlers.world import ADULTS, CHILDREN, MONDAY, TUESDAY, World


def _take_in_school(world: World) -> None:
    world.take_in(Files(adults=ADULTS, children=CHILDREN))


def _tell_anna(world: World) -> None:
    world.absence(lesson("E1", MONDAY))
    world.morning(TUESDAY)


@pytest.fixture(scope="session")
def school_file(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, encryption_keys: list[str]
) -> World:
    """The school on SQLite, closed: a world to copy."""
    folder = tmp_path_factory.mktemp("school")
    with _copied(World(_NOWHERE, folder), sqlite_template, folder, encryption_keys) as world:
        _take_in_school(world)
        return world


@pytest.fixture(scope="session")
def told_file(
    tmp_path_factory: pytest.TempPathFactory, school_file: World, encryption_keys: list[str]
) -> World:
    folder = tmp_path_factory.mktemp("told")
    with _copied(school_file, school_file.folder / "world.db", folder, encryption_keys) as world:
        _tell_anna(world)
        return world


@pytest.fixture
def world(school_file: World, tmp_path: Path, encryption_keys: list[str]) -> Iterator[World]:
    """The school on SQLite, where the kind of database does not matter."""
    with _copied(school_file, school_file.folder / "world.db", tmp_path, encryption_keys) as world:
        yield world


@pytest.fixture
def told(told_file: World, tmp_path: Path, encryption_keys: list[str]) -> Iterator[World]:
    """Alva missed a lesson on Monday; on Tuesday morning Anna has been told. SQLite."""
    with _copied(told_file, told_file.folder / "world.db", tmp_path, encryption_keys) as world:
        yield world


@pytest.fixture
def any_world(database: Database, tmp_path: Path) -> World:
    """The school, once on each kind of database."""
    world = World(database, tmp_path)
    _take_in_school(world)
    return world


@contextmanager
def _copied(model: World, file: Path, folder: Path, keys: list[str]) -> Iterator[World]:
    shutil.copy(file, folder / "world.db")
    database = open_database(f"sqlite:///{folder / 'world.db'}", keys)
    yield replace(model, database=database, folder=folder, screen=copy.deepcopy(model.screen))
    database.close()


_NOWHERE: Database = None  # type: ignore[assignment]
"""Of a world that is only a model for others."""
