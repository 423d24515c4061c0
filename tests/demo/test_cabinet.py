"""What is kept between two starts of the demo, and when it is made anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.demo.absence import SchoolYear
from bot.demo.cabinet import Cabinet
from bot.settings import DATABASE_FILE

AS_MADE, AS_LEFT = "the first day", "as the visitor left it"


@dataclass
class Builder:
    """Makes a school at once; `fails` as Ctrl+C would make it fail, half-way."""

    plans: list[str] = field(default_factory=list)
    fails: bool = False

    def __call__(self, folder: Path, plan: str, year: SchoolYear) -> None:
        assert (folder / "keys").exists()
        (folder / DATABASE_FILE).write_text(AS_MADE, encoding="utf-8")
        if self.fails:
            raise KeyboardInterrupt
        self.plans.append(plan)


@pytest.fixture
def builder() -> Builder:
    return Builder()


@pytest.fixture
def cabinet(tmp_path: Path, builder: Builder, year: SchoolYear) -> Cabinet:
    """Has been opened once, and the visitor has done something."""
    kept = Cabinet(tmp_path / "demo", "a", builder)
    assert not kept.prepare(year, fresh=False)
    assert kept.visited.read_text(encoding="utf-8") == AS_MADE
    kept.visited.write_text(AS_LEFT, encoding="utf-8")
    return kept


def test_a_second_start_makes_nothing_and_keeps_what_the_visitor_did(
    cabinet: Cabinet, builder: Builder, year: SchoolYear
) -> None:
    assert cabinet.prepare(year, fresh=False)
    assert cabinet.visited.read_text(encoding="utf-8") == AS_LEFT
    assert builder.plans == ["a"]


def test_a_fresh_start_copies_the_first_day_without_making_it_anew(
    cabinet: Cabinet, builder: Builder, year: SchoolYear
) -> None:
    beside = cabinet.visited.with_name(f"{DATABASE_FILE}-wal")
    beside.write_text("changes of the old one", encoding="utf-8")
    assert not cabinet.prepare(year, fresh=True)
    assert cabinet.visited.read_text(encoding="utf-8") == AS_MADE
    assert not beside.exists()
    assert builder.plans == ["a"]


def test_another_plan_is_another_school(cabinet: Cabinet, builder: Builder, year: SchoolYear) -> None:
    assert not Cabinet(cabinet.folder, "b", builder).prepare(year, fresh=False)
    assert builder.plans == ["a", "b"]


def test_new_keys_make_it_anew_since_nobody_can_read_the_old_one(
    cabinet: Cabinet, builder: Builder, year: SchoolYear
) -> None:
    (cabinet.folder / "keys").unlink()
    assert not cabinet.prepare(year, fresh=False)
    assert builder.plans == ["a", "a"]


def test_what_was_interrupted_is_made_anew(tmp_path: Path, builder: Builder, year: SchoolYear) -> None:
    kept = Cabinet(tmp_path / "demo", "a", builder)
    builder.fails = True
    with pytest.raises(KeyboardInterrupt):
        kept.prepare(year, fresh=False)
    assert not kept.visited.exists()
    builder.fails = False
    assert not kept.prepare(year, fresh=False)
    assert kept.visited.read_text(encoding="utf-8") == AS_MADE
