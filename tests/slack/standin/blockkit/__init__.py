"""Block Kit's own rules, strictly: what Slack refuses is refused, with the place it stands in."""

from tests.slack.standin.blockkit.surfaces import check_message_blocks, check_view

__all__ = ["check_message_blocks", "check_view"]
