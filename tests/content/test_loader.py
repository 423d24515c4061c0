from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from content.findings import ContentError
from content.loader import PLANS, PlanLibrary, load_plan
from content.render import render_plan
from content.sources import readable
from tests.content.conftest import Draft


def test_a_plan_with_a_mistake_is_refused_with_its_place(draft: Draft) -> None:
    line = draft.change("triggers.yaml", "step: 4", "step: 7")
    with pytest.raises(ContentError) as refusal:
        load_plan("danderyd", draft.folder.parent)
    assert ("triggers.yaml", line) in {(finding.file, finding.line) for finding in refusal.value.findings}
    assert f"triggers.yaml:{line}" in str(refusal.value)


def test_an_unknown_plan_is_refused_with_those_there_are() -> None:
    with pytest.raises(ContentError, match="danderyd"):
        load_plan("atlantis")


@pytest.mark.parametrize("name", ["..", "../plans/danderyd", "/etc", ""])
def test_a_plan_is_only_ever_a_folder_under_the_root(name: str) -> None:
    with pytest.raises(ContentError):
        load_plan(name)


def test_a_library_reads_each_plan_once(draft: Draft) -> None:
    library = PlanLibrary(draft.folder.parent)
    assert library.ids() == ("danderyd",)
    first = library.get("danderyd")
    shutil.rmtree(draft.folder)
    assert library.get("danderyd") is first
    assert library.ids() == ("danderyd",)


def test_a_new_municipality_is_a_new_folder_and_nothing_else(draft: Draft) -> None:
    draft.folder.rename(draft.folder.parent / "nystad")
    path = draft.folder.parent / "nystad" / "plan.yaml"
    path.write_text(path.read_text("utf-8").replace("id: danderyd", "id: nystad"), "utf-8")
    assert load_plan("nystad", draft.folder.parent).name


def test_a_plan_can_be_one_single_frame_with_parts_inside(draft: Draft) -> None:
    settings = (draft.folder / "settings.yaml").read_text("utf-8")
    with (draft.folder / "plan.yaml").open("a", encoding="utf-8") as frame:
        frame.write("settings:\n" + "".join(f"  {line}\n" for line in settings.splitlines()))
    assert {finding.file for finding in draft.findings()} == {"plan.yaml"}
    (draft.folder / "settings.yaml").unlink()
    assert draft.findings() == []


def test_the_plan_folders_hold_no_python() -> None:
    assert not list(PLANS.rglob("*.py"))


@pytest.mark.parametrize("plan_id", PlanLibrary().ids())
def test_no_plan_is_named_in_the_python_of_the_program(plan_id: str) -> None:
    root = PLANS.parents[1]
    for folder in ("bot", "handlers", "content", "storage"):
        for path in (root / folder).rglob("*.py"):
            if path != root / "bot" / "settings.py":
                assert f'"{plan_id}"' not in path.read_text("utf-8"), path


def test_a_shown_plan_has_every_action_with_its_source() -> None:
    plan = load_plan("danderyd")
    text = render_plan(plan)
    for step in plan.steps:
        for action in step.actions:
            assert f"{action.text} (" in text
            assert f"[{action.source}]" in text
    assert all(contact.name in text for contact in plan.contacts)
    assert all(law.cite in text for law in plan.laws)


def test_one_step_can_be_shown_alone() -> None:
    text = render_plan(load_plan("danderyd"), 2)
    assert "STEG 2" in text
    assert "STEG 3" not in text


def test_what_is_open_is_shown_as_a_decision_to_take() -> None:
    assert "Beslut krävs" in render_plan(load_plan("stockholm"), 2)


def test_a_step_the_plan_does_not_have_is_refused() -> None:
    with pytest.raises(LookupError, match="1, 2, 3, 4"):
        render_plan(load_plan("danderyd"), 9)


def test_a_source_is_read_aloud_with_its_title_once() -> None:
    spoken = readable("001:3-4; 001:9; lokal tolkning", {"001": "Planen"})
    assert spoken == "Planen, rad 3–4 och 9; lokal tolkning"


def test_lines_within_other_lines_are_not_read_twice() -> None:
    assert readable("001:3-9; 001:4; 001:3-9; 001:8-10", {"001": "Planen"}) == "Planen, rad 3–9 och 8–10"


def test_the_project_plans_are_found_where_the_package_is() -> None:
    assert Path(PLANS / "danderyd" / "plan.yaml").exists()
