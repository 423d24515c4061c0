"""Who is in a channel: asked of Slack, and looked up as anybody who writes to the bot is."""

from __future__ import annotations

from bot.platforms.readers import Readers
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.people import People
from bot.prompt import promptly

PAGE = 200
PAGES = 5
"""A channel of a thousand people is no room for a team, whoever they are."""


class Company:
    def __init__(self, api: SlackApi, people: People, readers: Readers) -> None:
        self._api = api
        self._people = people
        self._readers = readers

    async def is_too_wide(self, conversation: str, channel: str = "") -> bool:
        """Whether somebody there may not read along; without `channel`, in EHT's channel of any school.

        Apps of the workspace's own are nobody. Raises SlackRefused when Slack does not answer."""
        members = await self._members(conversation)
        if members is None:
            return True
        home = await self._people.home()
        people = [await self._people.visitor(user) for user in members if user != home.bot]
        staff = [one.staff for one in people if not one.is_app]
        if channel:
            return not await promptly(self._readers.may_all_read, channel, staff)
        return not await promptly(self._readers.fits_a_school, staff)

    async def _members(self, conversation: str) -> list[str] | None:
        """None: more than anybody looks through."""
        found: list[str] = []
        cursor = ""
        for _ in range(PAGES):
            more = {"cursor": cursor} if cursor else {}
            page = await self._api.call("conversations.members", channel=conversation, limit=PAGE, **more)
            found += [str(user) for user in page.get("members") or ()]
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return found
        return None
