"""The same small school as the handlers' tests have, and one with enough cases for statistics."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.handlers.conftest import _copied, any_world, school_file, told, told_file, world  # noqa: F401
from tests.handlers.world import World
from tests.reports.school import with_cases


@pytest.fixture(scope="session")
def cases_file(
    tmp_path_factory: pytest.TempPathFactory,
    school_file: World,  # noqa: F811
    encryption_keys: list[str],
) -> World:
    folder = tmp_path_factory.mktemp("cases")
    with _copied(school_file, school_file.folder / "world.db", folder, encryption_keys) as made:
        return with_cases(made)


@pytest.fixture
def school(cases_file: World, tmp_path: Path, encryption_keys: list[str]) -> Iterator[World]:
    file = cases_file.folder / "world.db"
    with _copied(cases_file, file, tmp_path, encryption_keys) as copied:
        yield copied
