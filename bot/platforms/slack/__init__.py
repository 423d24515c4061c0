"""Slack: slack-bolt for what comes in, slack_sdk for what goes out."""
