"""Text as Slack's own objects. Everything in a card is text: none of it may steer Slack."""

from __future__ import annotations

from slack_sdk.models.blocks import MarkdownTextObject, PlainTextObject

from bot.platforms.slack.escape import fitted


def plain(text: str, most: int) -> PlainTextObject:
    """For titles, labels, buttons and options, which take no style. A `:word:` in it is no emoji."""
    return PlainTextObject(text=fitted(text, most), emoji=False)


def styled(text: str) -> MarkdownTextObject:
    """Text that is mrkdwn already. Slack finds no links or names in it by itself."""
    return MarkdownTextObject(text=text, verbatim=True)
