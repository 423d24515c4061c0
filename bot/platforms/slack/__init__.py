"""Slack: slack-bolt for what comes in, slack_sdk for what goes out."""

from bot.platforms.slack.platform import install

__all__ = ["install"]
