"""Alva's case at step 3 with every guide answered, and the consent that one document rests on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents.desk import Desk
from tests.handlers.conftest import _copied, any_world, school_file, told, told_file, world  # noqa: F401
from tests.handlers.world import World


@pytest.fixture(scope="session")
def answered_file(
    tmp_path_factory: pytest.TempPathFactory,
    told_file: World,  # noqa: F811
    encryption_keys: list[str],
) -> World:
    folder = tmp_path_factory.mktemp("answered")
    with _copied(told_file, told_file.folder / "world.db", folder, encryption_keys) as world:  # noqa: F811
        desk = Desk(world)
        desk.raise_to_step_three()
        desk.answer_everything()
        desk.agree("BUP")
        return world


@pytest.fixture
def desk(answered_file: World, tmp_path: Path, encryption_keys: list[str]) -> Iterator[Desk]:
    file = answered_file.folder / "world.db"
    with _copied(answered_file, file, tmp_path, encryption_keys) as copied:
        yield Desk(copied)


@pytest.fixture
def unanswered(told: World) -> Desk:  # noqa: F811
    desk = Desk(told)
    desk.raise_to_step_three()
    return desk
