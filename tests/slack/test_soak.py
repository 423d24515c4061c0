"""Many messages at Slack's pace, also when the bot is killed. The long form: `python -m tests.slack.soak`."""

from __future__ import annotations

from pathlib import Path

from tests.slack.soak import Story, soak


def test_messages_go_at_the_pace_slack_allows_and_arrive_once(tmp_path: Path) -> None:
    outcome = soak(Story(mentors=40), tmp_path)
    assert (outcome.lost, outcome.doubled, outcome.unsettled) == (0, 0, 0), str(outcome)
    assert outcome.pace >= 0.95, str(outcome)
    assert outcome.refused == 0, str(outcome)


def test_a_bot_killed_over_and_over_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    outcome = soak(Story(mentors=40, kills=5, speed=4, faults=True, seed=7), tmp_path)
    assert outcome.kills >= 4, "too few deaths to prove anything"
    assert (outcome.lost, outcome.doubled, outcome.unsettled) == (0, 0, 0), str(outcome)
