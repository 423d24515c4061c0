"""A support team's work counted as its plan says: at the beginning and at the end, in groups only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from content.checks.follow_up_data import follow_up_data_flaws
from content.follow_up_data import Counted
from content.loader import PlanLibrary
from content.model import Plan
from handlers.plans import Plans
from handlers.statistics.tables import Cell, Sign
from storage.database import Database
from storage.tables import Case, GuideAnswer, GuideSession
from storage.zone import STOCKHOLM
from tests.handlers.files import Child, Files, missing, present
from tests.handlers.world import ADULTS, MONDAY, World
from tests.reports.school import report, table

BEGAN = MONDAY
ENDED = MONDAY + timedelta(weeks=8)
PUPILS = 12
TEAM = "stockholm"


def _plan() -> Plan:
    return PlanLibrary().get(TEAM)


@pytest.fixture
def team(sqlite_database: Database, tmp_path: Path) -> World:
    return _made(sqlite_database, tmp_path)


@pytest.fixture
def any_team(database: Database, tmp_path: Path) -> World:
    return _made(database, tmp_path)


def _made(database: Database, folder: Path) -> World:
    """Twelve pupils get support: away half the time before, and not at all when it ends for ten of them."""
    world = World(database, folder, plans=Plans(PlanLibrary(), TEAM, training=True))
    pupils = tuple(Child(f"P{number}", f"Förnamn{number}", "Ek", "anna", "8B") for number in range(PUPILS))
    world.take_in(Files(adults=ADULTS, children=pupils))
    before, after = BEGAN - timedelta(days=21), ENDED - timedelta(days=21)
    lessons = [
        one
        for pupil in pupils
        for one in (
            *missing(pupil.id, before, before + timedelta(days=9)),
            *present(pupil.id, before + timedelta(days=10), BEGAN - timedelta(days=1)),
            *present(pupil.id, after, ENDED - timedelta(days=1)),
        )
    ]
    world.absence(lessons)
    world.at(ENDED + timedelta(days=1))
    for number in range(PUPILS):
        _supported(world, number)
    return world


def _supported(world: World, number: int) -> None:
    with world.database.writing() as session:
        case = Case(
            school_id=world.school(),
            pupil_id=world.pupil(f"P{number}"),
            plan=TEAM,
            plan_version="x",
            step=2,
            opened_on=BEGAN,
            step_on=BEGAN,
        )
        session.add(case)
        session.flush()
        case_id = case.id or 0
    cause = "sleep" if number < 6 else "peers"
    asked = {"gender": "girl" if number < 6 else "boy", "age": "13" if number < 5 else "14"}
    _round(world, case_id, "team-start", BEGAN, {"signed": "yes", "cause": cause, **asked})
    _round(
        world, case_id, "team-plan", BEGAN, {"areas": ["safety"] if number < 5 else ["safety", "structure"]}
    )
    if number < 10:
        end = {"why": "reached", "as_planned": "yes", "goals_met": "all" if number < 5 else "some"}
        _round(world, case_id, "team-avslut", ENDED, end)


def _round(world: World, case_id: int, guide: str, on: date, answers: Mapping[str, object]) -> None:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=STOCKHOLM)
    with world.database.writing() as session:
        row = GuideSession(case_id=case_id, guide=guide, state="done", changed_at=at)
        session.add(row)
        session.flush()
        session.add_all(
            GuideAnswer(session_id=row.id or 0, question=name, answer=json.dumps(value), actor="", at=at)
            for name, value in {**_skipped(guide), **answers}.items()
        )


def _skipped(guide: str) -> dict[str, None]:
    found = _plan().guide(guide)
    assert found is not None
    return {question.id: None for question in found.questions}


def _told(world: World, first: date | None = None) -> dict[str, Cell]:
    found = table(report(world, first=first), "support")
    return {row.name: row.cells[0] for row in found.rows}


def _number(told: Mapping[str, Cell], *words: str) -> Cell:
    [found] = [cell for name, cell in told.items() if all(word in name for word in words)]
    return found


def test_the_beginning_and_the_end_are_counted_in_groups(any_team: World) -> None:
    told = _told(any_team)
    assert (_number(told, "började"), _number(told, "avslutades")) == (12, 10)
    assert _number(told, "Årskurs", "8") == 12
    assert _number(told, "före start", "över 50") == 12
    assert _number(told, "före avslut", "högst 5") == 10
    assert _number(told, "Frånvaron har", "minskat") == 10
    assert (_number(told, "Orsak", "Sömn"), _number(told, "Orsak", "kompisar")) == (6, 6)
    assert (_number(told, "Kön", "Flicka"), _number(told, "Kön", "Pojke")) == (6, 6)
    assert (_number(told, "Ålder", "13"), _number(told, "Ålder", "14")) == (5, 7)
    assert _number(told, "nådda", "Alla") == 5
    assert _number(told, "planerat", "Ja") == 10
    assert _number(told, "varade", "4 till 12 veckor") == 10


def test_of_several_choices_each_is_counted_where_the_others_are_not_few(team: World) -> None:
    told = _told(team)
    assert _number(told, "Insatser", "Trygghet") == 12
    assert _number(told, "Insatser", "Struktur") == 7
    assert _number(told, "Insatser", "Lärmiljön") == 0


def test_only_what_began_or_ended_within_the_period_is_counted(team: World) -> None:
    told = _told(team, first=BEGAN + timedelta(weeks=2))
    assert _number(told, "började") == 0
    assert _number(told, "avslutades") == 10
    assert not [name for name in told if name.startswith("Orsak")]


def test_of_few_pupils_nothing_is_told(team: World) -> None:
    with team.database.writing() as session:
        for row in team.rows(GuideSession):
            if row.guide == "team-avslut" and row.case_id > team.case("P3").id:
                found = session.get_one(GuideSession, row.id)
                found.state = "open"
                session.add(found)
    told = _told(team)
    assert _number(told, "avslutades") is Sign.HIDDEN
    assert not [name for name in told if "som planerat" in name]


def test_every_fact_the_source_lists_is_there() -> None:
    data = _plan().follow_up_data
    assert data is not None
    assert {
        "gender",
        "age",
        "grade",
        "school",
        "absence_at_beginning",
        "absence_at_end",
        "cause",
        "measures",
        "extent",
        "change",
    } <= {one.id for one in data.counts}
    assert {"goals", "reason", "as_planned", "pupil", "guardian"} <= {one.id for one in data.counts}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"guide": "team-sturt"}, "team-sturt"),
        ({"question": "orsak"}, "orsak"),
        ({"question": "until"}, "until"),
        ({"shows": "grade"}, "en sak"),
        ({"guide": "", "question": ""}, "en sak"),
    ],
)
def test_the_inspector_names_what_leads_nowhere(change: dict[str, str], word: str) -> None:
    plan = _plan()
    assert plan.follow_up_data is not None
    wrong = Counted(
        **{
            "id": "x",
            "text": "x",
            "at": "beginning",
            "guide": "team-start",
            "question": "cause",
            "source": "lokal tolkning",
            **change,
        }
    )  # type: ignore[arg-type]
    data = plan.follow_up_data.model_copy(update={"counts": (wrong,)})
    flaws = list(follow_up_data_flaws(plan.model_copy(update={"follow_up_data": data})))
    assert any(word in flaw.what for flaw in flaws)
    assert not list(follow_up_data_flaws(plan))
