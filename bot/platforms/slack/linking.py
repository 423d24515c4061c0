"""`/narvaro koppla`: EHT points out the channel that their cases are spoken of in."""

from __future__ import annotations

from bot.platforms.slack.api import SlackRefused
from bot.platforms.slack.rooms import Rooms
from handlers.channel_links import LINK, value_of

WORDS = frozenset({"koppla", "koppla kanalen", "koppla kanal"})


class Linking:
    action = LINK

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def is_asked(self, words: str) -> bool:
        return words.strip().lower().rstrip(".!") in WORDS

    async def why_not(self, conversation: str) -> str:
        """The name of the text that says why this channel will not do, or ""."""
        try:
            reason = await self._rooms.why_not(conversation, look=True)
        except SlackRefused:
            return "slack.link_later"
        return f"slack.link_{reason}" if reason else ""

    def value(self, conversation: str) -> str:
        return value_of("slack", conversation)
