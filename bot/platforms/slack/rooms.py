"""Whether a channel is private enough for pupils: asked of Slack each time, remembered for a minute."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from bot.platforms.slack.api import SlackApi, SlackRefused
from bot.platforms.slack.company import Company

GOOD_FOR = 60.0
"""Seconds. A channel can be shared or opened at any time, but not between two messages of one morning."""
SHARED_MARKS = (
    *("is_shared", "is_ext_shared", "is_org_shared", "is_pending_ext_shared"),
    *("pending_shared", "pending_connected_team_ids"),
)

_ANSWERS = {"channel_not_found": "not_found", "not_in_channel": "not_member", "missing_scope": "public"}
"""We may look at private channels only: of any other Slack says that we have no right to know."""
WRONG_PLACE = ("not_found", "direct", "public", "shared", "archived", "not_member", "too_wide")
"""Why a channel will not do. Each has its words in content/texts/slack.yaml."""


class Rooms:
    def __init__(self, api: SlackApi, company: Company) -> None:
        self._api = api
        self._company = company
        self._seen: dict[tuple[str, str], float] = {}

    async def why_not(self, conversation: str, channel: str = "", *, look: bool = False) -> str:
        """One of `WRONG_PLACE`, or "" when pupils may be spoken of there: only that is remembered.

        `channel`: what we call it; "" when it is about to become EHT's of some school. `look`: whatever is
        remembered. Raises SlackRefused when Slack does not answer."""
        if not look and self._seen.get((conversation, channel), 0.0) > time.monotonic():
            return ""
        reason = await self._room(conversation)
        if not reason and await self._company.is_too_wide(conversation, channel):
            reason = "too_wide"
        if not reason:
            self._seen[conversation, channel] = time.monotonic() + GOOD_FOR
        return reason

    async def _room(self, conversation: str) -> str:
        try:
            told = (await self._api.call("conversations.info", channel=conversation)).get("channel") or {}
        except SlackRefused as refused:
            if refused.code not in _ANSWERS:
                raise
            return _ANSWERS[refused.code]
        return why_not(told)


def why_not(told: Mapping[str, Any]) -> str:
    """What is not said to be private is taken to be public."""
    if told.get("is_im") or told.get("is_mpim"):
        return "direct"
    if any(told.get(mark) for mark in SHARED_MARKS):
        return "shared"
    if not told.get("is_private"):
        return "public"
    if told.get("is_archived"):
        return "archived"
    return "" if told.get("is_member", True) else "not_member"
