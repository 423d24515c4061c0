"""The whole main job in Slack, by Socket Mode and by signed requests."""

from __future__ import annotations

from tests.slack.school import SlackSchool


def test_a_mentor_is_told_calls_and_books_in_three_taps(either: SlackSchool) -> None:
    either.morning()
    anna = either.person("anna")
    message = anna.sees("Alva Lindgren")
    assert "Alva" not in message.notification, "it shows on a lock screen"
    print(message.text, message.buttons)
    anna.press(message.buttons[0], on=message)
    answer = anna.sees(lambda seen: seen.thread == message.ts)
    print(answer.text, answer.buttons)
    assert either.slack.complaints == []
