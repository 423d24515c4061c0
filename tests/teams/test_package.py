"""The app package, and what `narvarolots check` says of Entra and Teams."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.checks import Check
from bot.cli import cli
from bot.commands.entrance import enter
from bot.platforms.teams.checking import teams_checks
from bot.platforms.teams.package import MOST_COMMANDS
from tests.teams.room import Room, settings_for
from tests.teams.standin.cards import SCHEMAS
from tests.teams.standin.keys import certificate
from tests.teams.standin.server import StandIn
from tests.teams.standin.state import CLIENT

TODAY = datetime.now(UTC)


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> zipfile.ZipFile:
    monkeypatch.setenv("TEAMS_CLIENT_ID", CLIENT)
    path = tmp_path / "app.zip"
    words = ["teams", "package", str(path), "--name", "Kommunen", "--website", "https://kommunen.example"]
    assert enter(cli, words) == 0
    return zipfile.ZipFile(path)


def manifest_in(packed: zipfile.ZipFile) -> dict[str, Any]:
    found = json.loads(packed.read("manifest.json"))
    assert isinstance(found, dict)
    return found


def test_the_manifest_is_what_teams_takes(packed: zipfile.ZipFile) -> None:
    schema = json.loads((SCHEMAS / "manifest-1.30.json").read_text(encoding="utf-8"))
    assert [error.message for error in Draft7Validator(schema).iter_errors(manifest_in(packed))] == []


def test_the_zip_holds_what_the_manifest_names_and_no_more(packed: zipfile.ZipFile) -> None:
    assert set(packed.namelist()) == {"manifest.json", *manifest_in(packed)["icons"].values()}


def test_the_icons_have_the_size_and_the_colours_that_teams_wants(packed: zipfile.ZipFile) -> None:
    from matplotlib.image import imread

    icons = manifest_in(packed)["icons"]
    with packed.open(icons["color"]) as file:
        assert imread(file).shape == (192, 192, 4)
    with packed.open(icons["outline"]) as file:
        outline = imread(file)
    assert outline.shape == (32, 32, 4)
    seen = outline[outline[:, :, 3] > 0.5]
    assert len(seen) > 50, "something is drawn"
    assert (seen[:, :3] > 0.9).all(), "in white"
    assert (outline[:, :, 3] == 0).mean() > 0.3, "on nothing"


def test_the_commands_are_words_that_teams_has_room_for(packed: zipfile.ZipFile) -> None:
    [bot] = manifest_in(packed)["bots"]
    lists = {tuple(one["scopes"]): one["commands"] for one in bot["commandLists"]}
    assert 1 <= len(lists[("personal",)]) <= MOST_COMMANDS


@pytest.mark.anyio
async def test_each_command_is_answered(packed: zipfile.ZipFile, room: Room) -> None:
    [bot] = manifest_in(packed)["bots"]
    await room.installs("anna")
    for command in bot["commandLists"][0]["commands"]:
        before = len(room.standin.teams.seen_by("anna"))
        await room.types("anna", command["title"])
        assert len(room.standin.teams.seen_by("anna")) == before + 1, command["title"]


def test_the_same_package_is_the_same_file(packed: zipfile.ZipFile, tmp_path: Path) -> None:
    other = tmp_path / "again.zip"
    enter(
        cli, ["teams", "package", str(other), "--name", "Kommunen", "--website", "https://kommunen.example"]
    )
    assert packed.filename is not None
    assert other.read_bytes() == Path(packed.filename).read_bytes()


@pytest.mark.parametrize("client", [None, "inget-id"])
def test_without_an_app_there_is_no_package(
    client: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if client:
        monkeypatch.setenv("TEAMS_CLIENT_ID", client)
    assert enter(cli, ["teams", "package", str(tmp_path / "a.zip")]) == 1
    assert not (tmp_path / "a.zip").exists()


@pytest.mark.parametrize("option", [("--website", "kommunen.example"), ("--name", "x" * 33)])
def test_what_teams_would_refuse_is_refused_at_once(
    option: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEAMS_CLIENT_ID", CLIENT)
    assert enter(cli, ["teams", "package", str(tmp_path / "a.zip"), *option]) == 2


# What `narvarolots check` says


def looked(standin: StandIn, **more: str) -> dict[str, Check]:
    return {one.name: one for one in teams_checks(settings_for(standin, **more), TODAY)}


def levels(checks: dict[str, Check]) -> dict[str, str]:
    assert all(one.cure for one in checks.values() if one.level != "ok"), "what is wrong says what helps"
    return {name.removeprefix("Teams, "): one.level for name, one in checks.items()}


def test_all_is_well(standin: StandIn) -> None:
    assert levels(looked(standin)) == {"inloggning": "ok", "behörigheter": "ok", "appen": "ok"}


def test_a_wrong_secret_is_told_and_nothing_more_asked(standin: StandIn) -> None:
    assert levels(looked(standin, TEAMS_CLIENT_SECRET="fel")) == {"inloggning": "error"}


def test_a_wrong_tenant_is_told(standin: StandIn) -> None:
    assert levels(looked(standin, TEAMS_TENANT_ID="fel")) == {"inloggning": "error"}


def test_entra_out_of_reach_is_told(standin: StandIn) -> None:
    assert levels(looked(standin, TEAMS_LOGIN_ENDPOINT="http://127.0.0.1:9")) == {"inloggning": "error"}


def test_a_missing_consent_is_named(standin: StandIn) -> None:
    standin.teams.roles.remove("User.Read.All")
    found = looked(standin)
    assert levels(found)["behörigheter"] == "warning"
    assert "User.ReadBasic.All" in found["Teams, behörigheter"].text


def test_graph_that_refuses_and_an_app_that_is_not_uploaded_are_told(standin: StandIn) -> None:
    standin.teams.granted = False
    assert levels(looked(standin))["appen"] == "warning"
    standin.teams.granted, standin.teams.uploaded = True, False
    assert levels(looked(standin))["appen"] == "error"


@pytest.mark.parametrize(("days", "level"), [(-40, "ok"), (0, "warning"), (2, "error")])
def test_a_certificate_that_ends_is_told_in_time(
    standin: StandIn, tmp_path: Path, days: int, level: str
) -> None:
    path = tmp_path / "cert.pem"
    path.write_text(certificate())
    settings = settings_for(standin, TEAMS_CERTIFICATE=str(path))
    found = {one.name: one for one in teams_checks(settings, TODAY + timedelta(days=days))}
    assert found["Teams, certifikat"].level == level


def test_the_playgrounds_open_door_is_warned_of(standin: StandIn) -> None:
    assert levels(looked(standin, TEAMS_UNAUTHENTICATED="1")) == {"inloggning": "warning"}


def test_a_file_that_is_no_certificate_is_told(standin: StandIn, tmp_path: Path) -> None:
    path = tmp_path / "cert.pem"
    path.write_text("inget")
    found = looked(standin, TEAMS_CERTIFICATE=str(path))
    assert levels(found) == {"certifikat": "error", "inloggning": "error"}
