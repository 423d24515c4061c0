"""Several editions of a plan at once: a case keeps the one it began with until EHT moves it over."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from content.loader import PLANS, PlanLibrary
from content.texts import text
from handlers.cases import plan_of
from handlers.context import Actor, Context
from handlers.plans import Plans
from handlers.vocabulary import Card, Paragraph, Whisper
from storage.tables import AuditEntry, Case, CaseEvent, School
from tests.handlers.files import lesson, missing, present
from tests.handlers.screen import buttons
from tests.handlers.world import PLAN, TUESDAY, World

NEWER = TUESDAY + timedelta(days=1)
"""The day the newer edition is valid from."""
VERSION = "den nya utgåvan"


def write_edition(folder: Path, day: date, **changes: tuple[str, str, str]) -> Path:
    """A newer edition beside the plan's own. `changes`: file, old and new, by any name."""
    edition = folder / "editions" / day.isoformat()
    shutil.copytree(folder, edition, ignore=shutil.ignore_patterns("editions", "recorded"))
    frame = edition / "plan.yaml"
    lines = frame.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("version:", "valid_from:"))]
    frame.write_text("\n".join([*kept, f"version: {VERSION}", f'valid_from: "{day}"', ""]), "utf-8")
    for file, old, new in changes.values():
        path = edition / file
        words = path.read_text("utf-8")
        assert old in words, (file, old)
        path.write_text(words.replace(old, new), "utf-8")
    return edition


@pytest.fixture
def plans_root(tmp_path: Path) -> Path:
    shutil.copytree(PLANS / PLAN, tmp_path / "plans" / PLAN)
    write_edition(
        tmp_path / "plans" / PLAN,
        NEWER,
        limit=("triggers.yaml", "over: 15", "over: 60"),
        action=("steps/1.yaml", "id: s1_call\n    text: ", "id: s1_call\n    text: Nytt! "),
    )
    return tmp_path / "plans"


@pytest.fixture
def renewed(told: World, plans_root: Path) -> World:
    """Alva's case began before; from the next day on a newer edition is valid."""
    told.plans = Plans(PlanLibrary(plans_root), PLAN)
    told.at(NEWER, "09:00")
    return told


def own_plan_version(world: World, pupil: str = "E1") -> str:
    with world.database.reading() as session:
        context = Context(session, world.now, world.plans, Actor(label="cli:x"))
        return plan_of(context, session.get_one(Case, world.case(pupil).id)).version


def card_asked(world: World, who: str = "eva") -> Card:
    reply = world.press(who, ("edition.ask", str(world.case("E1").id)))
    whispered = [now.card for now in reply.now if isinstance(now, Whisper)]
    return whispered[0] if whispered else world.latest(who)


def words_of(card: Card) -> str:
    return " ".join(block.text for block in card.blocks if isinstance(block, Paragraph))


def test_a_case_keeps_the_edition_it_began_with(renewed: World) -> None:
    assert own_plan_version(renewed) != VERSION
    renewed.press("anna", ("case.show", str(renewed.case("E1").id)))
    assert "Nytt!" not in repr(renewed.latest("anna"))


def test_a_new_case_begins_with_the_edition_valid_that_day(renewed: World) -> None:
    renewed.absence(lesson("E2", NEWER))
    renewed.morning(NEWER + timedelta(days=1))
    assert renewed.case("E2").plan_version == VERSION
    assert own_plan_version(renewed, "E1") != VERSION


def test_each_case_climbs_by_its_own_editions_limits(renewed: World) -> None:
    """Two weeks on, a third is missed: over the old limit and far under the new one."""
    renewed.absence(lesson("E2", NEWER))
    renewed.morning(NEWER + timedelta(days=1))
    last = NEWER + timedelta(days=15)
    for pupil in ("E1", "E2"):
        renewed.absence(present(pupil, NEWER, last), missing(pupil, last - timedelta(days=5), last))
    renewed.morning(last + timedelta(days=1))
    assert (renewed.case("E1").step, renewed.case("E2").step) == (2, 1)


def test_eht_sees_what_changes_and_moves_the_case_over(renewed: World) -> None:
    case = str(renewed.case("E1").id)
    reply = renewed.press("eva", ("eht.details", case))
    [details] = [now.card for now in reply.now if isinstance(now, Whisper)]
    assert "edition.ask" in {one.action for one in buttons(details)}
    card = card_asked(renewed)
    assert "Nytt!" in words_of(card)
    assert "60 procent" in words_of(card)
    [move] = [one for one in buttons(card) if one.action == "edition.move"]
    renewed.press("eva", move)
    assert own_plan_version(renewed) == VERSION
    assert [row.kind for row in renewed.rows(CaseEvent)][-1] == "edition"
    assert "move_edition" in {row.action for row in renewed.rows(AuditEntry)}


def test_a_second_press_changes_nothing(renewed: World) -> None:
    [move] = [one for one in buttons(card_asked(renewed)) if one.action == "edition.move"]
    renewed.press("eva", move)
    events = renewed.count(CaseEvent)
    renewed.press("eva", move)
    assert renewed.count(CaseEvent) == events


def test_a_mentor_is_not_asked_and_may_not(renewed: World) -> None:
    case = str(renewed.case("E1").id)
    assert renewed.refused("anna", ("edition.ask", case)) == text("general.no_right")


def test_before_the_newer_edition_is_valid_nothing_is_offered(told: World, plans_root: Path) -> None:
    told.plans = Plans(PlanLibrary(plans_root), PLAN)
    reply = told.press("eva", ("eht.details", str(told.case("E1").id)))
    assert "edition.ask" not in repr(reply)


def test_a_school_that_changes_plan_keeps_its_cases_until_they_are_moved(told: World) -> None:
    """The other municipality has three steps: a case at the fourth goes to its last, and that is said."""
    case = str(told.case("E1").id)
    for _ in range(3):
        told.press("eva", ("raise", case), fields={"reason": "x"}, kind="form")
    with told.database.writing() as session:
        session.get_one(School, told.school()).plan = "taby"
    card = card_asked(told)
    assert told.case("E1").step == 4
    assert "3 steg" in words_of(card)
    [move] = [one for one in buttons(card) if one.action == "edition.move"]
    told.press("eva", move)
    assert (told.case("E1").plan, told.case("E1").step) == ("taby", 3)


def test_an_edition_that_is_no_longer_there_gives_way_to_that_of_its_day(told: World) -> None:
    with told.database.writing() as session:
        session.get_one(Case, told.case("E1").id).plan_version = "en som har tagits bort"
    assert own_plan_version(told) == told.plans.library.get(PLAN).version
    told.morning(TUESDAY + timedelta(days=1))
