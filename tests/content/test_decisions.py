"""What a source leaves open is told to the plan's owner, and keeps real pupils away until it is settled."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.demo.settings import demo_settings
from content.decisions import is_for_training_only, open_decisions
from content.loader import PlanLibrary, load_plan
from handlers.context import Refusal
from handlers.imports import take_in
from handlers.morning.run import run
from handlers.plans import Plans
from storage.database import Database
from tests.content.conftest import Draft

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.fixture
def undecided(draft: Draft) -> Draft:
    """The month's days are anyone's guess."""
    words = (draft.folder / "settings.yaml").read_text(encoding="utf-8")
    line = next(one for one in words.splitlines() if one.startswith("calm:"))
    draft.change("settings.yaml", line, 'calm: {value: 7, source: "beslut krävs; 001:338-340"}')
    return draft


def test_a_number_that_nobody_has_decided_is_told_with_its_place(undecided: Draft) -> None:
    found = open_decisions(load_plan(undecided.folder.name, undecided.folder.parent))
    assert [(one.where, one.source, one.training) for one in found if one.stops] == [
        ("settings.yaml, calm", "001:338-340", "7")
    ]


def test_real_pupils_wait_until_everything_is_decided(undecided: Draft, sqlite_database: Database) -> None:
    library = PlanLibrary(undecided.folder.parent)
    plans = Plans(library, undecided.folder.name)
    with pytest.raises(Refusal, match="plan todo"):
        take_in(sqlite_database, plans, [], now=NOW)


def test_invented_pupils_may_try_it(undecided: Draft, sqlite_database: Database) -> None:
    library = PlanLibrary(undecided.folder.parent)
    plans = Plans(library, undecided.folder.name, training=True)
    assert run(sqlite_database, plans, now=NOW, on=date(2026, 11, 23)).lines == ()


def test_only_the_demo_is_training(tmp_path: Path) -> None:
    assert demo_settings(tmp_path, "x").training


def test_a_time_that_the_source_leaves_open_stops_nothing() -> None:
    plan = load_plan("stockholm")
    assert open_decisions(plan)
    assert not is_for_training_only(plan)
