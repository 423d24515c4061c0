"""Slack is answered in time while a morning and an import go on. Long form: `python -m tests.slack.load`."""

from __future__ import annotations

from pathlib import Path

from tests.slack.load import under_load

PUPILS, DAYS = 400, 6


def test_presses_are_acknowledged_while_a_morning_and_an_import_go_on(tmp_path: Path) -> None:
    """What is promised is a second for 99 of 100; here other tests use the same processors."""
    answered = under_load(PUPILS, DAYS, tmp_path)
    assert answered.half < 1, str(answered)
    assert answered.in_time >= 0.8, str(answered)
