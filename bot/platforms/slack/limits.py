"""What Slack takes at most (docs.slack.dev, Block Kit; tried November 2026). Lengths are in characters."""

from __future__ import annotations

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
SUMMARY = 1_000
"""Of the 40,000 that a notification text may have, a lock screen shows a line or two."""
SECTION = 3_000
FIELD = 2_000
FIELDS = 10
CONTEXT_ELEMENTS = 10
CONTEXT_TEXT = 2_000
HEADER = 150
ACTIONS = 25
BUTTON = 75
BUTTON_VALUE = 2_000
ID = 255
OPTION = 75
OPTION_VALUE = 150
OPTIONS = 100
GROUPS = 100
TICKED = 10
"""Radio buttons, or boxes to tick, in one input."""
LABEL = 2_000
PLACEHOLDER = 150
INPUT_TEXT = 3_000
VIEW_TITLE = 24
PRIVATE = 3_000
VIEWS_ON_STACK = 3

MESSAGE_TEXT = 11_000
MESSAGE_JSON = 14_500
"""All of a message's blocks together. Not documented, answered with `msg_blocks_too_long`: Slack's people
speak of 12,000 of text (bolt-js issue 2509); others measured that 15,561 of JSON was taken and 17,694 not
(bolt-js issue 2867)."""
VIEW_TEXT = 40_000
VIEW_JSON = 40_000
"""A view may be 250 kB, in which a character can be six bytes."""

SHORTENED = "…"
