"""What a visitor meets: all six triggers within two weeks, and never too much in one morning."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import pytest

from bot.demo.cast import STORIES
from bot.demo.days import FIRST_DAY
from bot.demo.names import ascii_only
from bot.demo.school import DOMAIN, School, first_mentor
from content.loader import load_plan
from tests.demo.fortnight import Fortnight, Morning, pupils_in, words_of
from tests.demo.plans import PLAN
from tests.handlers.screen import says

FIRST_MENTOR = f"{ascii_only(first_mentor())}@{DOMAIN}"
TRIGGERS = {trigger.id for trigger in load_plan(PLAN).triggers}
MOST_PUPILS = 5
LATE = " ".join(STORIES["8A", 18].name)


def test_every_trigger_meets_somebody_within_ten_school_days(fortnight: Fortnight) -> None:
    fired = {
        trigger for morning in fortnight.mornings[:10] for line in morning.lines for trigger in line.triggers
    }
    assert fired == TRIGGERS


def test_every_trigger_meets_the_first_mentor_within_ten_school_days(fortnight: Fortnight) -> None:
    met = [morning.triggers_of(FIRST_MENTOR) for morning in fortnight.mornings[:10]]
    assert set(chain(*met)) == TRIGGERS


def test_the_first_mentor_has_something_every_morning(fortnight: Fortnight) -> None:
    empty = [morning.on for morning in fortnight.mornings if not pupils_in(morning.cards[FIRST_MENTOR])]
    assert empty == []


def test_on_the_first_morning_every_mentor_has_something_and_so_has_the_student_health_team(
    fortnight: Fortnight, school: School
) -> None:
    first = fortnight.mornings[0]
    away = {one.email: one.deputy for one in school.adults if one.away}
    mentors = {away.get(one.email, one.email) for one in school.adults if "mentor" in one.roles}
    health = {one.email for one in school.adults if "eht" in one.roles}
    assert {email for email in mentors if not pupils_in(first.cards[email])} == set()
    assert health <= first.cards.keys()


def test_no_morning_asks_for_more_than_five_pupils(fortnight: Fortnight) -> None:
    heavy = {
        (morning.on, email): pupils_in(card)
        for morning in fortnight.mornings
        for email, card in morning.cards.items()
        if len(pupils_in(card)) > MOST_PUPILS
    }
    assert heavy == {}


def test_most_mornings_have_something_for_several_mentors(fortnight: Fortnight) -> None:
    busy = [_busy(morning) for morning in fortnight.mornings]
    assert min(busy) >= 1
    assert sum(busy) / len(busy) >= 4


def _busy(morning: Morning) -> int:
    return sum(1 for card in morning.cards.values() if pupils_in(card))


def test_a_late_announcement_takes_a_case_back_and_the_message_changes(fortnight: Fortnight) -> None:
    """The guardian's word comes the day after. The pupil still stands there, but differently."""
    [morning] = [one for one in fortnight.mornings if LATE in words_of(one.cards[FIRST_MENTOR])]
    before = words_of(morning.cards[FIRST_MENTOR])
    after = words_of(fortnight.afterwards[FIRST_MENTOR, morning.on])
    assert before != after
    assert LATE in after


def test_a_step_two_case_of_the_visitors_own_follows_when_the_absence_goes_on(fortnight: Fortnight) -> None:
    """The first morning's new pupil is at step 2 ten school days later."""
    [new] = [line for line in fortnight.mornings[0].lines if FIRST_MENTOR in line.mentors]
    [later] = [line for line in fortnight.mornings[10].lines if line.pupil == new.pupil]
    assert (new.step, later.case_step, later.step) == (1, 1, 2)


def test_who_is_away_gets_no_message_and_the_deputy_does(fortnight: Fortnight, school: School) -> None:
    [away] = [one for one in school.adults if one.away]
    first = fortnight.mornings[0]
    assert away.email not in first.cards
    assert pupils_in(first.cards[away.deputy])


def test_two_mentors_of_one_pupil_are_told_the_same_morning(fortnight: Fortnight, school: School) -> None:
    [child] = [child for child in school.children if len(child.mentors) == 2]
    lines = [line for morning in fortnight.mornings for line in morning.lines if line.pupil == child.ref]
    assert [set(line.mentors) for line in lines] == [set(child.mentors)]


def test_figures_that_cannot_be_trusted_are_met_too(fortnight: Fortnight) -> None:
    assert any(line.uncertain for morning in fortnight.mornings for line in morning.lines)


def test_the_mornings_are_ten_school_days_from_a_monday(fortnight: Fortnight) -> None:
    assert fortnight.mornings[0].on == FIRST_DAY
    assert FIRST_DAY.weekday() == 0
    assert Counter(morning.on.weekday() for morning in fortnight.mornings) == {0: 3, 1: 2, 2: 2, 3: 2, 4: 2}


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_every_step_is_met(fortnight: Fortnight, step: int) -> None:
    assert any(line.step == step for morning in fortnight.mornings for line in morning.lines)


def test_a_teacher_with_lessons_to_register_is_nudged_on_monday_and_the_vacant_post_nags_nobody(
    fortnight: Fortnight,
) -> None:
    """Reza teaches music, and had not got round to it the week before."""
    first = fortnight.mornings[0]
    [reza] = [email for email in first.cards if email.startswith("reza.")]
    assert says(first.cards[reza], "week.missing")
    nudged = [email for email, card in first.cards.items() if says(card, "week.missing")]
    assert 1 < len(nudged) < 5
