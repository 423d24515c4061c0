"""Many messages at once, a third of them throttled: none is lost, and none comes twice without the mark.

The long form, 500 messages and 50 kills: `python -m tests.teams.soak`.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from storage.database import Database
from tests.project.source import ROOT
from tests.teams.lives import Fate, check, fill, live, trouble
from tests.teams.room import CLIENT, SECRET, TENANT
from tests.teams.standin.server import StandIn

LONGEST = 170


def fate_of(standin: StandIn, database: Database, key: str, **more: object) -> Fate:
    environment = {
        "TEAMS_CLIENT_ID": CLIENT,
        "TEAMS_CLIENT_SECRET": SECRET,
        "TEAMS_TENANT_ID": TENANT,
        **standin.environment,
    }
    url = str(database.engine.url)
    return Fate(url=url, key=key, environment=environment, seed=7, **more)  # type: ignore[arg-type]


@pytest.mark.anyio
async def test_five_hundred_messages_with_a_third_of_them_throttled(
    standin: StandIn, sqlite_database: Database, encryption_keys: list[str]
) -> None:
    fill(sqlite_database, standin.teams, standin.service_url, 500)
    standin.teams.fate = trouble(seed=3)
    await live(fate_of(standin, sqlite_database, encryption_keys[0]), sqlite_database, 0)
    marked = check(standin.teams, 500)
    assert 0 < marked < 50


def test_messages_survive_being_killed_at_random_moments(
    standin: StandIn, sqlite_database: Database, encryption_keys: list[str]
) -> None:
    fill(sqlite_database, standin.teams, standin.service_url, 150)
    standin.teams.fate = trouble(seed=5)
    died = run_lives(
        fate_of(standin, sqlite_database, encryption_keys[0], kills=8, shortest=0.6, longest=1.5)
    )
    assert died >= 2
    check(standin.teams, 150)


def run_lives(fate: Fate, root: Path = ROOT) -> int:
    command = [sys.executable, "-m", "tests.teams.lives", fate.as_argument()]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=LONGEST, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return int(done.stdout.split()[-1])
