"""Every plan answers from its own pages: its steps, times, roles and papers, and never in another's words."""

from pathlib import Path

import pytest
import yaml

from benchmarks.ask import first_of
from content.knowledge_files import load_knowledge
from content.loader import PLANS, plan_ids
from content.sources import Lines, places
from handlers.ask.find import Finder

QUESTIONS = yaml.safe_load((Path(__file__).parent / "plans.yaml").read_text(encoding="utf-8"))
PARTS = ("what", "begins", "who", "deadline", "papers")


@pytest.mark.parametrize("plan", list(QUESTIONS))
def test_a_plan_answers_what_is_asked_of_its_own_steps(plan: str) -> None:
    finder = Finder(load_knowledge(plan))
    found = {question: first_of(finder, question) for question in QUESTIONS[plan]}
    wrong = {one: got for one, got in found.items() if got not in QUESTIONS[plan][one].split()}
    assert wrong == {}


@pytest.mark.parametrize("plan", plan_ids())
def test_each_step_can_be_asked_for_in_every_plan(plan: str) -> None:
    knowledge = load_knowledge(plan)
    ids = {answer.id for answer in knowledge.answers}
    wanted = {f"step{step.number}_{part}" for step in knowledge.plan.steps for part in PARTS}
    assert wanted | {"ladder", "what_now", "problematic"} <= ids


@pytest.mark.parametrize("plan", plan_ids())
def test_no_answer_leans_on_a_source_that_is_not_the_plans(plan: str) -> None:
    knowledge = load_knowledge(plan)
    cited = {
        place.number
        for answer in knowledge.answers
        for place in places(answer.source)
        if isinstance(place, Lines)
    }
    assert cited <= set(knowledge.plan.source_files)


@pytest.mark.parametrize("plan", [name for name in plan_ids() if (PLANS / name / "answers").is_dir()])
def test_each_plan_has_written_ten_answers_of_its_own(plan: str) -> None:
    written = [*(PLANS / plan / "answers").glob("*.yaml")]
    entries = [
        entry
        for path in written
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")).get("entries", ())
    ]
    assert len(entries) >= 10
