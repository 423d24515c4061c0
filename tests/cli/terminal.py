"""The command line as a test uses it: in this process, or as a process of its own."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli import cli
from bot.commands.entrance import enter
from tests.project.source import ROOT

PROGRAM = (sys.executable, "-m", "bot.cli")


@dataclass(frozen=True)
class Said:
    """What a command left behind. `out` and `err`: the two streams."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Terminal:
    """Commands in this process. `place` is the data folder, with a database of its own in it."""

    place: Path
    database: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *args: str | Path) -> Said:
        self.capsys.readouterr()
        code = enter(cli, [str(arg) for arg in args])
        said = self.capsys.readouterr()
        return Said(code, said.out, said.err)

    def done(self, *args: str | Path) -> Said:
        said = self(*args)
        assert said.code == 0, said.err
        return said

    def refused(self, *args: str | Path) -> str:
        """The words of a refusal (exit 1), which changes nothing and gives no answer."""
        before = contents(self.database)
        said = self(*args)
        assert (said.code, said.out) == (1, "")
        assert contents(self.database) == before
        return said.err

    def misused(self, *args: str | Path) -> str:
        """The words about a command line that cannot be meant (exit 2)."""
        said = self(*args)
        assert (said.code, said.out) == (2, "")
        return said.err


def environment(folder: Path, **more: str) -> Mapping[str, str]:
    """What a process is started with: nothing of the developer's own settings."""
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "NARVAROLOTS_DATA": str(folder), **more}


def narvarolots(folder: Path, *args: str | Path, **more: str) -> Said:
    """A process of its own, from its start to its end."""
    command = [*PROGRAM, *map(str, args)]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment(folder, **more), capture_output=True, text=True, timeout=120
    )
    return Said(ended.returncode, ended.stdout, ended.stderr)


def started(folder: Path, *args: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*PROGRAM, *map(str, args)],
        cwd=ROOT,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def contents(database: Path) -> str:
    """A hash of every row of every table, as stored. "" for a database that is not there, or is none."""
    if not database.is_file():
        return ""
    found = hashlib.sha256()
    for table in rows(database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
        found.update(repr(sorted(rows(database, f'SELECT * FROM "{table[0]}"'), key=repr)).encode())
    return found.hexdigest()


def rows(database: Path, question: str) -> Sequence[tuple[Any, ...]]:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()
