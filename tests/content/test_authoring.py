"""A municipality begins its own plan from another's, and sees what differs."""

import shutil
from pathlib import Path

import pytest

from content.authoring import new_plan
from content.compare import differences
from content.decisions import open_decisions
from content.findings import ContentError
from content.inspect import check
from content.loader import PLANS, load_plan, plan_ids


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for plan in ("danderyd", "tyreso"):
        shutil.copytree(PLANS / plan, tmp_path / plan)
    return tmp_path


@pytest.mark.parametrize("source", ["danderyd", "tyreso"])
def test_a_new_plan_is_whole_and_its_choices_are_left_to_its_owners(root: Path, source: str) -> None:
    folder = new_plan(source, "nystad", root)
    assert check(folder) == []
    waiting = {one.where for one in open_decisions(load_plan("nystad", root)) if one.stops}
    assert "settings.yaml, month_days" in waiting


@pytest.mark.parametrize("name", ["danderyd", "Ny Stad", "../ute", ""])
def test_a_name_that_cannot_be_used_is_told_and_changes_nothing(root: Path, name: str) -> None:
    before = sorted(root.rglob("*"))
    with pytest.raises(ContentError):
        new_plan("tyreso", name, root)
    assert sorted(root.rglob("*")) == before


def test_an_interrupted_copy_is_no_plan_and_is_made_again(root: Path) -> None:
    shutil.copytree(root / "tyreso", root / ".nystad")
    assert plan_ids(root) == ("danderyd", "tyreso")
    new_plan("tyreso", "nystad", root)
    assert plan_ids(root) == ("danderyd", "nystad", "tyreso")


def test_a_plan_does_not_differ_from_itself() -> None:
    plan = load_plan("danderyd")
    assert differences(plan, plan) == ()


def test_what_differs_stands_with_both_sides() -> None:
    found = {(one.part, one.about): one for one in differences(load_plan("danderyd"), load_plan("tyreso"))}
    limit = found["Inställningar", "Problematisk frånvaro"]
    assert (limit.left, limit.right) == (("över 15 procent",), ("över 10 procent",))
    assert found["Steg 1", "Namn"].right == ("Frånvarande elev",)


def test_a_step_that_only_one_plan_has_is_empty_on_the_other_side() -> None:
    found = differences(load_plan("taby"), load_plan("danderyd"))
    assert all(one.left == () for one in found if one.part == "Steg 4")
