"""The engine: what is asked next, what a changed answer opens again, and that nothing else is lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.guides import flow
from content.guides.flow import Answers
from content.guides.model import Guide

GUIDE = Guide.model_validate_json(
    json.dumps(
        {
            "id": "small",
            "name": "Liten",
            "button": "Starta",
            "about": "Prov",
            "steps": [1],
            "source": "lokal tolkning",
            "questions": [
                {"id": "a", "kind": "yes_no", "text": "A?", "source": "x"},
                {
                    "id": "b",
                    "kind": "choice",
                    "text": "B?",
                    "source": "x",
                    "choices": [{"id": "one", "text": "Ett"}, {"id": "two", "text": "Två"}],
                    "when": [{"question": "a", "is": "yes"}],
                },
                {
                    "id": "c",
                    "kind": "short_text",
                    "text": "C?",
                    "source": "x",
                    "when": [{"question": "b", "any_of": ["two"]}],
                },
                {"id": "d", "kind": "long_text", "text": "D?", "source": "x"},
                {
                    "id": "e",
                    "kind": "number",
                    "text": "E?",
                    "source": "x",
                    "when": [{"question": "d", "answered": False}],
                },
            ],
            "endings": [{"text": "Klart"}],
        }
    )
)
STRAIGHT = (("a", "yes"), ("b", "two"), ("c", "text"), ("d", "more"))


def walked(*given: tuple[str, str | None]) -> Answers:
    answers = Answers()
    for question, value in given:
        answers = flow.answered(GUIDE, answers, question, value)
    return answers


def asked(answers: Answers) -> str:
    question = flow.next_question(GUIDE, answers)
    return question.id if question else ""


@pytest.mark.parametrize(
    ("given", "then"),
    [
        ((), "a"),
        ((("a", "yes"),), "b"),
        ((("a", "no"),), "d"),
        ((("a", None),), "d"),
        ((("a", "yes"), ("b", "one")), "d"),
        ((("a", "yes"), ("b", "two")), "c"),
        ((("a", "no"), ("d", "text")), ""),
        ((("a", "no"), ("d", None)), "e"),
    ],
)
def test_what_is_asked_follows_from_the_answers(given: tuple[tuple[str, str | None], ...], then: str) -> None:
    assert asked(walked(*given)) == then


def test_progress_counts_the_questions_that_are_asked() -> None:
    assert flow.progress(GUIDE, walked(("a", "no"), ("d", "text")), "d") == (2, 2)
    assert flow.progress(GUIDE, walked(("a", "yes"), ("b", "two"), ("d", "text")), "c") == (3, 4)


def test_progress_counts_what_may_still_come_so_that_the_end_is_never_further_away_than_it_said() -> None:
    assert flow.progress(GUIDE, Answers(), "a") == (1, 5)
    assert flow.progress(GUIDE, walked(("a", "no")), "d") == (2, 3)
    totals = [flow.progress(GUIDE, walked(*STRAIGHT[:number]), "d")[1] for number in range(5)]
    assert totals == sorted(totals, reverse=True)


def test_a_changed_answer_asks_again_only_what_depends_on_it() -> None:
    changed = flow.answered(GUIDE, walked(*STRAIGHT), "b", "one")
    assert asked(changed) == ""
    back = flow.answered(GUIDE, changed, "b", "two")
    assert asked(back) == "c", "it is asked again"
    assert back.given["c"] == "text", "and what was answered is still there to keep"
    assert back.stands("d")


def test_the_same_answer_again_changes_nothing() -> None:
    answers = walked(*STRAIGHT)
    assert flow.answered(GUIDE, answers, "a", "yes") == answers


def test_answers_to_questions_that_are_not_asked_do_not_count_but_are_not_lost() -> None:
    changed = flow.answered(GUIDE, walked(*STRAIGHT), "a", "no")
    assert flow.standing(GUIDE, changed) == {"a": "no", "d": "more"}
    assert changed.given["c"] == "text"


def test_back_goes_to_the_question_asked_before() -> None:
    answers = walked(("a", "no"))
    before = flow.question_before(GUIDE, answers, "d")
    assert before is not None
    assert before.id == "a"
    assert flow.question_before(GUIDE, answers, "a") is None


VALUES = {"a": ("yes", "no"), "b": ("one", "two"), "c": ("x", "y"), "d": ("x", "y", None), "e": ("1", "2")}


@settings(max_examples=300)
@given(
    wanted=st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()}),
    edits=st.lists(
        st.sampled_from(sorted(VALUES)).flatmap(
            lambda name: st.tuples(st.just(name), st.sampled_from(VALUES[name]))
        ),
        max_size=12,
    ),
)
def test_any_order_of_answers_and_changes_ends_where_the_straight_way_does(
    wanted: dict[str, str | None], edits: list[tuple[str, str | None]]
) -> None:
    assert _finished(walked(*edits), wanted) == _finished(Answers(), wanted)


def _finished(answers: Answers, wanted: dict[str, str | None]) -> dict[str, flow.Value]:
    """Every question that is asked is answered as wanted, from the top."""
    while wrong := [
        one.id
        for one in flow.path(GUIDE, answers)
        if not answers.stands(one.id) or answers.given[one.id] != wanted[one.id]
    ]:
        answers = flow.answered(GUIDE, answers, wrong[0], wanted[wrong[0]])
    return flow.standing(GUIDE, answers)
