"""What `narvarolots check` says: each thing by its name, what is wrong and what to do about it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.checks import Check, Level, contact_checks, run_checks
from bot.clock import SetClock
from bot.keys import encryption_keys, keys_file
from bot.settings import Settings, load_settings
from content.loader import load_plan
from storage.database import open_database
from storage.tables import Import
from tests.bot.office import MONDAY

NAMES = {str(field.validation_alias) for field in Settings.model_fields.values()}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NARVAROLOTS_DATA", str(tmp_path / "data"))


def checks() -> dict[str, Check]:
    return {check.name: check for check in run_checks(clock=SetClock(MONDAY))}


def wrong(level: Level = "error") -> list[str]:
    return [check.name for check in checks().values() if check.level == level]


def make_database(imported: datetime | None = None) -> None:
    settings = load_settings()
    database = open_database(settings.database_url, encryption_keys(settings))
    with database.writing() as session:
        if imported is not None:
            session.add(Import(state="active", started_at=imported))
    database.close()


def test_every_setting_is_reported_by_name_with_content_database_and_clock() -> None:
    assert set(checks()) == NAMES | {"innehåll", "kontakter", "svar", "databas", "klocka"}
    assert wrong() == []
    assert wrong("warning") == ["kontakter"]


def test_looking_makes_nothing(tmp_path: Path) -> None:
    checks()
    assert list(tmp_path.iterdir()) == []


def test_whatever_is_wrong_comes_with_a_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("TEAMS_CLIENT_ID", "1")
    monkeypatch.setenv("NARVAROLOTS_PLAN", "finns-inte")
    monkeypatch.setenv("NARVAROLOTS_HOST", "0.0.0.0")
    assert len(wrong()) >= 5
    assert all(check.cure for check in checks().values() if check.level != "ok")


def test_settings_that_cannot_be_read_are_told_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARVAROLOTS_PORT", "x")
    assert [(check.name, check.level) for check in run_checks()] == [("NARVAROLOTS_PORT", "error")]


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    key = Fernet.generate_key().decode()
    monkeypatch.setenv("NARVAROLOTS_KEYS", key)
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "TEAMS_CLIENT_SECRET"):
        monkeypatch.setenv(name, "hemligt")
    monkeypatch.setenv("DATABASE_URL", "postgresql://anna:hemligt@127.0.0.1:1/ingen")
    said = " ".join(f"{check.text} {check.cure}" for check in run_checks())
    assert "hemligt" not in said
    assert key not in said


def test_a_plan_that_does_not_exist_is_named_with_those_that_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARVAROLOTS_PLAN", "finns-inte")
    assert wrong() == ["innehåll"]
    assert "danderyd" in checks()["innehåll"].cure


def test_a_database_that_opens_is_well() -> None:
    make_database()
    assert checks()["databas"].level == "ok"


def test_a_key_that_does_not_fit_the_database_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    make_database()
    monkeypatch.setenv("NARVAROLOTS_KEYS", Fernet.generate_key().decode())
    assert wrong() == ["databas"]


def test_a_database_out_of_reach_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://anna@127.0.0.1:1/ingen")
    assert wrong() == ["databas"]


def test_a_data_folder_that_cannot_be_written_in_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "fil").write_text("")
    monkeypatch.setenv("NARVAROLOTS_DATA", str(tmp_path / "fil" / "data"))
    assert "NARVAROLOTS_DATA" in wrong()


def test_a_key_file_that_others_can_read_is_a_warning() -> None:
    make_database()
    keys_file(load_settings()).chmod(0o644)
    assert wrong("warning") == ["NARVAROLOTS_KEYS", "kontakter"]


@pytest.mark.parametrize(
    ("since_import", "level"),
    [
        (timedelta(hours=2), "ok"),
        (timedelta(days=20), "warning"),
        (timedelta(minutes=-1), "ok"),
        (timedelta(days=-2), "error"),
    ],
)
def test_the_clock_is_held_against_the_newest_import(since_import: timedelta, level: Level) -> None:
    make_database(imported=(MONDAY - since_import).astimezone(UTC))
    assert checks()["klocka"].level == level


def test_a_contact_nobody_has_checked_for_half_a_year_is_a_warning() -> None:
    contacts = load_plan("danderyd").contacts
    checked = max(contact.checked for contact in contacts)
    [soon] = contact_checks(load_settings(), min(contact.checked for contact in contacts) + timedelta(days=1))
    [later] = contact_checks(load_settings(), checked + timedelta(days=200))
    assert soon.level == "ok"
    assert later.level == "warning"
    assert all(contact.id in later.text for contact in contacts)
