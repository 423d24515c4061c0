"""Bad input: one message that names the place and the cure, the right exit code, and nothing changed."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from bot.commands import refusals
from storage.faults import fault
from tests.cli.terminal import Terminal


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NARVAROLOTS_PORT", "åttatusen"),
        ("NARVAROLOTS_PORT", "70000"),
        ("NARVAROLOTS_HOST", "två ord"),
        ("NARVAROLOTS_PLAN", "finns-inte"),
        ("NARVAROLOTS_PLAN", "../annan"),
        ("NARVAROLOTS_KEYS", "kort"),
        ("NARVAROLOTS_KEYS", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="),
        ("NARVAROLOTS_MORNING", "25:00"),
        ("DATABASE_URL", "hej"),
        ("DATABASE_URL", "mysql://127.0.0.1/skola"),
        ("DATABASE_URL", "postgresql://127.0.0.1:port/skola"),
        ("DATABASE_URL", "postgresql://anna:hemligt@127.0.0.1:1/skola"),
        ("DATABASE_URL", "postgresql+psycopg2://anna:hemligt@127.0.0.1:1/skola"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:////proc/finns/inte.db"),
        ("SLACK_API_URL", "slack"),
        ("TEAMS_LOGIN_ENDPOINT", "login"),
        ("TEAMS_UNAUTHENTICATED", "kanske"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    school: Terminal, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    told = school.refused("morning", "--dry-run", "--json")
    assert name in told
    assert "hemligt" not in told
    assert len(told.splitlines()) == 1


def test_a_data_folder_that_cannot_be_made_is_named(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = terminal.place / "fil"
    file.write_text("")
    monkeypatch.setenv("NARVAROLOTS_DATA", str(file / "data"))
    assert str(file / "data") in terminal.refused("morning")


@pytest.mark.parametrize("kept", [20, 5_000, 100_000])
@pytest.mark.parametrize("words", [("morning",), ("case", "E1")], ids=" ".join)
def test_a_truncated_database_is_named(school: Terminal, kept: int, words: tuple[str, ...]) -> None:
    whole = school.database.read_bytes()
    school.database.write_bytes(whole[:kept])
    said = school(*words)
    assert (said.code, said.out) == (1, "")
    assert str(school.database) in said.err
    assert school.database.read_bytes() == whole[:kept]


def test_a_file_that_is_no_database_is_left_as_it_is(terminal: Terminal, files: list[Path]) -> None:
    terminal.database.write_text("elev_id;namn\n" * 400)
    said = terminal("import", *files)
    assert said.code == 1
    assert str(terminal.database) in said.err
    assert terminal.database.read_text().startswith("elev_id;namn\n")


def test_a_folder_in_the_databases_place_is_named(terminal: Terminal) -> None:
    terminal.database.unlink()
    terminal.database.mkdir()
    assert str(terminal.database) in terminal.refused("morning")


def test_a_database_of_a_newer_version_is_left_alone(school: Terminal) -> None:
    with sqlite3.connect(school.database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "nyare" in school.refused("morning")


def test_a_database_that_somebody_else_holds_is_told(
    school: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.BUSY_TIMEOUT_MS", 1)
    with sqlite3.connect(school.database) as other:
        other.execute("BEGIN IMMEDIATE")
        said = school("morning")
    assert said.code == 1
    assert "upptagen" in said.err


@pytest.mark.parametrize(
    ("limit", "statement", "word"),
    [
        ("PRAGMA max_page_count = 1", "CREATE TABLE a (b)", "full"),
        ("PRAGMA query_only = 1", "CREATE TABLE a (b)", "läsa"),
        ("SELECT 1", "SELECT hemligt FROM ingen", "programmet"),
    ],
    ids=["disk full", "read only", "our own fault"],
)
def test_a_databases_error_is_told_in_our_own_words(limit: str, statement: str, word: str) -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    event.listen(engine, "connect", lambda connection, _: connection.execute(limit))
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.exec_driver_sql(statement)
    engine.dispose()
    told = fault(caught.value, engine.url.set(database="skola.db"))
    assert word in told
    assert "skola.db" in told
    assert "hemligt" not in told


def test_an_error_of_the_database_in_the_middle_of_a_command_is_told(
    school: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(school.database) as connection:
        connection.execute("ALTER TABLE morning_line RENAME TO borta")
    told = school.refused("morning", "--date", "2026-11-23")
    assert str(school.database) in told
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("number", sorted(refusals._REASONS))
def test_what_the_operating_system_refuses_is_told_in_swedish(number: int) -> None:
    told = refusals.refusal(OSError(number, "No such luck", "/skolan/elever.csv"))
    assert "/skolan/elever.csv" in told
    assert "No such" not in told


def test_too_little_memory_is_told() -> None:
    assert "minne" in refusals.refusal(MemoryError())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00\x00",
        b"elev_id;datum\n",
        b"vad;som;helst\n1;2;3\n",
        b"%PDF-1.7 ",
        "elev_id;datum;start;slut;ämne;schemalagda_min;frånvaro_min;status\n"
        "E1;2026-02-30;08:20;09:20;Bild;60;60;oanmäld\n".encode(),
        "elev_id;datum;start;slut;ämne;schemalagda_min;frånvaro_min;status\n"
        "E1;2026-11-20;08:20;09:20;Bild;60;-5;oanmäld\n".encode(),
        "elev_id;datum;start;slut;ämne;schemalagda_min;frånvaro_min;status\n"
        "OKÄND;2026-11-20;08:20;09:20;Bild;60;60;oanmäld\n".encode(),
    ],
    ids=[
        "empty",
        "utf-16",
        "no rows",
        "other columns",
        "pdf",
        "impossible date",
        "negative",
        "unknown pupil",
    ],
)
def test_a_malformed_file_is_named_and_nothing_is_taken_in(
    school: Terminal, tmp_path: Path, files: list[Path], content: bytes
) -> None:
    bad = tmp_path / "trasig.csv"
    bad.write_bytes(content)
    told = school.refused("import", *files, bad)
    assert told.startswith(str(bad))
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("path", ["finns-inte.csv", "/tmp", "/dev/null", "/proc/self/mem"])
def test_what_is_no_file_that_can_be_read_is_named(school: Terminal, path: str) -> None:
    assert path in school.refused("import", path)


@pytest.mark.parametrize(
    "written",
    ["2026-11-01", "2026-11-01..", "..2026-11-01", "2026-11-20..2026-11-01", "2026-02-30..2026-03-01", "x"],
)
def test_a_period_that_cannot_be_meant_is_wrong_usage(school: Terminal, written: str) -> None:
    assert "--replaces" in school.misused("import", "--replaces", written, "fil.csv")


@pytest.mark.parametrize("written", ["1999-12-01..2026-11-20", "2026-11-01..2999-01-01"])
def test_a_period_far_away_is_refused(school: Terminal, files: list[Path], written: str) -> None:
    assert "--replaces" in school.refused("import", "--replaces", written, *files)


def test_a_mapping_and_another_format_do_not_go_together(school: Terminal) -> None:
    assert "--mapping" in school.misused("import", "--format", "vklass", "--mapping", "m.yaml", "fil.xls")


@pytest.mark.parametrize("written", ["2026-02-30", "2026-11", "23/11", "i dag", "２０２６-11-23", ""])
def test_a_date_that_does_not_exist_is_wrong_usage(school: Terminal, written: str) -> None:
    assert "--date" in school.misused("morning", "--date", written)


@pytest.mark.parametrize("written", ["0001-01-01", "1999-12-31", "9999-12-31"])
def test_a_date_far_away_is_refused(school: Terminal, written: str) -> None:
    assert "--date" in school.refused("morning", "--date", written)


def test_a_day_before_the_last_morning_is_refused(case: Terminal) -> None:
    assert "2026-11-23" in case.refused("morning", "--date", "2026-11-20")


@pytest.mark.parametrize(
    "words",
    [
        ("E9",),
        ("",),
        ("E1", "--school", "Annanskolan"),
        ("201001011234",),
        ("E3",),
        ("E1", "--lower"),
        ("E1", "--reopen"),
        ("E1", "--close", "1999-01-01", "--reason", "skäl"),
        ("E1", "--close", "2026-11-23", "--reason", "  "),
        ("E1", "--explained", "resa", "--until", "2027-02-01"),
        ("E1", "--explained", "resa", "--until", "2026-11-01"),
        ("E1", "--explained", "", "--until", "2026-12-01"),
        ("E1", "--raise", "--close", "1999-01-01", "--reason", "skäl"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_with_a_case_is_refused_whole(case: Terminal, words: tuple[str, ...]) -> None:
    told = case.refused("case", *words)
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("--explained", "resa"),
        ("--until", "2026-12-01"),
        ("--close", "2026-11-23"),
        ("--raise", "--lower"),
        ("--reason", "för sig själv"),
        ("--until", "2026-02-30", "--explained", "resa"),
    ],
    ids=" ".join,
)
def test_options_that_do_not_go_together_are_wrong_usage(case: Terminal, words: tuple[str, ...]) -> None:
    assert words[0] in case.misused("case", "E1", *words)


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "show", "finns-inte"),
        ("plan", "show", "danderyd", "--step", "9"),
        ("content", "check", "/finns/inte"),
        ("content", "check", "/dev/null"),
        ("demo", "--host", "0.0.0.0"),
        ("demo", "--plan", "finns-inte", "--port", "18642"),
    ],
    ids=" ".join,
)
def test_other_commands_refuse_as_kindly(terminal: Terminal, words: tuple[str, ...]) -> None:
    assert terminal.refused(*words)
