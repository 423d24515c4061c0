"""Answers grow old as numbers do: `narvarolots check` says so after half a year, by the injected clock."""

from datetime import timedelta

from bot.checks import answer_checks
from bot.settings import load_settings
from content.knowledge_files import load_knowledge


def test_answers_nobody_has_read_for_half_a_year_are_a_warning_that_names_some_and_counts_all() -> None:
    answers = load_knowledge("danderyd").answers
    newest = max(answer.checked for answer in answers)
    [soon] = answer_checks(load_settings(), newest + timedelta(days=100))
    [later] = answer_checks(load_settings(), newest + timedelta(days=200))
    assert soon.level == "ok"
    assert later.level == "warning"
    assert str(len(answers)) in later.text
    assert answers[0].id in later.text
