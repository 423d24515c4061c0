"""`narvarolots simulate` on the command line: the table, the picture, and the exit code."""

from pathlib import Path

import pytest
import typer

from bot.commands import simulate as command
from bot.simulation import Year
from bot.simulation.rules import Breach
from bot.simulation.year import Day
from tests.year.test_year import AUTUMN, PNG

MONDAY = AUTUMN.school_days[0]
YEAR = Year(
    plan="danderyd",
    pupils=40,
    days=(Day(MONDAY, {1: 3, 2: 1}, 0, 4, 2, {"mentor": 1, "eht": 0, "rektor": 0}, 0),),
    events=((MONDAY, "en mentor slutar"),),
    breaches=(),
    cases=4,
    refused=0,
    longest_wait=3,
)


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[Year]:
    """What the year comes to, without the minutes that it takes."""
    years = [YEAR]
    monkeypatch.setattr(command, "play", lambda *_args, **_more: years[0])
    return years


def test_the_table_is_said_and_the_picture_written(
    played: list[Year], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.simulate("danderyd", 40, 1, 1, tmp_path / "lasar.png")
    said = capsys.readouterr().err
    assert "oktober" in said
    assert "en mentor slutar" in said
    assert (tmp_path / "lasar.png").read_bytes().startswith(PNG)


def test_what_did_not_hold_is_told_with_place_and_day_and_ends_with_one(
    played: list[Year], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    breach = Breach(MONDAY, "Granskolan, 12", "något höll inte.")
    played[0] = Year(**{**YEAR.__dict__, "breaches": (breach,)})
    with pytest.raises(typer.Exit) as ended:
        command.simulate("danderyd", 40, 1, 1, tmp_path / "lasar.png")
    assert ended.value.exit_code == 1
    assert "Granskolan, 12" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_told_at_once(played: list[Year], tmp_path: Path) -> None:
    with pytest.raises(typer.BadParameter):
        command.simulate("danderyd", 40, 1, 1, tmp_path / "ingen" / "lasar.png")
