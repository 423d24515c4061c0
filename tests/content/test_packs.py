"""The plans themselves: what they decide is what was settled, and every fact leads to its source."""

from __future__ import annotations

import pytest

from content.checks.flaw import models
from content.model import (
    LOCAL_READING,
    Plan,
    RateInWindow,
    RateSince,
    ReportedOccasions,
    UnreportedLesson,
)
from content.sources import Lines, places
from content.wording import reason
from tests.packs import SEVENTH_SOURCES
from tests.packs.numbers import SOURCES, facts


def cited(plan: Plan) -> set[Lines]:
    return {place for fact in facts(plan) for place in places(fact.source) if isinstance(place, Lines)}


def test_every_source_line_exists(any_plan: Plan) -> None:
    assert cited(any_plan)
    for place in cited(any_plan):
        assert 1 <= place.first <= place.last <= any_plan.source_files[place.number].lines


def test_every_source_line_leads_to_text_in_the_source_file(any_plan: Plan) -> None:
    files = {
        number: path.read_text("utf-8").split("\n")
        for number, source in any_plan.source_files.items()
        for path in (SOURCES / source.file, SEVENTH_SOURCES / source.file)
        if path.exists()
    }
    for number, lines in files.items():
        assert len(lines) - 1 == any_plan.source_files[number].lines
    for place in cited(any_plan):
        lines = files.get(place.number, ["text"] * (place.last + 1))
        assert lines[place.first - 1].strip(), place
        assert lines[place.last - 1].strip(), place


def test_every_declared_source_is_cited(any_plan: Plan) -> None:
    assert {place.number for place in cited(any_plan)} == set(any_plan.sources)


def test_button_texts_fit_their_buttons(any_plan: Plan) -> None:
    first = any_plan.first_contact
    assert all(len(choice.text) <= 30 for choice in (*first.reached, *first.causes, *first.participants))
    assert all(len(action.text) <= 75 for step in any_plan.steps for action in step.actions)
    assert all(len(step.name) <= 75 for step in any_plan.steps)


def test_texts_are_short_enough_to_read_once(any_plan: Plan) -> None:
    for path, fact in models(any_plan):
        for name in ("text", "why", "help", "about", "begins", "purpose"):
            for sentence in str(getattr(fact, name, "")).replace("?", ".").split("."):
                assert len(sentence.split()) <= 25, (path, sentence)


def test_every_trigger_can_say_why(any_plan: Plan) -> None:
    assert all("{" not in reason(trigger) for trigger in any_plan.triggers)


def test_the_duty_to_report_is_in_the_law_as_it_stands_now(any_plan: Plan) -> None:
    (duty,) = [law for law in any_plan.laws if law.id == "concern_report"]
    assert duty.cite == "19 kap. 1 § socialtjänstlagen (2025:400)"
    worded = any(words.law == "concern_report" for words in any_plan.law_words)
    assert ("14" in duty.plan_says) == worded


def test_reporting_a_worry_is_a_text_in_every_step_and_an_action_in_none(any_plan: Plan) -> None:
    for step in any_plan.steps:
        assert not any("orosanm" in f"{action.text} {action.help}".lower() for action in step.actions)
    assert any("SFS 2025:400 19 kap. 1 §" in thought.source for thought in any_plan.always)


def test_danderyds_triggers_are_the_settled_ones(danderyd: Plan) -> None:
    assert [(t.id, t.step, t.when.case, t.when.steps) for t in danderyd.triggers] == [
        ("first_unreported", 1, "none", ()),
        ("recurring_reported", 1, "none", ()),
        ("problematic_rate", 1, "none", ()),
        ("continued_absence", 2, "open", (1,)),
        ("still_high", 3, "open", (2,)),
        ("no_result", 4, "open", (3,)),
    ]
    unreported, recurring, rate, *climbs = danderyd.triggers
    assert isinstance(unreported, UnreportedLesson)
    assert (unreported.days, unreported.first_morning_days.value) == (30, 7)
    assert isinstance(recurring, ReportedOccasions)
    assert (recurring.days, recurring.min_occasions.value) == (21, 3)
    assert isinstance(rate, RateInWindow)
    assert (rate.days, rate.limit.over, rate.min_school_days.value) == (30, 15, 10)
    assert [(t.since, t.weeks, t.limit.over) for t in climbs if isinstance(t, RateSince)] == [
        ("opened", 2, 15),
        ("measures", 2, 15),
        ("measures", 3, 15),
    ]


def test_what_danderyd_leaves_open_is_marked_as_a_local_reading(danderyd: Plan) -> None:
    settings = danderyd.settings
    local = {
        "month_days": 30,
        "calm": 5,
        "uncertain_over": 20,
        "breaks_pause_clock": True,
        "hold_max_weeks": 4,
        "remind_school_days_before": 1,
        "overdue_to_eht_school_days": 5,
        "overdue_to_rektor_school_days": 10,
        "announce_school_days_before": 5,
        "unclaimed_school_days": 2,
        "unclaimed_to_rektor_school_days": 4,
        "cause_occasions": 4,
        "cause_days": 60,
        "broken_unregistered": 50,
        "broken_drop": 50,
        "broken_pupils": 30,
        "sign_days": 60,
        "sign_occasions": 3,
        "sign_share": 30,
        "sign_times": 3,
        "sign_reported": 4,
        "sign_late": 5,
        "sign_rising": 8,
        "registered_low": 90,
    }
    for name, value in local.items():
        assert (getattr(settings, name).value, getattr(settings, name).source) == (value, LOCAL_READING)
    assert (settings.problematic.over, settings.problematic.source) == (15, "001:114-116")
    assert (settings.follow_up_weeks.value, settings.follow_up_weeks.source) == (2, "001:346-348")


def test_danderyds_steps_have_the_owners_and_times_of_the_plan(danderyd: Plan) -> None:
    assert [step.responsible for step in danderyd.steps] == [
        ("mentor", "team"),
        ("mentor", "team", "eht"),
        ("mentor", "team", "eht", "rektor"),
        ("mentor", "eht", "rektor", "support_unit"),
    ]
    weeks = [[deadline.weeks for deadline in step.deadlines if deadline.weeks] for step in danderyd.steps]
    assert weeks == [[2], [2, 2], [3, 3], [4]]


def test_the_first_contact_offers_what_three_taps_need(danderyd: Plan) -> None:
    first = danderyd.first_contact
    assert [choice.id for choice in first.reached] == ["guardian", "pupil", "nobody"]
    causes = {cause.id: cause for cause in first.causes}
    assert causes["illness"].tells == ("eht",)
    assert {name for name, cause in causes.items() if cause.explains} == {"explained"}
    assert {name for name, cause in causes.items() if cause.closes} == {"registered_wrong", "one_off"}
    assert first.usual_participants == ("mentor", "guardian", "pupil")


@pytest.mark.parametrize("tick", ["contact", "cause", "follow_up"])
def test_each_of_the_three_taps_ticks_one_action_in_step_1(any_plan: Plan, tick: str) -> None:
    assert len([action for action in any_plan.step(1).actions if action.done_by == tick]) == 1


@pytest.mark.parametrize("audience", ["staff", "guardians", "pupils"])
def test_there_is_support_for_everyone(any_plan: Plan, audience: str) -> None:
    assert any(resource.audience == audience for resource in any_plan.resources)


def test_numbers_nobody_has_confirmed_are_marked_as_samples(any_plan: Plan) -> None:
    assert all(contact.sample or contact.id == "larm_112" for contact in any_plan.contacts)


def test_stockholms_triggers_are_the_settled_ones(stockholm: Plan) -> None:
    found = {t.id: t for t in stockholm.triggers if isinstance(t, RateInWindow)}
    assert {name: (t.days, t.limit.over, t.limit.at_least) for name, t in found.items()} == {
        "mentor_10": (30, 10, None),
        "rektor_40_month": (30, None, 40),
        "rektor_20_two_months": (60, None, 20),
        "team_20": (30, None, 20),
    }
    assert all(t.min_school_days.source == LOCAL_READING for t in found.values())
    assert found["rektor_40_month"].tells == found["rektor_20_two_months"].tells == ("rektor",)
    assert all(found[name].when.once for name in ("rektor_40_month", "rektor_20_two_months", "team_20"))
    assert (found["team_20"].when.case, found["team_20"].when.steps) == ("open", (1, 2))
    assert found["team_20"].proposes


def test_stockholms_ladder_and_the_teams_seven_steps_are_two_things(stockholm: Plan) -> None:
    assert [step.reached_by for step in stockholm.steps] == ["trigger"] + ["person"] * 4
    (team,) = stockholm.ladders
    assert [step.number for step in team.steps] == [1, 2, 3, 4, 5, 6, 7]


def test_what_stockholms_source_leaves_open_is_said_and_not_invented(stockholm: Plan) -> None:
    deadlines = [deadline for step in stockholm.steps for deadline in step.deadlines]
    assert all(deadline.weeks is None for deadline in deadlines)
    assert [step.number for step in stockholm.steps if step.undecided] == [1, 2, 3, 4, 5]
