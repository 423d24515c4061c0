"""Whether EHT's channel is told names: as the school has decided, and only where the team reads alone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.checks import setting_checks
from bot.settings import load_settings
from handlers.names import called, in_room
from handlers.vocabulary import Card, Place
from storage.tables.chat import PlatformChannel
from tests.escalation.channel import notes, press, root, send, submit
from tests.handlers.files import missing
from tests.handlers.screen import all_words
from tests.handlers.world import MONDAY, TUESDAY, World, form, whispered

SETTING = "NARVAROLOTS_CHANNEL_NAMES"
READERS = "NARVAROLOTS_CHANNEL_READERS"
WEEK = timedelta(weeks=1)


def decided(world: World) -> None:
    world.plans = replace(world.plans, names_for_eht=True)


def to_eht(world: World) -> None:
    for _ in range(2):
        case = str(world.case("E1").id)
        world.press("anna", ("raise", case), fields={"reason": "Behövs"}, kind="form")


def read_by_eht(world: World) -> list[Card]:
    """The thread, what its buttons show to the presser, and the agenda in the channel."""
    shown = [root(world), *notes(world)]
    shown += [whispered(press(world, "eva", action)) for action in ("eht.details", "case.take")]
    shown += [form(press(world, "eva", action)).card for action in ("eht.ask", "eht.propose", "measure.ask")]
    fields = {"measure": "Följs in av fritids", "date": world.now.date().isoformat()}
    shown.append(whispered(submit(world, "eva", "measure.save", fields)))
    shown.append(whispered(send(world, "eva", "case.pictures", str(world.case("E1").id))))
    return shown


def test_the_thread_has_initials_until_the_school_decides_otherwise(told: World) -> None:
    to_eht(told)
    read = read_by_eht(told)
    assert all("Alva" not in all_words(card) for card in read)
    assert "A.L. 8B" in root(told).title


def test_a_school_that_has_decided_so_reads_name_and_class(told: World) -> None:
    decided(told)
    to_eht(told)
    read = read_by_eht(told)
    assert "Alva Lindgren 8B" in root(told).title
    assert all("A.L." not in all_words(card) for card in read)


def test_no_notification_names_a_pupil_even_so(told: World) -> None:
    decided(told)
    to_eht(told)
    assert all("Alva" not in card.summary for card in read_by_eht(told))


@pytest.mark.parametrize("names", [False, True])
def test_the_agenda_in_the_channel_says_it_as_the_thread_does(told: World, names: bool) -> None:
    if names:
        decided(told)
    to_eht(told)
    with told.database.writing() as session:
        channel = f"eht:{told.school()}"
        session.add(PlatformChannel(platform="local", channel=channel, conversation="C1", linked_at=told.now))
    told.absence(missing("E1", TUESDAY, MONDAY + WEEK))
    told.morning(MONDAY + WEEK)
    [agenda] = [card for (_, key), card in told.screen.messages.items() if key.startswith("agenda:")]
    assert ("Alva Lindgren 8B" in all_words(agenda)) == names
    assert ("A.L. 8B" in all_words(agenda)) != names


def test_another_rooms_answer_has_initials_whatever_is_decided(told: World) -> None:
    """A picture asked for in the channel of the municipality's unit, by somebody who may see it."""
    decided(told)
    alva = called("Alva", "Lindgren", "8B")
    assert in_room(told.plans, Place(channel="unit:1"), alva) == "A.L. 8B"
    assert in_room(told.plans, Place(channel="eht:1"), alva) == "Alva Lindgren 8B"
    assert in_room(told.plans, Place(staff=1), alva) == "Alva Lindgren 8B"


@pytest.mark.parametrize(
    ("names", "readers", "shown", "level"),
    [
        ("", "", False, "ok"),
        ("initials", "", False, "ok"),
        ("names", "eht", True, "ok"),
        ("names", "personal", False, "warning"),
    ],
)
def test_check_says_which_is_on_and_names_need_a_channel_of_the_teams_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, names: str, readers: str, shown: bool, level: str
) -> None:
    monkeypatch.setenv("NARVAROLOTS_DATA", str(tmp_path))
    monkeypatch.setenv(SETTING, names)
    monkeypatch.setenv(READERS, readers)
    settings = load_settings()
    assert settings.names_for_eht is shown
    [check] = [one for one in setting_checks(settings) if one.name == SETTING]
    assert check.level == level
    assert ("namn" in check.text) is shown
