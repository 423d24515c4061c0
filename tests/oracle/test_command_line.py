"""The main job through the command line: exit codes, JSON alone on standard output, nothing changed."""

import json
import os
import sqlite3
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.oracle.command_line import CommandLine
from tests.oracle.files import write_files
from tests.oracle.generate import Size, random_script
from tests.oracle.play import first_disagreement
from tests.oracle.show import show
from tests.oracle.story import PUPIL, SCHOOL, lesson, present
from tests.oracle.world import Import, Pupil, Status

STARTS = (date(2025, 9, 8), date(2025, 11, 24))
"""Long past, so that the machine's own clock never makes a date too far ahead."""

PAST = Size(schools=(2, 2), pupils=4, mornings=(3, 6), starts=STARTS, deeds=0.2)
KEYS = {
    "school",
    "pupil",
    "case_step",
    "step",
    "triggers",
    "problematic",
    "rate_month",
    "uncertain",
    "mentors",
}


class Shell:
    """The installed command in a process of its own, with a data folder that was empty to begin with."""

    def __init__(self, folder: Path) -> None:
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "NARVAROLOTS_DATA": str(folder / "data"),
        }
        self.database = folder / "data" / "narvarolots.db"
        self.folder = folder

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot.cli", *words]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)

    def content(self) -> list[str]:
        """All there is in the database."""
        with sqlite3.connect(self.database) as connection:
            return list(connection.iterdump())


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A school with one pupil, who was away unannounced on Monday 2026-09-14."""
    shell = Shell(tmp_path_factory.mktemp("shell"))
    pupils = (Pupil(PUPIL, SCHOOL, "7A", ("anna@skola.example",)),)
    step = Import(pupils=pupils, absence=(*present(0, 7), lesson(7, Status.UNREPORTED)))
    imported = shell("import", *map(str, reversed(write_files(step, shell.folder / "files"))))
    assert imported.returncode == 0, imported.stderr
    assert imported.stdout == ""
    return shell


def test_a_case_from_files_to_closing_and_back(shell: Shell) -> None:
    before = shell.content()
    dry = shell("morning", "--date", "2026-09-15", "--dry-run", "--json")
    assert dry.returncode == 0
    assert shell.content() == before

    first = shell("morning", "--date", "2026-09-15", "--json")
    assert first.stdout == dry.stdout
    (line,) = map(json.loads, first.stdout.splitlines())
    assert line.keys() == KEYS
    assert (line["pupil"], line["case_step"], line["step"]) == (PUPIL, None, 1)
    assert line["triggers"] == ["first_unreported"]

    after = shell.content()
    again = shell("morning", "--date", "2026-09-15", "--json")
    assert (again.returncode, again.stdout) == (0, first.stdout)
    earlier = shell("morning", "--date", "2026-09-14", "--json")
    assert (earlier.returncode, earlier.stdout) == (1, "")
    assert earlier.stderr
    saturday = shell("morning", "--date", "2026-09-19", "--json")
    assert (saturday.returncode, saturday.stdout) == (0, "")
    assert saturday.stderr
    assert shell.content() == after

    shown = shell("case", PUPIL, "--json")
    assert shown.returncode == 0
    assert isinstance(json.loads(shown.stdout), dict)
    assert shell("case", PUPIL, "--close", "2026-09-15", "--reason", "Felregistrerat").returncode == 0
    assert shell("case", PUPIL, "--raise").returncode == 1
    assert shell("case", PUPIL, "--reopen").returncode == 0
    assert shell("case", PUPIL, "--raise").returncode == 0


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (1, ["case", "E404", "--json"]),
        (1, ["import", "saknas.csv"]),
        (2, ["morning", "--date", "i-går", "--json"]),
        (2, ["morning", "--okänd"]),
        (2, ["case"]),
    ],
)
def test_what_is_refused_says_so_on_standard_error_alone(shell: Shell, code: int, words: list[str]) -> None:
    answer = shell(*words)
    assert (answer.returncode, answer.stdout) == (code, "")
    assert answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("seed", [1, 2])
def test_whole_worlds_through_the_command_line(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NARVAROLOTS_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("NARVAROLOTS_KEYS", raising=False)
    script = random_script(Random(seed), PAST)
    found = first_disagreement(script, CommandLine(tmp_path))
    assert found is None, show(script, found)


def test_the_worlds_above_lie_in_the_past() -> None:
    assert max(STARTS) + timedelta(weeks=PAST.weeks[1] + 4) < date(2026, 11, 1)
