"""Settings by the names in RULES.md; what cannot be used is told by name, and never repeated."""

import itertools
import re
from datetime import time
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings, missing
from tests.project.source import ROOT

NAMES = {str(field.validation_alias) for field in Settings.model_fields.values()}
SECRET = "hemligt-värde-1"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def refused(**environment: str) -> dict[str, str]:
    """The names of the settings that are refused, with what is said."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        with pytest.raises(SettingsError) as error:
            load_settings()
    return {problem.name: str(problem) for problem in error.value.problems}


def loaded(**environment: str) -> Settings:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        return load_settings()


def test_nothing_set_is_a_bot_on_this_machine_with_a_file_in_the_data_folder() -> None:
    settings = loaded()
    assert (settings.host, settings.port, settings.on_loopback) == ("127.0.0.1", 8600, True)
    assert settings.database_url == f"sqlite:///{Path('data/narvarolots.db')}"
    assert (settings.morning, settings.uses_slack, settings.uses_teams) == (time(7), False, False)
    assert missing(settings) == []


def test_an_empty_setting_is_an_unset_one() -> None:
    assert loaded(NARVAROLOTS_PORT="", DATABASE_URL="", SLACK_BOT_TOKEN="") == loaded()


def test_the_data_folder_is_where_the_database_is(tmp_path: Path) -> None:
    assert loaded(NARVAROLOTS_DATA=str(tmp_path)).database_url == f"sqlite:///{tmp_path}/narvarolots.db"
    assert loaded(DATABASE_URL="postgresql://x/y").database_url == "postgresql://x/y"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NARVAROLOTS_PORT", "åttatusen"),
        ("NARVAROLOTS_PORT", "70000"),
        ("NARVAROLOTS_PORT", "-1"),
        ("NARVAROLOTS_HOST", "http://skola"),
        ("NARVAROLOTS_KEYS", "för-kort"),
        ("NARVAROLOTS_KEYS", ","),
        ("NARVAROLOTS_KEYS", "å" * 44),
        ("NARVAROLOTS_PLAN", "../någon annanstans"),
        ("NARVAROLOTS_MORNING", "7"),
        ("NARVAROLOTS_MORNING", "24:00"),
        ("SLACK_API_URL", "slack"),
        ("TEAMS_GRAPH_URL", "ftp://graph"),
        ("TEAMS_UNAUTHENTICATED", "kanske"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name_and_not_repeated(name: str, value: str) -> None:
    said = refused(**{name: value})
    assert list(said) == [name]
    assert "Väntat" in said[name]
    assert value == "," or value not in said[name].removeprefix(name).replace("07:00", "")


def test_every_bad_value_is_told_at_once() -> None:
    assert set(refused(NARVAROLOTS_PORT="x", SLACK_API_URL="x", NARVAROLOTS_MORNING="x")) == {
        "NARVAROLOTS_PORT",
        "SLACK_API_URL",
        "NARVAROLOTS_MORNING",
    }


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    names = [name for name in NAMES if name.endswith(("_TOKEN", "_SECRET"))]
    settings = loaded(**dict.fromkeys(names, SECRET), DATABASE_URL=f"postgresql://u:{SECRET}@h/d")
    assert len(names) == 4
    assert SECRET not in repr(settings) + str(settings)


def test_teams_without_login_is_only_for_this_machine() -> None:
    assert loaded(TEAMS_UNAUTHENTICATED="1").uses_teams
    for host in ("127.0.0.1", "127.8.8.8", "localhost", "::1"):
        assert loaded(TEAMS_UNAUTHENTICATED="1", NARVAROLOTS_HOST=host).teams_unauthenticated
    for host in ("0.0.0.0", "::", "192.168.1.4", "bot.skola.example", "127.0.0.1.skola.example"):
        assert list(refused(TEAMS_UNAUTHENTICATED="1", NARVAROLOTS_HOST=host)) == ["TEAMS_UNAUTHENTICATED"]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (["SLACK_BOT_TOKEN"], ["SLACK_APP_TOKEN"]),
        (["SLACK_APP_TOKEN"], ["SLACK_BOT_TOKEN"]),
        (["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"], []),
        (["TEAMS_CLIENT_ID"], ["TEAMS_TENANT_ID", "TEAMS_CLIENT_SECRET"]),
        (["TEAMS_CLIENT_ID", "TEAMS_TENANT_ID", "TEAMS_CLIENT_SECRET"], []),
        (["TEAMS_CLIENT_ID", "TEAMS_TENANT_ID", "TEAMS_CERTIFICATE"], ["TEAMS_CERTIFICATE"]),
        (["TEAMS_TENANT_ID"], ["TEAMS_CLIENT_ID", "TEAMS_CLIENT_SECRET"]),
    ],
)
def test_a_platform_that_is_half_set_says_what_it_lacks(given: list[str], wanted: list[str]) -> None:
    problems = missing(loaded(**dict.fromkeys(given, SECRET)))
    assert [problem.name for problem in problems] == wanted
    assert all(SECRET not in str(problem) for problem in problems)


def test_no_half_set_platform_goes_unseen() -> None:
    """Any choice of a platform's settings either works or says what it lacks."""
    slack = ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"]
    for given in itertools.chain.from_iterable(itertools.combinations(slack, n) for n in range(4)):
        settings = loaded(**dict.fromkeys(given, SECRET))
        whole = "SLACK_BOT_TOKEN" in given and len(given) > 1
        assert bool(missing(settings)) == (bool(given) and not whole), given


def test_every_setting_is_described_in_the_manual() -> None:
    manual = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    assert {name for name in NAMES if not re.search(rf"\b{name}\b", manual)} == set()
