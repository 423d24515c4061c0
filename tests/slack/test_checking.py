"""`narvarolots check` for an administrator: which scope, token or channel is missing, and how to mend it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from cryptography.fernet import Fernet

from bot.checks import Check
from bot.keys import encryption_keys
from bot.platforms.slack.checking import SCOPES, slack_checks
from bot.settings import Settings
from storage.database import Database, open_database
from storage.tables import School
from storage.tables.chat import PlatformChannel
from tests.bot.office import MONDAY
from tests.project.source import ROOT
from tests.slack.standin import StandIn
from tests.slack.standin.server import APP_TOKEN


@pytest.fixture
def settings(quick_slack: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in quick_slack.env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("NARVAROLOTS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NARVAROLOTS_KEYS", Fernet.generate_key().decode())
    return Settings()


def found(settings: Settings, level: str = "error") -> dict[str, Check]:
    return {check.name: check for check in slack_checks(settings) if check.level == level}


def school(settings: Settings) -> Database:
    database = open_database(settings.database_url, encryption_keys(settings))
    with database.writing() as session:
        session.add(School(name="Provskolan"))
    return database


def test_what_the_check_asks_for_is_what_the_manifest_has() -> None:
    manifest = yaml.safe_load((ROOT / "manifest.yaml").read_text(encoding="utf-8"))
    assert set(SCOPES) == set(manifest["oauth_config"]["scopes"]["bot"])


def test_all_is_well(settings: Settings) -> None:
    assert found(settings) == found(settings, "warning") == {}
    assert not Path(settings.data).exists(), "looking makes nothing"


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_a_missing_scope_is_named_with_what_it_is_for(
    settings: Settings, quick_slack: StandIn, scope: str
) -> None:
    installed = quick_slack.server.workspace.installed
    quick_slack.install(replace(installed, scopes=installed.scopes - {scope}))
    [check] = found(settings).values()
    assert scope in check.text
    assert "manifest.yaml" in check.cure


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "account_inactive"])
def test_a_token_that_is_not_taken_is_told_with_the_cure(
    settings: Settings, quick_slack: StandIn, error: str
) -> None:
    quick_slack.revoke(error=error)
    [check] = found(settings).values()
    assert error in check.text
    assert check.cure


def test_an_app_token_that_is_not_taken_is_told_by_itself(settings: Settings, quick_slack: StandIn) -> None:
    quick_slack.revoke(APP_TOKEN, "invalid_auth")
    assert list(found(settings)) == ["Slack, Socket Mode"]


def test_slack_that_cannot_be_reached_is_no_wrong_token(settings: Settings) -> None:
    away = settings.model_copy(update={"slack_api_url": "http://127.0.0.1:9/api/"})
    [check] = found(away).values()
    assert "nätet" in check.cure


def test_a_school_without_a_channel_is_told_how(settings: Settings) -> None:
    school(settings).close()
    [check] = found(settings, "warning").values()
    assert "/narvaro koppla" in check.cure


@pytest.mark.parametrize(("kind", "is_wrong"), [("private", False), ("public", True)])
def test_a_channel_that_is_not_private_is_an_error(
    settings: Settings, quick_slack: StandIn, kind: str, is_wrong: bool
) -> None:
    conversation = quick_slack.add_channel("eht", kind)  # type: ignore[arg-type]
    database = school(settings)
    with database.writing() as session:
        session.add(
            PlatformChannel(platform="slack", channel="eht:1", conversation=conversation, linked_at=MONDAY)
        )
    database.close()
    assert bool(found(settings)) == is_wrong
