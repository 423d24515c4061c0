"""What the commands do and say, in this process: for machines on one stream, for people on the other."""

import io
import os
import re
from datetime import date
from pathlib import Path

import pytest

from bot.commands import output
from storage.tables import Case
from tests.cli.terminal import Terminal, contents, rows
from tests.handlers.files import Break, Child, Files, write
from tests.handlers.world import ADULTS, CHILDREN

NAMES = ("Alva", "Lindgren", "Bilal", "Hassan", "Cleo", "Strand", "Anna", "Bo ", "Eva", "Rut")
LINE = {
    "school": "Provskolan",
    "pupil": "E1",
    "case_step": None,
    "step": 1,
    "triggers": ["first_unreported"],
    "problematic": False,
    "rate_month": 6.7,
    "uncertain": False,
    "mentors": ["anna@skola.example"],
}


def nameless(words: str) -> bool:
    return not any(name in words for name in NAMES)


# morning


def test_a_morning_only_looked_at_changes_no_table(school: Terminal) -> None:
    before = contents(school.database)
    said = school.done("morning", "--dry-run", "--json")
    assert said.objects == [LINE]
    assert contents(school.database) == before


def test_a_morning_done_says_the_same_and_says_it_again(school: Terminal) -> None:
    looked = school.done("morning", "--dry-run", "--json").out
    assert school.done("morning", "--json").out == looked
    done = contents(school.database)
    assert school.done("morning", "--date", "20261123", "--json").out == looked
    assert contents(school.database) == done


def test_a_morning_for_people_is_one_line_a_pupil_without_names(school: Terminal) -> None:
    said = school.done("morning", "--dry-run")
    assert said.out == ""
    assert [line for line in said.err.splitlines() if "E1" in line and "6,7" in line and "steg 1" in line]
    assert nameless(said.err)
    assert "first_unreported" not in said.err


def test_a_day_without_school_is_told_and_nothing_done(school: Terminal) -> None:
    before = contents(school.database)
    said = school.done("morning", "--date", "2026-11-22", "--json")
    assert said.out == ""
    assert "Provskolan" in said.err
    assert contents(school.database) == before


def test_a_morning_before_any_import_says_what_to_do(terminal: Terminal) -> None:
    assert "narvarolots import" in terminal.done("morning").err


# import


def test_an_import_sums_up_in_numbers_for_both_readers(terminal: Terminal, files: list[Path]) -> None:
    said = terminal.done("import", "--json", *files)
    [numbers] = said.objects
    assert (numbers["pupils"], numbers["staff"], numbers["new_lessons"]) == (3, 4, 30)
    assert all(str(path) in said.err for path in files)
    assert re.search(r"^ +30 +nya lektioner$", said.err, flags=re.MULTILINE)
    assert nameless(said.err)


def test_a_second_import_of_the_same_files_brings_nothing_new(school: Terminal, files: list[Path]) -> None:
    [numbers] = school.done("import", "--json", *files).objects
    assert (numbers["new_lessons"], numbers["changed_lessons"], numbers["removed_lessons"]) == (0, 0, 0)


def test_every_number_that_is_not_nothing_is_told(terminal: Terminal, tmp_path: Path) -> None:
    protected = Child("E7", "Alva", "Hemlig", "anna", protected=True)
    pause = Break(date(2026, 10, 26), date(2026, 10, 30))
    paths = write(Files(ADULTS, (*CHILDREN, protected), breaks=(pause,)), tmp_path / "more")
    said = terminal.done("import", *paths)
    assert re.search(r"^ +1 +elev med skyddade", said.err, flags=re.MULTILINE)
    assert re.search(r"^ +1 +lov$", said.err, flags=re.MULTILINE)
    assert "E7" not in said.err


def test_columns_that_nobody_reads_are_named(terminal: Terminal, tmp_path: Path) -> None:
    [people] = write(Files(adults=ADULTS), tmp_path / "more")
    lines = people.read_text(encoding="utf-8").splitlines()
    people.write_text("\n".join([f"{lines[0]};favoritfärg", *(f"{line};blå" for line in lines[1:])]))
    assert "favoritfärg" in terminal.done("import", people).err


# case


def test_a_case_is_shown_without_names(case: Terminal) -> None:
    said = case.done("case", "E1")
    assert said.out == ""
    assert "steg 1" in said.err
    assert nameless(said.err)


def test_a_case_for_machines_is_one_object(case: Terminal) -> None:
    [shown] = case.done("case", "E1", "--school", "Provskolan", "--json").objects
    assert (shown["pupil"], shown["state"], shown["step"]) == ("E1", "open", 1)
    assert [event["trigger"] for event in shown["events"]] == ["first_unreported"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--measures-taken", "2026-11-23"], {"measures_taken": "2026-11-23"}),
        (["--explained", "resa", "--until", "2026-12-04"], {"explained_until": "2026-12-04"}),
        (["--raise"], {"step": 2}),
        (["--raise", "--reason", "fort"], {"step": 2}),
        (["--close", "2026-11-23", "--reason", "klart"], {"state": "closed", "closed": "2026-11-23"}),
    ],
    ids=lambda value: " ".join(value),
)
def test_a_case_is_changed_as_a_person_would(
    case: Terminal, words: list[str], expected: dict[str, object]
) -> None:
    [shown] = case.done("case", "E1", "--json", *words).objects
    assert shown.items() >= expected.items()
    assert shown["events"][-1]["by"].startswith("cli:")
    audited = rows(
        case.database, f"SELECT * FROM audit WHERE case_id = {rows(case.database, FIRST_CASE)[0][0]}"
    )
    assert any(str(cell).startswith("cli:") for row in audited for cell in row)


FIRST_CASE = f'SELECT id FROM "{Case.__tablename__}"'


def test_a_closed_case_can_be_opened_again(case: Terminal) -> None:
    case.done("case", "E1", "--close", "2026-11-23", "--reason", "klart")
    [shown] = case.done("case", "E1", "--reopen", "--json").objects
    assert (shown["state"], shown["closed"]) == ("open", None)


def test_a_reason_is_never_shown_again(case: Terminal) -> None:
    case.done("case", "E1", "--explained", "begravning", "--until", "2026-12-04")
    said = case.done("case", "E1", "--json")
    assert "begravning" not in said.out + said.err


# check, plans, keys


def test_check_is_one_line_each_and_a_sum(school: Terminal) -> None:
    said = school.done("check")
    lines = said.err.splitlines()
    assert said.out == ""
    assert all(line.split()[0] in ("ok", "OBS", "FEL") for line in lines[:-2])
    assert lines[-1]


def test_check_ends_with_one_when_something_is_wrong(
    school: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    said = school("check")
    assert said.code == 1
    [wrong] = [line for line in said.err.splitlines() if line.startswith("FEL")]
    assert "SLACK_APP_TOKEN" in wrong
    assert "→" in wrong


def test_a_plan_is_the_answer_and_goes_to_standard_output(terminal: Terminal) -> None:
    said = terminal.done("plan", "show", "danderyd", "--step", "2")
    assert "STEG 2" in said.out
    assert "STEG 3" not in said.out
    assert said.err == ""


def test_content_check_of_our_own_plans_finds_nothing(terminal: Terminal) -> None:
    said = terminal.done("content", "check")
    assert said.out == ""
    assert "danderyd" in said.err


def test_a_new_key_can_be_used(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARVAROLOTS_KEYS", terminal.done("key").out.strip())
    terminal.database.unlink()
    terminal.done("morning")


# the terminal


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_nothing_is_wider_than_it(school: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setattr("shutil.get_terminal_size", lambda fallback=None: os.terminal_size((80, 24)))
    for words in (["check"], ["morning"], ["plan", "show", "danderyd"], ["case", "E1"]):
        out, err = Screen(), Screen()
        monkeypatch.setattr("sys.stdout", out)
        monkeypatch.setattr("sys.stderr", err)
        school(*words)
        lines = (out.getvalue() + err.getvalue()).splitlines()
        too_wide = [line for line in lines if len(line) > 80 and " " in line.strip()]
        assert lines
        assert too_wide == []


def test_a_stream_that_takes_only_ascii_still_gets_whole_json(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", stream)
    output.give_json({"school": "Ängsskolan"})
    stream.flush()
    assert stream.buffer.getvalue() == b'{"school": "\\u00c4ngsskolan"}\n'  # type: ignore[attr-defined]


def test_a_closed_standard_output_is_told(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as closed:
        closed.setattr("sys.stdout", None)
        said = terminal("key")
    assert said.code == 1
    assert said.err


def test_nobody_needs_to_listen(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as closed:
        closed.setattr("sys.stderr", None)
        said = terminal("morning")
    assert said.code == 0
