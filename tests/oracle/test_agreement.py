"""The set-based engine and the oracle, on the same random schools, line by line.

NARVAROLOTS_ORACLE_WORLDS=10 plays ten times as many worlds; `python -m tests.oracle.soak` goes on for as
long as one likes, and shrinks what it finds.
"""

import os
from random import Random

import pytest

from handlers.morning import run
from tests.oracle.files import SharedNames
from tests.oracle.generate import A_FEW, A_FLEET, Size, random_script
from tests.oracle.real import Systems, postgres_systems, sqlite_systems
from tests.oracle.soak import differs, explained
from tests.postgres import PostgresDatabases

TIMES = int(os.environ.get("NARVAROLOTS_ORACLE_WORLDS", "1"))
FLEETS, WORLDS = 30, 16


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory, encryption_keys: list[str]) -> Systems:
    return sqlite_systems(tmp_path_factory.mktemp("worlds"), encryption_keys)


@pytest.fixture(scope="session")
def on_postgres(postgres: PostgresDatabases, postgres_template: str, encryption_keys: list[str]) -> Systems:
    return postgres_systems(postgres, postgres_template, encryption_keys)


@pytest.fixture(scope="session")
def shared_names(tmp_path_factory: pytest.TempPathFactory, encryption_keys: list[str]) -> Systems:
    return sqlite_systems(tmp_path_factory.mktemp("shared"), encryption_keys, SharedNames)


def agrees(systems: Systems, seed: int, size: Size) -> None:
    script = random_script(Random(seed), size)
    found = differs(systems, script)
    if found is not None:
        pytest.fail(f"seed {seed}\n{explained(systems, script, found)}", pytrace=False)


@pytest.mark.parametrize("seed", range(FLEETS * TIMES))
def test_the_engine_does_what_the_rules_say_for_forty_schools_at_once(on_sqlite: Systems, seed: int) -> None:
    agrees(on_sqlite, seed, A_FLEET)


@pytest.mark.parametrize("seed", range(WORLDS * TIMES))
def test_the_engine_does_what_the_rules_say_where_people_do_much(on_sqlite: Systems, seed: int) -> None:
    agrees(on_sqlite, 1000 + seed, A_FEW)


@pytest.mark.parametrize("seed", range(2 * TIMES))
def test_two_readers_find_what_one_finds(
    on_sqlite: Systems, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "MANY_PUPILS", 1)
    agrees(on_sqlite, 2000 + seed, A_FLEET)


@pytest.mark.parametrize("seed", range(3 * TIMES))
def test_schools_that_number_their_pupils_alike_are_kept_apart(shared_names: Systems, seed: int) -> None:
    agrees(shared_names, 4000 + seed, A_FLEET)


@pytest.mark.parametrize("seed", range(3 * TIMES))
def test_postgresql_does_what_the_rules_say(on_postgres: Systems, seed: int) -> None:
    agrees(on_postgres, 3000 + seed, A_FLEET)
