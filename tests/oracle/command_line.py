"""Playing a script through the command line itself, in this process."""

from __future__ import annotations

import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from bot.cli import main
from tests.oracle.deeds import REASON
from tests.oracle.files import write_files
from tests.oracle.real import line_of
from tests.oracle.world import Deed, Import, Morning, Outcome, Person, Script, Step


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str


def narvarolots(*words: str) -> Answer:
    """Runs one command; the environment is the caller's to set."""
    out, err = StringIO(), StringIO()
    code = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(words)
        except SystemExit as done:
            code = done.code if isinstance(done.code, int) else 0
    return Answer(code, out.getvalue(), err.getvalue())


class CommandLine:
    """A system of `tests.oracle.play`: every step is a command."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "files"

    def take(self, step: Step, upcoming: Script) -> Outcome:
        answer = self._answer(step)
        assert answer.code in (0, 1), answer.err
        assert answer.code == 0 or not answer.out
        lines = answer.out.splitlines() if isinstance(step, Morning) else []
        return Outcome(answer.code == 1, tuple(line_of(json.loads(line)) for line in lines))

    def _answer(self, step: Step) -> Answer:
        match step:
            case Import():
                return self._import(step)
            case Morning():
                dry_run = ["--dry-run"] if step.dry_run else []
                return narvarolots("morning", "--date", str(step.day), "--json", *dry_run)
            case Person():
                return narvarolots("case", step.pupil, "--school", step.school, *words_of(step))

    def _import(self, step: Import) -> Answer:
        files = [str(path) for path in reversed(write_files(step, self._folder))]
        replaces = ["--replaces", f"{step.replaces[0]}..{step.replaces[1]}"] if step.replaces else []
        try:
            return narvarolots("import", *replaces, *files)
        finally:
            shutil.rmtree(self._folder)


def words_of(step: Person) -> list[str]:
    match step.deed:
        case Deed.CLOSE:
            return ["--close", str(step.day), "--reason", REASON]
        case Deed.EXPLAINED:
            return ["--explained", REASON, "--until", str(step.day)]
        case Deed.MEASURES:
            return ["--measures-taken", str(step.day)]
        case _:
            return [f"--{step.deed}"]
