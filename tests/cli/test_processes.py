"""The command line as a process of its own: exit codes and streams, and what must hold when two run at once
or one is killed. Each start costs, so what can be tried in one process is tried in the other files."""

import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from storage.calendar import SchoolCalendar
from tests.cli.terminal import PROGRAM, Said, contents, environment, narvarolots, rows, started
from tests.handlers.files import Child, Files, Lesson, lesson, weekdays, write
from tests.handlers.world import ADULTS
from tests.project.source import ROOT

PATIENCE = 60.0
"""Seconds; reached only when something is broken."""


def mornings() -> date:
    """A school morning not long ago: a process of its own has the machine's clock."""
    today = datetime.now(UTC).date()
    return SchoolCalendar().next_on_or_after(today - timedelta(days=10))


MORNING = mornings()
EVALUATED = SchoolCalendar().last_before(MORNING)
PUPILS = [f"E{number:04d}" for number in range(100)]


def many_lessons() -> list[Lesson]:
    """Five a day for two weeks, all attended, but for one on the last day."""
    days = list(weekdays(EVALUATED - timedelta(days=13), EVALUATED))
    starts = [f"{hour:02d}:00" for hour in (8, 9, 10, 12, 13)]
    attended = [lesson(pupil, day, "närvarande", at) for pupil in PUPILS for day in days for at in starts]
    return [*attended[:-1], lesson(PUPILS[-1], EVALUATED, start=starts[-1])]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    children = tuple(Child(pupil, "Alva", "Lindgren", "anna") for pupil in PUPILS)
    return write(Files(ADULTS, children, tuple(many_lessons())), tmp_path_factory.mktemp("many") / "files")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, files: list[Path]) -> tuple[Path, Said]:
    """A data folder made by one import, and what the import said. Look, but change nothing."""
    folder = tmp_path_factory.mktemp("imported") / "data"
    return folder, narvarolots(folder, "import", "--json", *files)


@pytest.fixture
def folder(imported: tuple[Path, Said], tmp_path: Path) -> Path:
    """A copy of the data folder, to change."""
    shutil.copytree(imported[0], tmp_path / "data")
    return tmp_path / "data"


def database(folder: Path) -> Path:
    return folder / "narvarolots.db"


def morning(folder: Path, *words: str) -> Said:
    return narvarolots(folder, "morning", "--date", MORNING.isoformat(), "--json", *words)


def test_an_import_makes_key_and_database_and_answers_on_one_stream(imported: tuple[Path, Said]) -> None:
    folder, said = imported
    assert said.code == 0, said.err
    [numbers] = said.objects
    assert numbers["pupils"] == len(PUPILS)
    assert numbers["new_lessons"] == len(many_lessons())
    assert (folder / "keys").stat().st_mode & 0o077 == 0


def test_looking_at_a_morning_changes_nothing_and_doing_it_says_the_same(folder: Path) -> None:
    before = contents(database(folder))
    looked = morning(folder, "--dry-run")
    assert (looked.code, looked.err) == (0, "")
    assert [line["pupil"] for line in looked.objects] == [PUPILS[-1]]
    assert contents(database(folder)) == before
    assert morning(folder).out == looked.out


def test_two_mornings_at_once_are_one(folder: Path) -> None:
    words = ("morning", "--date", MORNING.isoformat(), "--json")
    both = [started(folder, *words), started(folder, *words)]
    said = [process.communicate(timeout=PATIENCE) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert said[0][0] == said[1][0] != ""
    for table in ('"case"', "case_event", "school_morning", "morning_line"):
        assert rows(database(folder), f"SELECT count(*) FROM {table}") == [(1,)], table
    keys = [key for (key,) in rows(database(folder), "SELECT key FROM outbox")]
    assert len(keys) == len(set(keys)) > 0


def test_a_refusal_is_one_line_on_standard_error_and_exit_1(folder: Path) -> None:
    before = contents(database(folder))
    said = narvarolots(folder, "case", "FINNS-INTE", "--json")
    assert (said.code, said.out, len(said.err.splitlines())) == (1, "", 1)
    assert contents(database(folder)) == before


def test_wrong_usage_is_exit_2(folder: Path) -> None:
    said = narvarolots(folder, "morning", "--date", "2026-02-30")
    assert (said.code, said.out) == (2, "")
    assert "Traceback" not in said.err


def has_begun(folder: Path) -> bool:
    """The import is registered, and nothing of it is to be seen."""
    return bool(found(folder, "SELECT 1 FROM import WHERE state = 'staging'"))


def has_come_far(folder: Path) -> bool:
    return bool(found(folder, "SELECT 1 FROM lesson WHERE pupil_id > 20 LIMIT 1"))


def found(folder: Path, question: str) -> object:
    try:
        return rows(database(folder), question)
    except sqlite3.OperationalError:  # neither file nor tables yet
        return []


def stopped(process: subprocess.Popen[str], when: Callable[[], bool], number: signal.Signals) -> Said:
    """Sends the signal as soon as `when` holds."""
    last = time.monotonic() + PATIENCE
    while process.poll() is None and not when() and time.monotonic() < last:
        pass
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    return Said(process.returncode, out, err)


@pytest.mark.parametrize("when", [has_begun, has_come_far])
def test_a_killed_import_is_invisible_and_can_be_made_again(
    tmp_path: Path, files: list[Path], imported: tuple[Path, Said], when: Callable[[Path], bool]
) -> None:
    folder = tmp_path / "data"
    killed = stopped(started(folder, "import", *files), lambda: when(folder), signal.SIGKILL)
    assert killed.code == -signal.SIGKILL
    assert morning(folder, "--dry-run").out == ""
    again = narvarolots(folder, "import", "--json", *files)
    assert again.objects[0]["new_lessons"] == imported[1].objects[0]["new_lessons"]
    assert morning(folder, "--dry-run").out == morning(imported[0], "--dry-run").out != ""


def test_ctrl_c_is_quiet(tmp_path: Path, files: list[Path]) -> None:
    folder = tmp_path / "data"
    said = stopped(started(folder, "import", *files), lambda: has_begun(folder), signal.SIGINT)
    assert (said.code, said.out, said.err.strip()) == (130, "", "")


def test_a_reader_that_goes_is_no_fault(tmp_path: Path) -> None:
    with started(tmp_path, "plan", "show", "danderyd") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(PATIENCE) == 141


def with_small_disk(folder: Path, blocks: int, *args: str | Path) -> Said:
    """As `narvarolots`, where no file may grow past `blocks` of 512 bytes, and the answer goes to a file."""
    limited = ["sh", "-c", f'ulimit -f {blocks}; exec "$@" > answer', "sh", *PROGRAM, *map(str, args)]
    ended = subprocess.run(
        limited,
        cwd=folder,
        env=environment(folder / "data", PYTHONPATH=str(ROOT)),
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
    )
    return Said(ended.returncode, (folder / "answer").read_text(encoding="utf-8"), ended.stderr)


def test_a_disk_that_is_full_for_the_database_is_told(tmp_path: Path, files: list[Path]) -> None:
    said = with_small_disk(tmp_path, 80, "import", *files)
    assert (said.code, said.out) == (1, "")
    assert str(database(tmp_path / "data")) in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("words", [("plan", "show", "danderyd"), ("--help",)], ids=" ".join)
def test_a_disk_that_is_full_for_the_answer_is_told(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = with_small_disk(tmp_path, 1, *words)
    assert said.code == 1
    assert len(said.err.splitlines()) == 1
