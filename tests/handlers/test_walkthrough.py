"""docs/plan.md, from an empty folder to the first morning: followed to the letter, it answers as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from content.decisions import open_decisions
from content.inspect import check, render_findings
from content.loader import PlanLibrary, load_plan
from content.wording import page
from handlers.plans import Plans
from storage.tables import School
from tests.handlers.files import lesson
from tests.handlers.world import MONDAY, TUESDAY, World

PAGE = Path(__file__).parents[2] / "docs" / "plan.md"
SECTION = "## Från tom mapp till första morgonen"
CHECKS = "narvarolots content check content/plans/nystad"
_BLOCK = re.compile(r"```(\w+)\n(.*?)```\n", re.S)
_CHANGE = re.compile(r"Byt `([^`]+)` mot `([^`]+)`")


def section() -> str:
    whole = PAGE.read_text("utf-8")
    begins = whole.index(SECTION)
    return whole[begins : whole.index("\n## ", begins + 1)]


def blocks() -> Iterator[tuple[str, str, str]]:
    """The words before each block, its kind and what it holds."""
    text, at = section(), 0
    for match in _BLOCK.finditer(text):
        yield text[at : match.start()], match[1], match[2]
        at = match.end()


def followed(root: Path) -> Iterator[tuple[str, str]]:
    """What the page says that the inspector answers, and what it answers. Writes what the page writes."""
    folder, asked = root / "nystad", False
    folder.mkdir()
    written = folder
    for before, kind, words in blocks():
        for old, new in _CHANGE.findall(before):
            written.write_text(written.read_text("utf-8").replace(old, new), "utf-8")
        if kind == "yaml":
            written = root / before.rstrip().splitlines()[-1].split("Skriv `")[-1].split("`")[0]
            written.parent.mkdir(exist_ok=True)
            written.write_text(words, "utf-8")
        elif kind == "sh":
            asked = CHECKS in words
        elif kind == "text" and asked:
            findings = check(folder)
            answer = render_findings(findings) if findings else f"Inget fel hittades i {folder.name}.\n"
            yield words.strip(), answer.replace(str(folder), "content/plans/nystad").strip()


@pytest.fixture
def nystad(tmp_path: Path) -> Path:
    list(followed(tmp_path))
    return tmp_path


def test_the_inspector_answers_as_the_page_says(tmp_path: Path) -> None:
    answers = list(followed(tmp_path))
    assert len(answers) == 5
    for said, answered in answers:
        assert answered == said


def test_what_is_left_to_decide_is_as_the_page_says(nystad: Path) -> None:
    [told] = [words for before, kind, words in blocks() if words.startswith("Beslut som behövs")]
    plan = load_plan("nystad", nystad)
    stopping = [one for one in open_decisions(plan) if one.stops]
    asking = [one for one in open_decisions(plan) if not one.stops]
    assert page("todo.jinja", plan=plan, stopping=stopping, asking=asking).startswith(told)


def test_the_plan_runs_its_first_morning_in_its_own_words(nystad: Path, world: World) -> None:
    world.plans = Plans(PlanLibrary(nystad), "nystad", training=True)
    with world.database.writing() as session:
        session.get_one(School, world.school()).plan = "nystad"
    world.absence(lesson("E1", MONDAY))
    world.morning(TUESDAY)
    reason = load_plan("nystad", nystad).trigger("oanmald").why
    assert reason in section()
    assert reason in repr(world.latest("anna"))
